"""What a process makes of a unit: files beside their places, lines as they are to be written, and what is told."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, NamedTuple

from cleaner.api import Cleaner
from cleaner.batch.atomic import part_beside
from cleaner.batch.notes import Notes
from cleaner.batch.plan import Task
from cleaner.batch.treat import Treated, treat
from cleaner.batch.units import Files, Lines, Unit
from cleaner.formats import Format, compression_of
from cleaner.reports.patch import FilePatch, feed_document
from cleaner.reports.summary import Summary


class FileDone(NamedTuple):
    """A file that waits beside its place, and what is told of it; without a part it could not be read."""

    part: Path | None
    records: list[bytes]
    messages: list[str]
    patch: bytes = b""


class FilesDone(NamedTuple):
    """Files that are done, what they come to together, and why the next one could not be written."""

    files: list[FileDone]
    summary: Summary
    error: OSError | None = None


class LinesDone(NamedTuple):
    """Lines as they are to be written; ``changes`` are those that changed, by their place, if a patch is wanted."""

    output: bytes
    changes: dict[int, bytes]
    has_changed: bool
    notes: Notes


Done = FilesDone | LinesDone | None


@dataclass
class Work:
    """Does units for the output folder ``out``."""

    out: Path
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
        summary = Summary()
        files: list[FileDone] = []
        try:
            files += (self._file(task, summary) for task in unit.tasks)
        except OSError as error:
            return FilesDone(files, summary, error)
        return FilesDone(files, summary)

    def _lines(self, unit: Lines) -> LinesDone:
        form = unit.task.form
        assert form is not None, "lines are of a file that is cleaned"
        notes = _notes(unit.task, form, Summary())
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
        return LinesDone(output, changes, has_changed, notes)

    def _file(self, task: Task, summary: Summary) -> FileDone:
        try:
            source = task.source.open("rb")
        except OSError as error:
            summary.add_document("failed", ())
            return FileDone(
                None, [], [f"{task.source}: it can't be read, and is missing in the output: {error.strerror}"]
            )
        with source:
            part, file = part_beside(self.out / task.target, like=task.source)
            with file:
                if task.form is None:
                    copyfileobj(source, file)
                    summary.copied += 1
                    done = FileDone(part, [], [])
                else:
                    done = self._cleaned(task, task.form, source, file, summary)._replace(part=part)
        self._leave_nothing_to_nobody(part)
        return done

    def _cleaned(self, task: Task, form: Format, source: BinaryIO, file: BinaryIO, summary: Summary) -> FileDone:
        notes = _notes(task, form, summary)
        compressed_as = compression_of(task.source)
        try:
            stream = source if compressed_as is None else compressed_as.read_from(source)
            treated = [treat(entry, self.cleaner) for entry in form.entries(stream)]
        except OSError as error:
            source.seek(0)
            copyfileobj(source, file)
            summary.add_document("failed", ())
            return FileDone(None, [], [broken_message(task, error.strerror or str(error))])
        for one in treated:
            notes.add(one)
        compression = compression_of(task.target)
        if compression is not None and not any(one.has_changed for one in treated):
            source.seek(0)
            copyfileobj(source, file)  # the same bytes, and not only the same content
        else:
            output = b"".join(one.output for one in treated)
            file.write(output if compression is None else compression.compress(output))
        summary.files += 1
        patch = b"" if compressed_as or form.name == "html" else _patch_of(notes.name, treated)
        return FileDone(None, notes.records, notes.messages, patch)

    def _leave_nothing_to_nobody(self, part: Path) -> None:
        """End where the program that would put the file into its place was killed."""
        if self.started_by not in (os.getpid(), os.getppid()):
            part.unlink(missing_ok=True)
            raise SystemExit


def broken_message(task: Task, reason: str) -> str:
    """For a person: a file could not be read to its end."""
    return f"{task.source}: failed: {reason}; it is passed through as it is"


def _notes(task: Task, form: Format, summary: Summary) -> Notes:
    return Notes(task.target.as_posix(), str(task.source), form, summary)


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
