"""Which files of a folder are meant: patterns as in .gitignore, hidden files, inputs that are patterns themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_WILDCARDS = frozenset("*?[")


class PatternError(ValueError):
    """A pattern that can't be understood."""


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
        self._include = [_spec(patterns) for patterns in wanted]
        self._exclude = [_Pattern(pattern) for pattern in choice.exclude]

    @property
    def takes_all(self) -> bool:
        """Whether folders are wanted with nothing in them."""
        return not self._include

    def takes(self, path: str) -> bool:
        """Whether a file is wanted, by its path below the folder."""
        return not self._leaves(path) and all(include.match_file(path) for include in self._include)

    def enters(self, path: str) -> bool:
        """Whether a folder may hold files that are wanted."""
        return not self._leaves(f"{path}/")

    def _leaves(self, path: str) -> bool:
        """Whether a file or folder is left out, as the last pattern says that matches it, and not a folder above it."""
        return next((pattern.leaves_out for pattern in reversed(self._exclude) if pattern.matches(path)), False)


class _Pattern:
    """A pattern for one file or folder; those of the library match all that is below a folder with it."""

    def __init__(self, written: str) -> None:
        self._spec = _spec([written.removeprefix("!")])
        bare = written.removeprefix("!").rstrip()
        self._is_path = "/" in bare.rstrip("/")
        self._is_deep = bare.endswith("/**")
        self.leaves_out = not written.startswith("!")

    def matches(self, path: str) -> bool:
        """Whether it matches a file, or a folder, whose path ends with a slash."""
        above, _, name = path.rstrip("/").rpartition("/")
        if not self._is_path:
            return self._spec.match_file(name + path[len(path.rstrip("/")) :])
        if not self._spec.match_file(path):
            return False
        return self._is_deep or not above or not self._spec.match_file(f"{above}/")


def _spec(patterns: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # only whoever gives patterns waits for it

    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise PatternError(str(error)) from None


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
