"""Documents and their lines.

This is the only module that knows what a line ending is. A line is a pair of offsets into the text, never a copy, and
owns its own ending, so that joining all lines gives the text back, whatever mixture of endings it uses.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ENDINGS = "\r\n"


class Span(NamedTuple):
    """Half-open character offsets ``[start, end)`` into a text."""

    start: int
    end: int


class Line(NamedTuple):
    """A line as offsets: its characters are ``[start, stop)``, its ending is ``[stop, end)``."""

    start: int
    stop: int
    end: int


class Kept(NamedTuple):
    """A part of a text that no rule may see: ``[start, end)``, and what stands for it while the text is cleaned."""

    start: int
    end: int
    stand_in: str


class Document(NamedTuple):
    """A text and what is known about it. What else a file says of it never leaves the file's bytes."""

    text: str
    id: str | None = None
    url: str | None = None
    language: str | None = None
    kept: tuple[Kept, ...] = ()


def split_lines(text: str) -> list[Line]:
    r"""Split a text at ``\r\n``, ``\n`` and ``\r`` and nothing else.

    ``str.splitlines`` also splits at form feeds and at U+2028, which stand inside lines of real articles.

    >>> split_lines("one\r\ntwo")
    [Line(start=0, stop=3, end=5), Line(start=5, stop=8, end=8)]
    """
    lines = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        stop = end
        while stop > start and text[stop - 1] in _ENDINGS:
            stop -= 1
        lines.append(Line(start, stop, end))
    return lines
