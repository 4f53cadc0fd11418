"""What is told of documents: records, messages for people, and counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaner.batch.treat import Treated
from cleaner.formats import Format
from cleaner.reports import records
from cleaner.reports.dolma import attributes
from cleaner.reports.summary import Summary


@dataclass
class Notes:
    """Of some documents of a file, in their order; ``name`` is the file's in records, ``place`` the one for people.

    ``attributes`` are those of Dolma, where somebody wants them.
    """

    name: str
    place: str
    form: Format | None
    summary: Summary
    records: list[bytes] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    attributes: list[bytes] | None = None

    def add(self, treated: Treated) -> None:
        """Note what became of a document."""
        entry = treated.entry
        if treated.reason is not None:
            self.messages.append(treated.message(self.place))
        self.summary.bytes += entry.size
        if entry.document is None and entry.problem is None:
            return
        removals = treated.removals
        if self.attributes is not None:
            self.attributes.append(attributes(entry.document.id if entry.document else None, removals))
        self.summary.add_document(treated.state, removals, treated.marks)
        dropped = treated.cleaned.dropped_rules if treated.cleaned else ()
        if treated.state != "unchanged" or dropped:
            self.summary.recorded += 1
            self.records.append(self._document_record(treated, dropped))
        if removals:
            for removal, written in zip(removals, entry.written(removals), strict=True):
                self.records.append(records.removal_record(self.name, entry.row, removal, written))

    def add_failed(self, reason: str) -> None:
        """Note that the file as a whole could not be treated."""
        self.summary.add_document("failed", ())
        self.summary.recorded += 1
        self.messages.append(f"{self.place}: failed: {reason}")
        form = self.form.name if self.form else None
        self.records.append(records.document_record(path=self.name, form=form, state="failed", reason=reason))

    def _document_record(self, treated: Treated, dropped: tuple[str, ...]) -> bytes:
        assert self.form is not None, "documents have a format"
        entry = treated.entry
        return records.document_record(
            path=self.name,
            row=entry.row,
            document_id=entry.document.id if entry.document else None,
            form=self.form.name,
            encoding=self.form.encoding,
            field=self.form.text_field,
            before=entry.raw,
            after=treated.output,
            state=treated.state,
            reason=treated.reason,
            dropped_rules=dropped,
            marks=treated.marks,
            added=treated.added,
            url=entry.document.url if entry.document else None,
            characters=len(entry.document.text) if entry.document else None,
        )
