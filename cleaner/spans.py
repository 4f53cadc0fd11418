"""Spans of a text, and where they stand among its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from cleaner.document import Span


def without_spans(raw: bytes, spans: Iterable[Span]) -> bytes:
    """Bytes without some of them.

    >>> without_spans(b"abcdef", [Span(1, 2), Span(4, 6)])
    b'acd'
    """
    pieces, position = [], 0
    for start, end in spans:
        pieces.append(raw[position:start])
        position = end
    return b"".join(pieces) + raw[position:]


def byte_spans(text: str, spans: Iterable[Span], encode: Callable[[str], bytes], start: int = 0) -> list[Span]:
    """Where spans of a text stand among its bytes, which begin at ``start``; ``encode`` is called part by part.

    >>> byte_spans("é, è", [Span(0, 2), Span(3, 4)], str.encode)
    [Span(start=0, end=3), Span(start=4, end=6)]
    """
    edges = [0, *(edge for span in spans for edge in span)]
    offsets = [start]
    for left, right in pairwise(edges):
        offsets.append(offsets[-1] + len(encode(text[left:right])))
    return [Span(*pair) for pair in zip(offsets[1::2], offsets[2::2], strict=True)]
