"""The kind `line`: a line in which a pattern is found.

`pattern` is one regular expression or a list of alternatives, searched in the view; `all` lists patterns that must be
found as well. A pattern is anchored at both ends or bounded by `max-words`, so that it never takes a paragraph in which
the words merely occur.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cleaner.page import Page
from cleaner.pattern import Patterns
from cleaner.rule import Hits, Unit, positions_of

if TYPE_CHECKING:
    from cleaner.literals import Literals


class LinePattern(NamedTuple):
    """Alternatives, one of which is found in the line, and patterns that are all found in it."""

    pattern: Patterns
    all: Patterns = ()

    @property
    def triggers(self) -> tuple[Literals | None, ...]:
        """Of each alternative its literals, or where it has none those of a pattern that must be found too."""
        others = next((pattern.literals for pattern in self.all if pattern.literals is not None), None)
        return tuple(others if pattern.literals is None else pattern.literals for pattern in self.pattern)

    def units(self, page: Page, hits: Hits) -> Iterator[Unit]:
        """A unit for each line in which the patterns are found."""
        for position in positions_of(self.pattern, page, hits):
            text = page.views[position].text
            if all(pattern.search(text) for pattern in self.all):
                yield Unit(position, position)
