"""The kind `line`: a line in which a pattern is found.

`pattern` is one regular expression or a list of alternatives, searched in the view; `all` lists patterns that must be
found as well. A pattern is anchored at both ends or bounded by `max-words`, so that it never takes a paragraph in which
the words merely occur.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.page import Page
from cleaner.pattern import Patterns
from cleaner.rule import Hits, Unit, positions_of
from cleaner.trigger import Trigger


class LinePattern(NamedTuple):
    """Alternatives, one of which is found in the line, and patterns that are all found in it."""

    pattern: Patterns
    all: Patterns = ()

    @property
    def takes_lines(self) -> bool:
        """A unit is a line."""
        return True

    @property
    def triggers(self) -> tuple[Trigger | None, ...]:
        """Of each alternative its own, or where none is known that of a pattern that must be found too."""
        other = next((pattern.trigger for pattern in self.all if pattern.trigger is not None), None)
        return tuple(other if pattern.trigger is None else pattern.trigger for pattern in self.pattern)

    def units(self, page: Page, hits: Hits) -> Iterator[Unit]:
        """A unit for each line in which the patterns are found."""
        for position in positions_of(self.pattern, page, hits):
            text = page.views[position].text
            if all(pattern.search(text) for pattern in self.all):
                yield Unit(position, position)
