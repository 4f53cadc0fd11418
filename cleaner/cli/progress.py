"""How a run goes on: a bar on a terminal, a line now and then elsewhere, JSON for programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from math import inf
from types import TracebackType
from typing import Any, ClassVar

from cleaner.batch.run import Step
from cleaner.cli import terminal
from cleaner.reports.counted import counted
from cleaner.reports.summary import Summary

_MINUTE, _HOUR = 60, 3600


class Progress:
    """What is done of a run; this one shows nothing, others show it when so many seconds have gone by."""

    seconds: ClassVar[float] = inf

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = self._shown = clock()
        self.files = self.all_files = 0
        self.size = self.whole_size = 0
        self.counts = Summary()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left open."""

    def mention(self, message: str) -> None:
        """Something that is worth knowing: nothing to those who want to hear of errors alone."""

    def begin(self, files: int, size: int) -> None:
        """So many files, of so many bytes, are to be done."""
        self.all_files, self.whole_size = files, size
        self._started = self._shown = self._clock()

    def advance(self, step: Step) -> None:
        """Take note of what was done."""
        self.files += step.files
        self.size += step.size
        self.counts.add(step.counts)
        if self._clock() - self._shown >= self.seconds:
            self._shown = self._clock()
            self.show()

    def show(self) -> None:
        """Show how far it is."""

    @property
    def elapsed(self) -> float:
        """How long it has taken; never nothing."""
        return max(self._clock() - self._started, 0.001)

    @property
    def seconds_left(self) -> float | None:
        """How long it will take, if it goes on as it did; None before anything is known."""
        return self.elapsed * (self.whole_size - self.size) / self.size if self.size else None

    def as_text(self) -> str:
        """For a person."""
        left = self.seconds_left
        return ", ".join(
            (
                f"{self.files:,} of {counted(self.all_files, 'file')}",
                f"{self.size / 1e6:,.1f} of {self.whole_size / 1e6:,.1f} MB",
                f"{self.counts.bytes / 1e6 / self.elapsed:,.1f} MB/s of text",
                *(() if left is None else (f"{_duration(left)} left",)),
                counted(self.counts.documents.total(), "document"),
                f"{counted(self.counts.characters.total(), 'character')} removed",
            )
        )

    def as_json(self) -> dict[str, Any]:
        """For a program; sizes are those of the files as they are, compressed or not."""
        left = self.seconds_left
        return {
            "type": "progress",
            "files": self.files,
            "all-files": self.all_files,
            "size": self.size,
            "whole-size": self.whole_size,
            "seconds": round(self.elapsed, 3),
            "seconds-left": None if left is None else round(left, 3),
            "bytes": self.counts.bytes,
            "documents": dict(self.counts.documents),
            "removed-characters": self.counts.characters.total(),
        }


class Lines(Progress):
    """A line every half minute, for logs."""

    seconds: ClassVar[float] = 30

    def mention(self, message: str) -> None:
        """Write it as it is."""
        terminal.tell(message)

    def show(self) -> None:
        """Write a line."""
        terminal.tell(self.as_text())


class JsonLines(Lines):
    """A line of JSON every second, on standard output."""

    seconds: ClassVar[float] = 1

    def show(self) -> None:
        """Write a line."""
        print(json.dumps(self.as_json()), flush=True)


class Bar(Lines):
    """A bar on a terminal, which is gone when the run ends."""

    seconds: ClassVar[float] = 0.1

    def __enter__(self) -> Bar:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bars

        columns = (BarColumn(), TextColumn("{task.description}", markup=False))
        self._bars = Bars(*columns, console=Console(stderr=True), transient=True)
        self._bar = self._bars.add_task("", total=None)
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self._bars.stop()

    def show(self) -> None:
        """Draw the bar anew."""
        self._bars.update(self._bar, total=self.whole_size, completed=self.size, description=self.as_text())


def progress(*, quiet: bool, as_json: bool) -> Progress:
    """The way to show it that fits."""
    if quiet:
        return Progress()
    if as_json:
        return JsonLines()
    return Bar() if sys.stderr.isatty() else Lines()


def _duration(seconds: float) -> str:
    """A time to come, no more exact than it can be known.

    >>> _duration(42.3), _duration(60 * 7), _duration(3600 * 5)
    ('42 s', '7 min', '5.0 h')
    """
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / _MINUTE:.0f} min" if seconds < _HOUR else f"{seconds / _HOUR:.1f} h"
