"""Reading the records of a run, document by document: what every report and `restore` draw from.

A report folder of any size is read as a stream; how its records are laid out in files is known here alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.formats import CompressionError, opened
from cleaner.removal import Removal
from cleaner.reports import records
from cleaner.reports.counted import counted
from cleaner.reports.layout import MANIFEST, RECORDS, SUMMARY
from cleaner.user_error import UserError


class RecordsError(UserError):
    """Records that can't be read, and why."""


Place = tuple[str, int | None]
"""Where a document stands: its file below the output, and its place from 1 in a file of many."""


class RecordedDocument(NamedTuple):
    """A document that was not plainly unchanged: what became of it, and all that was removed from it.

    ``path`` is its file's below the output, ``row`` its place from 1 in a file of many documents. ``written`` tells of
    each removal how its text is written in the file, where that is not the text itself; ``added`` is what was written
    into the document; ``characters`` is how long its text was. A file that failed as a whole has neither row nor
    hashes. ``docs/runs.md`` tells of each field.
    """

    path: str
    row: int | None
    id: str | None
    format: str | None
    encoding: str | None
    field: str | None
    sha256_in: str | None
    sha256_out: str | None
    state: str
    reason: str | None
    dropped_rules: tuple[str, ...]
    marks: tuple[str, ...]
    added: str
    url: str | None = None
    characters: int | None = None
    removals: tuple[Removal, ...] = ()
    written: tuple[str | None, ...] = ()

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.path, self.row

    @property
    def name(self) -> str:
        """Where it stands, in a word."""
        return self.path if self.row is None else f"{self.path}:{self.row}"

    @property
    def removed(self) -> int:
        """How many characters were removed."""
        return sum(removal.end - removal.start for removal in self.removals)

    @property
    def share(self) -> float | None:
        """The share of its characters that was removed, where its length is known."""
        return self.removed / self.characters if self.characters else None


def read_documents(report: Path) -> Iterator[RecordedDocument]:
    """All recorded documents of a report folder, those of a file together and in their order.

    No more than a document is held in memory. Raises ``RecordsError`` where the records are not there, damaged, of
    another version, or not all of them.
    """
    recorded = expected_documents(report)
    found = 0
    for path in _files_of_records(report / RECORDS):
        for document in documents_in(path):
            found += 1
            yield document
    if found != recorded:
        raise missing_records(report, recorded, found)


def expected_documents(report: Path) -> int:
    """How many documents are recorded, as the summary of the run says."""
    path = report / SUMMARY
    try:
        return int(json.loads(path.read_bytes())["recorded"])
    except FileNotFoundError:
        hint = "name the folder with --report"
        if (report / MANIFEST).exists():
            hint = "the run is still at work or was killed; `cleaner run` with the same words finishes it"
        raise RecordsError(f"{path}: the records can't be read without it; {hint}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordsError(f"{path}: the records can't be read: {error}") from None


def missing_records(report: Path, recorded: int, found: int) -> RecordsError:
    """That records were taken away or added."""
    documents = counted(recorded, "recorded document")
    return RecordsError(f"{report}: the records can't be read, as of {documents} {found:,} were found")


def documents_in(path: Path) -> Iterator[RecordedDocument]:
    """The documents of one file of records."""
    try:
        with opened(path) as file:
            yield from _documents(_records(file, path))
    except CompressionError as error:
        raise RecordsError(f"{path}: {error.strerror}") from None
    except OSError as error:
        raise RecordsError(f"{path}: the records can't be read: {error.strerror}") from None


def _files_of_records(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort(key=os.fsencode)
        for name in sorted(names, key=os.fsencode):
            if not name.startswith("."):  # what is being written
                yield Path(place, name)


def _records(lines: Iterable[bytes], path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
        except ValueError:
            raise RecordsError(f"{path}:{number}: not a record; the file is damaged or cut short") from None
        if number > 1:
            yield record
        elif record.get("version") != records.VERSION:
            raise RecordsError(f"{path}: records of version {record.get('version')}, not {records.VERSION}")


def _documents(found: Iterable[dict[str, Any]]) -> Iterator[RecordedDocument]:
    document: dict[str, Any] | None = None
    removals: list[tuple[Removal, str | None]] = []
    for record in found:
        if record["type"] == "removal":
            removals.append(records.removal_of(record))
            continue
        if document is not None:
            yield _recorded(document, removals)
        document, removals = record, []
    if document is not None:
        yield _recorded(document, removals)


def _recorded(document: dict[str, Any], removals: list[tuple[Removal, str | None]]) -> RecordedDocument:
    fields = {name.replace("-", "_"): value for name, value in document.items() if name != "type"}
    for name in ("dropped_rules", "marks"):
        fields[name] = tuple(fields[name])
    return RecordedDocument(
        **fields,
        removals=tuple(removal for removal, _ in removals),
        written=tuple(written for _, written in removals),
    )


def read_summary(report: Path) -> dict[str, Any]:
    """The numbers of a run."""
    try:
        summary: dict[str, Any] = json.loads((report / SUMMARY).read_bytes())
    except (OSError, ValueError) as error:
        raise RecordsError(f"{report / SUMMARY}: the summary can't be read: {error}") from None
    return summary
