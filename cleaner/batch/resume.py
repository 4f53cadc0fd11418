"""What of a run is done: made with the same packs and options, from a file that is as it was, and still there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.batch.manifest import Known, Manifest
from cleaner.batch.plan import Task
from cleaner.batch.report import Report
from cleaner.batch.writer import MadeBy
from cleaner.reports.layout import records_of_shard


class Remaining(NamedTuple):
    """The tasks that are left, how many are done, and how many files of other inputs are in the output."""

    tasks: list[Task]
    done: int
    others: int


def remaining(tasks: Sequence[Task], out: Path, report: Report, made_by: MadeBy) -> Remaining:
    """What is left to do.

    Files of the output that an earlier run made from other inputs stay, and their records with them, so that the report
    tells of all that is there. What somebody has changed is not theirs any more, and only forgotten.
    """
    manifest = report.manifest
    manifest.begin()
    left: list[Task] = []
    known = 0
    for task, row in _with_rows(tasks, manifest):
        known += row is not None
        if row is None:
            left.append(task)
        elif row.made_by != made_by(task) or not _is_done(row, task, out, report):
            left.append(task)
            if not (out / task.target).exists():
                manifest.forget(task.target)  # so that nothing tells of it until it is there again
    others = list(_others(tasks, out, report)) if known < manifest.count() else []
    manifest.commit()
    return Remaining(left, len(tasks) - len(left), len(others))


def start_over(tasks: Sequence[Task], out: Path | None, report: Report) -> None:
    """Forget all that was done, and remove from the output what an earlier run made from other inputs."""
    report.reopen()
    report.manifest.begin()
    if out:
        for path in _others(tasks, out, report):
            path.unlink()
    report.manifest.forget_all()
    report.manifest.commit()


def _with_rows(tasks: Iterable[Task], manifest: Manifest) -> Iterator[tuple[Task, Known | None]]:
    """Each task with what is known of it.

    Rows are read a folder at a time. As a folder's tasks are parted by nothing but those of folders in it, none has to
    be read twice, and none to be kept but those that the current one is in.
    """
    folders: dict[str, dict[bytes, Known]] = {}
    for task in tasks:
        folder, _, name = task.target_name.rpartition("/")
        if folder not in folders:
            folders = {above: rows for above, rows in folders.items() if not above or folder.startswith(f"{above}/")}
            folders[folder] = manifest.in_folder(folder)
        yield task, folders[folder].get(os.fsencode(name))


def _is_done(row: Known, task: Task, out: Path, report: Report) -> bool:
    if row.source is None or row.output is None or row.has_failed:
        return False
    if row.is_shard and not (report.folder / records_of_shard(task.target)).exists():
        return False
    source, target = f"{task.folder}/{task.below}", f"{out}/{task.target_name}"  # a million Paths take their time
    states = row.source.of_now(source), row.output.of_now(target)
    if "changed" in states:
        return False
    if "touched" in states:
        found, written = (
            state._replace(time_ns=os.stat(path).st_mtime_ns)  # noqa: PTH116
            for state, path in ((row.source, source), (row.output, target))
        )
        report.manifest.touch(row.id, found.settled(), written)
    return True


def _others(tasks: Iterable[Task], out: Path, report: Report) -> Iterator[Path]:
    """The files of an earlier run that are not among these tasks; those that have changed since are forgotten."""
    planned = {task.target_name for task in tasks}
    for target, row in list(report.manifest.all()):
        if target.as_posix() in planned:
            continue
        if row.output is not None and row.output.of_now(out / target) != "changed":
            yield out / target
        else:
            report.reopen()
            report.manifest.forget(target)
