"""The files of packs: which there are, whether they changed, and what is in them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

NO_PACKS = "the folder has no packs"
_SUFFIXES = (".yaml", ".yml")
_SETTLED_SECONDS = 2


class PackFile(NamedTuple):
    """A file as it was read, or why it could not be."""

    path: str
    raw: bytes
    unreadable: str = ""

    @property
    def key(self) -> bytes:
        """One for its path and content."""
        from hashlib import sha256  # takes longer to import than all states to look at

        digest = sha256()
        for part in (self.path.encode("utf-8", "surrogatepass"), self.raw, self.unreadable.encode()):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()


class PackFiles:
    """The files of some paths: those that are files, and the packs of those that are folders, in order.

    To see whether hundreds of files are the same as before, it is enough to look at their states.
    """

    def __init__(self, paths: Iterable[str | Path]) -> None:
        given = [file for path in paths for file in _files(str(path))]
        last = {_identity(*file): file for file in reversed(given)}  # one that is given twice counts where it is last
        found = list(reversed(last.values()))
        self._paths = [path for path, _ in found]
        self._states = [state for _, state in found]

    @property
    def state(self) -> str:
        """Paths, sizes and times: another one as soon as a file has changed."""
        return "\n".join(
            f"{path} {state and (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)}"
            for path, state in zip(self._paths, self._states, strict=True)
        )

    @property
    def is_settled(self) -> bool:
        """Whether the state can be relied on: a file could change twice within one tick of the clock."""
        before = time.time() - _SETTLED_SECONDS
        return all(state is not None and max(state.st_mtime, state.st_ctime) < before for state in self._states)

    @cached_property
    def contents(self) -> list[PackFile]:
        """What is in the files."""
        return [_read(Path(path)) for path in self._paths]

    def digest(self) -> str:
        """One for all paths and contents."""
        from hashlib import sha256  # takes longer to import than all states to look at

        return sha256(b"".join(file.key for file in self.contents)).hexdigest()


def pack_files(path: Path) -> list[Path]:
    """The packs of a folder, or the path itself where it is none or has none."""
    return [Path(file) for file, _ in _files(str(path))]


def _identity(path: str, state: os.stat_result | None) -> object:
    return (state.st_dev, state.st_ino) if state else path


def _files(path: str) -> list[tuple[str, os.stat_result | None]]:
    """The packs of a folder, or the path itself where it is none or has none; without a state, what can't be read."""
    found = sorted(_packs_below(path), key=lambda file: file[0].replace(os.sep, "\0"))
    return found or [(str(Path(path)), _state(path))]


def _packs_below(folder: str) -> Iterator[tuple[str, os.stat_result | None]]:
    try:
        entries = list(os.scandir(folder))  # many times as fast as `rglob`
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _packs_below(entry.path)
        elif entry.name.endswith(_SUFFIXES) and entry.is_file():
            yield entry.path, entry.stat()


def _state(path: str) -> os.stat_result | None:
    try:
        return Path(path).stat()
    except OSError:
        return None


def _read(path: Path) -> PackFile:
    try:
        return PackFile(str(path), path.read_bytes())
    except IsADirectoryError:
        return PackFile(str(path), b"", NO_PACKS)
    except OSError as error:
        return PackFile(str(path), b"", f"the pack can't be read: {error.strerror}")
