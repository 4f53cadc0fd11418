"""The engine: a text and rules in, the cleaned text and its removals out.

One step looks at the current text alone, with all rules at once, so no result depends on an order. Steps are repeated
until nothing more goes, so cleaning a cleaned text changes nothing. Spans are mapped back to the original throughout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from cleaner.page import Page
from cleaner.pattern import Patterns
from cleaner.prefilter import Prefilter
from cleaner.removal import Cleaned
from cleaner.rule import Hits, Rule, everywhere
from cleaner.settling import (
    DEFAULT_LIMITS,
    DocumentOverBudgetError,
    Limits,
    NearMiss,
    RuleOverBudgetError,
    Settling,
)
from cleaner.support import Found

if TYPE_CHECKING:
    from cleaner.zone import Evidence
    from cleaner.zoning import LineSum

__all__ = ["DEFAULT_LIMITS", "Engine", "Examined", "Limits", "NearMiss"]


class Examined(NamedTuple):
    """A cleaned text and what nearly went with it."""

    cleaned: Cleaned
    near_misses: tuple[NearMiss, ...]
    sums: tuple[LineSum, ...] = ()


class Engine:
    """Rules ready to be applied to any number of texts, from any number of threads.

    Without a ``prefilter`` every rule is searched for in every line: slower, and the reference for the other way.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        limits: Limits = DEFAULT_LIMITS,
        protect: Patterns = (),
        prefilter: Prefilter | None = None,
        zones: Sequence[Rule] = (),
    ) -> None:
        self.rules = tuple(rules) if prefilter is None else rules
        self.limits = limits
        self.protect = protect
        self._prefilter = prefilter
        self._zones = tuple(zones)

    def clean(self, text: str) -> Cleaned:
        """Remove what the rules remove, or return the text itself where that is nothing, or too much."""
        return self._settled(text)[0]

    def examine(self, text: str) -> Examined:
        """Clean a text and say what nearly went as well."""
        cleaned, settling = self._settled(text)
        return Examined(cleaned, settling.near_misses() if cleaned.state != "held" else ())

    def evidence(self, page: Page) -> list[Evidence]:
        """What the rules find on a page, as a zone takes it for evidence."""
        from cleaner.zoning import evidence_of  # zones are for one profile

        found: list[Found] = []
        for rule, hits in self.candidates(page):
            with suppress(TimeoutError):  # a rule that takes too long is no evidence
                found += (Found(rule, unit) for unit in rule.units(page, hits))
        return evidence_of(found)

    def sums(self, text: str) -> tuple[LineSum, ...]:
        """How the scores of its lines came about, where a zone scores them."""
        if not self._zones:
            return ()
        from cleaner.zoning import line_sums  # zones are for one profile

        page = Page(text)
        return tuple(line_sums(self._zones, page, self.evidence(page)))

    def _settled(self, text: str) -> tuple[Cleaned, Settling]:
        if self._prefilter is not None:
            self._prefilter.finder.prepare_for(text)  # before the time of the document begins
        dropped: set[str] = set()
        while True:
            settling = Settling(text, self.candidates, self.limits, self.protect, self._zones, frozenset(dropped))
            try:
                return settling.run(), settling
            except RuleOverBudgetError as error:
                dropped.add(str(error))
            except DocumentOverBudgetError as error:
                reason = str(error)
                return Cleaned(text, state="held", reason=reason, dropped_rules=tuple(sorted(dropped))), settling

    def candidates(self, page: Page) -> Iterator[tuple[Rule, Hits]]:
        """The rules that could find something on a page, each with its hits."""
        if self._prefilter is not None:
            return ((self.rules[index], hits) for index, hits in self._prefilter.candidates(page))
        return ((rule, everywhere(rule.body, page)) for rule in self.rules)
