"""`cleaner run --engine datatrove`: the files of a run are done by the ranks of a pipeline.

What a rank makes of some files it writes to a spool in the report, where only the names of files matter: so ranks need
nothing but folders that all of them see. The program that was started puts it into place, in the order of the files.
"""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from datatrove.executor import LocalPipelineExecutor
from datatrove.executor.base import PipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.utils.logging import logger

from cleaner.batch.atomic import replacing
from cleaner.batch.plan import Task
from cleaner.batch.pool import in_order, workers_for
from cleaner.batch.units import Unit, size_of, units
from cleaner.batch.work import Done, Work
from cleaner.reports.layout import SPOOL

_FILE_WEIGHT = 100_000
_PART_WEIGHT = 8_000_000
_WAVE_WEIGHT = 1_000_000_000  # a worker
_RANKS_A_WORKER = 4

Part = tuple[Task, ...]
"""Files that follow each other, and are done by one rank."""


def on_datatrove(work: Work, tasks: Sequence[Task], size: int, workers: int | None) -> Iterator[tuple[Unit, Done]]:
    """By ranks on this machine, as many at a time as are worth their start.

    They are started in waves of some gigabytes, so that the spool is never larger, and no more is lost by a kill.
    """
    workers = workers or workers_for(size)
    parts = (tuple(chain.from_iterable(files)) for files in _grouped(((task,) for task in tasks), _PART_WEIGHT))
    for wave in _grouped(parts, workers * _WAVE_WEIGHT):
        spool = work.report / SPOOL
        shutil.rmtree(spool, ignore_errors=True)
        try:
            _Executor(CleanFiles(work, wave, spool), min(len(wave), _RANKS_A_WORKER * workers), workers, spool).run()
            for number in range(len(wave)):
                yield from _spooled(spool / _name(number))
        finally:
            shutil.rmtree(spool, ignore_errors=True)


class CleanFiles(PipelineStep):  # type: ignore[misc]  # datatrove has no types
    """Cleans parts of a run, those of its rank, into the files of a spool."""

    name = "🧹 Files"
    type = "🧹 - CLEAN"

    def __init__(self, work: Work, parts: Sequence[Part], spool: Path) -> None:
        super().__init__()
        self.work = work
        self.parts = parts
        self.spool = spool

    def run(self, data: Any = None, rank: int = 0, world_size: int = 1) -> Any:  # noqa: ANN401 - a pipeline's
        """Do every ``world_size``-th part; what comes in goes out."""
        for number in range(rank, len(self.parts), world_size):
            with replacing(self.spool / _name(number)) as file:
                for unit in units(self.parts[number]):
                    pickle.dump((unit, self.work(unit)), file)
        return data


class _Executor(LocalPipelineExecutor):  # type: ignore[misc]  # datatrove has no types
    """Ranks in processes of this machine; datatrove's own would wait for ever for one that was killed."""

    def __init__(self, step: CleanFiles, tasks: int, workers: int, logs: Path) -> None:
        super().__init__([step], tasks, workers, str(logs))

    def run(self) -> None:
        """Run all ranks; raises what one of them raises, and ``WorkerDiedError``."""
        for _ in in_order(partial(_run_rank, self), self.get_incomplete_ranks(), self.workers):
            pass


def _run_rank(executor: PipelineExecutor, rank: int) -> None:
    logger.disable("datatrove")  # what goes wrong is told once, by the program that was started
    executor._run_for_rank(rank)


def _weight(tasks: Sequence[Task]) -> int:
    """How much there is to do: small files take more than their bytes say."""
    return sum(size_of(task.source) + _FILE_WEIGHT for task in tasks)


def _grouped(groups: Iterable[Part], weight: int) -> Iterator[list[Part]]:
    """Groups in their order, as many together as come to a weight."""
    together: list[Part] = []
    left = weight
    for group in groups:
        together.append(group)
        left -= _weight(group)
        if left <= 0:
            yield together
            together, left = [], weight
    if together:
        yield together


def _name(number: int) -> str:
    return f"part-{number:06}"


def _spooled(path: Path) -> Iterator[tuple[Unit, Done]]:
    """The units of a part and their results."""
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return
