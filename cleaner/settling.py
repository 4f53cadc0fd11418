"""One document on its way to the fixed point: step after step, each from the current text alone, until nothing goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from time import thread_time
from typing import NamedTuple

from cleaner.cut import Cut, cuts
from cleaner.document import Span
from cleaner.page import Page
from cleaner.pattern import Patterns
from cleaner.remainder import Remainder, line_numbers
from cleaner.removal import Cleaned, Mark, Removal
from cleaner.rule import Confidence, Hits, Rule, Unit, protects
from cleaner.support import Accepted, Found, beside, between, judge, shared


class Limits(NamedTuple):
    """Bounds on what cleaning may do to one document.

    It is held when more than ``cap_share`` of its characters *and* more than ``cap_characters`` would go, or when it
    does not settle within ``rounds``. Times are seconds of processor time, each longer by itself for every million
    characters; a rule over its time is left out for this document, a document over its time is held.
    """

    cap_share: float | None = 0.85
    cap_characters: int = 400
    rounds: int = 32
    rule_seconds: float = 1.0
    document_seconds: float = 20.0


DEFAULT_LIMITS = Limits()


class NearMiss(NamedTuple):
    """A line, or a part of one, that did not go, in offsets of the original text."""

    start: int
    end: int
    line: int
    rule: str
    because: str


class RuleOverBudgetError(Exception):
    """A rule took too long on a document."""


class DocumentOverBudgetError(Exception):
    """All rules together took too long on a document."""


Candidates = Callable[[Page], Iterator[tuple[Rule, Hits]]]
"""The rules that could find something on a page, each with its hits."""


class Settling:
    """A text, the rules that look at it, and how far cleaning it has come."""

    def __init__(
        self,
        text: str,
        candidates: Candidates,
        limits: Limits,
        protect: Patterns,
        zones: Sequence[Rule],
        dropped: frozenset[str],
    ) -> None:
        self._text = text
        self._candidates = candidates
        self._limits = limits
        self._protect = protect
        self._zones = zones
        self._dropped = tuple(sorted(dropped))
        self._scale = 1 + len(text) / 1_000_000
        self._now = thread_time()
        self._deadline = self._now + limits.document_seconds * self._scale
        self._remainder = Remainder(text)
        self._page = Page(text)
        self._taken: list[tuple[Span, Cut]] = []

    def run(self) -> Cleaned:
        """Remove what is outside the zones, then round after round what the rules remove, until nothing goes."""
        if self._zones:
            self._take(self._outside_zones())
        for _ in range(self._limits.rounds):
            accepted = judge(self._found()).accepted
            if not accepted or not self._take(cuts(self._page, accepted)):
                return self._settled()
        return self._held(f"it did not settle in {self._limits.rounds} rounds")

    def near_misses(self) -> tuple[NearMiss, ...]:
        """What lacked support in the last round, when nothing went any more."""
        line_number = line_numbers(self._text)
        found = []
        for rule, unit in judge(self._found_by_all()).unsupported:
            lines = map(self._page.line_at, range(unit.first, unit.last + 1))
            for part in [unit.span] if unit.span else [Span(line.start, line.stop) for line in lines]:
                for start, end in self._remainder.origin(*part):
                    found.append(NearMiss(start, end, line_number(start), rule.id, "likely, without support"))
        return tuple(sorted(found))

    def _take(self, gone: Sequence[Cut]) -> bool:
        """Take cuts out of what is left; false if there are none."""
        if not gone:
            return False
        self._taken += [(span, cut) for cut in gone for span in self._remainder.origin(cut.start, cut.end)]
        self._remainder = self._remainder.without(gone)
        self._page = Page(self._remainder.text)
        return True

    def _outside_zones(self) -> list[Cut]:
        """Once, on the original, with all that the other rules find there as evidence."""
        from cleaner.zoning import outside_zones  # with all features of lines, which only one profile needs

        accepted = outside_zones(self._zones, self._page, list(self._found()))
        return cuts(self._page, [item for item in accepted if not protects(self._protect, item.unit, self._page)])

    def _found(self) -> Iterator[Found]:
        """The units of all rules, but for those likely ones that nothing could support."""
        likely: list[tuple[Rule, Hits]] = []
        taken: set[int] = set()
        hinted: set[int] = set()
        for rule, hits in self._candidates(self._page):
            if rule.id in self._dropped:
                continue
            if rule.confidence is Confidence.likely:
                likely.append((rule, hits))
                continue
            for unit in self._units(rule, hits):
                (taken if rule.confidence is Confidence.certain else hinted).update(range(unit.first, unit.last + 1))
                yield Found(rule, unit)
        yield from self._supportable(likely, taken, hinted)

    def _supportable(self, likely: list[tuple[Rule, Hits]], taken: set[int], hinted: set[int]) -> Iterator[Found]:
        """The units of likely rules, but for lines where nothing could support them.

        To look for a unit costs more than to see that nothing is near it, and most of what is likely stands alone.
        """
        near = beside(taken | hinted)
        rows = [(rule, hits) for rule, hits in likely if not rule.body.takes_lines]
        for rule, hits in rows if near or len(likely) > 1 else ():
            for unit in self._units(rule, hits):
                near.update(range(unit.first, unit.last + 1))
                yield Found(rule, unit)
        lines = [(rule, hits) for rule, hits in likely if rule.body.takes_lines]
        near |= shared(hits for rule, hits in lines if rule.support == "beside")
        for rule, hits in lines if near else ():
            where = near if rule.support == "beside" else between(taken)
            within = [[position for position in positions if position in where] for positions in hits]
            if any(within):
                for unit in self._units(rule, within):
                    yield Found(rule, unit)

    def _found_by_all(self) -> Iterator[Found]:
        """The units of all rules, whether anything could support them or not; what needs both sides is near nothing."""
        for rule, hits in self._candidates(self._page):
            if rule.id not in self._dropped and rule.support == "beside":
                with suppress(RuleOverBudgetError, DocumentOverBudgetError):  # what takes too long nearly goes
                    yield from [Found(rule, unit) for unit in self._units(rule, hits)]

    def _units(self, rule: Rule, hits: Hits) -> list[Unit]:
        try:
            units = rule.units(self._page, hits)
        except TimeoutError:
            raise RuleOverBudgetError(rule.id) from None
        started, self._now = self._now, thread_time()
        if self._now - started > self._limits.rule_seconds * self._scale:
            raise RuleOverBudgetError(rule.id)
        if self._now > self._deadline:
            raise DocumentOverBudgetError("the rules together took too long on it")
        if not self._protect:
            return units
        try:
            return [unit for unit in units if not protects(self._protect, unit, self._page)]
        except TimeoutError:
            raise DocumentOverBudgetError("a `protect` pattern took too long on it") from None

    def _settled(self) -> Cleaned:
        if not self._taken:
            return Cleaned(self._text, dropped_rules=self._dropped)
        rest = self._remainder.text
        marks = self._marks()
        removed = len(self._text) - len(rest)
        limits = self._limits
        if limits.cap_share is not None and removed > max(limits.cap_characters, limits.cap_share * len(self._text)):
            return self._held(f"{removed / len(self._text):.0%} of its characters would go")._replace(marks=marks)
        return Cleaned(rest, self._removals(), "cleaned", None, self._dropped, marks)

    def _marks(self) -> tuple[Mark, ...]:
        """What the removals say of the whole document."""
        marks: set[Mark] = {cause.rule.marks for _, cut in self._taken for cause in cut.causes if cause.rule.marks}
        if not len(self._page):
            marks.add("boilerplate-only")
        return tuple(sorted(marks))

    def _held(self, reason: str) -> Cleaned:
        return Cleaned(self._text, state="held", reason=reason, dropped_rules=self._dropped)

    def _removals(self) -> tuple[Removal, ...]:
        line_number = line_numbers(self._text)
        return tuple(
            _removal(self._text, span, cut.causes, line_number(span.start)) for span, cut in sorted(self._taken)
        )


def _removal(text: str, span: Span, causes: Sequence[Accepted], line: int) -> Removal:
    primary = min(causes, key=lambda cause: (-cause.rule.confidence, cause.rule.id))
    rule = primary.rule
    return Removal(
        *span,
        text=text[span.start : span.end],
        rule=rule.id,
        also=tuple(sorted({cause.rule.id for cause in causes} - {rule.id})),
        category=rule.category,
        confidence=rule.confidence.name,
        line=line,
        because=primary.because,
    )
