"""Regular expressions of rules: folded like the lines they are searched in, compiled late, and bounded in time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import regex

from cleaner.literals import Literals, required_literals
from cleaner.view import fold_pattern

_SECONDS = 0.5
_SECONDS_A_CHARACTER = 1e-6


@dataclass(frozen=True)
class Pattern:
    r"""A regular expression of the ``regex`` package, searched in the view of a line.

    A search takes at most half a second of processor time, and one more for each million characters; then
    ``TimeoutError`` is raised, which costs the rule its part in that document.

    >>> bool(Pattern("sign\u2010up").search("Sign-up here"))
    True
    """

    source: str
    case_sensitive: bool = False

    @cached_property
    def compiled(self) -> regex.Pattern[str]:
        """The compiled expression; raises ``regex.error`` where the source is wrong."""
        return regex.compile(fold_pattern(self.source), 0 if self.case_sensitive else regex.IGNORECASE)

    @cached_property
    def literals(self) -> Literals | None:
        """Strings of which one is in the case-folded form of every text that matches; None where none is known."""
        return required_literals(fold_pattern(self.source))

    def search(self, text: str) -> regex.Match[str] | None:
        """The first match, or None."""
        return self.compiled.search(text, timeout=_SECONDS + _SECONDS_A_CHARACTER * len(text))

    def matches(self, text: str) -> list[tuple[int, int]]:
        """The bounds of all matches that are not empty."""
        found = self.compiled.finditer(text, timeout=_SECONDS + _SECONDS_A_CHARACTER * len(text))
        return [match.span() for match in found if match.end() > match.start()]

    def __getstate__(self) -> dict[str, object]:
        return {"source": self.source, "case_sensitive": self.case_sensitive}


Patterns = tuple[Pattern, ...]
"""Alternatives, tried in turn."""


def any_matches(patterns: Patterns, text: str) -> bool:
    """Whether one of the patterns is found in the text."""
    return any(pattern.search(text) for pattern in patterns)
