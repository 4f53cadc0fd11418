"""The kind `inline`: a part of a line, as a notice glued into or onto a paragraph.

Each match of `pattern` is a unit. The space around a cut is mended, and a line of which nothing is left is removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.page import Page
from cleaner.pattern import Patterns
from cleaner.rule import Hits, Unit
from cleaner.trigger import Trigger


class Inline(NamedTuple):
    """Alternatives, each match of which is removed from its line."""

    pattern: Patterns

    @property
    def takes_lines(self) -> bool:
        """A unit is a part of a line."""
        return False

    @property
    def triggers(self) -> tuple[Trigger | None, ...]:
        """Those of the alternatives."""
        return tuple(pattern.trigger for pattern in self.pattern)

    def units(self, page: Page, hits: Hits) -> Iterator[Unit]:
        """A unit for each match that covers characters of the text."""
        for pattern, positions in zip(self.pattern, hits, strict=True):
            for position in positions:
                view = page.views[position]
                for start, end in pattern.matches(view.text):
                    span = view.span(start, end)
                    if span.end > span.start:
                        yield Unit(position, position, span)
