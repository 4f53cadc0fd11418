"""What a run removed, counted in every way that a person asks for, and the places where mistakes hide."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cleaner.reports.reading import RecordedDocument
from cleaner.reports.stretch import Stretch, stretches

_LONGEST = 12
_PROBLEMS = 200
_LANGUAGE = re.compile(r"(any|[a-z]{2,3})/")
_HOST = re.compile(r"(?:[^/?#]*//)?(?:[^@/?#]*@)?(\[[^\]/]*\]|[^:/?#\s]+)")
_MARKED = ("truncated", "boilerplate-only")


@dataclass
class Count:
    """Of one category, rule, language or site: removals that are not blank, documents, characters."""

    removals: int = 0
    documents: int = 0
    characters: int = 0

    def add(self, removals: int, documents: int, characters: int) -> None:
        """Count more."""
        self.removals += removals
        self.documents += documents
        self.characters += characters


Counts = dict[str, Count]


class Outlier(NamedTuple):
    """A document, or a stretch of one, that stands out by some size."""

    size: float
    told: RecordedDocument
    stretch: Stretch | None = None


@dataclass
class _Highest:
    """The largest few of many, the first ones on a tie; of those that say the same only one."""

    limit: int
    _heap: list[tuple[float, int, str, Outlier]] = field(default_factory=list)
    _said: set[str] = field(default_factory=set)
    _seen: int = 0

    def wants(self, size: float) -> bool:
        return len(self._heap) < self.limit or size > self._heap[0][0]

    def add(self, said: str, outlier: Outlier) -> None:
        if said in self._said:
            return
        self._seen += 1
        self._said.add(said)
        heapq.heappush(self._heap, (outlier.size, -self._seen, said, outlier))
        if len(self._heap) > self.limit:
            self._said.discard(heapq.heappop(self._heap)[2])

    def ordered(self) -> list[Outlier]:
        return [outlier for *_, outlier in sorted(self._heap, reverse=True)]


@dataclass
class Tally:
    """Counts that grow with each document of which the records tell."""

    states: dict[str, int] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    total: Count = field(default_factory=Count)
    categories: Counts = field(default_factory=dict)
    confidences: Counts = field(default_factory=dict)
    languages: Counts = field(default_factory=dict)
    sites: Counts = field(default_factory=dict)
    rules: Counts = field(default_factory=dict)
    samples: dict[str, tuple[RecordedDocument, Stretch]] = field(default_factory=dict)
    problems: list[RecordedDocument] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    _longest: _Highest = field(default_factory=lambda: _Highest(_LONGEST))
    _shares: _Highest = field(default_factory=lambda: _Highest(_LONGEST))

    @classmethod
    def of(cls, documents: Iterable[RecordedDocument]) -> Tally:
        """The tally of some documents."""
        tally = cls()
        for told in documents:
            tally.add(told)
        return tally

    def add(self, told: RecordedDocument) -> None:
        """Count a document."""
        _grow(self.states, told.state)
        for mark in told.marks:
            _grow(self.marks, mark)
        for rule in told.dropped_rules:
            _grow(self.dropped, rule)
        is_problem = told.state in ("held", "skipped", "failed") or any(m in _MARKED for m in told.marks)
        if is_problem and len(self.problems) < _PROBLEMS:
            self.problems.append(told)
        if told.removals:
            self._add_removals(told)

    @property
    def longest(self) -> list[Outlier]:
        """The longest stretches, by characters."""
        return self._longest.ordered()

    @property
    def shares(self) -> list[Outlier]:
        """The documents of which the highest share went."""
        return self._shares.ordered()

    def most(self, counts: Counts) -> list[tuple[str, Count]]:
        """Counts in falling order of removals, then of characters."""
        return sorted(counts.items(), key=lambda item: (-item[1].removals, -item[1].characters, item[0]))

    def rarest(self) -> list[tuple[str, Count]]:
        """Rules in rising order of removals: what fires once may have fired wrongly."""
        return sorted(self.rules.items(), key=lambda item: (item[1].removals, item[0]))

    def _add_removals(self, told: RecordedDocument) -> None:
        sums: dict[tuple[str, str, str], list[int]] = {}  # of the document: by rule, category, confidence
        for removal in told.removals:
            mine = sums.setdefault((removal.rule, removal.category, removal.confidence), [0, 0])
            mine[0] += not removal.text.isspace()
            mine[1] += removal.end - removal.start
        site = site_of(told)
        touched: set[tuple[int, str]] = set()
        for (rule, category, confidence), (removals, characters) in sums.items():
            names = (category, confidence, language_of(rule), rule, site)
            for index, (counts, name) in enumerate(zip(self._groups(), names, strict=True)):
                if name:
                    count = counts.setdefault(name, Count())
                    count.add(removals, int((index, name) not in touched), characters)
                    touched.add((index, name))
        self.total.add(sum(one for one, _ in sums.values()), 1, sum(one for _, one in sums.values()))
        self._add_outliers(told)

    def _groups(self) -> tuple[Counts, ...]:
        return self.categories, self.confidences, self.languages, self.rules, self.sites

    def _add_outliers(self, told: RecordedDocument) -> None:
        if told.share is not None and self._shares.wants(told.share):
            self._shares.add(told.name, Outlier(told.share, told))
        for stretch in stretches(told.removals):
            size = stretch.end - stretch.start
            if self._longest.wants(size) and stretch.said:
                self._longest.add(stretch.text.strip(), Outlier(size, told, stretch))
            if stretch.main.rule not in self.samples and stretch.said:
                self.samples[stretch.main.rule] = (told, stretch)


def language_of(rule: str) -> str:
    """The language that a rule is for, by its pack's name; `other` where that tells none.

    >>> language_of("de/promo/labels"), language_of("mine/labels")
    ('de', 'other')
    """
    found = _LANGUAGE.match(rule)
    return found[1] if found else "other"


def site_of(told: RecordedDocument) -> str:
    """The host that a document is from; empty where that is not known."""
    found = _HOST.match(told.url or "")
    return found[1].lower() if found else ""


def _grow(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def as_json(tally: Tally, summary: dict[str, Any]) -> dict[str, Any]:
    """The tally for programs."""

    def table(counts: Counts) -> dict[str, dict[str, int]]:
        return {name: vars(count) for name, count in tally.most(counts)}

    return {
        "version": 1,
        "ended": summary.get("ended"),
        "documents": summary.get("documents") or dict(sorted(tally.states.items())),
        "marks": dict(sorted(tally.marks.items())),
        "removed": vars(tally.total),
        "categories": table(tally.categories),
        "confidences": table(tally.confidences),
        "languages": table(tally.languages),
        "sites": table(tally.sites),
        "rules": table(tally.rules),
        "dropped-rules": dict(sorted(tally.dropped.items())),
        "longest": [
            {**_place(one.told), "rule": one.stretch.main.rule, "characters": one.size, "text": one.stretch.text}
            for one in tally.longest
            if one.stretch
        ],
        "highest-shares": [{**_place(one.told), "share": round(one.size, 4)} for one in tally.shares],
        "problems": [
            {**_place(told), "state": told.state, "reason": told.reason, "marks": told.marks} for told in tally.problems
        ],
    }


def _place(told: RecordedDocument) -> dict[str, Any]:
    path, row = told.place
    return {"path": path, "row": row}
