"""Which rules could find something on a page, and on which of its lines.

One scan for the literals of all rules at once takes the place of hundreds of searches in every line. It may name a line
too many, never one too few, so what is removed is the same with and without it.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import Any

from cleaner.page import Page
from cleaner.rule import Hits, Rule

try:
    import hyperscan

    _AVAILABLE = True
except ImportError:  # on platforms without a wheel; the plain engine gives the same results, slower
    _AVAILABLE = False


def is_available() -> bool:
    """Whether the library for the scan is there."""
    return _AVAILABLE


def library() -> str:
    """The library for the scan and its version, or "" where it is missing."""
    return f"hyperscan {hyperscan.__version__}" if _AVAILABLE else ""  # type: ignore[attr-defined]


class Prefilter:
    """The literals of rules, ready to be looked for in any number of pages."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._counts = [len(rule.body.triggers) for rule in rules]
        self._always: dict[int, list[int]] = {}  # by rule, the triggers of which no literal is known
        by_literal: dict[bytes, list[tuple[int, int]]] = {}
        for index, rule in enumerate(rules):
            for number, literals in enumerate(rule.body.triggers):
                parts = {max(literal.split("\0"), key=len) for literal in literals or {""}}  # a literal ends at a NUL
                if "" in parts:
                    self._always.setdefault(index, []).append(number)
                    continue
                for literal in parts:
                    by_literal.setdefault(literal.encode("utf-8", "surrogatepass"), []).append((index, number))
        self._starts = array("I", accumulate(map(len, by_literal.values()), initial=0))
        self._triggers = array("I", chain.from_iterable(chain.from_iterable(by_literal.values())))
        self._database = _compiled(list(by_literal)) if by_literal else None
        self._local = threading.local()

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> Prefilter | None:
        """The prefilter of some rules, or None where the library for the scan is missing."""
        return cls(rules) if is_available() else None

    def candidates(self, page: Page) -> Iterator[tuple[int, Hits]]:
        """The indices of the rules that could find something, in order, each with its hits."""
        found: dict[int, dict[int, set[int]]] = {}
        for literal, position in self._hits(page):
            for index, number in self._triggers_of(literal):
                found.setdefault(index, {}).setdefault(number, set()).add(position)
        for index in sorted(found.keys() | self._always.keys()):
            hits: list[Sequence[int]] = [()] * self._counts[index]
            for number, positions in found.get(index, {}).items():
                hits[number] = sorted(positions)
            for number in self._always.get(index, ()):
                hits[number] = range(len(page))
            yield index, hits

    def _triggers_of(self, literal: int) -> Iterator[tuple[int, int]]:
        """The triggers of a literal, by rule and number; in flat arrays, which load in a moment."""
        row = self._triggers[2 * self._starts[literal] : 2 * self._starts[literal + 1]]
        return zip(row[::2], row[1::2], strict=True)

    def _hits(self, page: Page) -> set[tuple[int, int]]:
        if self._database is None:
            return set()
        lines = [view.text.casefold().encode("utf-8", "surrogatepass") for view in page.views]
        ends = list(accumulate(len(line) + 1 for line in lines))
        hits: set[tuple[int, int]] = set()

        def note(literal: int, start: int, end: int, flags: int, context: object) -> None:
            hits.add((literal, bisect_right(ends, end - 1)))

        self._database.scan(b"\n".join(lines), match_event_handler=note, scratch=self._scratch())
        return hits

    def _scratch(self) -> hyperscan.Scratch:
        """The working memory of the scan, of which each thread needs its own."""
        if not hasattr(self._local, "scratch"):
            self._local.scratch = hyperscan.Scratch(self._database)
        scratch: hyperscan.Scratch = self._local.scratch
        return scratch

    def __getstate__(self) -> dict[str, Any]:
        state = {name: value for name, value in self.__dict__.items() if name not in ("_local", "_database")}
        return {**state, "database": self._database and hyperscan.dumpb(self._database)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        database = state.pop("database")
        self.__dict__.update(state)
        self._database = database and hyperscan.loadb(database, hyperscan.HS_MODE_BLOCK)
        self._local = threading.local()


def _compiled(literals: list[bytes]) -> hyperscan.Database:
    database = hyperscan.Database()
    database.compile(
        expressions=literals, ids=list(range(len(literals))), elements=len(literals), flags=0, literal=True
    )
    return database
