"""What is known of the lines of a page before any of them is judged: columns, one value a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import regex

from cleaner import shape
from cleaner.page import Page

_SENTENCE_ENDS = tuple(".!?…。।۔؟！？｡")
_ELLIPSES = ("...", "…")
_CLOSING = "\"')]»”* "
_EDGES = ".,:;!?\"'()[]«»„“”‘’/|-–—*+•·。，、：（）「」"
_BULLETS = ("* ", "+ ", "o ", "# ", "- ", "• ", "· ", "■ ", "► ", "▪ ")
_UNSPACED = regex.compile(f"[{shape.UNSPACED_SCRIPTS}]")
_SENTENCE_WORDS = 6
_LONG_WORD = 5
_BLANK_LINES = 0.02  # less than one in fifty: blank lines have been dropped
_INDENTED_LINES = 0.05
_DEEPER_THAN_BULLET = 2  # where the text of a list item begins
_MOST_GAIN = 60
_COST, _COST_SHORT, _SHORT = 2, 4, 6


class Evidence(NamedTuple):
    """What an ordinary rule found: its category, the positions, and whether it announces what follows."""

    category: str
    first: int
    last: int
    heading: bool


class Words(NamedTuple):
    """Small vocabularies, case-folded, that several features look for."""

    pictures: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    bylines: frozenset[str] = frozenset()
    professions: frozenset[str] = frozenset()
    copulas: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()
    readers: frozenset[str] = frozenset()


def lines_in_reach(page: Page, reach: int) -> list[int]:
    """The positions with a sentence at most ``reach`` positions away: no article is farther from its sentences."""
    near: list[int] = []
    for position, view in enumerate(page.views):
        if _reads_as_sentence(view.text) or page.prose[position]:
            near += range(max(near[-1] + 1 if near else 0, position - reach), min(len(page), position + reach + 1))
    return near


def _reads_as_sentence(text: str) -> bool:
    return ends_sentence(text) and shape.count_words(text) >= _SENTENCE_WORDS


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does, also with a quotation or a parenthesis closed behind the stop."""
    return text.rstrip(_CLOSING).endswith(_SENTENCE_ENDS) and not text.endswith(_ELLIPSES)


NO_WORDS = Words()


class Facts:
    """The facts of some lines of a page. A *line* is an index into ``positions``; neighbours are neighbours there."""

    def __init__(
        self, page: Page, positions: Sequence[int], evidence: Iterable[Evidence] = (), words: Words = NO_WORDS
    ) -> None:
        self.count = len(positions)
        self.words_of = words
        views = [page.views[position].text for position in positions]
        self.bullet = [text.startswith(_BULLETS) for text in views]
        self.texts = [text[2:].lstrip() if bullet else text for text, bullet in zip(views, self.bullet, strict=True)]
        self.opening = views
        self.prose = [page.prose[position] for position in positions]
        self.after_blank = [page.follows_blank(position) for position in positions]
        indents = [page.views[position].start - page.line_at(position).start for position in positions]
        self.indented = sum(map(bool, indents)) > _INDENTED_LINES * self.count
        self.depth = [
            indent + _DEEPER_THAN_BULLET if bullet and self.indented else indent
            for indent, bullet in zip(indents, self.bullet, strict=True)
        ]
        self.evidence = self._placed(positions, evidence)
        self.columns: dict[str, Sequence[float]] = {}  # of features, found once for both looks

    @staticmethod
    def _placed(positions: Sequence[int], evidence: Iterable[Evidence]) -> list[Evidence]:
        line_of = {position: line for line, position in enumerate(positions)}
        placed = []
        for item in evidence:
            lines = [line_of[position] for position in range(item.first, item.last + 1) if position in line_of]
            if lines:
                placed.append(Evidence(item.category, lines[0], lines[-1], item.heading))
        return placed

    @cached_property
    def raw_tokens(self) -> list[list[str]]:
        """The words of each line as they are written."""
        return [text.split() for text in self.texts]

    @cached_property
    def tokens(self) -> list[list[str]]:
        """The case-folded words of each line, without the punctuation at their edges."""
        return [[token.strip(_EDGES) for token in text.casefold().split()] for text in self.texts]

    @cached_property
    def unspaced(self) -> bool:
        """Whether there is a script without spaces, for which words are estimated."""
        return any(_UNSPACED.search(text) for text in self.texts if not text.isascii())

    @cached_property
    def words(self) -> list[int]:
        """How many words."""
        if self.unspaced:
            return [shape.count_words(text) for text in self.texts]
        return list(map(len, self.raw_tokens))

    @cached_property
    def ends(self) -> list[bool]:
        """Whether a line ends as a sentence does."""
        return [ends_sentence(text) for text in self.texts]

    @cached_property
    def sentence(self) -> list[bool]:
        """Whether it is prose, or shorter and yet a sentence."""
        rows = zip(self.prose, self.ends, self.words, strict=True)
        return [prose or (ends and words >= _SENTENCE_WORDS) for prose, ends, words in rows]

    @cached_property
    def prose_before(self) -> list[int]:
        """Words of prose above each line, and as a last value in all."""
        rows = zip(self.words, self.prose, strict=True)
        return [0, *accumulate(words if prose else 0 for words, prose in rows)]

    @property
    def total_prose(self) -> int:
        """Words of prose in all."""
        return self.prose_before[-1]

    @cached_property
    def prose_vocabulary(self) -> set[str]:
        """The longer words of the page's prose."""
        rows = zip(self.tokens, self.prose, strict=True)
        return {token for tokens, prose in rows if prose for token in tokens if len(token) >= _LONG_WORD}

    @cached_property
    def own_words(self) -> list[float]:
        """The share of a line's longer words that occur in the page's prose as well; of prose nothing."""
        known = self.prose_vocabulary
        column = []
        for tokens, prose in zip(self.tokens, self.prose, strict=True):
            long = [] if prose else [token for token in tokens if len(token) >= _LONG_WORD]
            column.append(sum(map(known.__contains__, long)) / (len(long) + 1))
        return column

    @cached_property
    def repeats(self) -> Counter[str]:
        """How often each text occurs."""
        return Counter(self.texts)

    @cached_property
    def modal_depth(self) -> int:
        """The indentation at which most of the prose stands."""
        by_depth = total_by(self.depth, [b - a for a, b in zip(self.prose_before, self.prose_before[1:], strict=False)])
        return max(by_depth, key=lambda depth: (by_depth[depth], -depth), default=0)

    @cached_property
    def has_blanks(self) -> bool:
        """Whether blank lines tell paragraphs and lists apart."""
        return sum(self.after_blank) > _BLANK_LINES * self.count

    @cached_property
    def blocks(self) -> list[tuple[int, int]]:
        """For each line where its block begins and ends: neighbouring lines without a blank one between."""
        bounds: list[tuple[int, int]] = []
        first = 0
        for line in range(1, self.count + 1):
            if line == self.count or self.after_blank[line]:
                bounds += [(first, line)] * (line - first)
                first = line
        return bounds

    @cached_property
    def containers(self) -> dict[int, list[tuple[int, int]]]:
        """By slack, for each line the bounds of the lines around it that are at most so much shallower."""
        return {slack: _containers(self.depth, slack) for slack in (0, 2, 8)}

    @cached_property
    def dense(self) -> tuple[int, int]:
        """The bounds of the densest stretch of prose: words of prose gain, all other lines cost."""
        gains = [
            min(words, _MOST_GAIN) if prose else -_COST_SHORT if words < _SHORT else -_COST
            for words, prose in zip(self.words, self.prose, strict=True)
        ]
        return best_stretch(gains)


def best_stretch(gains: Sequence[float]) -> tuple[int, int]:
    """The bounds of the stretch with the greatest sum.

    >>> best_stretch([1, -2, 3, -1, 2, -4])
    (2, 5)
    """
    best, bounds = 0.0, (0, 0)
    total, start = 0.0, 0
    for line, gain in enumerate(gains):
        if total <= 0:
            total, start = 0.0, line
        total += gain
        if total > best:
            best, bounds = total, (start, line + 1)
    return bounds


def total_by(keys: Iterable[int], values: Iterable[float]) -> dict[int, float]:
    """The sum of the values of each key."""
    totals: dict[int, float] = {}
    for key, value in zip(keys, values, strict=True):
        if value:
            totals[key] = totals.get(key, 0) + value
    return totals


def _containers(depths: Sequence[int], slack: int) -> list[tuple[int, int]]:
    count = len(depths)
    firsts = _reach_up(depths, slack)
    ends = [count - first for first in reversed(_reach_up(depths[::-1], slack))]
    return list(zip(firsts, ends, strict=True))


def _reach_up(depths: Sequence[int], slack: int) -> list[int]:
    """For each line the first of those above it that are nowhere more than ``slack`` shallower."""
    firsts = []
    rising: list[tuple[int, int]] = []  # depths that rise, each with the last line that has it
    for line, depth in enumerate(depths):
        while rising and rising[-1][0] >= depth:
            rising.pop()
        first = 0
        for other, where in reversed(rising):
            if other < depth - slack:
                first = where + 1
                break
        rising.append((depth, line))
        firsts.append(first)
    return firsts
