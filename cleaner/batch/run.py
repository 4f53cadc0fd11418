"""A run: every task of a plan carried out, with records of all that was removed."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from cleaner.api import Cleaner
from cleaner.batch.atomic import part_beside, remove_leftovers
from cleaner.batch.plan import Task
from cleaner.batch.pool import available_cores, in_order
from cleaner.batch.report import Report
from cleaner.batch.units import Broken, Files, Lines, units
from cleaner.batch.work import FilesDone, LinesDone, Work, broken_message
from cleaner.formats import compression_of
from cleaner.reports.patch import FilePatch
from cleaner.reports.summary import Summary

_WORTH_WORKERS_BYTES = 8_000_000

Tell = Callable[[str], None]
"""Is told, in a sentence, what went wrong with a document or file."""

Advance = Callable[[int, int], None]
"""Is called as the run goes on, with how many files and documents are done since the last time."""


def run(
    tasks: Sequence[Task],
    out: Path,
    report: Report,
    cleaner: Cleaner,
    tell: Tell,
    advance: Advance,
    workers: int | None = None,
) -> None:
    """Carry out the tasks in their order, by several processes where there is enough to do.

    The result is the same for any number of them. A file that can't be read is told of and counts as failed; an error
    in writing ends the run with the ``OSError``.
    """
    out.mkdir(parents=True, exist_ok=True)
    remove_leftovers(out)
    for task in tasks:
        if task.action == "folder":
            (out / task.target).mkdir(parents=True, exist_ok=True)
        elif task.action == "link":
            _copy_link(task.source, out / task.target)
    files = [task for task in tasks if task.action in ("clean", "copy")]
    advance(len(tasks) - len(files), 0)
    writer = _Writer(out, report, tell)
    try:
        for unit, done in in_order(Work(out, cleaner), units(files), workers or _workers_for(files)):
            match unit, done:
                case Files(), FilesDone():
                    writer.put_files(unit.tasks, done)
                    advance(len(done.files), done.summary.documents.total())
                case Lines(), LinesDone():
                    advance(writer.put_lines(unit, done), done.notes.summary.documents.total())
                case Broken(), _:
                    writer.put_broken(unit)
                    advance(1, 0)
    except BaseException:
        writer.close()
        remove_leftovers(out)
        raise


def _workers_for(files: Sequence[Task]) -> int:
    """All cores for much, this process alone for little: processes take a while to start."""
    cores = available_cores()
    size = 0
    for task in files if cores > 1 else ():
        try:
            size += task.source.stat().st_size
        except OSError:
            continue
        if size > _WORTH_WORKERS_BYTES:
            return cores
    return 1


def _copy_link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.symlink_to(source.readlink())


class _Writer:
    """Puts what was done into the output and the report; of a file always the records before the file itself."""

    def __init__(self, out: Path, report: Report, tell: Tell) -> None:
        self._out = out
        self._report = report
        self._tell = tell
        self._growing: _Growing | None = None

    def put_files(self, tasks: Sequence[Task], done: FilesDone) -> None:
        """Put files into their places."""
        for task, file in zip(tasks, done.files, strict=False):
            for message in file.messages:
                self._tell(message)
            self._report.write_records(file.records)
            self._report.patch.write(file.patch)
            if file.part is not None:
                file.part.replace(self._out / task.target)
        self._report.summary.add(done.summary)
        if done.error is not None:
            raise done.error

    def put_lines(self, unit: Lines, done: LinesDone) -> int:
        """Add lines to the file that grows; returns how many files were finished."""
        growing = self._growing = self._growing or _Growing(unit.task, self._out, self._report)
        for message in done.notes.messages:
            self._tell(message)
        growing.add(unit, done)
        if unit.raw:
            return 0
        growing.finish()
        self._growing = None
        return 1

    def put_broken(self, unit: Broken) -> None:
        """Pass a file through as it is, and forget what was made of its beginning."""
        growing = self._growing or _Growing(unit.task, self._out, self._report)
        growing.give_up()
        self._growing = None
        self._tell(broken_message(unit.task, unit.reason))

    def close(self) -> None:
        """End early."""
        if self._growing is not None:
            self._growing.file.close()


class _Growing:
    """A big file that is written piece by piece beside its place."""

    def __init__(self, task: Task, out: Path, report: Report) -> None:
        self._task = task
        self._target = out / task.target
        self._report = report
        self._mark = report.mark()
        self._summary = Summary()
        self._is_compressed = compression_of(task.target) is not None
        self._patch = FilePatch(report.patch, task.target.as_posix())
        self._has_changed = False
        self.part, self.file = part_beside(self._target, like=task.source)

    def add(self, unit: Lines, done: LinesDone) -> None:
        """Add some lines."""
        self.file.write(done.output)
        self._report.records.writelines(done.notes.records)
        self._summary.add(done.notes.summary)
        self._has_changed = self._has_changed or done.has_changed
        if not self._is_compressed:
            for index, line in enumerate(io.BytesIO(unit.raw)):
                if index in done.changes:
                    self._patch.change([line], [done.changes[index]])
                else:
                    self._patch.keep(line)

    def finish(self) -> None:
        """Put the file into its place."""
        self._patch.close()
        if self._is_compressed and not self._has_changed:
            self._copy_source()  # the same bytes, and not only the same content
        self._summary.files += 1
        self._put_in_place()

    def give_up(self) -> None:
        """Put the source into its place."""
        self._report.go_back(self._mark)
        self._summary = Summary()
        self._summary.add_document("failed", ())
        self._copy_source()
        self._put_in_place()

    def _copy_source(self) -> None:
        self.file.seek(0)
        self.file.truncate()
        with self._task.source.open("rb") as source:
            shutil.copyfileobj(source, self.file)

    def _put_in_place(self) -> None:
        self.file.close()
        self._report.records.flush()
        self.part.replace(self._target)
        self._report.summary.add(self._summary)
