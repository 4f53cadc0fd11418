"""Documents that are the same article, scraped twice or printed again with small changes.

What two documents share is weighed by how rare it is: a clause that stands in those two alone tells much, one that
stands under every article nothing. So pages that share their furniture are not taken for the same article, and the
same article is found under another furniture. Clauses serve any script, and one changed word changes one clause.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

import regex

from cleaner import shape
from cleaner.page import Page

_BETWEEN_CLAUSES = regex.compile(r"[\p{P}\p{S}]+")
_CLAUSE_LETTERS = 16
_COMMON = 50  # documents; what stands in more of them weighs next to nothing, and its pairs are many


def groups_of(pages: Sequence[Page], likeness: float) -> list[int]:
    """For each page the number of its group: the first page that it is, or is like, through any number of others.

    >>> sold = "The mill by the river, which nobody had used since the war, was sold to a baker last week."
    >>> groups_of([Page(sold), Page("Nothing."), Page(sold.replace("last week", "on Monday"))], 0.5)
    [0, 1, 0]
    """
    clauses = [_clauses(page) for page in pages]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(clauses):
        for clause in sorted(own):
            holders[clause].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if len(numbers) <= _COMMON:
            for pair in combinations(numbers, 2):
                shared[pair] += 1 / len(numbers)  # type: ignore[assignment]
    weights = [sum(1 / len(holders[clause]) for clause in own) for own in clauses]
    alike = (pair for pair, weight in shared.items() if weight >= likeness * min(weights[i] for i in pair))
    return _connected(len(pages), alike)


def _clauses(page: Page) -> set[str]:
    """What the prose of a page says, clause by clause."""
    parts = (
        part.strip()
        for position in range(len(page))
        if page.prose[position]
        for part in _BETWEEN_CLAUSES.split(page.views[position].text.casefold())
    )
    return {part for part in parts if shape.length(part) >= _CLAUSE_LETTERS}


def _connected(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    first = list(range(count))

    def root(number: int) -> int:
        while first[number] != number:
            first[number] = first[first[number]]
            number = first[number]
        return number

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        first[high] = low
    return [root(number) for number in range(count)]
