"""Regular expressions of rules: folded like the lines they are searched in, compiled late, and bounded in time."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import regex

from cleaner.trigger import Trigger
from cleaner.view import fold_pattern

_SECONDS = 0.5
_SECONDS_A_CHARACTER = 1e-6


class _Written(NamedTuple):
    """A pattern as it is written in a pack."""

    source: str
    case_sensitive: bool = False


class Pattern(_Written):
    r"""A regular expression of the ``regex`` package, searched in the view of a line.

    A search takes at most half a second of processor time, and one more for each million characters; then
    ``TimeoutError`` is raised, which costs the rule its part in that document.

    >>> bool(Pattern("sign\u2010up").search("Sign-up here"))
    True
    """

    @cached_property
    def compiled(self) -> regex.Pattern[str]:
        """The compiled expression; raises ``regex.error`` where the source is wrong."""
        return regex.compile(fold_pattern(self.source), 0 if self.case_sensitive else regex.IGNORECASE)

    @cached_property
    def trigger(self) -> Trigger | None:
        """What every line says in which it is found; None where nothing is known."""
        from cleaner.literals import trigger_of  # only when rules are prepared, not when they are loaded

        return trigger_of(fold_pattern(self.source))

    def search(self, text: str) -> regex.Match[str] | None:
        """The first match, or None."""
        return self.compiled.search(text, timeout=_SECONDS + _SECONDS_A_CHARACTER * len(text))

    def matches(self, text: str) -> list[tuple[int, int]]:
        """The bounds of all matches that are not empty."""
        found = self.compiled.finditer(text, timeout=_SECONDS + _SECONDS_A_CHARACTER * len(text))
        return [match.span() for match in found if match.end() > match.start()]

    def __getstate__(self) -> dict[str, object]:
        """With what was compiled, which loads twenty times as fast as it compiles."""
        return {name: value for name, value in self.__dict__.items() if name != "trigger"}


Patterns = tuple[Pattern, ...]
"""Alternatives, tried in turn."""


def any_matches(patterns: Patterns, text: str) -> bool:
    """Whether one of the patterns is found in the text."""
    return any(pattern.search(text) for pattern in patterns)
