"""Which rules could find something on a page, and on which of its lines.

What the lines of a document begin with is looked up, and all that may stand anywhere in a line is found in one scan, in
place of thousands of searches. It may name a line too many, never one too few, so what is removed is the same
with and without it.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.finder import LITTLE, Finder, findable
from cleaner.lookup import Lookup
from cleaner.page import Page
from cleaner.rule import TAIL, Hits, Rule, Where
from cleaner.trigger import Trigger

_Also = tuple[tuple[str, ...], ...]
_FEW = 24  # strings are looked for one by one more quickly than a pattern is


class Asked(NamedTuple):
    """What a rule asks of a page before it need be looked at: its triggers, and where it stands."""

    triggers: tuple[Trigger | None, ...]
    where: Where

    @classmethod
    def by(cls, rule: Rule) -> Asked:
        """What one rule asks; to find out takes a millisecond for each of its patterns."""
        return cls(rule.body.triggers, rule.where)


class Prefilter:
    """The triggers of rules, ready to be looked for in any number of pages.

    ``little`` is how much text is searched before a scan is made ready.
    """

    def __init__(self, asked: Iterable[Asked], little: int = LITTLE) -> None:
        self._slots: list[tuple[int, int]] = []  # the rule of each trigger, and its number there
        self._counts: list[int] = []  # by rule, how many triggers it has
        self._always: dict[int, list[int]] = {}  # by rule, the triggers of which nothing is known
        self._tails: dict[int, Where] = {}  # where those rules stand that look at the tail alone
        self._also: dict[int, bytes | _Also] = {}  # what a line must say as well, unpacked when it is asked for
        known: list[tuple[int, Trigger]] = []
        within: dict[str, list[int]] = {}
        for index, (triggers, where) in enumerate(asked):
            self._counts.append(len(triggers))
            if where.part == TAIL:
                self._tails[index] = where
            for number, trigger in enumerate(triggers):
                literals = set(map(findable, trigger.within)) if trigger else {""}
                if trigger is None or "" in literals:
                    self._always.setdefault(index, []).append(number)
                    continue
                also = tuple(tuple(sorted(strings)) for strings in trigger.also if len(strings) <= _FEW)
                if also:
                    self._also[len(self._slots)] = pickle.dumps(also)
                known.append((len(self._slots), trigger))
                for literal in literals:
                    within.setdefault(literal, []).append(len(self._slots))
                self._slots.append((index, number))
        self._lookup = Lookup(known)
        self.finder = Finder(within, little)

    @classmethod
    def of(cls, rules: Iterable[Rule], little: int = LITTLE) -> Prefilter:
        """For rules of which nothing is known from earlier."""
        return cls(map(Asked.by, rules), little)

    def candidates(self, page: Page) -> Iterator[tuple[int, Hits]]:
        """The indices of the rules that could find something, in order, each with its hits."""
        found: dict[int, dict[int, set[int]]] = {}
        for row, slots in self._hits(page):
            position = page.position_of(row)
            if position is not None:
                for slot in slots:
                    if slot not in self._also or self._says_also(slot, page.folded_rows[row]):
                        index, number = self._slots[slot]
                        found.setdefault(index, {}).setdefault(number, set()).add(position)
        for index in sorted(found.keys() | self._always.keys()):
            tail = self._tails.get(index)
            beginnings = range(len(page)) if tail is None else tail.beginnings(page)
            hits: list[Sequence[int]] = [()] * self._counts[index]
            for number, positions in found.get(index, {}).items():
                hits[number] = sorted(positions if tail is None else positions.intersection(beginnings))
            for number in self._always.get(index, ()):
                hits[number] = beginnings
            if any(hits):
                yield index, hits

    def _hits(self, page: Page) -> Iterator[tuple[int, tuple[int, ...]]]:
        yield from self._lookup.hits(page.openings)
        yield from self.finder.hits(page.folded)

    def _says_also(self, slot: int, row: str) -> bool:
        """Whether a folded line says all that a pattern asks for, beside what brought us here."""
        also = self._also[slot]
        if isinstance(also, bytes):
            also = self._also[slot] = pickle.loads(also)
        for strings in also:
            for string in strings:
                if string in row:
                    break
            else:
                return False
        return True
