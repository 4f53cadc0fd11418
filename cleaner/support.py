"""Which of the units found on a page are accepted.

Evidence that is too weak to remove a line alone is common and useful; counted by itself it ate poems and price lists
in experiments, so it needs support from other rules nearby, in one pass and without chains.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import NamedTuple

from cleaner.rule import Confidence, Hits, Rule, Unit


class Found(NamedTuple):
    """A unit that a rule found on a page."""

    rule: Rule
    unit: Unit


class Accepted(NamedTuple):
    """A unit that goes, and why, in a few words."""

    rule: Rule
    unit: Unit
    because: str


class Verdict(NamedTuple):
    """What goes, and the likely units that lacked support."""

    accepted: list[Accepted]
    unsupported: list[Found]


def judge(found: Iterable[Found]) -> Verdict:
    """Accept certain units, and likely ones with support.

    A likely unit is supported when a certain unit or a hint touches or adjoins it, or when another rule's likely unit
    touches it; where its rule asks for both sides, when certain units adjoin it above and below.
    """
    by_confidence: dict[Confidence, list[Found]] = {confidence: [] for confidence in Confidence}
    for item in found:
        by_confidence[item.rule.confidence].append(item)
    accepted = [Accepted(rule, unit, "certain") for rule, unit in by_confidence[Confidence.certain]]
    unsupported = []
    likely = by_confidence[Confidence.likely]
    if likely:
        supporters = _Supporters(by_confidence)
        for item in likely:
            because = supporters.of(item)
            if because is None:
                unsupported.append(item)
            else:
                accepted.append(Accepted(item.rule, item.unit, because))
    return Verdict(accepted, unsupported)


def beside(positions: Iterable[int]) -> set[int]:
    """Positions and their neighbours."""
    return {position + step for position in positions for step in (-1, 0, 1)}


def between(positions: Set[int]) -> set[int]:
    """The positions of which both neighbours are among some positions."""
    return {position + 1 for position in positions if position + 2 in positions}


def shared(rules: Iterable[Hits]) -> set[int]:
    """The positions at which several rules could find something."""
    once: set[int] = set()
    again: set[int] = set()
    for hits in rules:
        positions = set().union(*hits)
        again |= once & positions
        once |= positions
    return again


class _Supporters:
    """For each position, the rules whose units cover it."""

    def __init__(self, found: dict[Confidence, list[Found]]) -> None:
        self._certain = _rules_by_position(found[Confidence.certain])
        self._hints = _rules_by_position(found[Confidence.hint])
        self._likely = _rules_by_position(found[Confidence.likely])

    def of(self, item: Found) -> str | None:
        unit = item.unit
        if item.rule.support == "both-sides":
            return self._on_both_sides(unit)
        touched = range(unit.first, unit.last + 1)
        touched_or_adjoined = range(unit.first - 1, unit.last + 2)
        for word, covered, positions in (
            ("beside", self._certain, touched_or_adjoined),
            ("with likely", self._likely, touched),
            ("with hint", self._hints, touched_or_adjoined),
        ):
            others = {rule for position in positions for rule in covered.get(position, ())} - {item.rule.id}
            if others:
                return f"{word} {min(others)}"
        return None

    def _on_both_sides(self, unit: Unit) -> str | None:
        above, below = self._certain.get(unit.first - 1), self._certain.get(unit.last + 1)
        return f"between {min(above)} and {min(below)}" if above and below else None


def _rules_by_position(found: Iterable[Found]) -> dict[int, set[str]]:
    covered: dict[int, set[str]] = {}
    for rule, unit in found:
        for position in range(unit.first, unit.last + 1):
            covered.setdefault(position, set()).add(rule.id)
    return covered
