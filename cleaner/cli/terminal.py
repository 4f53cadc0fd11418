"""Messages to a person, on standard error, and results, on standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cleaner.reports.visible import visible

if TYPE_CHECKING:
    from pathlib import Path

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


def open_pages(paths: Iterable[Path]) -> None:
    """Open pages in a browser, where a person sits at a terminal and there is a screen to show them on."""
    has_screen = sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    if not (sys.stderr.isatty() and has_screen):
        return
    import webbrowser

    for path in paths:
        webbrowser.open(path.resolve().as_uri())
