"""The work of a run, in units that any process can do: some files, or some lines of a big one.

How work is cut into units depends on the input alone, so what comes out is the same for any number of workers.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, NamedTuple

from cleaner.api import Cleaner
from cleaner.batch.atomic import part_beside
from cleaner.batch.notes import Notes
from cleaner.batch.plan import Task
from cleaner.batch.treat import Treated, treat
from cleaner.formats import Format, compression_of, opened
from cleaner.reports.patch import FilePatch, feed_document
from cleaner.reports.summary import Summary

_LINES_BYTES = 1 << 20
_LINES_BYTES_COMPRESSED = 1 << 17
_FILES = 64
_FILES_BYTES = 1 << 20


class Files(NamedTuple):
    """Files to be treated one by one."""

    tasks: tuple[Task, ...]


class Lines(NamedTuple):
    """Some lines of a file, of which ``rows_before`` went before; ``raw`` is empty at the end of the file."""

    task: Task
    raw: bytes
    rows_before: int


class Broken(NamedTuple):
    """A file whose lines can't be read to the end, and why."""

    task: Task
    reason: str


Unit = Files | Lines | Broken


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


def units(tasks: Iterable[Task]) -> Iterator[Unit]:
    """The units of some files, in their order; the lines of big ones are read as they are asked for."""
    waiting: list[Task] = []
    size = 0
    for task in tasks:
        task_size = _size(task.source)
        is_big = _is_read_by_lines(task, task_size)
        if waiting and (is_big or len(waiting) == _FILES or size + task_size > _FILES_BYTES):
            yield Files(tuple(waiting))
            waiting, size = [], 0
        if is_big:
            yield from _lines(task)
        else:
            waiting.append(task)
            size += task_size
    if waiting:
        yield Files(tuple(waiting))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # told of when it is read


def _is_read_by_lines(task: Task, size: int) -> bool:
    if task.form is None or task.form.name != "jsonl":
        return False
    return size > (_LINES_BYTES if compression_of(task.source) is None else _LINES_BYTES_COMPRESSED)


def _lines(task: Task) -> Iterator[Lines | Broken]:
    rows = 0
    try:
        with opened(task.source) as stream:
            for raw in _whole_lines(stream):
                yield Lines(task, raw, rows)
                rows += raw.count(b"\n")
    except OSError as error:
        yield Broken(task, error.strerror or str(error))
    else:
        yield Lines(task, b"", rows)


def _whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    begun: list[bytes] = []
    while block := stream.read(_LINES_BYTES):
        end = block.rfind(b"\n") + 1
        if end:
            yield b"".join((*begun, block[:end]))
            begun = []
        begun.append(block[end:])
    last = b"".join(begun)
    if last:
        yield last


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
