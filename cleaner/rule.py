"""Rules as frozen values, and what every kind of rule has in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Literal, NamedTuple, Protocol

from cleaner.document import Span
from cleaner.page import Page
from cleaner.pattern import Patterns, any_matches
from cleaner.removal import Mark
from cleaner.shape import Look
from cleaner.trigger import Trigger

CATEGORIES = {
    "paywall": "subscription, registration and sign-in notices",
    "newsletter": "invitations to newsletters, alerts and podcasts",
    "promo": "advertisements, sponsors, offers, appeals for money",
    "related": "other stories: headings, links, lists of headlines",
    "share": "share bars and invitations to follow",
    "comments": "comment counts, forms and prompts",
    "legal": "rights, terms, cookies, disclosures and disclaimers",
    "furniture": "what belongs to the page: buttons, players, loading notes, separators",
    "byline": "authors and dates",
    "caption": "captions and picture credits",
    "bio": "notes about the author or the publisher",
    "tags": "keywords and filing",
    "reader-comments": "what readers wrote",
}
"""What can be removed, and in a few words what that is."""

OFF_BY_DEFAULT = frozenset({"byline", "caption", "bio", "tags", "reader-comments"})
"""Categories that belong to the article for some and not for others: removed only when asked for."""


class Confidence(IntEnum):
    """How much a rule may do by itself, in rising order."""

    hint = 0
    """Never removes; it only supports."""
    likely = 1
    """Removes with support."""
    certain = 2
    """Removes alone."""


class Unit(NamedTuple):
    """What a rule would remove as a whole: lines by position, or for inline rules a span within one line."""

    first: int
    last: int
    span: Span | None = None


Support = Literal["beside", "both-sides"]
"""What a likely rule needs: something that goes, or a hint, at the line or beside it; or what goes on both sides."""

Hits = Sequence[Sequence[int]]
"""For each trigger of a rule the positions, in rising order, of the lines where its pattern could be found."""


class Body(Protocol):
    """What a kind of rule is: something that finds units on a page."""

    @property
    def triggers(self) -> tuple[Trigger | None, ...]:
        """For each of its patterns, what every line says that has a match; None where nothing is known of it.

        A unit begins at a hit, or at the first of a row of hits that are neighbours.
        """
        ...

    @property
    def takes_lines(self) -> bool:
        """Whether each unit is one of the hits, a line as a whole."""
        ...

    def units(self, page: Page, hits: Hits) -> Iterable[Unit]:
        """All units, before the rule's own limits."""
        ...


class Extent(NamedTuple):
    """How far from an edge of the document: a number of lines, or a share of them."""

    lines: int = 0
    share: float = 0.0

    def reaches(self, position: int, total: int) -> bool:
        """Whether a line at that distance from the edge, from 0, is within."""
        return position < (self.lines or self.share * total)


Part = Literal["head", "body", "tail"]
"""Before the first line of prose, from it to the last, or after it. All of a text without prose is body."""


TAIL: frozenset[Part] = frozenset({"tail"})
"""The places of a rule that looks at what follows the article alone."""


class Where(NamedTuple):
    """The places that a rule is meant for. A unit is within when its outer edge is; it is never shortened."""

    first: Extent | None = None
    last: Extent | None = None
    part: frozenset[Part] = frozenset()

    def admits(self, unit: Unit, page: Page) -> bool:
        """Whether the unit stands where it should."""
        total = len(page)
        if self.first is not None and not self.first.reaches(unit.first, total):
            return False
        if self.last is not None and not self.last.reaches(total - 1 - unit.last, total):
            return False
        return not self.part or part_of(unit, page) in self.part

    def beginnings(self, page: Page) -> range:
        """The positions at which an admitted unit can begin, and all that follow them."""
        if self.part != TAIL:
            return range(len(page))
        return range(len(page) if page.last_prose is None else page.last_prose + 1, len(page))


def part_of(unit: Unit, page: Page) -> Part:
    """The part of the document that a unit stands in; one that reaches over prose stands in the body."""
    first, last = page.first_prose, page.last_prose
    if first is None or last is None:
        return "body"
    if unit.last < first:
        return "head"
    return "tail" if unit.first > last else "body"


ANYWHERE = Where()


class Rewrite(NamedTuple):
    """An example document before and after."""

    before: str
    after: str


class Examples(NamedTuple):
    """What a rule must remove, and near misses that must stay."""

    remove: tuple[str | Rewrite, ...] = ()
    keep: tuple[str, ...] = ()


class Source(NamedTuple):
    """Where a rule is written."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


NO_EXAMPLES = Examples()
NOWHERE = Source("", 0, 0)


class Rule(NamedTuple):
    """One thing to remove. ``id`` is unique: the name of its pack, a slash, and its own."""

    id: str
    description: str
    kind: str
    category: str
    confidence: Confidence
    body: Body
    where: Where = ANYWHERE
    unless: Patterns = ()
    max_words: int | None = None
    examples: Examples = NO_EXAMPLES
    source: Source = NOWHERE
    expires: str | None = None
    marks: Mark | None = None
    support: Support = "beside"

    @property
    def pack(self) -> str:
        """The name of the pack that the rule is written in."""
        return self.id.rpartition("/")[0]

    def units(self, page: Page, hits: Hits) -> list[Unit]:
        """The units that the rule's own conditions admit."""
        if not self.body.takes_lines:
            return [unit for unit in self.body.units(page, hits) if self.admits(unit, page)]
        within = [[position for position in row if self._is_within(Unit(position, position), page)] for row in hits]
        if not any(within):  # nearly always: the bounds cost less than a search, and a paragraph is long
            return []
        return [unit for unit in self.body.units(page, within) if not protects(self.unless, unit, page)]

    def admits(self, unit: Unit, page: Page) -> bool:
        """Whether the rule's own conditions let a unit go."""
        return self._is_within(unit, page) and not protects(self.unless, unit, page)

    def _is_within(self, unit: Unit, page: Page) -> bool:
        """Whether a unit stands where it should, and is not too long."""
        if self.where != ANYWHERE and not self.where.admits(unit, page):
            return False
        if self.max_words is None:
            return True
        return all(look.has_words_up_to(self.max_words) for look in looks_of(unit, page))


def everywhere(body: Body, page: Page) -> Hits:
    """The hits of a rule of which nothing is known: all positions for each trigger."""
    return [range(len(page))] * len(body.triggers)


def positions_of(patterns: Patterns, page: Page, hits: Hits) -> list[int]:
    """The positions where one of the patterns is found, each looked for at its own hits."""
    found: set[int] = set()
    for pattern, positions in zip(patterns, hits, strict=True):
        found.update(position for position in positions if pattern.search(page.views[position].text))
    return sorted(found)


def looks_of(unit: Unit, page: Page) -> list[Look]:
    """The looks of the lines that a unit would remove; of an inline unit, of the part that it would."""
    if unit.span is not None:
        return [Look(page.text[unit.span.start : unit.span.end])]
    return [page.looks[position] for position in range(unit.first, unit.last + 1)]


def protects(patterns: Patterns, unit: Unit, page: Page) -> bool:
    """Whether the unit touches a line in which one of the patterns is found."""
    return bool(patterns) and any(
        any_matches(patterns, page.views[position].text) for position in range(unit.first, unit.last + 1)
    )
