"""A removal at a place in a file, as programs that look at many tools take it: SARIF, annotations, tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.removal import Removal
from cleaner.reports.reading import RecordedDocument
from cleaner.reports.visible import visible

_LENGTH = 200


class Finding(NamedTuple):
    """Something that goes or went: in which file, in which of its lines from 1, and what."""

    path: str
    line: int
    removal: Removal

    @property
    def message(self) -> str:
        """What went and why, in a line that can't steer anything."""
        removal = self.removal
        said = visible(" ".join(removal.text.split()))
        shown = said if len(said) <= _LENGTH else f"{said[:_LENGTH]}…"
        why = "" if removal.because == removal.confidence else f", {removal.because}"
        return f"Boilerplate ({visible(removal.category)}, {visible(removal.confidence + why)}): {shown}"


def findings_of(document: RecordedDocument) -> Iterator[Finding]:
    """What went from a document, without blank lines; in a file of many documents the line is the document's."""
    for removal in document.removals:
        if removal.text.strip():
            yield Finding(document.path, document.row or removal.line, removal)
