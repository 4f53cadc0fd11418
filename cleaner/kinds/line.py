"""The kind `line`: a line in which a pattern is found.

`pattern` is one regular expression or a list of alternatives, searched in the view; `all` lists patterns that must be
found as well. A pattern is anchored at both ends or bounded by `max-words`, so that it never takes a paragraph in which
the words merely occur.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner.literals import Literals
from cleaner.page import Page
from cleaner.pattern import Patterns, any_matches, literals_of_any
from cleaner.rule import Unit


@dataclass(frozen=True)
class LinePattern:
    """Alternatives, one of which is found in the line, and patterns that are all found in it."""

    pattern: Patterns
    all: Patterns = ()

    @property
    def literals(self) -> Literals | None:
        """Those of the alternatives, or where these have none of a pattern that must be found too."""
        known = (literals_of_any(self.pattern), *(pattern.literals for pattern in self.all))
        return next((literals for literals in known if literals is not None), None)

    def units(self, page: Page, positions: Sequence[int]) -> Iterator[Unit]:
        """A unit for each line in which the patterns are found."""
        for position in positions:
            text = page.views[position].text
            if any_matches(self.pattern, text) and all(pattern.search(text) for pattern in self.all):
                yield Unit(position, position)
