"""What a process makes of a unit: files beside their places, lines as they are to be written, and what is told."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from shutil import copyfileobj
from typing import BinaryIO, NamedTuple

from cleaner.api import Cleaner
from cleaner.batch.atomic import nowhere, part_beside
from cleaner.batch.filestate import FileState
from cleaner.batch.notes import Notes
from cleaner.batch.plan import Task
from cleaner.batch.treat import Treated, treat
from cleaner.batch.units import CHANGED, Files, Lines, Unit
from cleaner.formats import compression_of
from cleaner.reports.layout import records_of_shard
from cleaner.reports.patch import FilePatch, feed_document
from cleaner.reports.summary import Summary


class FileDone(NamedTuple):
    """A file that waits beside its place, and what is told of it; without a part nothing of it is to be put there."""

    part: Path | None
    source: FileState | None
    output: FileState | None
    notes: Notes
    patch: bytes = b""


class FilesDone(NamedTuple):
    """Files that are done, and why the next one could not be written."""

    files: list[FileDone]
    error: OSError | None = None


class LinesDone(NamedTuple):
    """Lines as they are to be written; ``changes`` are those that changed, by their place, if a patch is wanted.

    ``records`` are compressed like the file of records that they go to.
    """

    output: bytes
    changes: dict[int, bytes]
    has_changed: bool
    records: bytes
    notes: Notes


Done = FilesDone | LinesDone | None


@dataclass
class Work:
    """Does units for the output folder ``out``; without one, only to tell what would be done."""

    out: Path | None
    cleaner: Cleaner
    started_by: int = field(default_factory=os.getpid)

    def __call__(self, unit: Unit) -> Done:
        """Do a unit."""
        match unit:
            case Files():
                return self._files(unit)
            case Lines():
                return self._lines(unit)
            case _:
                return None

    def _files(self, unit: Files) -> FilesDone:
        files: list[FileDone] = []
        try:
            files += map(self._file, unit.tasks)
        except OSError as error:
            return FilesDone(files, error)
        return FilesDone(files)

    def _lines(self, unit: Lines) -> LinesDone:
        form = unit.task.form
        assert form is not None, "lines are of a file that is cleaned"
        notes = notes_of(unit.task)
        compression = compression_of(unit.task.target)
        outputs: list[bytes] = []
        changes: dict[int, bytes] = {}
        has_changed = False
        for index, entry in enumerate(form.entries(io.BytesIO(unit.raw))):
            entry.row = unit.rows_before + index + 1
            treated = treat(entry, self.cleaner)
            notes.add(treated)
            outputs.append(treated.output)
            if treated.has_changed:
                has_changed = True
                if compression is None:
                    changes[index] = treated.output
        output = b"".join(outputs)
        if compression is not None and output:
            output = compression.compress(output)
        records = b"".join(notes.records)
        if records:
            records = as_written(records, records_of_shard(unit.task.target))
            notes.records.clear()  # they need not be sent twice
        return LinesDone(output, changes, has_changed, records, notes)

    def _file(self, task: Task) -> FileDone:
        notes = notes_of(task)
        try:
            source = task.source.open("rb")
        except OSError as error:
            notes.add_failed(f"it can't be read, and is missing in the output: {error.strerror}")
            return FileDone(None, None, None, notes)
        with source:
            part, file = self._part(task)
            with file:
                found = FileState.of(source, with_digest=False)
                patch = self._written(task, source, file, notes)
                state = FileState.of(source, with_digest=task.form is not None)  # no copy is worth another reading
                if (state.size, state.time_ns) != (found.size, found.time_ns):
                    notes, patch = notes_of(task), b""
                    _pass_through(source, file, notes, CHANGED)
        if part is None:
            return FileDone(None, state, None, notes, patch)
        self._leave_nothing_to_nobody(part)
        with part.open("rb") as written:
            output = FileState.of(written, with_digest=task.form is not None)
        return FileDone(part, state.settled(), output, notes, patch)

    def _part(self, task: Task) -> tuple[Path | None, BinaryIO]:
        if self.out is None:
            return None, nowhere()
        return part_beside(self.out / task.target, like=task.source)

    def _written(self, task: Task, source: BinaryIO, file: BinaryIO, notes: Notes) -> bytes:
        """Write the output of a file, and give its patch."""
        if task.form is None:
            copyfileobj(source, file)
            notes.summary.copied += 1
            return b""
        compressed_as = compression_of(task.source)
        try:
            stream = source if compressed_as is None else compressed_as.read_from(source)
            treated = [treat(entry, self.cleaner) for entry in task.form.entries(stream)]
        except OSError as error:
            _pass_through(source, file, notes, error.strerror or str(error))
            return b""
        for one in treated:
            notes.add(one)
        if compression_of(task.target) is not None and not any(one.has_changed for one in treated):
            source.seek(0)
            copyfileobj(source, file)  # the same bytes, and not only the same content
        else:
            file.write(as_written(b"".join(one.output for one in treated), task.target))
        notes.summary.files += 1
        return b"" if compressed_as or task.form.name == "html" else _patch_of(notes.name, treated)

    def _leave_nothing_to_nobody(self, part: Path) -> None:
        """End where the program that would put the file into its place was killed."""
        if self.started_by not in (os.getpid(), os.getppid()):
            part.unlink(missing_ok=True)
            raise SystemExit


def notes_of(task: Task) -> Notes:
    """A place for what is told of a file."""
    return Notes(task.target.as_posix(), str(task.source), task.form, Summary())


def as_written(raw: bytes, path: PurePath) -> bytes:
    """Bytes as they stand in the file of a name, compressed if that says so."""
    compression = compression_of(path)
    return raw if compression is None else compression.compress(raw)


def _pass_through(source: BinaryIO, file: BinaryIO, notes: Notes, reason: str) -> None:
    """Write a file as it is."""
    source.seek(0)
    file.seek(0)
    file.truncate()
    copyfileobj(source, file)
    notes.add_failed(f"{reason}; it is passed through as it is")


def _patch_of(name: str, treated: list[Treated]) -> bytes:
    if not any(one.has_changed for one in treated):
        return b""
    stream = io.BytesIO()
    patch = FilePatch(stream, name)
    for one in treated:
        entry = one.entry
        if entry.row is None:
            feed_document(patch, entry.raw, entry.cuts(one.removals))
        elif one.has_changed:
            patch.change([entry.raw], [one.output])
        else:
            patch.keep(entry.raw)
    patch.close()
    return stream.getvalue()
