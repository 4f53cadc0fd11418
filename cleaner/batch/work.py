"""What a process makes of a unit: files beside their places, lines as they are to be written, and what is told."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple

from cleaner.api import Cleaner
from cleaner.batch.atomic import nowhere, part_beside
from cleaner.batch.copying import MissingError, check_name, copy_whole, empty, opened_source
from cleaner.batch.filestate import FileState
from cleaner.batch.notes import Notes
from cleaner.batch.plan import Task
from cleaner.batch.sidecar import Sidecar, Spilling, Waiting
from cleaner.batch.treating import Guarded, Treating, WriteError, patch_of
from cleaner.batch.units import CHANGED, Files, Lines, Unit
from cleaner.formats import Format, compressed, compression_of
from cleaner.reports.layout import attributes_of, records_of_shard
from cleaner.reports.summary import Summary


class FileDone(NamedTuple):
    """A file that waits beside its place, and what is told of it; without a part nothing of it is to be put there.

    ``beside`` are files of the report that go with it: records, if they are many, and attributes.
    """

    part: Path | None
    source: FileState | None
    output: FileState | None
    told: Told


class Told(NamedTuple):
    """What is told of a file, and the files of the report that wait for its being put in place."""

    notes: Notes
    patch: bytes = b""
    beside: tuple[Waiting, ...] = ()
    has_own_records: bool = False


class FilesDone(NamedTuple):
    """Files that are done, and why the next one could not be written."""

    files: list[FileDone]
    error: OSError | None = None


class LinesDone(NamedTuple):
    """Lines as they are to be written; ``changes`` are those that changed, by their place, if a patch is wanted.

    ``beside`` is what goes to files of the report by their names, compressed as these say.
    """

    output: bytes
    changes: dict[int, bytes]
    has_changed: bool
    beside: dict[PurePath, bytes]
    notes: Notes


Done = FilesDone | LinesDone | None


@dataclass
class Work:
    """Does units for the output folder ``out``; without one, only to tell what would be done."""

    out: Path | None
    report: Path
    cleaner: Cleaner
    with_attributes: bool = False
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
        compression = compression_of(unit.task.target)
        notes = self._notes_of(unit.task)
        treating = Treating(self.cleaner, notes, unit.rows_before, keeps_all=compression is None)
        output = io.BytesIO()
        if unit.raw:
            with compressed(compression, output) as sink:
                if unit.is_rest:
                    sink.write(unit.raw)
                else:
                    form.rewrite(io.BytesIO(unit.raw), sink, treating)
        changes = {index: one.output for index, one in enumerate(treating.kept) if one.has_changed}
        beside = {name: as_written(raw, name) for name, raw in told_beside(notes, unit.task).items() if raw}
        notes.records.clear()  # they need not be sent twice
        notes.attributes = None
        return LinesDone(output.getvalue(), changes, treating.has_changed, beside, notes)

    def _file(self, task: Task) -> FileDone:
        try:
            with opened_source(task.source) as source:
                return self._opened(task, source)
        except MissingError as error:
            notes = notes_of(task)
            notes.add_failed(str(error))
            return FileDone(None, None, None, Told(notes))

    def _opened(self, task: Task, source: BinaryIO) -> FileDone:
        part, file = self._part(task)
        try:
            with file:
                found = FileState.of(source, with_digest=False)
                told = self._written(task, source, file)
                state = FileState.of(source, with_digest=task.form is not None)  # no copy is worth another reading
                if (state.size, state.time_ns) != (found.size, found.time_ns):
                    told = _passed_through(task, source, file, CHANGED)
        except MissingError:
            if part is not None:
                part.unlink()
            raise
        if part is None:
            return FileDone(None, state, None, told)
        self._leave_nothing_to_nobody(part)
        with part.open("rb") as written:
            output = FileState.of(written, with_digest=task.form is not None)
        return FileDone(part, state.settled(), output, told)

    def _part(self, task: Task) -> tuple[Path | None, BinaryIO]:
        if self.out is None:
            return None, nowhere()
        target = self.out / task.target
        if task.form is not None and task.form.extracts:
            check_name(target)
        return part_beside(target, like=task.source)

    def _written(self, task: Task, source: BinaryIO, file: BinaryIO) -> Told:
        """Write the output of a file; gives what is told of it."""
        form = task.form
        if form is None:
            copy_whole(source, file)
            notes = notes_of(task)
            notes.summary.copied += 1
            return Told(notes)
        compression = compression_of(task.source)
        has_patch = form.is_plain and compression is None
        records = Spilling(self.report / records_of_shard(task.target))
        treating = Treating(self.cleaner, self._notes_of(task), keeps_all=has_patch, records=records)
        stream = source if compression is None else compression.read_from(source)
        broken = self._rewritten(form, stream, file, task, treating)
        if broken is not None and not form.extracts:
            records.drop()
            return _passed_through(task, source, file, broken)
        if broken is not None:
            treating.notes.add_failed(f"{broken}; what came before is written")
        elif compression is not None and not form.extracts and not treating.has_changed:
            copy_whole(source, file)  # the same bytes, and not only the same content
        treating.notes.summary.files += 1
        patch = patch_of(treating.notes.name, form, treating.kept) if has_patch and treating.has_changed else b""
        own_records = records.close(treating.notes.records)
        beside = (*own_records, *self._attributes(task, treating.notes))
        return Told(treating.notes, patch, beside, has_own_records=bool(own_records))

    def _attributes(self, task: Task, notes: Notes) -> Iterator[Waiting]:
        """The attributes of a file, where they are wanted."""
        if notes.attributes is not None:
            sidecar = Sidecar(self.report / attributes_of(task.target))
            sidecar.write(b"".join(notes.attributes))
            notes.attributes = None
            yield sidecar.close()

    def _notes_of(self, task: Task) -> Notes:
        """A place for what is told of a file, with attributes if it can have them: it has to be of the same lines."""
        notes = notes_of(task)
        if self.with_attributes and task.form is not None and task.form.name == "jsonl":
            notes.attributes = []
        return notes

    def _rewritten(self, form: Format, stream: BinaryIO, file: BinaryIO, task: Task, treating: Treating) -> str | None:
        """Write the output of a file that is cleaned; gives why it could not be read to its end, if so."""
        try:
            with compressed(compression_of(task.target), Guarded(file)) as sink:
                try:
                    form.rewrite(stream, sink, treating)
                except OSError as error:
                    return error.strerror or str(error)
        except WriteError as error:
            raise error.cause from None
        return None

    def _leave_nothing_to_nobody(self, part: Path) -> None:
        """End where the program that would put the file into its place was killed."""
        if self.started_by not in (os.getpid(), os.getppid()):
            part.unlink(missing_ok=True)
            raise SystemExit


def notes_of(task: Task) -> Notes:
    """A place for what is told of a file."""
    return Notes(task.target_name, str(task.source), task.form, Summary())


def told_beside(notes: Notes, task: Task) -> dict[PurePath, bytes]:
    """What is told in files of the report that go with one file of the output."""
    beside: dict[PurePath, bytes] = {records_of_shard(task.target): b"".join(notes.records)}
    if notes.attributes is not None:
        beside[attributes_of(task.target)] = b"".join(notes.attributes)
    return beside


def as_written(raw: bytes, path: PurePath) -> bytes:
    """Bytes as they stand in the file of a name, compressed if that says so."""
    compression = compression_of(path)
    return raw if compression is None else compression.compress(raw)


def _passed_through(task: Task, source: BinaryIO, file: BinaryIO, reason: str) -> Told:
    """Write a file as it is, or where text is extracted none, and say so."""
    notes = notes_of(task)
    if task.form is not None and task.form.extracts:
        empty(file)
        notes.add_failed(f"{reason}; nothing of it is written")
    else:
        copy_whole(source, file)
        notes.add_failed(f"{reason}; it is passed through as it is")
    return Told(notes)
