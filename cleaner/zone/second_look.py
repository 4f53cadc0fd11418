"""The features of the second look: where the first look's article is, seen from each line."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from itertools import accumulate

from cleaner.zone.facts import Facts, best_stretch, total_by
from cleaner.zone.line_features import LINE_FEATURES, LOGARITHMS
from cleaner.zone.score import Column, Feature

_MOST = 5.0  # scores beyond say no more
_LONGEST = 60
_POSSIBLE = 0.3  # lines less probable are no part of the article's mass
_ENOUGH = 30  # of mass, to speak of what is left
_FLOOR, _LOW, _HIGH = -0.8, -2.0, 3.0  # a line's gain in the search for the best stretch
_WEIGHTS = [min(words, _LONGEST) ** 0.7 for words in range(_LONGEST + 1)]


class Impressions:
    """What the first look made of the lines: how probable each is, and the mass of the article that it would be."""

    def __init__(self, facts: Facts, scores: list[float]) -> None:
        self.facts = facts
        self._scores = [max(-_MOST, min(_MOST, score)) for score in scores]
        self.weight = [_WEIGHTS[min(words, _LONGEST)] for words in facts.words]
        self.probable = [1 / (1 + math.exp(-score)) for score in self._scores]
        self.mass = [
            weight * probable if probable > _POSSIBLE else 0.0
            for weight, probable in zip(self.weight, self.probable, strict=True)
        ]
        self.mass_before = [0.0, *accumulate(self.mass)]
        self.weight_before = [0.0, *accumulate(self.weight)]
        self.total = self.mass_before[-1] or 1.0

    @cached_property
    def segment(self) -> tuple[int, int]:
        """The best stretch: lines gain by their score and their length, and unlikely ones cost."""
        rows = zip(self._scores, self.weight, strict=True)
        return best_stretch([max(_LOW, min(_HIGH, score - _FLOOR)) * weight for score, weight in rows])


def _beside(seen: Impressions) -> Column:
    count = seen.facts.count
    weighed = [0.0, *(p * w for p, w in zip(seen.probable, seen.weight, strict=True)), 0.0]
    weights = [0.0, *seen.weight, 0.0]
    return [(weighed[line] + weighed[line + 2]) / max(weights[line] + weights[line + 2], 0.5) for line in range(count)]


def _window(first: int, last: int) -> Callable[[Impressions], Column]:
    """The mean probability of the lines from ``first`` to ``last``, counted from each line."""

    def column(seen: Impressions) -> Column:
        count = seen.facts.count
        rows = zip(seen.probable, seen.weight, strict=True)
        probable = [0.0, *accumulate(p * w for p, w in rows)]
        weight = seen.weight_before
        bounds = [(max(0, line + first), min(count, line + last + 1)) for line in range(count)]
        return [(probable[b] - probable[a]) / max(weight[b] - weight[a], 0.5) if a < b else 0.0 for a, b in bounds]

    return column


def _first_kept(seen: Impressions) -> Column:
    return [before < 0.02 * seen.total for before in seen.mass_before[:-1]]


def _little_left(share: float) -> Callable[[Impressions], Column]:
    def column(seen: Impressions) -> Column:
        before = seen.mass_before
        return [
            before[line] > _ENOUGH and seen.total - before[line + 1] < share * seen.total
            for line in range(seen.facts.count)
        ]

    return column


def _after_segment(seen: Impressions) -> Column:
    end = seen.segment[1]
    return [line >= end for line in range(seen.facts.count)]


def _far_after_segment(seen: Impressions) -> Column:
    end = seen.segment[1]
    return [LOGARITHMS[min(line + 1 - end, 500)] if line >= end else 0 for line in range(seen.facts.count)]


def _at_depth(seen: Impressions) -> Column:
    mass = total_by(seen.facts.depth, seen.mass)
    return [mass.get(depth, 0) / seen.total for depth in seen.facts.depth]


def _in_container(slack: int) -> Callable[[Impressions], Column]:
    def column(seen: Impressions) -> Column:
        before = seen.mass_before
        return [(before[end] - before[first]) / seen.total for first, end in seen.facts.containers[slack]]

    return column


def _in_block(seen: Impressions) -> Column:
    """The probability of the rest of the block."""
    if not seen.facts.has_blanks:
        return [0.0] * seen.facts.count
    mass, weight = seen.mass_before, seen.weight_before
    return [
        (mass[end] - mass[first] - own) / max(weight[end] - weight[first] - own_weight, 1)
        for (first, end), own, own_weight in zip(seen.facts.blocks, seen.mass, seen.weight, strict=True)
    ]


def _again(feature: Feature[Facts]) -> Feature[Impressions]:
    return Feature(feature.meaning, lambda seen: feature.column(seen.facts))


SECOND_LOOK: dict[str, Feature[Impressions]] = {
    **{name: _again(feature) for name, feature in LINE_FEATURES.items()},
    "kept-beside": Feature("How probable its two neighbours were at the first look.", _beside),
    "kept-above-10": Feature("How probable the ten lines above were.", _window(-10, -1)),
    "kept-above-30": Feature("How probable the thirty lines above were.", _window(-30, -1)),
    "kept-below-10": Feature("How probable the ten lines below were.", _window(1, 10)),
    "first-kept": Feature("Less than 2 % of the first look's article stand above it.", _first_kept),
    "last-kept": Feature("Less than 2 % of it stand below.", _little_left(0.02)),
    "tenth-kept": Feature("Less than 10 % of it stand below.", _little_left(0.1)),
    "after-segment": Feature("It stands below the best stretch.", _after_segment),
    "far-after-segment": Feature("How far below the best stretch it is, as a logarithm.", _far_after_segment),
    "kept-at-depth": Feature("The share of the first look's article at its indentation.", _at_depth),
    "kept-in-container": Feature("The share of it in the lines around that are as deep.", _in_container(0)),
    "kept-in-container-2": Feature("The same, of lines up to 2 columns shallower.", _in_container(2)),
    "kept-in-container-8": Feature("The same, of lines up to 8 columns shallower.", _in_container(8)),
    "kept-in-block": Feature("How probable the other lines of its block were.", _in_block),
}
"""What the second look weighs, by name."""
