"""How rules do on a corpus, as a table and for programs: what each takes, where, until when, and how that reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from cleaner.reports.counted import counted
from cleaner.reports.visible import visible
from cleaner.rule import Rule

_SAMPLES = 3
_PROSE_SHARE = 0.5

STATES = {
    "expired": "the day in `expires` is over",
    "stopped": "the last hit is before the day asked about, and the sites go on",
    "takes prose": "at least half of what goes reads as running text",
    "never fired": "nothing went",
    "expires": "the day in `expires` is to come",
    "fires": "nothing to look at",
}
"""What a person should look at, in that order, and what it means."""


class Sample(NamedTuple):
    """Something that a rule took, from a document by its name."""

    name: str
    text: str
    is_prose: bool


@dataclass
class Hits:
    """What a rule took: how often, in how many documents, on which sites, how many pieces of it are prose, and when."""

    hits: int = 0
    documents: int = 0
    prose: int = 0
    sites: set[str] = field(default_factory=set)
    first: date | None = None
    last: date | None = None
    samples: list[Sample] = field(default_factory=list)

    def add(self, other: Hits) -> None:
        """Count more."""
        self.hits += other.hits
        self.documents += other.documents
        self.prose += other.prose
        self.sites |= other.sites
        for day in (other.first, other.last):
            self.see(day)
        for sample in other.samples:
            self.show(sample)

    def see(self, day: date | None) -> None:
        """Take a day of a document with a hit into account."""
        if day is not None:
            self.first = min(day, self.first or day)
            self.last = max(day, self.last or day)

    def show(self, sample: Sample) -> None:
        """Keep a sample, if it is one of the first, or of the first that are prose."""
        if sum(one.is_prose == sample.is_prose for one in self.samples) < _SAMPLES:
            self.samples.append(sample)


class Asked(NamedTuple):
    """What is asked about rules: as of which day, and whether they took nothing since another; and sites' last days."""

    today: date
    since: date | None = None
    last_of_sites: Mapping[str, date] = {}


class Health(NamedTuple):
    """How a rule does, and what a person should look at."""

    rule: Rule
    hits: Hits
    state: str

    @classmethod
    def of(cls, rule: Rule, hits: Hits, asked: Asked) -> Health:
        """How a rule does that took something, or nothing."""
        return cls(rule, hits, _state(rule, hits, asked))

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        hits = self.hits
        counts = {"hits": hits.hits, "documents": hits.documents, "sites": len(hits.sites - {""}), "prose": hits.prose}
        days = {"first": hits.first and hits.first.isoformat(), "last": hits.last and hits.last.isoformat()}
        samples = [sample.text for sample in hits.samples if sample.is_prose]
        told = {"rule": self.rule.id, "state": self.state, **counts, **days, "expires": self.rule.expires}
        return {**told, **({"prose-samples": samples} if samples else {})}


def _state(rule: Rule, hits: Hits, asked: Asked) -> str:
    if rule.expires is not None and rule.expires < asked.today.isoformat():
        return "expired"
    if hits.last and asked.since and hits.last < asked.since <= _last_of(hits.sites, asked.last_of_sites):
        return "stopped"
    if not hits.hits:
        return "never fired"
    if hits.prose >= _PROSE_SHARE * hits.hits:
        return "takes prose"
    return "fires" if rule.expires is None else "expires"


def _last_of(sites: Iterable[str], last_of_sites: Mapping[str, date]) -> date:
    return max((last_of_sites[site] for site in sites if site in last_of_sites), default=date.min)


def as_table(found: Iterable[Health]) -> Iterator[str]:
    """The lines of a table, and what its states mean."""
    every = list(found)
    has_days = any(one.hits.last for one in every)
    days = f"  {'last hit':<10}" if has_days else ""
    yield f"{'hits':>8}  {'documents':>9}  {'sites':>6}  {'prose':>6}{days}  {'state':<11}  rule"
    for one in every:
        hits = one.hits
        numbers = f"{hits.hits:>8,}  {hits.documents:>9,}  {len(hits.sites - {''}):>6,}  {hits.prose:>6,}"
        days = f"  {hits.last.isoformat() if hits.last else '':<10}" if has_days else ""
        until = f", until {one.rule.expires}" if one.rule.expires else ""
        yield f"{numbers}{days}  {one.state:<11}  {visible(one.rule.id)}{until}"
    counts = {state: sum(one.state == state for one in every) for state in STATES if state != "fires"}
    for state, count in counts.items():
        if count:
            yield f"{counted(count, 'rule')} {state}: {STATES[state]}"
