"""The features of the first look: those of both looks, and where the page's prose is, seen from each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cleaner.zone.facts import Facts
from cleaner.zone.line_features import LINE_FEATURES, LOGARITHMS, around, little_ahead
from cleaner.zone.score import Column, Feature


def _prose_share(slack: int) -> Callable[[Facts], Column]:
    def column(facts: Facts) -> Column:
        before, total = facts.prose_before, facts.total_prose or 1
        return [(before[end] - before[first]) / total for first, end in facts.containers[slack]]

    return column


def _prose_at_depth(facts: Facts) -> Column:
    share: dict[int, int] = {}
    for depth, words, prose in zip(facts.depth, facts.words, facts.prose, strict=True):
        if prose:
            share[depth] = share.get(depth, 0) + words
    total = facts.total_prose or 1
    return [share.get(depth, 0) / total for depth in facts.depth]


def _after_dense(facts: Facts) -> Column:
    end = facts.dense[1]
    return [LOGARITHMS[min(200, line + 1 - end)] if line >= end else 0 for line in range(facts.count)]


def _next_flags(flags: Sequence[bool]) -> Column:
    return [above + below for above, below in zip([False, *flags[:-1]], [*flags[1:], False], strict=True)]


FIRST_LOOK: dict[str, Feature[Facts]] = {
    **LINE_FEATURES,
    "prose-at-depth": Feature("The share of the page's prose at its indentation.", _prose_at_depth),
    "deeper": Feature(
        "How much deeper it is than most of the prose, in tens of columns.",
        lambda facts: [min(max(depth - facts.modal_depth, 0), 30) / 10 for depth in facts.depth],
    ),
    "prose-in-container": Feature(
        "The share of the page's prose in the lines around that are as deep.", _prose_share(0)
    ),
    "prose-in-container-2": Feature("The same, of lines up to 2 columns shallower.", _prose_share(2)),
    "prose-in-container-8": Feature("The same, of lines up to 8 columns shallower.", _prose_share(8)),
    "near-very-short": Feature(
        "The share of lines of up to three words, up to three lines away.",
        lambda facts: around([words <= 3 for words in facts.words], 3),
    ),
    "next-to-prose": Feature("How many of its two neighbours are prose.", lambda facts: _next_flags(facts.prose)),
    "prose-ahead": Feature(
        "The share of the prose that is still ahead.",
        lambda facts: [1 - before / (facts.total_prose or 1) for before in facts.prose_before[:-1]],
    ),
    "tenth-ahead": Feature("Less than 10 % of the prose are left, from it on.", little_ahead(0.1)),
    "after-dense": Feature("How far below the densest stretch of prose it is, as a logarithm.", _after_dense),
}
"""What the first look weighs, by name."""
