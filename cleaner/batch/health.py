"""How rules do on a corpus: what each of them takes there, on how many sites, and how much of it reads as prose."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from cleaner.api import Cleaner, host_of
from cleaner.batch.plan import Task
from cleaner.batch.pool import in_order, workers_for
from cleaner.batch.treat import treat
from cleaner.batch.units import Broken, Files, Lines, Unit, size_of, units
from cleaner.formats import Entry, opened
from cleaner.prose import is_prose
from cleaner.rule import Rule


@dataclass
class Hits:
    """What a rule took: how often, in how many documents, on which sites, and how many pieces of it are prose."""

    hits: int = 0
    documents: int = 0
    prose: int = 0
    sites: set[str] = field(default_factory=set)

    def add(self, other: Hits) -> None:
        """Count more."""
        self.hits += other.hits
        self.documents += other.documents
        self.prose += other.prose
        self.sites |= other.sites


class Health(NamedTuple):
    """How a rule does."""

    rule: Rule
    hits: Hits
    has_expired: bool

    @property
    def state(self) -> str:
        """What a person should look at first."""
        if self.has_expired:
            return "expired"
        return "fires" if self.hits.hits else "never fired"

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        hits = self.hits
        counts = {"hits": hits.hits, "documents": hits.documents, "sites": len(hits.sites), "prose": hits.prose}
        return {"rule": self.rule.id, "state": self.state, **counts, "expires": self.rule.expires}


def health(
    tasks: Sequence[Task], cleaner: Cleaner, rules: Iterable[Rule], today: date, workers: int | None = None
) -> list[Health]:
    """The health of rules on the documents of some tasks, those that take most first.

    A removal that several rules make counts for each of them.
    """
    files = [task for task in tasks if task.action == "clean"]
    size = sum(size_of(task.source) for task in files)
    found: dict[str, Hits] = {}
    for _, part in in_order(_Work(cleaner), units(files), workers or workers_for(size)):
        for rule, hits in part.items():
            found.setdefault(rule, Hits()).add(hits)
    all_rules = (
        Health(rule, found.get(rule.id, Hits()), rule.expires is not None and rule.expires < today.isoformat())
        for rule in rules
    )
    return sorted(all_rules, key=lambda one: (-one.hits.hits, one.rule.id))


def as_table(found: Iterable[Health]) -> Iterator[str]:
    """The lines of a table."""
    yield f"{'hits':>8}  {'documents':>9}  {'sites':>6}  {'prose':>6}  {'state':<11}  rule"
    for one in found:
        hits = one.hits
        numbers = f"{hits.hits:>8,}  {hits.documents:>9,}  {len(hits.sites):>6,}  {hits.prose:>6,}"
        yield f"{numbers}  {one.state:<11}  {one.rule.id}"


@dataclass(frozen=True)
class _Work:
    cleaner: Cleaner

    def __call__(self, unit: Unit) -> dict[str, Hits]:
        found: dict[str, Hits] = {}
        for entry in _entries(unit):
            self._count(entry, found)
        return found

    def _count(self, entry: Entry, found: dict[str, Hits]) -> None:
        site = host_of(entry.document.url) if entry.document else None
        in_this: set[str] = set()
        for removal in treat(entry, self.cleaner).removals:
            for rule in (removal.rule, *removal.also):
                hits = found.setdefault(rule, Hits())
                hits.hits += 1
                hits.prose += is_prose(removal.text.strip())
                hits.sites.update(filter(None, [site]))
                in_this.add(rule)
        for rule in in_this:
            found[rule].documents += 1


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
