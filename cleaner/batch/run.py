"""A run: what is left of a plan carried out, with records of all that was removed."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

from cleaner.api import Cleaner
from cleaner.batch.atomic import remove_leftovers
from cleaner.batch.engine import Engine, on_this_machine
from cleaner.batch.plan import Task
from cleaner.batch.report import Report
from cleaner.batch.resume import remaining, start_over
from cleaner.batch.units import Broken, Files, Lines, size_of
from cleaner.batch.work import FilesDone, LinesDone, Work
from cleaner.batch.writer import Tell, Writer
from cleaner.formats import Options
from cleaner.reports.counted import counted
from cleaner.reports.layout import ATTRIBUTES, SPOOL
from cleaner.reports.summary import Summary
from cleaner.version import __version__


class Step(NamedTuple):
    """What was done since the last time: so many files, so many bytes of the files as they are, what they came to."""

    files: int
    size: int
    counts: Summary


class Progress(Protocol):
    """Is told how the run goes on."""

    def mention(self, message: str) -> None:
        """Something that is worth knowing, and no mistake."""
        ...

    def begin(self, files: int, size: int) -> None:
        """So many files, of so many bytes, are to be done."""
        ...

    def advance(self, step: Step) -> None:
        """Something was done."""
        ...


class FailedFastError(OSError):
    """A run that was to end with the first document that fails."""

    def __init__(self, states: Collection[str]) -> None:
        super().__init__(0, f"a document is {' or '.join(states)}, where the run was to end")


@dataclass(frozen=True)
class Run:
    """How to carry out a plan: ``fresh`` starts over, a document in one of the states ``fatal`` ends the run.

    Without an output it is a dry run, which tells what would be done.
    """

    out: Path | None
    report: Report
    cleaner: Cleaner
    reading: Options
    tell: Tell
    progress: Progress
    workers: int | None = None
    fresh: bool = False
    with_attributes: bool = False
    fatal: Collection[str] = ()
    engine: Engine = on_this_machine

    def __call__(self, tasks: Sequence[Task]) -> None:
        """Carry out the tasks in their order, by several processes where there is enough to do.

        What an earlier run has done is not done again. The result is the same for any engine, number of processes and
        of runs.
        A file that can't be read is told of and counts as failed; an error in writing ends the run with the
        ``OSError``.
        """
        files = [task for task in tasks if task.action in ("clean", "copy")]
        if self.fresh or self.out is None:
            start_over(files, self.out, self.report)
        left = files if self.out is None else self._remaining(files, self.out)
        if left or not self.report.is_whole:
            self.report.reopen()
            self._remove_leftovers()
            if not self.with_attributes:
                shutil.rmtree(self.report.folder / ATTRIBUTES, ignore_errors=True)
        if self.out:
            _make_places(tasks, self.out)
        size = sum(size_of(task.source) for task in left)
        self.progress.begin(len(left), size)
        self._carry_out(left, size)

    def _remaining(self, files: Sequence[Task], out: Path) -> Sequence[Task]:
        left = remaining(files, out, self.report, self._made_by)
        if left.done:
            self.progress.mention(f"{counted(left.done, 'file')} of {len(files):,} are done already")
        if left.others:
            self.progress.mention(f"{counted(left.others, 'file')} of other inputs stay in {out}; --fresh removes them")
        return left.tasks

    def _carry_out(self, tasks: Sequence[Task], size: int) -> None:
        writer = Writer(self.out, self.report, self._made_by, self.tell)
        try:
            for step in self._steps(tasks, writer, size):
                self.progress.advance(step)
                if any(step.counts.documents[state] for state in self.fatal):
                    raise FailedFastError(self.fatal)
        except BaseException as error:
            writer.close()
            self._remove_leftovers()
            if isinstance(error, FileNotFoundError):
                self._check_is_there()
            raise

    def _steps(self, tasks: Sequence[Task], writer: Writer, size: int) -> Iterator[Step]:
        work = Work(self.out, self.report.folder, self.cleaner, self.with_attributes)
        position = 0  # in a file that is read by its lines
        for unit, done in self.engine(work, tasks, size, self.workers):
            match unit, done:
                case Files(), FilesDone():
                    writer.put_files(unit.tasks, done)
                    for file in done.files:
                        yield Step(1, file.source.size if file.source else 0, file.told.notes.summary)
                case Lines(), LinesDone():
                    yield Step(not unit.raw, unit.position - position, writer.put_lines(unit, done))
                    position = unit.position if unit.raw else 0
                case Broken(), _:
                    yield Step(1, size_of(unit.task.source) - position, writer.put_broken(unit))
                    position = 0

    def _check_is_there(self) -> None:
        if self.out and not self.out.is_dir():
            raise OSError(0, f"the output folder {self.out} is not there any more") from None
        self.report.check_is_there()

    def _remove_leftovers(self) -> None:
        shutil.rmtree(self.report.folder / SPOOL, ignore_errors=True)
        if self.out:
            remove_leftovers(self.out)

    def _made_by(self, task: Task) -> str:
        """What the outcome of a task depends on, but for the file: a copy on nothing."""
        return self._way_of_cleaning if task.action == "clean" else "copy"

    @cached_property
    def _way_of_cleaning(self) -> str:
        return sha256(
            f"{__version__} {self.cleaner.fingerprint} {self.reading} {self.with_attributes}".encode()
        ).hexdigest()


def _make_places(tasks: Sequence[Task], out: Path) -> None:
    """Make folders and links."""
    for task in tasks:
        if task.action == "folder":
            (out / task.target).mkdir(parents=True, exist_ok=True)
        elif task.action == "link":
            _copy_link(task.source, out / task.target)


def _copy_link(source: Path, target: Path) -> None:
    wanted = source.readlink()
    if target.is_symlink() and target.readlink() == wanted:
        return
    target.unlink(missing_ok=True)
    target.symlink_to(wanted)
