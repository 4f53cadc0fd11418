"""Messages to a person, on standard error, and results, on standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cleaner.reports.visible import visible

_LONG_SECONDS = 1.5


def tell(message: str) -> None:
    """A message on standard error."""
    print(_safe(message), file=sys.stderr)


def show(text: str) -> None:
    """A result on standard output, whose words may be those of a stranger's pack."""
    print(_safe(text))


def _safe(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


@contextmanager
def patience(message: str) -> Iterator[None]:
    """Say on a terminal why something takes long, if it does."""
    if not sys.stderr.isatty():
        yield
        return
    from threading import Timer

    timer = Timer(_LONG_SECONDS, tell, [message])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def wants_colour() -> bool:
    """Whether standard output is a terminal and nobody asked for no colour (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
