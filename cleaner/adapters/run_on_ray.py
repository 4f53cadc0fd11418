"""`cleaner run --engine ray`: the units of a run are done by actors, wherever in a cluster Ray puts them.

The program that was started reads big JSONL piece by piece, gives the pieces away and writes what comes back; all other
files are read and written by the actors. So all machines must see the same folders under the same paths.
"""

from __future__ import annotations

import logging
import os
import platform
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, cast

import ray
from ray.exceptions import RayError

from cleaner.batch.atomic import remove_leftovers
from cleaner.batch.plan import Task
from cleaner.batch.pool import WorkerDiedError
from cleaner.batch.units import Unit, units
from cleaner.batch.work import Done, Work

_UNITS_A_WORKER = 4
_RETRIES = 2  # of what an actor was at when it, or its machine, went away
_PATIENCE_SECONDS = 5


def on_ray(work: Work, tasks: Sequence[Task], size: int, workers: int | None) -> Iterator[tuple[Unit, Done]]:
    """By actors of one processor each, as many as the cluster has processors now.

    It is the cluster that ``RAY_ADDRESS`` names or that runs on this machine, else one of this machine's own. Of what
    waits to be done, and of what is done and waits for its turn, there is never more than a few units an actor.
    """
    with _cluster():
        count = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        kind = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_RETRIES)(_Actor)
        start = _Start([ray.put(work)], Path.cwd())
        with _Actors([kind.remote() for _ in range(count)], start) as actors:
            yield from actors.results(units(tasks))
    if work.out is not None:
        remove_leftovers(work.out)  # of actors that went away, and had others take their place


@contextmanager
def _cluster() -> Iterator[None]:
    """Be in a cluster; one that is there already stays as it is."""
    if ray.is_initialized():
        yield
        return
    ray.init(log_to_driver=False, logging_level=logging.ERROR)
    try:
        yield
    finally:
        ray.shutdown()


class _Start(NamedTuple):
    """What an actor begins with: the work, of which a machine gets one copy, and the folder that paths begin at."""

    work: list[Any]
    folder: Path

    def __call__(self) -> Work:
        """Be there; raises ``OSError`` where the folders are not."""
        work = cast("Work", ray.get(self.work)[0])
        for place in (self.folder, *(self.folder / folder for folder in (work.out, work.report) if folder)):
            if not place.is_dir():
                raise OSError(0, f"{platform.node()} does not see {place}; a cluster needs shared folders")
        os.chdir(self.folder)
        return replace(work, started_by=os.getppid())  # which is Ray's; it ends actors when their program is gone


class _Actor:
    """Does units on some machine; what goes wrong is given back, and raised where it can be told."""

    def __init__(self) -> None:
        self._work: Work | None = None

    def do(self, start: _Start, unit: Unit | None) -> Done | Exception:
        """Do a unit, or only get ready."""
        try:
            self._work = self._work or start()
            return None if unit is None else self._work(unit)
        except Exception as error:  # noqa: BLE001
            return error


class _Actors:
    """Actors with one unit each, and the results in the order of the units."""

    def __init__(self, actors: Sequence[Any], start: _Start) -> None:
        self._actors = actors
        self._start = start
        self._idle: list[Any] = []
        self._busy = {actor.do.remote(start, None): actor for actor in actors}
        self._done: dict[Any, Any] = {}

    def __enter__(self) -> _Actors:
        return self

    def __exit__(self, *_: object) -> None:
        for actor in self._actors:
            ray.kill(actor)
        if self._busy:  # until they are gone they could still write
            ray.wait(list(self._busy), num_returns=len(self._busy), timeout=_PATIENCE_SECONDS, fetch_local=False)

    def results(self, units: Iterable[Unit]) -> Iterator[tuple[Unit, Done]]:
        """The units and their results; raises ``WorkerDiedError`` when one was tried in vain."""
        coming = iter(units)
        waiting: deque[tuple[Unit, Any]] = deque()
        more = True
        while more or waiting:
            if more and self._idle and len(waiting) < _UNITS_A_WORKER * len(self._actors):
                unit = next(coming, None)
                if unit is None:
                    more = False
                else:
                    waiting.append((unit, self._begin(unit)))
            elif waiting and waiting[0][1] in self._done:
                unit, result = waiting.popleft()
                yield unit, self._done.pop(result)
            else:
                self._wait()

    def _begin(self, unit: Unit) -> Any:  # noqa: ANN401 - Ray has no types
        actor = self._idle.pop()
        result = actor.do.remote(self._start, unit)
        self._busy[result] = actor
        return result

    def _wait(self) -> None:
        """Wait until an actor is there, or has done its unit."""
        (ready,), _ = ray.wait(list(self._busy))
        self._idle.append(self._busy.pop(ready))
        try:
            self._done[ready] = ray.get(ready)
        except RayError as error:
            raise _told(error) from None
        if isinstance(self._done[ready], Exception):
            raise self._done[ready]


def _told(error: RayError) -> OSError:
    """An error of Ray's for a person: of one at the start the last of many lines says what is wrong."""
    lines = str(error).strip().splitlines()
    if lines and "creation task" in lines[0]:
        return OSError(0, f"a worker of Ray can't start: {lines[-1]}")
    return WorkerDiedError()
