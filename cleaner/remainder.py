"""What is left of a text, and where each part of it stood in the original."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from cleaner.cut import Cut
from cleaner.document import Span, split_lines


class Remainder:
    """What is left of a text after some cuts, and where each part of it stood."""

    def __init__(self, original: str, kept: list[Span] | None = None) -> None:
        self._original = original
        self._kept = [Span(0, len(original))] if kept is None else kept
        self.text = original if kept is None else "".join(original[start:end] for start, end in kept)
        self._offsets: list[int] = []
        offset = 0
        for start, end in self._kept:
            self._offsets.append(offset)
            offset += end - start

    def origin(self, start: int, end: int) -> Iterator[Span]:
        """Where a span of the remaining text stood: one span or, over earlier cuts, several."""
        index = bisect_right(self._offsets, start) - 1
        while start < end:
            part = self._kept[index]
            first = part.start + start - self._offsets[index]
            length = min(end - start, part.end - first)
            yield Span(first, first + length)
            start += length
            index += 1

    def without(self, gone: Sequence[Cut]) -> Remainder:
        """What is left when more is cut."""
        kept: list[Span] = []
        position = 0
        for start, end, _ in gone:
            kept += self.origin(position, start)
            position = end
        kept += self.origin(position, len(self.text))
        return Remainder(self._original, kept)


def line_numbers(text: str) -> Callable[[int], int]:
    """A function from an offset to the number, from 1, of the line that it stands in."""
    starts = [line.start for line in split_lines(text)]
    return lambda offset: bisect_right(starts, offset)
