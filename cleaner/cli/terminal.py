"""Messages to a person, on standard error, and results, on standard output."""

from __future__ import annotations

import os
import sys

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
