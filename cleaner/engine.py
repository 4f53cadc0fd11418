"""The engine: a text and rules in, the cleaned text and its removals out.

One step looks at the current text alone, with all rules at once, so no result depends on an order. Steps are repeated
until nothing more goes, so cleaning a cleaned text changes nothing. Spans are mapped back to the original throughout.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from time import thread_time
from typing import NamedTuple

from cleaner.cut import Cut, cuts
from cleaner.document import Span, split_lines
from cleaner.page import Page
from cleaner.pattern import Patterns
from cleaner.prefilter import Prefilter
from cleaner.removal import Cleaned, Mark, Removal
from cleaner.rule import Hits, Rule, Unit, everywhere, protects
from cleaner.support import Accepted, Found, Verdict, judge
from cleaner.view import fold
from cleaner.zone import Evidence
from cleaner.zoning import LineSum, evidence_of, line_sums, outside_zones


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


class Examined(NamedTuple):
    """A cleaned text and what nearly went with it."""

    cleaned: Cleaned
    near_misses: tuple[NearMiss, ...]
    sums: tuple[LineSum, ...] = ()


class RuleOverBudgetError(Exception):
    """A rule took too long on a document."""


class DocumentOverBudgetError(Exception):
    """All rules together took too long on a document."""


Candidates = Callable[[Page], Iterator[tuple[Rule, Hits]]]
"""The rules that could find something on a page, each with its hits."""


class Remainder:
    """What is left of a text after some cuts, and where each part of it stood."""

    def __init__(self, original: str, kept: list[Span] | None = None) -> None:
        self._original = original
        self._kept = [Span(0, len(original))] if kept is None else kept
        self.text = original if kept is None else "".join(original[start:end] for start, end in kept)
        self._offsets: list[int] = []
        offset = 0
        for start, end in self._kept:
            self._offsets.append(offset)
            offset += end - start

    def origin(self, start: int, end: int) -> Iterator[Span]:
        """Where a span of the remaining text stood: one span or, over earlier cuts, several."""
        index = bisect_right(self._offsets, start) - 1
        while start < end:
            part = self._kept[index]
            first = part.start + start - self._offsets[index]
            length = min(end - start, part.end - first)
            yield Span(first, first + length)
            start += length
            index += 1

    def without(self, gone: Sequence[Cut]) -> Remainder:
        """What is left when more is cut."""
        kept: list[Span] = []
        position = 0
        for start, end, _ in gone:
            kept += self.origin(position, start)
            position = end
        kept += self.origin(position, len(self.text))
        return Remainder(self._original, kept)


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
        self.rules = rules
        self._zones = tuple(zones)
        self.limits = limits
        self.protect = protect
        self._prefilter = prefilter

    def clean(self, text: str) -> Cleaned:
        """Remove what the rules remove, or return the text itself where that is nothing, or too much."""
        return self.examine(text).cleaned

    def examine(self, text: str) -> Examined:
        """Clean a text and say what nearly went as well."""
        dropped: set[str] = set()
        while True:
            try:
                settling = _Settling(text, self._candidates, self.limits, self.protect, frozenset(dropped))
                return settling.run(self._zones)
            except RuleOverBudgetError as error:
                dropped.add(str(error))
            except DocumentOverBudgetError as error:
                held = Cleaned(text, state="held", reason=str(error), dropped_rules=tuple(sorted(dropped)))
                return Examined(held, ())

    def evidence(self, page: Page) -> list[Evidence]:
        """What the rules find on a page, as a zone takes it for evidence."""
        found: list[Found] = []
        for rule, hits in self._candidates(page):
            with suppress(TimeoutError):  # a rule that takes too long is no evidence
                found += (Found(rule, unit) for unit in rule.units(page, hits))
        return evidence_of(found)

    def sums(self, text: str) -> tuple[LineSum, ...]:
        """How the scores of its lines came about, where a zone scores them."""
        page = Page(text)
        return tuple(line_sums(self._zones, page, self.evidence(page))) if self._zones else ()

    def _candidates(self, page: Page) -> Iterator[tuple[Rule, Hits]]:
        if self._prefilter is not None:
            return ((self.rules[index], hits) for index, hits in self._prefilter.candidates(page))
        return ((rule, everywhere(rule.body, page)) for rule in self.rules)


class _Settling:
    """One document on its way to the fixed point."""

    def __init__(
        self, text: str, candidates: Candidates, limits: Limits, protect: Patterns, dropped: frozenset[str]
    ) -> None:
        self._text = text
        self._candidates = candidates
        self._limits = limits
        self._protect = protect
        self._dropped = tuple(sorted(dropped))
        self._scale = 1 + len(text) / 1_000_000
        self._deadline = thread_time() + limits.document_seconds * self._scale

    def run(self, zones: Sequence[Rule]) -> Examined:
        remainder = Remainder(self._text)
        taken: list[tuple[Span, Cut]] = []
        if zones:
            remainder, taken = self._without(self._zone_cuts(zones), remainder, taken)
        for _ in range(self._limits.rounds):
            page = Page(remainder.text)
            verdict = judge(self._found(page))
            gone = cuts(page, verdict.accepted)
            if not gone:
                return self._settled(remainder, taken, self._near_misses(page, remainder, verdict))
            remainder, taken = self._without(gone, remainder, taken)
        return Examined(self._held(f"it did not settle in {self._limits.rounds} rounds"), ())

    @staticmethod
    def _without(
        gone: list[Cut], remainder: Remainder, taken: list[tuple[Span, Cut]]
    ) -> tuple[Remainder, list[tuple[Span, Cut]]]:
        spans = [(span, cut) for cut in gone for span in remainder.origin(cut.start, cut.end)]
        return remainder.without(gone), taken + spans

    def _zone_cuts(self, zones: Sequence[Rule]) -> list[Cut]:
        """What is outside the zones: once, on the original, with all that the other rules find there as evidence."""
        page = Page(self._text)
        accepted = outside_zones(zones, page, list(self._found(page)))
        return cuts(page, [item for item in accepted if not protects(self._protect, item.unit, page)])

    def _found(self, page: Page) -> Iterator[Found]:
        return (
            Found(rule, unit)
            for rule, hits in self._candidates(page)
            if rule.id not in self._dropped
            for unit in self._units(rule, page, hits)
        )

    def _units(self, rule: Rule, page: Page, hits: Hits) -> list[Unit]:
        started = thread_time()
        if started > self._deadline:
            raise DocumentOverBudgetError("the rules together took too long on it")
        try:
            units = rule.units(page, hits)
        except TimeoutError:
            raise RuleOverBudgetError(rule.id) from None
        if thread_time() - started > self._limits.rule_seconds * self._scale:
            raise RuleOverBudgetError(rule.id)
        if not self._protect:
            return units
        try:
            return [unit for unit in units if not protects(self._protect, unit, page)]
        except TimeoutError:
            raise DocumentOverBudgetError("a `protect` pattern took too long on it") from None

    def _settled(
        self, remainder: Remainder, taken: list[tuple[Span, Cut]], near_misses: tuple[NearMiss, ...]
    ) -> Examined:
        if not taken:
            return Examined(Cleaned(self._text, dropped_rules=self._dropped), near_misses)
        marks = _marks(remainder.text, taken)
        removed = len(self._text) - len(remainder.text)
        limits = self._limits
        if limits.cap_share is not None and removed > max(limits.cap_characters, limits.cap_share * len(self._text)):
            held = self._held(f"{removed / len(self._text):.0%} of its characters would go")
            return Examined(held._replace(marks=marks), ())
        cleaned = Cleaned(remainder.text, self._removals(taken), "cleaned", None, self._dropped, marks)
        return Examined(cleaned, near_misses)

    def _held(self, reason: str) -> Cleaned:
        return Cleaned(self._text, state="held", reason=reason, dropped_rules=self._dropped)

    def _removals(self, taken: list[tuple[Span, Cut]]) -> tuple[Removal, ...]:
        line_number = line_numbers(self._text)
        return tuple(_removal(self._text, span, cut.causes, line_number(span.start)) for span, cut in sorted(taken))

    def _near_misses(self, page: Page, remainder: Remainder, verdict: Verdict) -> tuple[NearMiss, ...]:
        if not verdict.unsupported:
            return ()
        line_number = line_numbers(self._text)
        found = []
        for rule, unit in verdict.unsupported:
            lines = map(page.line_at, range(unit.first, unit.last + 1))
            for part in [unit.span] if unit.span else [Span(line.start, line.stop) for line in lines]:
                for start, end in remainder.origin(*part):
                    found.append(NearMiss(start, end, line_number(start), rule.id, "likely, without support"))
        return tuple(sorted(found))


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


def _marks(rest: str, taken: Iterable[tuple[Span, Cut]]) -> tuple[Mark, ...]:
    """What the removals say of the whole document."""
    marks: set[Mark] = {cause.rule.marks for _, cut in taken for cause in cut.causes if cause.rule.marks}
    if not fold(rest.replace("\n", " ").replace("\r", " ")):
        marks.add("boilerplate-only")
    return tuple(sorted(marks))


def line_numbers(text: str) -> Callable[[int], int]:
    """A function from an offset to the number, from 1, of the line that it stands in."""
    starts = [line.start for line in split_lines(text)]
    return lambda offset: bisect_right(starts, offset)
