"""Messages to a person: on standard error, with progress where that is a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.batch.run import Advance, Step

from cleaner.reports.visible import visible


def tell(message: str) -> None:
    """A message on standard error."""
    print(_safe(message), file=sys.stderr)


def show(text: str) -> None:
    """A result on standard output, whose words may be those of a stranger's pack."""
    print(_safe(text))


def _safe(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


def wants_colour() -> bool:
    """Whether standard output is a terminal and nobody asked for no colour (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


@contextmanager
def progress(total: int, *, quiet: bool) -> Iterator[Advance]:
    """A bar of the files and documents that are done, and how many a second, on a terminal; elsewhere nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files, {task.fields[documents]:,} documents, {task.fields[rate]:,.0f} a second"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, documents=0, rate=0.0)

        def advance(step: Step) -> None:
            done = bar.tasks[0].fields["documents"] + step.counts.documents.total()
            bar.update(task, advance=step.files, documents=done, rate=done / max(bar.tasks[0].elapsed or 0, 0.1))

        yield advance
