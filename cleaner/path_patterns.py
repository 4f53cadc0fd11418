"""Patterns of paths, as `.gitignore` has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern


_EVERYTHING = re.compile(r"(!?)(?:\*|/?\*\*(?:/\*\*?)*)(/?)")


class PathPatternError(ValueError):
    """A line that is no pattern; ``line`` counts from 1."""

    def __init__(self, pattern: str, line: int) -> None:
        super().__init__(f"`{pattern}` is no pattern of paths, as `.gitignore` has them")
        self.line = line


class PathPatterns:
    """Lines as in a `.gitignore`: the last that matches a path decides, and one that begins with `!` takes back.

    Paths are relative to the folder that the patterns stand in, with `/`, and those of folders end in it. Lines that
    are blank or begin with `#` mean nothing. The first question raises ``PathPatternError`` for what is no pattern.

    >>> patterns = PathPatterns(["drafts/", "*.md", "!README.md"])
    >>> [patterns.decide(path) for path in ("drafts/deep/README.md", "README.md", "a.txt")]
    [True, False, None]
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = tuple(lines)

    def decide(self, path: str) -> bool | None:
        """Whether a path is meant, itself or with a folder that it lies in; None where no line says anything of it."""
        ends = (end for end, character in enumerate(path[:-1], start=1) if character == "/")
        return any(self.decide_alone(path[:end]) for end in ends) or self.decide_alone(path)

    def decide_alone(self, path: str) -> bool | None:
        """Whether a path itself is meant, whatever is of the folders that it lies in."""
        for pattern in self._patterns:
            if _matches_all(pattern, path):
                return pattern.include
        return None

    @cached_property
    def _patterns(self) -> list[GitIgnoreSpecPattern]:
        """The patterns, the last first, as it decides."""
        from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # takes as long to import as a text to clean

        patterns = []
        for number, line in enumerate(self._lines, start=1):
            try:
                patterns.append(GitIgnoreSpecPattern(_in_other_words(line)))
            except ValueError:
                raise PathPatternError(line, number) from None
        return patterns[::-1]


def _in_other_words(line: str) -> str:
    """A line in words in which the library understands it as git does.

    `a/**` means what lies in a folder, not it, and `*` is answered for the beginning of a path instead of its end.
    """
    everything = _EVERYTHING.fullmatch(line.rstrip())
    if everything:
        return f"{everything[1]}?*{everything[2]}"
    return f"{line.rstrip()}/*" if line.rstrip().endswith("/**") else line


def _matches_all(pattern: GitIgnoreSpecPattern, path: str) -> bool:
    """Whether a pattern matches a path to its end; the library's own match is also one of what lies in a folder.

    Its expressions have one group, which is the slash after the folder that is named.
    """
    found = pattern.match_file(path)
    if found is None:
        return False
    end: int = found.match.end(found.match.lastindex or 0)
    return end == len(path)
