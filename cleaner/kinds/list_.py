"""The kind `list`: a row of lines of one shape, such as headlines after an article.

A unit is a maximal row of neighbouring lines whose look is within the bounds of `shape` and that are not prose; it
counts from `at-least` lines. `headed-by` asks for a heading directly above, which belongs to the unit. `row` sets
bounds on the row as a whole. A list takes many lines, so give it narrow bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cleaner import shape
from cleaner.page import Page
from cleaner.pattern import Patterns, any_matches
from cleaner.rule import Unit


@dataclass(frozen=True)
class LineShape:
    """Bounds on the look of a line; what is None is free."""

    words: tuple[int, int] | None = None
    characters: tuple[int, int] | None = None
    final_stop: bool | None = None
    bullet: bool | None = None
    capitals: bool | None = None
    title_case: bool | None = None
    pattern: Patterns = ()

    def fits(self, text: str) -> bool:
        """Whether a view is within all bounds."""
        return (
            _within(self.words, shape.count_words, text)
            and _within(self.characters, shape.length, text)
            and self.final_stop in (None, shape.ends_sentence(text))
            and self.bullet in (None, shape.has_bullet(text))
            and self.capitals in (None, shape.is_all_capitals(text))
            and self.title_case in (None, shape.is_title_case(text))
            and (not self.pattern or any_matches(self.pattern, text))
        )


@dataclass(frozen=True)
class RowShape:
    """Bounds on a row as a whole: mean length, and the share of its lines in title case."""

    mean_characters: float = 0.0
    title_case: float = 0.0

    def fits(self, texts: list[str]) -> bool:
        """Whether the views of a row are within the bounds."""
        return sum(map(shape.length, texts)) >= self.mean_characters * len(texts) and (
            not self.title_case or sum(map(shape.is_title_case, texts)) >= self.title_case * len(texts)
        )


@dataclass(frozen=True)
class ListRow:
    """The shape of the lines, how many there must be, and what may head them."""

    shape: LineShape
    at_least: int
    headed_by: Patterns = ()
    row: RowShape = RowShape()

    def units(self, page: Page) -> Iterator[Unit]:
        """A unit for each row that is long enough, its heading included."""
        for first, last in self._rows(page):
            texts = [view.text for view in page.views[first : last + 1]]
            if len(texts) >= self.at_least and self.row.fits(texts):
                if not self.headed_by:
                    yield Unit(first, last)
                elif first and self._is_heading(page, first - 1):
                    yield Unit(first - 1, last)

    def _rows(self, page: Page) -> Iterator[tuple[int, int]]:
        first: int | None = None
        for position in range(len(page)):
            if self._belongs(page, position):
                first = position if first is None else first
            elif first is not None:
                yield first, position - 1
                first = None
        if first is not None:
            yield first, len(page) - 1

    def _belongs(self, page: Page, position: int) -> bool:
        text = page.views[position].text
        return not page.prose[position] and self.shape.fits(text) and not self._is_heading(page, position)

    def _is_heading(self, page: Page, position: int) -> bool:
        return bool(self.headed_by) and any_matches(self.headed_by, page.views[position].text)


def _within(bounds: tuple[int, int] | None, measure: Callable[[str], float], text: str) -> bool:
    return bounds is None or bounds[0] <= measure(text) <= bounds[1]
