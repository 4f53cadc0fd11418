"""The kind `zone`: everything outside the article, in a naive text of a whole page.

A line is scored by a linear sum of readable features, twice. The first look knows the line, its neighbours, its
indentation and what the ordinary rules find; the second knows, as well, where the article of the first look stands. A
line stays when the second score is at least `keep-from`. Lines with no sentence within `reach` lines go unscored. There
are weights for each layout: texts whose lines are indented, and texts whose lines are not. A text with fewer than
`short-lines` lines of up to five words, or without a row of `menu` such lines, is an article already and is left alone,
and so is a text without any sentence. A zone is for the profile `dump`: it is applied once, to the original, before all
other rules, which then work inside of what it kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from cleaner.page import Page
from cleaner.rule import Hits, Unit
from cleaner.shape import count_words
from cleaner.trigger import Trigger
from cleaner.zone import FIRST_LOOK, SECOND_LOOK, Evidence, Facts, Impressions, Look, Scores, Words, lines_in_reach
from cleaner.zone.facts import NO_WORDS, ends_sentence

_MENU_WORDS = 5  # of a line in a menu, at most
_UNSCORED = "no sentence within {} lines"


class Looks(NamedTuple):
    """The weights of both looks."""

    first: Look
    second: Look


class Sum(NamedTuple):
    """A line's score: what the features gave to it, the most telling first."""

    position: int
    score: float
    parts: tuple[tuple[str, float], ...]


class Outside(NamedTuple):
    """A line outside the article, and why."""

    unit: Unit
    because: str


@dataclass(frozen=True)
class Zone:
    """How far a line may be from a sentence, the score from which it stays, and the weights for each layout."""

    indented: Looks
    flat: Looks
    reach: int
    keep_from: float
    menu: int
    short_lines: int
    words: Words = NO_WORDS

    @property
    def takes_lines(self) -> bool:
        """A unit is whatever is outside."""
        return False

    @property
    def triggers(self) -> tuple[Trigger | None, ...]:
        """None: it is no rule among others."""
        return ()

    def units(self, page: Page, hits: Hits) -> Sequence[Unit]:
        """None, for the same reason: see ``outside``."""
        return ()

    def outside(self, page: Page, evidence: Iterable[Evidence]) -> Judged:
        """The lines outside the article; ``evidence`` are what the ordinary rules find."""
        positions = lines_in_reach(page, self.reach)
        if not positions or not has_menus(page, self.menu, self.short_lines):
            return Judged(())
        facts = Facts(page, positions, evidence, self.words)
        scores = self.scores(facts)
        because = {
            position: f"score {score:.1f} below {self.keep_from:.1f}"
            for position, score in zip(positions, scores.totals, strict=True)
            if score < self.keep_from
        }
        kept = {position for position in positions if position not in because}
        far = _UNSCORED.format(self.reach)
        return Judged(
            tuple(
                Outside(Unit(position, position), because.get(position, far))
                for position in range(len(page))
                if position not in kept
            ),
            positions,
            scores,
        )

    def scores(self, facts: Facts) -> Scores:
        """The scores of the second look."""
        looks = self.indented if facts.indented else self.flat
        first = Scores(looks.first, FIRST_LOOK, facts, facts.count)
        return Scores(looks.second, SECOND_LOOK, Impressions(facts, first.totals), facts.count)


@dataclass(frozen=True)
class Judged:
    """What is outside the article, and the scores of the lines that were scored."""

    outside: tuple[Outside, ...]
    positions: Sequence[int] = ()
    scores: Scores | None = None

    def sums(self) -> Iterator[Sum]:
        """How each score came about."""
        if self.scores is not None:
            for line, position in enumerate(self.positions):
                yield Sum(position, self.scores.totals[line], tuple(self.scores.parts(line)))


def has_menus(page: Page, row: int, in_all: int) -> bool:
    """Whether there are so many neighbours, and so many in all, that are short and no sentences, as on a whole page."""
    short = [count_words(view.text) <= _MENU_WORDS and not ends_sentence(view.text) for view in page.views]
    return sum(short) >= in_all and any(len(list(group)) >= row for flag, group in groupby(short) if flag)
