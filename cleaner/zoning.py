"""Zones among the other rules: what these find is evidence for a zone, and what is outside it goes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.kinds import Zone
from cleaner.kinds.zone import Judged
from cleaner.page import Page
from cleaner.rule import Rule
from cleaner.support import Accepted, Found
from cleaner.zone import Evidence

_HEADINGS = ("phrase", "label", "section")


def outside_zones(zones: Sequence[Rule], page: Page, found: Iterable[Found]) -> list[Accepted]:
    """The lines outside the article, each a unit that the zone's own conditions admit."""
    evidence = evidence_of(found)
    return [
        Accepted(rule, line.unit, line.because)
        for rule, judged in judged_by(zones, page, evidence)
        for line in judged.outside
        if rule.admits(line.unit, page)
    ]


def judged_by(zones: Sequence[Rule], page: Page, evidence: Sequence[Evidence]) -> Iterator[tuple[Rule, Judged]]:
    """What each zone makes of the page."""
    for rule in zones:
        if isinstance(rule.body, Zone):
            yield rule, rule.body.outside(page, evidence)


class LineSum(NamedTuple):
    """How the score of a line came about: what each feature gave to it, the most telling first."""

    line: int
    rule: str
    score: float
    parts: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {part:+.1f}" for name, part in self.parts)
        return f"{self.rule}: score {self.score:.1f} = {parts}"


def line_sums(zones: Sequence[Rule], page: Page, evidence: Sequence[Evidence]) -> Iterator[LineSum]:
    """The sums of all lines that were scored, for people to read; lines count from 1."""
    for rule, judged in judged_by(zones, page, evidence):
        for position, score, parts in judged.sums():
            yield LineSum(page.solid[position] + 1, rule.id, score, parts)


def evidence_of(found: Iterable[Found]) -> list[Evidence]:
    """What rules found, as a zone sees it: whole lines; a phrase, a label, a section can be a heading."""
    return [
        Evidence(rule.category, unit.first, unit.last, rule.kind in _HEADINGS)
        for rule, unit in found
        if unit.span is None
    ]
