"""Which files of a folder are meant: patterns as in .gitignore, hidden files, inputs that are patterns themselves."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import NamedTuple

from cleaner.path_patterns import PathPatterns

_WILDCARDS = frozenset("*?[")


class Choice(NamedTuple):
    """What is wanted of a folder: files that match one of ``include``, if there are any, and none of ``exclude``.

    Patterns are those of .gitignore, relative to the folder, and of several the last that matches decides. Hidden files
    are copied as they are, unless ``hidden`` asks for them. ``keep_html`` asks for pages beside their texts.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    hidden: bool = False
    keep_html: bool = False


class Chooser:
    """A choice ready to be asked, folder by folder: below one that is not entered nothing is asked for.

    >>> chooser = Chooser(Choice(include=("*.txt",), exclude=("drafts/",)), "/20*/")
    >>> [chooser.takes(path) for path in ("2024/a.txt", "2024/a.md", "old/a.txt")]
    [True, False, False]
    >>> chooser.enters("2024/drafts")
    False
    """

    def __init__(self, choice: Choice, pattern: str | None = None) -> None:
        """Ask for what is chosen, and for what a pattern alone matches as well if there is one."""
        wanted = [choice.include] * bool(choice.include) + ([(pattern,)] if pattern else [])
        self._include = [PathPatterns(patterns) for patterns in wanted]
        self._exclude = PathPatterns(choice.exclude) if choice.exclude else None

    @property
    def takes_all(self) -> bool:
        """Whether folders are wanted with nothing in them."""
        return not self._include

    def takes(self, path: str) -> bool:
        """Whether a file is wanted, by its path below the folder."""
        return self._leaves_in(path) and all(include.decide(path) for include in self._include)

    def enters(self, path: str) -> bool:
        """Whether a folder may hold files that are wanted."""
        return self._leaves_in(f"{path}/")

    def _leaves_in(self, path: str) -> bool:
        return not (self._exclude and self._exclude.decide_alone(path))


def split_pattern(source: Path) -> tuple[Path, str] | None:
    """The folder that an input with wildcards begins with, and the pattern below it; None where it is a plain path.

    >>> split_pattern(Path("news/20*/**/*.jsonl"))
    (PosixPath('news'), '/20*/**/*.jsonl')
    """
    parts = source.parts
    first = next((index for index, part in enumerate(parts) if _WILDCARDS & set(part)), None)
    if first is None:
        return None
    return Path(*parts[:first]), f"/{PurePath(*parts[first:]).as_posix()}"
