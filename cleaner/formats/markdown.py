"""Markdown: a text whose front matter and fenced code are no text, and stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from cleaner.document import Kept, Line, split_lines
from cleaner.formats.text import TextEntry, TextFormat

STAND_IN = "The lines that stand here are code, which is no part of the text, and they are kept as they were written."
"""What stands for code while a text is cleaned: a line of prose that no rule takes."""

_FRONT_MATTER = {"---": ("---", "..."), "+++": ("+++",)}
_FENCE = re.compile(r"[ \t]*(?:>[ \t]*)*(`{3,}(?=[^`]*$)|~{3,})")


class MarkdownEntry(TextEntry):
    """A file's text, of which some is kept."""

    def reads(self, raw: bytes, text: str) -> bool:
        """Whether the bytes are read as the text, with the same parts kept; front matter may come to the top."""
        assert self.document is not None, "what is cleaned is a document"
        before = [self.document.text[part.start : part.end] for part in self.document.kept]
        after = [text[part.start : part.end] for part in kept_parts(text)]
        return after[-len(before) :] == before and super().reads(raw, text)


class MarkdownFormat(TextFormat):
    """Markdown in an encoding."""

    name: ClassVar[str] = "markdown"

    def entry(self, raw: bytes) -> TextEntry:
        """The entry of some bytes."""
        entry = super().entry(raw)
        if entry.document is None:
            return entry
        kept = tuple(kept_parts(entry.document.text))
        if not kept:
            return entry
        return MarkdownEntry(raw, self.encoding, entry.document._replace(kept=kept))


def kept_parts(text: str) -> Iterator[Kept]:
    r"""The front matter and the fenced code of a text.

    >>> [part[:2] for part in kept_parts("---\ntitle: A\n---\nText.\n\n```\nx = 1\n```\n")]
    [(0, 17), (24, 38)]
    """
    if "```" not in text and "~~~" not in text and not text.startswith(tuple(_FRONT_MATTER)):  # as nearly always
        return
    lines = split_lines(text)
    first = _front_matter_lines(text, lines)
    if first:
        yield Kept(0, lines[first - 1].end, "")
    begun: tuple[int, str] | None = None
    for line in lines[first:]:
        written = text[line.start : line.stop]
        fence = _FENCE.match(written)
        if begun is None:
            begun = (line.start, fence[1]) if fence else None
        elif fence and fence[1].startswith(begun[1]) and not written[fence.end() :].strip():
            yield _code(text, begun[0], line)
            begun = None
    if begun is not None:  # a fence that is never closed reaches to the end
        yield _code(text, begun[0], lines[-1])


def _code(text: str, start: int, last: Line) -> Kept:
    return Kept(start, last.end, STAND_IN + text[last.stop : last.end])


def _front_matter_lines(text: str, lines: list[Line]) -> int:
    """How many lines the front matter has."""
    ends = _FRONT_MATTER.get(text[: lines[0].stop].rstrip(" \t")) if lines else None
    if ends is None:
        return 0
    written = (text[line.start : line.stop].rstrip(" \t") for line in lines[1:])
    return next((number for number, line in enumerate(written, start=2) if line in ends), 0)
