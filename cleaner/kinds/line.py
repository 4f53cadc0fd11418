"""The kind `line`: a line in which a pattern is found.

`pattern` is one regular expression or a list of alternatives, searched in the view; `all` lists patterns that must be
found as well. A pattern is anchored at both ends or bounded by `max-words`, so that it never takes a paragraph in which
the words merely occur.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.page import Page
from cleaner.pattern import Patterns, any_matches
from cleaner.rule import Unit


@dataclass(frozen=True)
class LinePattern:
    """Alternatives, one of which is found in the line, and patterns that are all found in it."""

    pattern: Patterns
    all: Patterns = ()

    def units(self, page: Page) -> Iterator[Unit]:
        """A unit for each line in which the patterns are found."""
        for position, view in enumerate(page.views):
            if any_matches(self.pattern, view.text) and all(p.search(view.text) for p in self.all):
                yield Unit(position, position)
