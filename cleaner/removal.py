"""What cleaning gives: the text, and a removal for every span that was taken; and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple


class Removal(NamedTuple):
    """A span of the original text that was removed, and why.

    ``rule`` is the primary one of those that took it (the most confident, then the first by id), ``also`` are the
    others. ``line`` counts from 1, ``start`` and ``end`` are character offsets into the original.
    """

    start: int
    end: int
    text: str
    rule: str
    also: tuple[str, ...]
    category: str
    confidence: str
    line: int
    because: str


State = Literal["unchanged", "cleaned", "held"]

Mark = Literal["truncated", "boilerplate-only"]
"""What a removal says of the whole document: the rest of it is locked, or nothing but boilerplate was there."""


class Cleaned(NamedTuple):
    """A cleaned text. Where nothing was removed, or the document is held, ``text`` is the very object passed in.

    ``reason`` says why a document is held; ``dropped_rules`` names the rules that ran out of time on it; ``marks`` say
    what whoever builds a corpus may want to sort out.
    """

    text: str
    removals: tuple[Removal, ...] = ()
    state: State = "unchanged"
    reason: str | None = None
    dropped_rules: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


def restore(text: str, removals: Iterable[Removal]) -> str:
    r"""Put removed spans back into a cleaned text: the original, character for character.

    >>> notice = Removal(0, 7, "Share!\n", "any/share", (), "share", "certain", 1, "certain")
    >>> restore("The council met.", [notice])
    'Share!\nThe council met.'
    """
    parts: list[str] = []
    taken = 0  # characters of `text` used so far
    original = 0  # where that is in the original
    for removal in removals:
        kept = removal.start - original
        parts += (text[taken : taken + kept], removal.text)
        taken += kept
        original = removal.end
    return "".join(parts) + text[taken:]
