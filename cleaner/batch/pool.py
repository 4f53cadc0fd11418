"""Work done by several processes, its results in the order of the work.

Of what waits to be done, and of what is done and waits for its turn, there is never more than a few units a process.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Generic, TypeVar, cast

_Unit = TypeVar("_Unit")
_Result = TypeVar("_Result")
_UNITS_A_WORKER = 4
_PATIENCE_SECONDS = 2
_WORTH_WORKERS_BYTES = 8_000_000


class WorkerDiedError(OSError):
    """A process was ended by something else than this program."""

    def __init__(self) -> None:
        super().__init__(0, "a worker process was killed, maybe because memory ran out (fewer --workers need less)")


def available_cores() -> int:
    """How many processes can work at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def workers_for(size: int) -> int:
    """How many processes are worth their start for so many bytes."""
    return available_cores() if size > _WORTH_WORKERS_BYTES else 1


def in_order(work: Callable[[_Unit], _Result], units: Iterable[_Unit], workers: int) -> Iterator[tuple[_Unit, _Result]]:
    """Each unit with what ``work`` makes of it, in this process or in several.

    Raises what ``work`` raises, and ``WorkerDiedError``.
    """
    if workers == 1:
        yield from ((unit, work(unit)) for unit in units)
        return
    with _Pool(work, workers) as pool:
        yield from pool.results(units)


class _Waiting(Generic[_Unit, _Result]):
    """A unit, and what was made of it once that is there."""

    def __init__(self, unit: _Unit) -> None:
        self.unit = unit
        self.result: list[_Result] = []


class _Pool(Generic[_Unit, _Result]):
    """Processes, each with a pipe of its own and one unit at a time, so that no end ever waits for the other."""

    def __init__(self, work: Callable[[_Unit], _Result], workers: int) -> None:
        self._work = work
        self._count = workers
        self._processes: list[Any] = []
        self._idle: list[Connection] = []
        self._busy: dict[Connection, _Waiting[_Unit, _Result]] = {}

    def __enter__(self) -> _Pool[_Unit, _Result]:
        context = get_context("spawn")  # a copy of this process could hold locks of its threads for ever
        for _ in range(self._count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(self._work, theirs), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._idle.append(ours)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in (*self._idle, *self._busy):
            connection.close()  # at which the processes end by themselves, if they are not at work
        for process in self._processes:
            if error is not None:
                process.terminate()
            process.join(_PATIENCE_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()

    def results(self, units: Iterable[_Unit]) -> Iterator[tuple[_Unit, _Result]]:
        """The units and their results."""
        coming = iter(units)
        waiting: deque[_Waiting[_Unit, _Result]] = deque()
        more = True
        while more or waiting:
            while more and self._idle and len(waiting) < _UNITS_A_WORKER * self._count:
                unit = next(coming, None)
                if unit is None:
                    more = False
                else:
                    waiting.append(self._begin(unit))
            while waiting and waiting[0].result:
                done = waiting.popleft()
                yield done.unit, done.result[0]
            if waiting and not waiting[0].result and not (more and self._idle and len(waiting) < _UNITS_A_WORKER):
                self._receive()

    def _begin(self, unit: _Unit) -> _Waiting[_Unit, _Result]:
        connection = self._idle.pop()
        self._busy[connection] = begun = _Waiting[_Unit, _Result](unit)
        try:
            connection.send(unit)
        except OSError:
            raise WorkerDiedError from None
        return begun

    def _receive(self) -> None:
        """Wait until a process is done, and take what it made."""
        for ready in wait(list(self._busy)):
            connection = cast("Connection", ready)  # nothing else is waited for
            try:
                result = connection.recv()
            except (EOFError, OSError):
                raise WorkerDiedError from None
            if isinstance(result, BaseException):
                raise result
            self._busy.pop(connection).result.append(result)
            self._idle.append(connection)


def _serve(work: Callable[[Any], Any], connection: Connection) -> None:
    """The life of a process: units in, results out. An interrupt is for the program that started it to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while True:
            unit = connection.recv()
            try:
                result = work(unit)
            except Exception as error:  # noqa: BLE001 - it is raised where it can be told
                result = error
            connection.send(result)
    except (EOFError, OSError):
        return  # nobody is there any more
