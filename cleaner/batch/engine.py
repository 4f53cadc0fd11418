"""What carries out the tasks of a run: processes of this machine, or an engine that an adapter brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from cleaner.batch.plan import Task
from cleaner.batch.pool import in_order, workers_for
from cleaner.batch.units import Unit, units
from cleaner.batch.work import Done, Work


class Engine(Protocol):
    """Does work somewhere. What it gives is the same wherever that is."""

    def __call__(
        self, work: Work, tasks: Sequence[Task], size: int, workers: int | None
    ) -> Iterator[tuple[Unit, Done]]:
        """The units of the tasks, in the order of these, each with what ``work`` made of it.

        ``size`` is how many bytes the files have, by which an engine chooses the number of workers if there is none.
        Raises ``OSError`` where the work can't go on.
        """
        ...


def on_this_machine(work: Work, tasks: Sequence[Task], size: int, workers: int | None) -> Iterator[tuple[Unit, Done]]:
    """By processes of this machine, as many as are worth their start."""
    return in_order(work, units(tasks), workers or workers_for(size))
