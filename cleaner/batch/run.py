"""A run: what is left of a plan carried out, with records of all that was removed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cleaner.api import Cleaner
from cleaner.batch.atomic import remove_leftovers
from cleaner.batch.plan import Task
from cleaner.batch.pool import available_cores, in_order
from cleaner.batch.report import Report
from cleaner.batch.resume import remaining
from cleaner.batch.units import Broken, Files, Lines, units
from cleaner.batch.work import FilesDone, LinesDone, Work
from cleaner.batch.writer import Tell, Writer
from cleaner.formats import Options
from cleaner.reports.counted import counted
from cleaner.reports.summary import Summary
from cleaner.version import __version__

_WORTH_WORKERS_BYTES = 8_000_000


class Step(NamedTuple):
    """What was done since the last time: so many files, and what they came to."""

    files: int
    counts: Summary


Advance = Callable[[Step], None]
"""Is called as the run goes on."""


class FailedFastError(OSError):
    """A run that was to end with the first document that fails."""

    def __init__(self, states: Collection[str]) -> None:
        super().__init__(0, f"a document was {' or '.join(states)}, and the run was to end there")


@dataclass(frozen=True)
class Run:
    """How to carry out a plan: ``fresh`` starts over, a document in one of the states ``fatal`` ends the run."""

    out: Path
    report: Report
    cleaner: Cleaner
    reading: Options
    tell: Tell
    advance: Advance
    workers: int | None = None
    fresh: bool = False
    fatal: Collection[str] = ()

    def __call__(self, tasks: Sequence[Task]) -> None:
        """Carry out the tasks in their order, by several processes where there is enough to do.

        What an earlier run has done is not done again. The result is the same for any number of processes and of runs.
        A file that can't be read is told of and counts as failed; an error in writing ends the run with the
        ``OSError``.
        """
        files = [task for task in tasks if task.action in ("clean", "copy")]
        left = remaining(files, self.out, self.report, self._made_by, fresh=self.fresh)
        if left.done:
            self.tell(f"{counted(left.done, 'file')} of {len(files):,} are done already")
        if left.others:
            self.tell(f"{counted(left.others, 'file')} of other inputs stay in {self.out}; --fresh removes them")
        self.advance(Step(len(tasks) - len(left.tasks), Summary()))
        if left.tasks or not self.report.is_whole:
            self.report.reopen()
            remove_leftovers(self.out)
        _make_places(tasks, self.out)
        self._carry_out(left.tasks)

    def _carry_out(self, tasks: Sequence[Task]) -> None:
        writer = Writer(self.out, self.report, self._made_by, self.tell)
        try:
            for step in self._steps(tasks, writer):
                self.advance(step)
                if any(step.counts.documents[state] for state in self.fatal):
                    raise FailedFastError(self.fatal)
        except BaseException as error:
            writer.close()
            remove_leftovers(self.out)
            if isinstance(error, FileNotFoundError) and not self.out.is_dir():
                raise OSError(0, f"the output folder {self.out} is not there any more") from None
            raise

    def _steps(self, tasks: Sequence[Task], writer: Writer) -> Iterator[Step]:
        work = Work(self.out, self.cleaner)
        for unit, done in in_order(work, units(tasks), self.workers or _workers_for(tasks)):
            match unit, done:
                case Files(), FilesDone():
                    writer.put_files(unit.tasks, done)
                    counts = Summary()
                    for file in done.files:
                        counts.add(file.notes.summary)
                    yield Step(len(done.files), counts)
                case Lines(), LinesDone():
                    yield Step(not unit.raw, writer.put_lines(unit, done))
                case Broken(), _:
                    yield Step(1, writer.put_broken(unit))

    def _made_by(self, task: Task) -> str:
        """What the outcome of a task depends on, but for the file: a copy on nothing."""
        return self._way_of_cleaning if task.action == "clean" else "copy"

    @cached_property
    def _way_of_cleaning(self) -> str:
        return sha256(f"{__version__} {self.cleaner.fingerprint} {self.reading}".encode()).hexdigest()


def _make_places(tasks: Sequence[Task], out: Path) -> None:
    """Make folders and links."""
    for task in tasks:
        target = out / task.target
        if task.action == "folder":
            target.mkdir(parents=True, exist_ok=True)
        elif task.action == "link":
            _copy_link(task.source, target)


def _copy_link(source: Path, target: Path) -> None:
    wanted = source.readlink()
    if target.is_symlink() and target.readlink() == wanted:
        return
    target.unlink(missing_ok=True)
    target.symlink_to(wanted)


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
