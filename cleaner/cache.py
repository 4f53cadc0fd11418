"""Compiled state between runs: reading and compiling a thousand rules takes seconds, loading them a moment.

What is stored is keyed by all that it depends on, so nothing ever has to be invalidated. Whatever goes wrong with a
cache, from a read-only home to a damaged file, costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from cleaner.version import __version__

_Value = TypeVar("_Value")
_DIGEST_BYTES = 32
_KEPT_SECONDS = 30 * 24 * 3600


def cached(key: str, make: Callable[[], _Value], folder: Path | None = None) -> _Value:
    """What was stored for a key, else what ``make`` gives, which is then stored.

    The folder is the user's own cache; files in it that somebody else owns or may write to are not read, because
    reading them would run what they say.
    """
    folder = user_cache() if folder is None else folder
    path = folder / f"{key}.pickle"
    try:
        value: _Value = _read(path)
    except Exception:  # noqa: BLE001 - a file that can't be read, for whatever reason, is made anew
        value = make()
        with suppress(OSError):
            _write(path, value)
    return value


def key_of(parts: Iterable[str | bytes]) -> str:
    """A key for a value that depends on these parts, on this program and on this Python.

    >>> key_of(["a", "b"]) == key_of(["a", "b"]), key_of(["a", "b"]) == key_of(["ab"])
    (True, False)
    """
    digest = hashlib.sha256()
    for part in (__version__, sys.version, _code_state(), *parts):
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def user_cache() -> Path:
    """The folder for this program's files in the user's cache."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "boilerstrip"


def _code_state() -> str:
    """Changes when the code does, also in a checkout, where the version stays the same."""
    package = Path(__file__).parent
    return str(max(path.stat().st_mtime_ns for path in package.rglob("*.py")))


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever was stored
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
            raise PermissionError(f"{path} is not this user's own")
        digest, raw = file.read(_DIGEST_BYTES), file.read()
    if hashlib.sha256(raw).digest() != digest:
        raise ValueError(f"{path} is damaged")
    return pickle.loads(raw)


def _write(path: Path, value: object) -> None:
    raw = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    path.parent.mkdir(parents=True, exist_ok=True)
    _drop_old(path.parent)
    descriptor, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(descriptor, "wb") as file:
        file.write(hashlib.sha256(raw).digest() + raw)
    Path(part).replace(path)


def _drop_old(folder: Path) -> None:
    oldest = time.time() - _KEPT_SECONDS
    for path in folder.glob("*.p*"):
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
