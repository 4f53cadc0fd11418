"""The kind `inline`: a part of a line, as a notice glued into or onto a paragraph.

Each match of `pattern` is a unit. The space around a cut is mended, and a line of which nothing is left is removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner.literals import Literals
from cleaner.page import Page
from cleaner.pattern import Patterns, literals_of_any
from cleaner.rule import Unit


@dataclass(frozen=True)
class Inline:
    """Alternatives, each match of which is removed from its line."""

    pattern: Patterns

    @property
    def literals(self) -> Literals | None:
        """Those of the alternatives."""
        return literals_of_any(self.pattern)

    def units(self, page: Page, positions: Sequence[int]) -> Iterator[Unit]:
        """A unit for each match that covers characters of the text."""
        for position in positions:
            view = page.views[position]
            for pattern in self.pattern:
                for start, end in pattern.matches(view.text):
                    span = view.span(start, end)
                    if span.end > span.start:
                        yield Unit(position, position, span)
