"""What a `.cleanerignore` asks to leave alone: files that lie in a repository and are not to be cleaned.

It reads as a `.gitignore` does: it holds for what lies below it, a deeper one goes before it, and what lies in a folder
that is left alone can't be taken back.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cleaner.path_patterns import PathPatternError, PathPatterns
from cleaner.user_error import UserError

OWN_FILE = ".cleanerignore"


class IgnoreError(UserError):
    """A file of patterns that can't be used as it is."""


class Ignored:
    """The files and folders that are to be left alone, as the files of these names say that lie above them."""

    def __init__(self, names: Sequence[str] = (OWN_FILE,)) -> None:
        self._names = names
        self._is_below = cache(self._is_folder_left_alone)
        self._patterns = cache(self._read)

    def leaves_alone(self, path: Path) -> bool:
        """Whether a file is to be left alone; raises ``IgnoreError``."""
        place = Path(os.path.abspath(path))  # noqa: PTH100 - resolving would follow links
        return self._is_below(place.parent) or self._is_named(place, "")

    def leaves_folder_alone(self, path: Path) -> bool:
        """Whether all that lies below a folder is to be left alone; raises ``IgnoreError``."""
        return self._is_below(Path(os.path.abspath(path)))  # noqa: PTH100 - resolving would follow links

    def _is_folder_left_alone(self, folder: Path) -> bool:
        if folder == folder.parent:
            return False
        return self._is_below(folder.parent) or self._is_named(folder, "/")

    def _is_named(self, place: Path, ending: str) -> bool:
        for folder in place.parents:
            for file, patterns in self._patterns(folder):
                try:
                    decision = patterns.decide_alone(place.relative_to(folder).as_posix() + ending)
                except PathPatternError as error:
                    raise IgnoreError(f"{file}:{error.line}: {error}") from None
                if decision is not None:
                    return decision
        return False

    def _read(self, folder: Path) -> tuple[tuple[Path, PathPatterns], ...]:
        """The patterns of a folder's own files."""
        found = []
        for file in (folder / name for name in self._names):
            try:
                lines = file.read_text("utf-8-sig", "surrogateescape").splitlines()  # a name can be any bytes
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise IgnoreError(f"{file}: the patterns can't be read: {error.strerror}") from None
            found.append((file, PathPatterns(lines)))
        return tuple(found)
