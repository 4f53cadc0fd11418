"""Rules by what they did in a run, with a sample of each; those that never fired come last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.reports.counted import counted
from cleaner.reports.tally import Tally
from cleaner.reports.visible import visible

_HEADINGS = ("removals", "documents", "share", "characters", "rule", "for example")
_SIDES = ">>>><<"
_SAMPLE = 60


def as_table(tally: Tally, documents: int, known: Iterable[str]) -> Iterator[str]:
    """The lines of the table; ``documents`` are all of the run, ``known`` the ids of all rules that are active."""
    rows: list[tuple[str, ...]] = [_HEADINGS]
    for rule, count in tally.most(tally.rules):
        share = f"{count.documents / documents:.1%}" if documents else ""
        sample = " ".join(tally.samples[rule][1].text.split()) if rule in tally.samples else ""
        shown = visible(sample if len(sample) <= _SAMPLE else f"{sample[:_SAMPLE]}…")
        numbers = (f"{count.removals:,}", f"{count.documents:,}", share, f"{count.characters:,}")
        rows.append((*numbers, visible(rule), shown))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:{side}{width}}" for cell, side, width in zip(row, _SIDES, widths, strict=True))
        yield "  ".join(cells).rstrip()
    silent = sorted(set(known) - tally.rules.keys())
    if silent:
        yield f"\n{counted(len(silent), 'rule')} never fired:"
        yield from (f"  {visible(rule)}" for rule in silent)
