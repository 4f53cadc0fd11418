"""A few lines of a document around what a rule takes from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from cleaner.document import split_lines
from cleaner.removal import Removal

_AROUND = 2
_FAR = 6
_MOST_LINES = 8
_MOST_CHARACTERS = 400

Part = Literal["kept", "gone", "taken"]


class ExcerptLine(NamedTuple):
    """A line that is not blank: it stays, goes by other rules, or is taken by the one that is looked at."""

    number: int
    text: str
    part: Part


class Excerpt(NamedTuple):
    """Where it is from, its lines, and how many more lines the rule takes below them."""

    name: str
    lines: tuple[ExcerptLine, ...]
    more: int = 0

    @property
    def taken(self) -> str:
        """The first line that the rule takes."""
        return next((line.text for line in self.lines if line.part == "taken"), "")


def excerpt(name: str, text: str, removals: Iterable[Removal], rule: str) -> Excerpt:
    r"""The first thing that a rule takes from a text, with two lines above and below it, and if near one that stays.

    >>> advert = Removal(6, 13, "Advert\n", "any/advert", (), "promo", "certain", 2, "certain")
    >>> [line.part for line in excerpt("a", "Ferry\nAdvert\nSails\n", [advert], "any/advert").lines]
    ['kept', 'taken', 'kept']
    """
    lines = list(_lines(text, tuple(removals), rule))
    first = next((at for at, line in enumerate(lines) if line.part == "taken"), 0)
    end = next((at for at in range(first, len(lines)) if lines[at].part != "taken"), len(lines))
    shown = min(end, first + _MOST_LINES)
    below = lines[end : end + _AROUND] if shown == end else []
    return Excerpt(name, (*lines[_above(lines, first) : shown], *below), end - shown)


def _above(lines: Sequence[ExcerptLine], first: int) -> int:
    """Where the lines above begin: so far up that one of them stays, if that is not far."""
    start = max(0, first - _AROUND)
    while lines[start].part == "gone" and start > first - _FAR and start:
        start -= 1
    return start


def _lines(text: str, removals: tuple[Removal, ...], rule: str) -> Iterable[ExcerptLine]:
    at = 0
    for number, line in enumerate(split_lines(text), start=1):
        said = text[line.start : line.stop].strip()
        while at < len(removals) and removals[at].end <= line.start:
            at += 1
        if said:
            touching = removals[at] if at < len(removals) and removals[at].start < line.stop else None
            yield ExcerptLine(number, _shortened(said), _part(touching, rule))


def _part(removal: Removal | None, rule: str) -> Part:
    if removal is None:
        return "kept"
    return "taken" if rule in (removal.rule, *removal.also) else "gone"


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"
