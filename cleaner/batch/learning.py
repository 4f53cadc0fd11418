"""Learning from a corpus: its documents are read once, into a sample of each site; then each site is learnt from.

Both are done by any number of processes, and the packs are the same for all of them, and for any order of the files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import regex

from cleaner.api import host_of
from cleaner.batch.plan import Task
from cleaner.batch.pool import in_order, workers_for
from cleaner.batch.run import Progress, Step
from cleaner.batch.units import Broken, Files, Lines, Unit, size_of, units
from cleaner.document import Document
from cleaner.formats import Entry, opened
from cleaner.learn import Learnt, Packed, Sample, Thresholds, Vocabulary, learn_site
from cleaner.reports.summary import Summary

_WHOLE = "corpus"
_UNUSUAL = regex.compile(r"[^\w.-]+")


class Site(NamedTuple):
    """Where documents come from: a host, else a folder or the corpus as a whole."""

    name: str
    is_host: bool

    @property
    def key(self) -> str:
        """A text that sorts and that a site can be made from."""
        return f"{int(self.is_host)}{self.name}"

    @classmethod
    def of(cls, document: Document, task: Task) -> Site:
        """The site of a document: a host with and without www is one."""
        host = host_of(document.url)
        if host:
            return cls(host.removeprefix("www."), True)
        parts = task.target.parts
        return cls(_UNUSUAL.sub("-", parts[0]).strip("-") or _WHOLE if len(parts) > 1 else _WHOLE, False)


class Found(NamedTuple):
    """What was learnt of a site, and the sample of its documents."""

    site: Site
    learnt: Learnt
    documents: list[Document]


class Reading(NamedTuple):
    """Documents of a unit, and of how many bytes of text."""

    documents: list[Packed]
    counts: Summary


def read_unit(unit: Unit) -> Reading:
    """The documents of a unit; what can't be read is passed over, and counted as failed."""
    read = Reading([], Summary())
    match unit:
        case Files():
            for task in unit.tasks:
                try:
                    with opened(task.source) as stream:
                        _take(task, task.form.entries(stream) if task.form else iter(()), read)
                except OSError:
                    read.counts.documents["failed"] += 1
        case Lines() if unit.task.form and not unit.is_rest:
            _take(unit.task, unit.task.form.entries(io.BytesIO(unit.raw)), read)
        case Broken():
            read.counts.documents["failed"] += 1
    return read


def _take(task: Task, entries: Iterator[Entry], read: Reading) -> None:
    for entry in entries:
        document = entry.document
        if document is None:
            if entry.problem:
                read.counts.documents["skipped"] += 1
            continue
        site = Site.of(document, task)
        read.documents.append(Packed.of(site.key, document.id or task.target_name, document.text))
        read.counts.documents["unchanged"] += 1
        read.counts.bytes += len(document.text)


@dataclass(frozen=True)
class Learning:
    """How to learn: by which words and thresholds, from how many documents a site, in how much memory."""

    vocabulary: Vocabulary
    thresholds: Thresholds
    documents: int
    memory: int
    progress: Progress
    workers: int | None = None

    def __call__(self, tasks: Sequence[Task]) -> Iterator[Found]:
        """What was learnt of each site and from which documents, in the order of their names."""
        files = [task for task in tasks if task.action == "clean"]
        size = sum(size_of(task.source) for task in files)
        workers = self.workers or workers_for(size)
        self.progress.begin(len(files), size)
        with (
            TemporaryDirectory(prefix="boilerstrip-") as folder,
            Sample(Path(folder) / "sample.sqlite", self.documents, self.memory) as sample,
        ):
            self._fill(sample, files, workers)
            work = _Work(self.vocabulary, self.thresholds)
            samples = ((key, sample.documents(key)) for key in sample.sites())
            for (key, documents), learnt in in_order(work, samples, workers):
                yield Found(Site(key[1:], key[0] == "1"), learnt, documents)

    def _fill(self, sample: Sample, files: Sequence[Task], workers: int) -> None:
        position = 0
        for unit, read in in_order(read_unit, units(files), workers):
            for packed in read.documents:
                sample.add(packed)
            match unit:
                case Files():
                    size = sum(size_of(task.source) for task in unit.tasks)
                    self.progress.advance(Step(len(unit.tasks), size, read.counts))
                case Lines():
                    self.progress.advance(Step(not unit.raw, unit.position - position, read.counts))
                    position = unit.position if unit.raw else 0
                case Broken():
                    self.progress.advance(Step(1, size_of(unit.task.source) - position, read.counts))
                    position = 0


@dataclass(frozen=True)
class _Work:
    vocabulary: Vocabulary
    thresholds: Thresholds

    def __call__(self, sample: tuple[str, list[Document]]) -> Learnt:
        return learn_site(sample[1], self.vocabulary, self.thresholds)
