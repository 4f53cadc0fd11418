"""Putting what was done into the output and the report, so that at any moment each file is whole and can be undone.

Of a file always comes first the row of the manifest, then its records, then the file itself.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from cleaner.batch.atomic import nowhere, part_beside
from cleaner.batch.copying import MissingError, copy_whole, empty, opened_source
from cleaner.batch.filestate import FileState
from cleaner.batch.manifest import Done
from cleaner.batch.notes import Notes
from cleaner.batch.plan import Task
from cleaner.batch.report import Report
from cleaner.batch.sidecar import Sidecar
from cleaner.batch.units import CHANGED, Broken, Lines
from cleaner.batch.work import FilesDone, LinesDone, notes_of, told_beside
from cleaner.formats import compression_of
from cleaner.reports import records
from cleaner.reports.layout import records_of_shard
from cleaner.reports.patch import FilePatch
from cleaner.reports.summary import Summary

Tell = Callable[[str], None]
"""Is told, in a sentence, what went wrong with a document or file."""

MadeBy = Callable[[Task], str]
"""Gives for a task what its outcome depends on, apart from the file itself."""


class Writer:
    """Takes what was done in the order of the tasks; without an output, only to tell of it."""

    def __init__(self, out: Path | None, report: Report, made_by: MadeBy, tell: Tell) -> None:
        self._out = out
        self._report = report
        self._made_by = made_by
        self._tell = tell
        self._shard: _Shard | None = None

    def put_files(self, tasks: Sequence[Task], done: FilesDone) -> None:
        """Put files into their places."""
        manifest = self._report.manifest
        manifest.begin()
        for task, file in zip(tasks, done.files, strict=False):
            notes, patch, _, has_own_records = file.told
            for message in notes.messages:
                self._tell(message)
            number = manifest.enter(task.target)
            manifest.tell(number, b"".join(notes.records), patch)
            way = self._made_by(task)
            manifest.settle(number, Done(way, file.source, file.output, notes.summary, is_shard=has_own_records))
        manifest.commit()
        for task, file in zip(tasks, done.files, strict=False):
            for waiting in file.told.beside:
                waiting.place()
            if file.part is not None and self._out is not None:
                file.part.replace(self._out / task.target)
        if done.error is not None:
            raise done.error

    def put_lines(self, unit: Lines, done: LinesDone) -> Summary:
        """Add lines to the file that grows, or finish it; returns what is new."""
        shard = self._shard = self._shard or _Shard(unit.task, self._out, self._report)
        for message in done.notes.messages:
            self._tell(message)
        shard.add(unit, done)
        counts = done.notes.summary
        if not unit.raw:
            if not shard.finish(self._made_by(unit.task)):
                counts = self._give_up(shard, unit.task, CHANGED)
            self._shard = None
        return counts

    def put_broken(self, unit: Broken) -> Summary:
        """Pass a file through as it is, and forget what was made of its beginning."""
        counts = self._give_up(self._shard or _Shard(unit.task, self._out, self._report), unit.task, unit.reason)
        self._shard = None
        return counts

    def close(self) -> None:
        """End early."""
        if self._shard is not None:
            self._shard.close()

    def _give_up(self, shard: _Shard, task: Task, reason: str) -> Summary:
        notes = shard.give_up(self._made_by(task), reason)
        self._tell(notes.messages[0])
        return notes.summary


class _Shard:
    """A big file, and its records, that are written piece by piece beside their places."""

    def __init__(self, task: Task, out: Path | None, report: Report) -> None:
        self._task = task
        self._manifest = report.manifest
        self._target = out / task.target if out else None
        self._report = report.folder
        self._part: Path | None
        self._part, self._file = part_beside(self._target, like=task.source) if self._target else (None, nowhere())
        self._beside: dict[PurePath, Sidecar] = {}
        self._is_compressed = compression_of(task.target) is not None
        self._has_changed = False
        self._begin()

    def _begin(self) -> None:
        """Begin, or begin again."""
        self._manifest.roll_back()
        self._manifest.begin()
        self._number = self._manifest.enter(self._task.target)
        self._pieces = 0
        self._notes = notes_of(self._task)
        self._patch_piece = io.BytesIO()
        self._patch = FilePatch(self._patch_piece, self._notes.name)
        for sidecar in self._beside.values():
            sidecar.drop()
        name = records_of_shard(self._task.target)
        self._beside = {name: Sidecar(self._report / name, records.header())}
        try:
            with opened_source(self._task.source) as source:
                self._found: FileState | None = FileState.of(source, with_digest=False)
        except MissingError:  # as is told at its end
            self._found = None

    def add(self, unit: Lines, done: LinesDone) -> None:
        """Add some lines."""
        self._file.write(done.output)
        for name, raw in done.beside.items():
            if name not in self._beside:
                self._beside[name] = Sidecar(self._report / name)
            self._beside[name].write_compressed(raw)
        self._notes.summary.add(done.notes.summary)
        self._has_changed = self._has_changed or done.has_changed
        if not self._is_compressed and not unit.is_rest:
            self._add_to_patch(unit, done)
            self._keep_patch()

    def _add_to_patch(self, unit: Lines, done: LinesDone) -> None:
        form = unit.task.form
        for index, line in enumerate(io.BytesIO(unit.raw)):
            if index in done.changes:
                self._patch.change([line], [done.changes[index]])
            elif form and form.is_too_large(len(line)):
                self._patch.pass_over()
            else:
                self._patch.keep(line)

    def finish(self, made_by: str) -> bool:
        """Put the file into its place; not if it has changed in the meantime."""
        try:
            with opened_source(self._task.source) as source:
                state = FileState.of(source)
                if self._found is None or (state.size, state.time_ns) != (self._found.size, self._found.time_ns):
                    return False
                if self._is_compressed and not self._has_changed:
                    copy_whole(source, self._file)  # the same bytes, and not only the same content
        except MissingError:
            return False
        self._patch.close()
        self._keep_patch()
        self._notes.summary.files += 1
        self._put_in_place(made_by, state)
        return True

    def give_up(self, made_by: str, reason: str) -> Notes:
        """Put the source into its place, and say so; where it is not there any more, nothing."""
        self._begin()
        try:
            with opened_source(self._task.source) as source:
                copy_whole(source, self._file)
        except MissingError as error:
            self._leave_out(made_by, str(error))
            return self._notes
        self._notes.add_failed(f"{reason}; it is passed through as it is")
        for name, raw in told_beside(self._notes, self._task).items():
            self._beside[name].write(raw)
        self._put_in_place(made_by, self._found)
        return self._notes

    def _leave_out(self, made_by: str, reason: str) -> None:
        self.close()
        if self._part:
            self._part.unlink()
        self._notes.add_failed(reason)
        self._manifest.tell(self._number, b"".join(self._notes.records), b"")
        self._manifest.settle(self._number, Done(made_by, None, None, self._notes.summary))
        self._manifest.commit()

    def close(self) -> None:
        """Leave it unfinished."""
        self._file.close()
        for sidecar in self._beside.values():
            sidecar.drop()

    def _keep_patch(self) -> None:
        self._manifest.tell(self._number, b"", self._patch_piece.getvalue(), self._pieces)
        self._pieces += 1
        empty(self._patch_piece)

    def _end_output(self, part: Path) -> FileState:
        """End the output; it is on the disk itself then, before its name is: for a big file that costs nothing."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        with part.open("rb") as written:
            return FileState.of(written)

    def _put_in_place(self, made_by: str, source: FileState | None) -> None:
        output = self._end_output(self._part) if self._part else None
        beside = [sidecar.close() for sidecar in self._beside.values()]
        done = Done(made_by, source and source.settled(), output, self._notes.summary, is_shard=True)
        self._manifest.settle(self._number, done)
        self._manifest.commit()
        for waiting in beside:
            waiting.place()
        if self._part and self._target:
            self._part.replace(self._target)
