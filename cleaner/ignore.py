"""What a `.cleanerignore` asks to leave alone: files that lie in a repository and are not to be cleaned.

It reads as a `.gitignore` does: it holds for what lies below it, a deeper one goes before it, and what lies in a folder
that is left alone can't be taken back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cleaner.path_patterns import PathPatternError, PathPatterns
from cleaner.user_error import UserError

OWN_FILE = ".cleanerignore"


class IgnoreError(UserError):
    """A file of patterns that can't be used as it is."""


class _Lines(NamedTuple):
    """A file of patterns."""

    path: Path
    patterns: PathPatterns

    def decide(self, place: Path, ending: str) -> bool | None:
        """What it says of a path below its folder, to which ``ending`` belongs."""
        try:
            return self.patterns.decide_alone(place.relative_to(self.path.parent).as_posix() + ending)
        except PathPatternError as error:
            raise IgnoreError(f"{self.path}:{error.line}: {error}") from None


class _Folder(NamedTuple):
    """A folder, whether it is left alone, and the files of patterns for what lies in it, the nearest first."""

    place: Path
    is_left_alone: bool
    lines: tuple[_Lines, ...]


class Ignored:
    """The files and folders that are to be left alone, as the files of these names say that lie above them."""

    def __init__(self, names: Sequence[str] = (OWN_FILE,)) -> None:
        self._names = names
        self._folder = cache(self._look)
        self._below = cache(lambda folder: self._folder(Path(os.path.abspath(folder))))  # noqa: PTH100 - keeps links

    def leaves_alone(self, path: Path) -> bool:
        """Whether a file is to be left alone; raises ``IgnoreError``."""
        folder = self._below(path.parent)
        return folder.is_left_alone or _is_named(folder.lines, folder.place / path.name, "")

    def leaves_folder_alone(self, path: Path) -> bool:
        """Whether all that lies below a folder is to be left alone; raises ``IgnoreError``."""
        return self._below(path).is_left_alone

    def _look(self, place: Path) -> _Folder:
        if place == place.parent:
            return _Folder(place, False, self._read(place))
        above = self._folder(place.parent)
        is_left_alone = above.is_left_alone or _is_named(above.lines, place, "/")
        return _Folder(place, is_left_alone, self._read(place) + above.lines)

    def _read(self, folder: Path) -> tuple[_Lines, ...]:
        """A folder's own files of patterns."""
        found = []
        for file in (folder / name for name in self._names):
            try:
                lines = file.read_text("utf-8-sig", "surrogateescape").splitlines()  # a name can be any bytes
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise IgnoreError(f"{file}: the patterns can't be read: {error.strerror}") from None
            found.append(_Lines(file, PathPatterns(lines)))
        return tuple(found)


def _is_named(lines: Iterable[_Lines], place: Path, ending: str) -> bool:
    decisions = (one.decide(place, ending) for one in lines)
    return next((decision for decision in decisions if decision is not None), False)
