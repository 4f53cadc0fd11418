"""The kind `section`: a heading and what it announces.

A unit begins at a line in which `start` is found and goes up to the line before `until`: a pattern, `prose` (a line of
running text), `blank` (a blank line) or `end` (the end of the document, which ends the others too). Where no end comes
within `max-lines`, there is no unit: a heading that announces nothing takes nothing. `contains` asks for a pattern in
one of its lines, as evidence in proportion to what it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from cleaner.page import Page
from cleaner.pattern import Pattern, Patterns, any_matches
from cleaner.rule import Hits, Unit, positions_of
from cleaner.trigger import Trigger

Until = Pattern | Literal["prose", "blank", "end"]


class Section(NamedTuple):
    """Where a section starts, where it ends, how long it may be, and what it must contain."""

    start: Patterns
    until: Until
    max_lines: int
    contains: Patterns = ()

    @property
    def takes_lines(self) -> bool:
        """A unit is a row of lines."""
        return False

    @property
    def triggers(self) -> tuple[Trigger | None, ...]:
        """Those of the heading."""
        return tuple(pattern.trigger for pattern in self.start)

    def units(self, page: Page, hits: Hits) -> Iterator[Unit]:
        """A unit for each heading whose section ends in time."""
        for position in positions_of(self.start, page, hits):
            end = self.end_of(page, position)
            if end is not None and self._has_evidence(page, position, end):
                yield Unit(position, end - 1)

    def end_of(self, page: Page, start: int) -> int | None:
        """The position after the last line of the section that starts at a position, or None where no end comes."""
        for position in range(start + 1, min(len(page), start + self.max_lines) + 1):
            if position == len(page) or self._ends_at(page, position):
                return position
        return None

    def _ends_at(self, page: Page, position: int) -> bool:
        match self.until:
            case "prose":
                return page.prose[position]
            case "blank":
                return page.follows_blank(position)
            case "end":
                return False
            case pattern:
                return pattern.search(page.views[position].text) is not None

    def _has_evidence(self, page: Page, start: int, end: int) -> bool:
        return not self.contains or any(any_matches(self.contains, view.text) for view in page.views[start:end])
