"""A summary: what a run did, in numbers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cleaner.removal import Removal
from cleaner.reports.counted import counted

STATES = ("unchanged", "cleaned", "held", "skipped", "failed")
_COUNTERS = ("documents", "removals", "characters", "rules", "marks")
_NUMBERS = ("files", "copied", "recorded")


@dataclass
class Summary:
    """Counts that grow with each document. Characters are those of the removed spans, blank lines included."""

    documents: Counter[str] = field(default_factory=Counter)
    removals: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    files: int = 0
    copied: int = 0
    recorded: int = 0
    bytes: int = 0
    ended: str = "completed"

    def add_document(self, state: str, removals: Iterable[Removal], marks: Iterable[str] = ()) -> None:
        """Count a document by its state and marks, and its removals by category and rule."""
        self.documents[state] += 1
        self.marks.update(marks)
        for removal in removals:
            self.characters[removal.category] += removal.end - removal.start
            if removal.text.strip():
                self.removals[removal.category] += 1
                self.rules[removal.rule] += 1

    def add(self, other: Summary) -> None:
        """Add what another one counted."""
        self.add_stored(other.stored(), 1, other.bytes)

    def stored(self) -> str:
        """All counts but the bytes, as short as they come: those of files in which nothing happened are the same."""
        counts = {name: dict(sorted(getattr(self, name).items())) for name in _COUNTERS if getattr(self, name)}
        numbers = {name: getattr(self, name) for name in _NUMBERS if getattr(self, name)}
        return json.dumps({**counts, **numbers}, separators=(",", ":"))

    def add_stored(self, stored: str, times: int, size: int) -> None:
        """Add the counts of so many files that came to the same, and to ``size`` bytes together."""
        for name, found in json.loads(stored).items():
            if name in _NUMBERS:
                setattr(self, name, getattr(self, name) + found * times)
            else:
                getattr(self, name).update({key: count * times for key, count in found.items()})
        self.bytes += size

    def as_json(self, seconds: float) -> dict[str, Any]:
        """The summary as it is written to ``summary.json``."""
        return {
            "version": 1,
            "ended": self.ended,
            "files": self.files,
            "copied": self.copied,
            "recorded": self.recorded,
            "documents": {"total": self.documents.total(), **{state: self.documents[state] for state in STATES}},
            "marks": dict(sorted(self.marks.items())),
            "removed": {
                category: {"removals": self.removals[category], "characters": self.characters[category]}
                for category in sorted(self.characters)
            },
            "rules": dict(sorted(self.rules.items(), key=lambda item: (-item[1], item[0]))),
            "bytes": self.bytes,
            "seconds": round(seconds, 3),
            "megabytes-per-second": _rate(self.bytes, seconds),
        }

    def as_text(self, seconds: float) -> str:
        """The summary for a person."""
        total = self.documents.total()
        lines = [
            f"{counted(total, 'document')} in {counted(self.files, 'file')}: {self.documents['cleaned']:,} cleaned, "
            f"{self.documents['unchanged']:,} unchanged, {self.documents['held']:,} held, "
            f"{self.documents['skipped']:,} skipped, {self.documents['failed']:,} failed"
        ]
        if self.copied:
            lines.append(f"{counted(self.copied, 'other file')} copied")
        if self.marks:
            lines.append("marked: " + ", ".join(f"{count:,} {mark}" for mark, count in sorted(self.marks.items())))
        for category, count in sorted(self.removals.items(), key=lambda item: (-item[1], item[0])):
            lines.append(f"  {category:<16}{count:>9,} removed {self.characters[category]:>12,} characters")
        lines.append(f"{self.bytes / 1e6:,.1f} MB in {seconds:,.1f} s: {_rate(self.bytes, seconds):,} MB/s")
        return "\n".join(lines)


def _rate(size: int, seconds: float) -> float:
    return round(size / 1e6 / seconds, 1) if seconds > 0 else 0.0
