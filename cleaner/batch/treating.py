"""The entries of one file on their way through the cleaner, and what is noted of them on the way."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from cleaner.api import Cleaner
from cleaner.batch.notes import Notes
from cleaner.batch.sidecar import Spilling
from cleaner.batch.treat import Treated, treat
from cleaner.formats import Entry, Format
from cleaner.reports.patch import FilePatch, feed_document


class WriteError(Exception):
    """The output can't be written, which ends a run; what can't be read does not."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Guarded(NamedTuple):
    """A file that is written while another one is read, whose errors can be told from those of the other."""

    file: BinaryIO

    def write(self, raw: bytes) -> None:
        """Write; raises ``WriteError``."""
        try:
            self.file.write(raw)
        except OSError as error:
            raise WriteError(error) from None


@dataclass
class Treating:
    """Treats the entries of a file, or of a piece of it before which some rows went, and notes what becomes of them."""

    cleaner: Cleaner
    notes: Notes
    rows_before: int = 0
    keeps_all: bool = False
    records: Spilling | None = None
    has_changed: bool = False
    kept: list[Treated] = field(default_factory=list)

    def __call__(self, entry: Entry) -> bytes:
        """The bytes that an entry becomes."""
        if entry.row is not None:
            entry.row += self.rows_before
        treated = treat(entry, self.cleaner)
        self.notes.add(treated)
        if self.records is not None:
            try:
                self.records.take(self.notes.records)
            except OSError as error:
                raise WriteError(error) from None
        self.has_changed = self.has_changed or treated.has_changed
        if self.keeps_all and (entry.row is not None or entry.document is not None):  # else the rest of a large one
            self.kept.append(treated)
        return treated.output


def patch_of(name: str, form: Format, treated: list[Treated]) -> bytes:
    """The patch of a file of which all that was treated is kept."""
    stream = io.BytesIO()
    patch = FilePatch(stream, name)
    for one in treated:
        entry = one.entry
        if entry.row is None:
            feed_document(patch, entry.raw, entry.cuts(one.removals))
        elif one.has_changed:
            patch.change([entry.raw], [one.output])
        elif form.is_too_large(len(entry.raw)):
            patch.pass_over()
        else:
            patch.keep(entry.raw)
    patch.close()
    return stream.getvalue()
