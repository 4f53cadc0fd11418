"""What a run did, on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaner.reports.counted import counted
from cleaner.reports.summary import STATES
from cleaner.reports.tally import Counts, Tally
from cleaner.reports.visible import visible

_MOST = 8
_QUOTE = 90


def as_overview(tally: Tally, summary: dict[str, Any]) -> Iterator[str]:
    """The lines: counts, categories, rules, sites, and the places where mistakes hide."""
    documents = summary.get("documents") or {}
    states = [f"{documents.get(state, tally.states.get(state, 0)):,} {state}" for state in STATES]
    total = counted(documents["total"], "document") if "total" in documents else "documents"
    yield f"{total}: {', '.join(states)}"
    removed = tally.total
    yield f"{counted(removed.removals, 'removal')}, {counted(removed.characters, 'character')}"
    if tally.marks:
        yield "marked: " + ", ".join(f"{count:,} {mark}" for mark, count in sorted(tally.marks.items()))
    for title, counts in (
        ("categories", tally.categories),
        ("rules", tally.rules),
        ("languages of the rules", tally.languages),
        ("sites", tally.sites),
    ):
        yield from _bars(title, tally, counts)
    yield from _outliers(tally)
    for told in tally.problems[:_MOST]:
        yield visible(f"  {told.name}: {told.state} {' '.join(told.marks)} {told.reason or ''}".rstrip())


def _bars(title: str, tally: Tally, counts: Counts) -> Iterator[str]:
    found = tally.most(counts)
    if found:
        yield f"\n{title}"
    width = max((len(visible(name)) for name, _ in found[:_MOST]), default=0)
    for name, count in found[:_MOST]:
        bar = "█" * max(1, round(20 * count.removals / found[0][1].removals)) if found[0][1].removals else ""
        yield f"  {visible(name):<{width}}  {count.removals:>9,}  {bar}"
    if len(found) > _MOST:
        yield f"  and {counted(len(found) - _MOST, 'other')}"


def _outliers(tally: Tally) -> Iterator[str]:
    if tally.shares:
        yield "\nhighest share removed"
    for one in tally.shares[:_MOST]:
        yield f"  {one.size:>7.1%}  {visible(one.told.name)}"
    if tally.longest:
        yield "\nlongest removals"
    for one in tally.longest[:_MOST]:
        said = " ".join(one.stretch.text.split()) if one.stretch else ""
        yield f"  {one.size:>7,}  {visible(one.told.name)}  {visible(said[:_QUOTE])}"
    if tally.problems:
        yield "\nheld, skipped, failed, truncated"
