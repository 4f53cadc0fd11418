"""Messages to a person: on standard error, with progress where that is a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def tell(message: str) -> None:
    """A message on standard error."""
    print(message, file=sys.stderr)


def counted(count: int, noun: str) -> str:
    """A number and what is counted.

    >>> counted(1, "rule"), counted(2000, "rule")
    ('1 rule', '2,000 rules')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def wants_colour() -> bool:
    """Whether standard output is a terminal and nobody asked for no colour (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


@contextmanager
def progress(total: int, *, quiet: bool) -> Iterator[Callable[[], None]]:
    """A bar that moves at each call, on a terminal; elsewhere nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("cleaning", total=total)
        yield lambda: bar.advance(task)
