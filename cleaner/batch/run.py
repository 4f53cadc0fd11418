"""A run: every task of a plan carried out, with records of all that was removed."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cleaner.api import Cleaner
from cleaner.batch.atomic import remove_leftovers, replacing
from cleaner.batch.plan import Task
from cleaner.batch.treat import Treated, treat
from cleaner.formats import Format
from cleaner.reports import records
from cleaner.reports.patch import FilePatch, feed_document
from cleaner.reports.summary import Summary

RECORDS = "removals.jsonl"
PATCH = "diff.patch"
SUMMARY = "summary.json"

Tell = Callable[[str], None]
"""Is told, in a sentence, what went wrong with a document or file."""


def report_folder(out: Path) -> Path:
    """Where the report of a run into a folder stands unless another place is named."""
    return out.with_name(f"{out.resolve().name}.report")


class Report:
    """The report of a run while it grows: records, patch and summary, each put in place when the run ends.

    The run may end early, by an interrupt or a full disk: what was written until then is a report too, and the only
    way to undo what it tells of.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.summary = Summary()
        self._started = time.perf_counter()
        self._stack = ExitStack()

    def __enter__(self) -> Report:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.records: BinaryIO = self._stack.enter_context((self.folder / f"{RECORDS}.part").open("wb"))
        self.patch: BinaryIO = self._stack.enter_context((self.folder / f"{PATCH}.part").open("wb"))
        self.records.write(records.header())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.summary.ended = "interrupted" if isinstance(error, KeyboardInterrupt) else f"failed: {error}"
        self._stack.close()
        for name in (RECORDS, PATCH):
            (self.folder / f"{name}.part").replace(self.folder / name)
        with replacing(self.folder / SUMMARY) as file:
            file.write(json.dumps(self.summary.as_json(self.seconds), indent=2).encode() + b"\n")

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return time.perf_counter() - self._started

    def add(self, treated: Treated, path: str, form: Format, patch: FilePatch) -> None:
        """Note what became of a document."""
        entry = treated.entry
        if entry.document is None and entry.problem is None:
            patch.keep(entry.raw)
            return
        removals = treated.removals
        self.summary.add_document(treated.state, removals)
        dropped = treated.cleaned.dropped_rules if treated.cleaned else ()
        if treated.state != "unchanged" or dropped:
            self.records.write(
                records.document_record(
                    path=path,
                    row=entry.row,
                    document_id=entry.document.id if entry.document else None,
                    form=form.name,
                    encoding=form.encoding,
                    field=getattr(form, "text_field", None),
                    before=entry.untouched,
                    after=treated.output,
                    state=treated.state,
                    reason=treated.reason,
                    dropped_rules=dropped,
                )
            )
        if removals:
            for removal, written in zip(removals, entry.written(removals), strict=True):
                self.records.write(records.removal_record(path, entry.row, removal, written))
        self._add_to_patch(treated, form, patch)

    def _add_to_patch(self, treated: Treated, form: Format, patch: FilePatch) -> None:
        entry = treated.entry
        if form.name == "html":
            return
        if entry.row is None:
            feed_document(patch, entry.raw, entry.cuts(treated.removals) if treated.removals else ())
        elif treated.output == entry.raw:
            patch.keep(entry.raw)
        else:
            patch.change([entry.raw], [treated.output])


def run(
    tasks: Iterable[Task], out: Path, report: Report, cleaner: Cleaner, tell: Tell, done: Callable[[Task], None]
) -> None:
    """Carry out the tasks in their order.

    A file that can't be read is told of and counts as failed; an error in writing ends the run with the ``OSError``.
    """
    out.mkdir(parents=True, exist_ok=True)
    remove_leftovers(out)
    for task in tasks:
        target = out / task.target
        target.parent.mkdir(parents=True, exist_ok=True)
        match task.action:
            case "folder":
                target.mkdir(exist_ok=True)
            case "link":
                _copy_link(task.source, target)
            case "copy" | "clean":
                _put_file(task, target, report, cleaner, tell)
        done(task)


def _copy_link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.symlink_to(source.readlink())


def _put_file(task: Task, target: Path, report: Report, cleaner: Cleaner, tell: Tell) -> None:
    try:
        source = task.source.open("rb")
    except OSError as error:
        report.summary.add_document("failed", ())
        tell(f"{task.source}: it can't be read, and is missing in the output: {error.strerror}")
        return
    with source, replacing(target, like=task.source) as file:
        if task.form is None:
            shutil.copyfileobj(source, file)
            report.summary.copied += 1
        else:
            _clean_file(task, task.form, source, file, report, cleaner, tell)
        report.records.flush()


def _clean_file(
    task: Task, form: Format, source: BinaryIO, file: BinaryIO, report: Report, cleaner: Cleaner, tell: Tell
) -> None:
    path = task.target.as_posix()
    patch = FilePatch(report.patch, path)
    for entry in form.entries(source):
        treated = treat(entry, cleaner)
        file.write(treated.output)
        report.add(treated, path, form, patch)
        report.summary.bytes += len(entry.raw)
        if treated.reason is not None:
            tell(treated.message(task.source))
    patch.close()
    report.summary.files += 1
