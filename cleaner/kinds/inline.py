"""The kind `inline`: a part of a line, as a notice glued into or onto a paragraph.

Each match of `pattern` is a unit. The space around a cut is mended, and a line of which nothing is left is removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.page import Page
from cleaner.pattern import Patterns
from cleaner.rule import Unit


@dataclass(frozen=True)
class Inline:
    """Alternatives, each match of which is removed from its line."""

    pattern: Patterns

    def units(self, page: Page) -> Iterator[Unit]:
        """A unit for each match that covers characters of the text."""
        for position, view in enumerate(page.views):
            for pattern in self.pattern:
                for start, end in pattern.matches(view.text):
                    span = view.span(start, end)
                    if span.end > span.start:
                        yield Unit(position, position, span)
