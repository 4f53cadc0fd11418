"""How much of a document a page shows: what went and a little around it; the rest is folded, or counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaner.removal import Removal
from cleaner.reports.passages import Part, Passage, ShownLine, passages
from cleaner.reports.stretch import Stretch, stretches

_CONTEXT = 2
_LONG = 8
_LEAST_FOLDED = 3
_MOST_LINES = 60
_MOST_CHARACTERS = 4000


class Block(NamedTuple):
    """A passage as it is laid out: lines, lines that are folded away, and lines again; ``left_out`` are not there."""

    passage: Passage
    before: Sequence[ShownLine]
    folded: Sequence[ShownLine] = ()
    left_out: int = 0
    after: Sequence[ShownLine] = ()

    @property
    def hidden(self) -> int:
        """How many lines that are not blank the fold hides."""
        return sum(not line.is_blank for line in self.folded) + self.left_out


def blocks(text: str, removals: Iterable[Removal]) -> list[Block]:
    """The blocks of a text from which something was removed."""
    found = passages(text, removals)
    last = len(found) - 1
    return [
        _kept(passage, is_first=index == 0, is_last=index == last) if passage.fate == "kept" else _gone(passage)
        for index, passage in enumerate(found)
    ]


def removed_blocks(removals: Iterable[Removal]) -> list[Block]:
    """What went from a text that can't be had."""
    return [_gone(_alone(stretch)) for stretch in stretches(removals) if stretch.said]


def _alone(stretch: Stretch) -> Passage:
    lines = tuple(
        ShownLine(removal.line, (Part(removal.text.rstrip("\r\n"), went=True),)) for removal in stretch.removals
    )
    return Passage("removed", lines, (stretch,), (stretch,))


def _gone(passage: Passage) -> Block:
    """What went is shown, and only folded where it is long."""
    lines = passage.lines
    head = _reach(lines, _LONG)
    if _said(lines[head:]) < _LEAST_FOLDED:
        return Block(passage, _clipped(lines))
    shown, left_out = lines[head : head + _MOST_LINES], lines[head + _MOST_LINES :]
    return Block(passage, _clipped(lines[:head]), _clipped(shown), _said(left_out))


def _kept(passage: Passage, *, is_first: bool, is_last: bool) -> Block:
    lines = passage.lines
    head = 0 if is_first else _reach(lines)
    tail = len(lines) - (0 if is_last else _reach(lines[::-1]))
    if _said(lines[head:tail]) < _LEAST_FOLDED:
        return Block(passage, _clipped(lines))
    folded = lines[head:tail]
    half = _MOST_LINES // 2
    left_out = folded[half:-half] if len(folded) > _MOST_LINES else ()
    shown = (*folded[:half], *folded[-half:]) if left_out else folded
    return Block(passage, _clipped(lines[:head]), _clipped(shown), _said(left_out), _clipped(lines[tail:]))


def _reach(lines: Sequence[ShownLine], wanted: int = _CONTEXT) -> int:
    """How many lines, from the first, hold so many that are not blank."""
    seen = 0
    for index, line in enumerate(lines):
        seen += not line.is_blank
        if seen == wanted:
            return index + 1
    return len(lines)


def _said(lines: Sequence[ShownLine]) -> int:
    return sum(not line.is_blank for line in lines)


def _clipped(lines: Sequence[ShownLine]) -> list[ShownLine]:
    return [line if len(line.text) <= _MOST_CHARACTERS else _clipped_line(line) for line in lines]


def _clipped_line(line: ShownLine) -> ShownLine:
    """A long line of which the kept parts are shortened, and if need be those that went."""
    each = _MOST_CHARACTERS // max(1, len(line.parts[:_MOST_LINES]))
    parts = tuple(Part(_shortened(part.text, each), part.went) for part in line.parts[:_MOST_LINES])
    return ShownLine(line.number, parts, is_shortened=True)


def _shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} […{len(text) - most:,} characters…] {text[-half:]}"
