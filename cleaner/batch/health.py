"""How rules do on a corpus: what each of them takes there, on how many sites, when, and how much of it is prose."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cleaner.api import Cleaner, host_of
from cleaner.batch.dates import date_of
from cleaner.batch.plan import Task
from cleaner.batch.pool import in_order, workers_for
from cleaner.batch.treat import treat
from cleaner.batch.units import Broken, Files, Lines, Unit, size_of, units
from cleaner.document import Document
from cleaner.formats import Entry, opened
from cleaner.prose import is_prose
from cleaner.reports.health import Asked, Health, Hits, Sample
from cleaner.rule import Rule

_SAMPLE_CHARACTERS = 300


def health(
    tasks: Sequence[Task],
    cleaner: Cleaner,
    rules: Iterable[Rule],
    today: date,
    *,
    date_field: str | None = None,
    since: date | None = None,
    workers: int | None = None,
) -> list[Health]:
    """The health of rules on the documents of some tasks, those that take most first.

    A removal that several rules make counts for each of them. ``date_field`` tells when a document is from; a rule has
    stopped that took nothing ``since`` a day, while there are later documents of the sites on which it did before.
    """
    files = [task for task in tasks if task.action == "clean"]
    size = sum(size_of(task.source) for task in files)
    found: dict[str, Hits] = {}
    last: dict[str, date] = {}
    for _, part in in_order(_Work(cleaner, date_field), units(files), workers or workers_for(size)):
        for rule, hits in part.rules.items():
            found.setdefault(rule, Hits()).add(hits)
        for site, day in part.last.items():
            last[site] = max(day, last.get(site, day))
    asked = Asked(today, since, last)
    all_rules = (Health.of(rule, found.get(rule.id, Hits()), asked) for rule in rules)
    return sorted(all_rules, key=lambda one: (-one.hits.hits, one.rule.id))


class _Part(NamedTuple):
    """What was counted in a unit: by rule, and of each site the last day of its documents."""

    rules: dict[str, Hits]
    last: dict[str, date]


@dataclass(frozen=True)
class _Work:
    cleaner: Cleaner
    date_field: str | None

    def __call__(self, unit: Unit) -> _Part:
        part = _Part({}, {})
        for entry in _entries(unit):
            if entry.document:
                self._count(entry, entry.document, part)
        return part

    def _count(self, entry: Entry, document: Document, part: _Part) -> None:
        site = host_of(document.url) or ""
        day = date_of(entry, self.date_field) if self.date_field else None
        if day is not None:
            part.last[site] = max(day, part.last.get(site, day))
        in_this: set[str] = set()
        for removal in treat(entry, self.cleaner).removals:
            text = removal.text.strip()
            if not text:  # a blank line goes with what goes beside it
                continue
            sample = Sample(document.id or "", text[:_SAMPLE_CHARACTERS], is_prose(text))
            for rule in (removal.rule, *removal.also):
                hits = part.rules.setdefault(rule, Hits())
                hits.hits += 1
                hits.prose += sample.is_prose
                hits.sites.add(site)
                hits.show(sample)
                in_this.add(rule)
        for rule in in_this:
            part.rules[rule].documents += 1
            part.rules[rule].see(day)


def _entries(unit: Unit) -> Iterator[Entry]:
    """The documents of a unit; what can't be read is passed over."""
    match unit:
        case Files():
            for task in unit.tasks:
                try:
                    with opened(task.source) as stream:
                        yield from task.form.entries(stream) if task.form else ()
                except OSError:
                    continue
        case Lines() if unit.task.form and not unit.is_rest:
            yield from unit.task.form.entries(io.BytesIO(unit.raw))
        case Broken() | Lines():
            return
