"""Undoing a run: the output and its records give the input back, byte for byte."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path, PurePath, PurePosixPath

from cleaner.batch.atomic import replacing
from cleaner.formats import CompressionError, Entry, Fields, Format, Options, compressed, compression_of, format_named
from cleaner.reports.layout import records_of_folder, records_of_shard
from cleaner.reports.reading import (
    RecordedDocument,
    RecordsError,
    documents_in,
    expected_documents,
    missing_records,
)


class RestoreError(Exception):
    """A run that can't be undone, and why."""


def restore_tree(out: Path, report: Path, back: Path) -> int:
    """Rebuild the input of a run in the folder ``back``, and return how many documents were restored.

    Raises ``RestoreError`` where a file is not what the run wrote; the files before it stand in ``back`` then.
    """
    if not out.is_dir():
        raise RestoreError(f"{out}: no such folder")
    if back.exists() and (not back.is_dir() or any(back.iterdir())):
        raise RestoreError(f"{back} is there already; name a new or empty folder")
    if out.resolve() in back.resolve().parents:
        raise RestoreError(f"{back} lies inside {out}; name another place")
    try:
        recorded = expected_documents(report)
        restoring = _Restoring(out, report, back)
        restoring.folder(PurePosixPath())
        if restoring.recorded != recorded:
            raise missing_records(report, recorded, restoring.recorded)
    except RecordsError as error:
        raise RestoreError(str(error)) from None
    return restoring.restored


class _Restoring:
    """Goes through the output and its records side by side, both in the order of names, a document at a time."""

    def __init__(self, out: Path, report: Path, back: Path) -> None:
        self._out = out
        self._report = report
        self._back = back
        self.recorded = 0
        self.restored = 0

    def folder(self, folder: PurePosixPath) -> None:
        """Restore a folder and those in it."""
        (self._back / folder).mkdir(parents=True, exist_ok=True)
        shared = self._coming(records_of_folder(folder))
        folders = []
        for source in sorted((self._out / folder).iterdir(), key=_order):
            path = folder / source.name
            if source.is_symlink():
                (self._back / path).symlink_to(source.readlink())
            elif source.is_dir():
                folders.append(path)
            else:
                self._file(path, shared)
        self._end(shared)
        for path in folders:
            self.folder(path)

    def _file(self, path: PurePosixPath, shared: _Coming) -> None:
        own = self._coming(records_of_shard(path))
        coming = own if own.are_there else shared
        _restore_file(self._out / path, self._back / path, coming.of(path))
        self._end(own)

    def _coming(self, records: PurePath) -> _Coming:
        return _Coming(self._report / records, self._out)

    def _end(self, coming: _Coming) -> None:
        coming.check_end()
        self.recorded += coming.recorded
        self.restored += coming.changed


class _Coming:
    """The documents of a file of records that are yet to come; of none, where there is no such file."""

    def __init__(self, records: Path, out: Path) -> None:
        self.are_there = records.is_file()
        self.recorded = self.changed = 0
        self._documents = documents_in(records) if self.are_there else iter(())
        self._out = out
        self._next = next(self._documents, None)

    def of(self, path: PurePath) -> Iterator[RecordedDocument]:
        """The changed documents of a file."""
        while self._next and _order(PurePath(self._next.path)) <= _order(path):
            document = self._take(self._next)
            if PurePath(document.path) == path and _has_changed(document):
                self.changed += 1
                yield document
            else:
                self._check_unchanged(document)

    def check_end(self) -> None:
        """Check that no file is missing of those that are yet to come."""
        while self._next:
            self._check_unchanged(self._take(self._next))

    def _take(self, document: RecordedDocument) -> RecordedDocument:
        self.recorded += 1
        self._next = next(self._documents, None)
        return document

    def _check_unchanged(self, document: RecordedDocument) -> None:
        if _has_changed(document):
            raise RestoreError(f"{self._out / document.path} was written by the run and is not there any more")


def _order(path: PurePath) -> bytes:
    return os.fsencode(path.name)


def _has_changed(document: RecordedDocument) -> bool:
    return document.state == "cleaned" or bool(document.added)


def _restore_file(source: Path, target: Path, documents: Iterator[RecordedDocument]) -> None:
    first = next(documents, None)
    with source.open("rb") as file, replacing(target, like=source) as restored:
        if first is None:
            shutil.copyfileobj(file, restored)
            return
        compression = compression_of(source)
        content = file if compression is None else compression.read_from(file)
        form = _format_of(first)
        coming = _Entries(chain([first], documents), form, source)
        try:
            with compressed(compression, restored) as sink:
                form.rewrite(content, sink, coming)
        except CompressionError as error:
            raise RestoreError(f"{source}: {error.strerror}; it is not what the run wrote") from None
        coming.check_end()


def _format_of(document: RecordedDocument) -> Format:
    """The format in which the output is written."""
    form, encoding = document.format or "text", document.encoding or "utf-8"  # only files that failed have none
    return format_named(form, Options(form, encoding, Fields(document.field or "text"))).output


class _Entries:
    """The entries of a file as they were, from its changed documents."""

    def __init__(self, documents: Iterator[RecordedDocument], form: Format, source: Path) -> None:
        self._documents = documents
        self._form = form
        self._source = source
        self._next = next(documents, None)

    def __call__(self, entry: Entry) -> bytes:
        """The bytes that an entry was."""
        document = self._next
        if document is None or document.row != entry.row:
            return entry.raw
        self._next = next(self._documents, None)
        return _restore_entry(entry.raw, document, self._form, self._source)

    def check_end(self) -> None:
        """Check that no changed document is missing."""
        if self._next is not None:
            raise RestoreError(f"{self._source}: its row {self._next.row} is missing; the run wrote it")


def _restore_entry(raw: bytes, document: RecordedDocument, form: Format, source: Path) -> bytes:
    row = "" if document.row is None else f":{document.row}"
    if sha256(raw).hexdigest() != document.sha256_out:
        raise RestoreError(f"{source}{row}: changed since the run wrote it, so its removals can't be put back safely")
    added = document.added.encode("ascii")
    raw = b"".join(raw.rpartition(added)[::2]) if added else raw
    removals = list(zip(document.removals, document.written, strict=True))
    original = form.restored(raw, removals)
    if sha256(original).hexdigest() != document.sha256_in:
        raise RestoreError(f"{source}{row}: its records do not give the original; they are damaged")
    return original
