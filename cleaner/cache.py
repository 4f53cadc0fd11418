"""Compiled state between runs: reading and compiling a thousand rules takes seconds, loading them a moment.

What is stored is keyed by all that it depends on, so nothing ever has to be invalidated; the program and the Python
that stored it are part of every key. Whatever goes wrong with a
cache, from a read-only home to a damaged file, costs time and nothing else.
"""

from __future__ import annotations

import gc
import os
import pickle
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

from cleaner.version import __version__

_Value = TypeVar("_Value")
_CHECKSUM_BYTES = 4
_KEPT_SECONDS = 30 * 24 * 3600
_KEPT_BYTES = 200_000_000
_KEPT_VALUES = 10_000  # of one name, more than all built-in rules by far


def cached(name: str, key: str, make: Callable[[], _Value], folder: Path | None) -> _Value:
    """What was stored in a folder under a name for a key, else what ``make`` gives, which is then stored.

    Without a folder it is made each time. The folder is the user's own cache; files in it that somebody else owns or
    may write to are not read, because reading them would run what they say.
    """
    if folder is None:
        return make()
    path, whole_key = _place(name, key, folder)
    try:
        value: _Value = _read(path, whole_key)
    except Exception:  # noqa: BLE001 - a file that can't be read, for whatever reason, is made anew
        value = make()
        with suppress(OSError):
            _write(path, whole_key, value)
    return value


def each_cached(
    name: str, keys: Iterable[bytes], make: Callable[[int], _Value], version: str, folder: Path | None
) -> list[_Value]:
    """A value for each of many keys, all stored together; ``make`` gives those that are missing, by their numbers.

    So that one new pack among hundreds costs what that pack costs.
    """
    if folder is None:
        return [make(number) for number, _ in enumerate(keys)]
    path, whole_key = _place(name, version, folder)
    stored: dict[bytes, bytes] = {}
    with suppress(Exception):  # whatever the reason why it can't be read, all is made anew
        stored = _read(path, whole_key)
    values: list[_Value] = []
    fresh: dict[bytes, bytes] = {}
    for number, key in enumerate(keys):
        if key in stored:
            stored[key] = raw = stored.pop(key)  # what was used last comes last
            value: _Value = pickle.loads(raw)
        else:
            value = make(number)
            with suppress(TypeError):  # it can't be stored
                fresh[key] = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        values.append(value)
    if fresh:
        with suppress(OSError):
            _write(path, whole_key, dict([*stored.items(), *fresh.items()][-_KEPT_VALUES:]))
    return values


def _place(name: str, key: str, folder: Path) -> tuple[Path, bytes]:
    """The file for a key, and the key with all that every value depends on."""
    whole_key = f"{__version__}\n{sys.version}\n{_code_state()}\n{key}".encode("utf-8", "surrogatepass")
    return folder / f"{name}-{crc32(whole_key):08x}.pickle", whole_key


def user_cache() -> Path | None:
    """The folder for this program's files in the user's cache; None where there is no home to have one."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    with suppress(RuntimeError):  # `~` of a user whom the system does not know
        return Path(base).expanduser() / "boilerstrip"
    return None


@cache
def _code_state() -> str:
    """Changes when the code does, also in a checkout, where the version stays the same."""
    return str(max(_changes(os.path.dirname(__file__))))  # noqa: PTH120 - plain paths, as there are many


def _changes(folder: str) -> Iterator[int]:
    for entry in os.scandir(folder):
        if entry.name.endswith(".py"):
            yield entry.stat().st_mtime_ns
        elif entry.is_dir() and not entry.name.startswith("_"):
            yield from _changes(entry.path)


def _read(path: Path, key: bytes) -> Any:  # noqa: ANN401 - whatever was stored
    with path.open("rb", buffering=0) as file:
        status = os.fstat(file.fileno())
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
            raise PermissionError(f"{path} is not this user's own")
        stored = memoryview(file.read())
    begin = _CHECKSUM_BYTES + len(key)
    if stored[_CHECKSUM_BYTES:begin] != key or stored[:_CHECKSUM_BYTES] != _checksum(stored[begin:]):
        raise ValueError(f"{path} is damaged, or of another key with the same name")
    with _no_collection():
        return pickle.loads(stored[begin:])


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the garbage collector, which would look again and again through all that is being loaded."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _write(path: Path, key: bytes, value: object) -> None:
    from tempfile import mkstemp  # only needed here

    raw = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = mkstemp(dir=path.parent, suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines((_checksum(raw), key, raw))
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    _drop_old(path.parent)


def _checksum(raw: bytes | memoryview) -> bytes:
    return crc32(raw).to_bytes(_CHECKSUM_BYTES, "big")


def _drop_old(folder: Path) -> None:
    """Remove what is old, and the oldest of what is too much."""
    import time

    found = sorted(((path.stat(), path) for path in folder.glob("*.p*")), key=lambda item: -item[0].st_mtime)
    oldest, total = time.time() - _KEPT_SECONDS, 0
    for status, path in found:
        total += status.st_size
        if status.st_mtime < oldest or total > _KEPT_BYTES:
            with suppress(OSError):
                path.unlink()
