"""The kind `list`: a row of lines of one shape, such as headlines after an article.

A unit is a maximal row of neighbouring lines whose look is within the bounds of `shape` and that are not prose; it
counts from `at-least` lines. `headed-by` asks for a heading directly above, which belongs to the unit. `row` sets
bounds on the row as a whole. A list takes many lines, so give it narrow bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.page import Page
from cleaner.pattern import Patterns, any_matches
from cleaner.rule import Hits, Unit, positions_of
from cleaner.shape import Look
from cleaner.trigger import Trigger


class LineShape(NamedTuple):
    """Bounds on the look of a line; what is None is free."""

    words: tuple[int, int] | None = None
    characters: tuple[int, int] | None = None
    final_stop: bool | None = None
    bullet: bool | None = None
    capitals: bool | None = None
    title_case: bool | None = None
    pattern: Patterns = ()

    def fits(self, look: Look) -> bool:
        """Whether a line is within all bounds."""
        return (
            (self.words is None or self.words[0] <= look.words <= self.words[1])
            and (self.bullet is None or self.bullet == look.bullet)
            and (self.final_stop is None or self.final_stop == look.final_stop)
            and (self.characters is None or self.characters[0] <= look.characters <= self.characters[1])
            and (self.capitals is None or self.capitals == look.capitals)
            and (self.title_case is None or self.title_case == look.title_case)
            and (not self.pattern or any_matches(self.pattern, look.text))
        )


class RowShape(NamedTuple):
    """Bounds on a row as a whole: mean length, and the share of its lines in title case."""

    mean_characters: float = 0.0
    title_case: float = 0.0

    def fits(self, looks: Sequence[Look]) -> bool:
        """Whether the lines of a row are within the bounds."""
        return sum(look.characters for look in looks) >= self.mean_characters * len(looks) and (
            not self.title_case or sum(look.title_case for look in looks) >= self.title_case * len(looks)
        )


class ListRow(NamedTuple):
    """The shape of the lines, how many there must be, and what may head them."""

    shape: LineShape
    at_least: int
    headed_by: Patterns = ()
    row: RowShape = RowShape()

    @property
    def takes_lines(self) -> bool:
        """A unit is a row of lines."""
        return False

    @property
    def triggers(self) -> tuple[Trigger | None, ...]:
        """Those of the heading, where there must be one, else those of the lines, where they must say something."""
        return tuple(pattern.trigger for pattern in self.headed_by or self.shape.pattern) or (None,)

    def units(self, page: Page, hits: Hits) -> Iterator[Unit]:
        """A unit for each row that is long enough, its heading included."""
        for start, first, end in self._headed_rows(page, hits) if self.headed_by else self._rows(page, hits):
            if end - first >= self.at_least and self.row.fits(page.looks[first:end]):
                yield Unit(start, end - 1)

    def _headed_rows(self, page: Page, hits: Hits) -> Iterator[tuple[int, int, int]]:
        """Where a heading stands, and where the row below it begins and ends."""
        headings = positions_of(self.headed_by, page, hits)
        for heading in headings:
            end = heading + 1
            while (
                end < len(page) and self._belongs(page, end) and not any_matches(self.headed_by, page.views[end].text)
            ):
                end += 1
            yield heading, heading + 1, end

    def _rows(self, page: Page, hits: Hits) -> Iterator[tuple[int, int, int]]:
        """Where a row begins, twice, and where it ends."""
        positions = sorted(set().union(*hits))
        if len(positions) < self.at_least:
            return
        first = end = -1
        for position in positions:
            if self._belongs(page, position):
                if position != end:
                    if first >= 0:
                        yield first, first, end
                    first = position
                end = position + 1
        if first >= 0:
            yield first, first, end

    def _belongs(self, page: Page, position: int) -> bool:
        return not page.prose[position] and self.shape.fits(page.looks[position])
