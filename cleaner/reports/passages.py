"""A document as it was, cut into passages: what stayed, what went, and lines of which a part went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from cleaner.document import Line, split_lines
from cleaner.removal import Removal
from cleaner.reports.stretch import Stretch, stretches

Fate = Literal["kept", "removed", "trimmed"]


class Part(NamedTuple):
    """A part of a line, and whether it went."""

    text: str
    went: bool


class ShownLine(NamedTuple):
    """A line of the original by its number, in parts; its ending is not shown, and it may be shortened."""

    number: int
    parts: tuple[Part, ...]
    is_shortened: bool = False

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(part.text for part in self.parts)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to read."""
        return not self.text.strip()


class Passage(NamedTuple):
    """Neighbouring lines of one fate, the stretches that decided it, and those of them that are told of here."""

    fate: Fate
    lines: tuple[ShownLine, ...]
    stretches: tuple[Stretch, ...] = ()
    told: tuple[Stretch, ...] = ()


def passages(text: str, removals: Iterable[Removal]) -> list[Passage]:
    r"""The passages of a text from which something was removed.

    >>> advert = Removal(0, 7, "Advert\n", "any/advert", (), "promo", "certain", 1, "certain")
    >>> [(passage.fate, len(passage.lines)) for passage in passages("Advert\nThe ferry\nsails.\n", [advert])]
    [('removed', 1), ('kept', 2)]
    """
    found: list[Passage] = []
    waiting = stretches(removals)
    first = 0  # the first stretch that may touch the line
    for number, line in enumerate(split_lines(text), start=1):
        while first < len(waiting) and waiting[first].end <= line.start:
            first += 1
        end = line.stop if text[line.start : line.stop].strip() else line.end  # an ending alone is no part to show
        last = first
        while last < len(waiting) and waiting[last].start < end:
            last += 1
        _add(found, _passage(text, line, number, tuple(waiting[first:last])))
    return found


def _passage(text: str, line: Line, number: int, touching: tuple[Stretch, ...]) -> Passage:
    """A passage of one line."""
    if not touching:
        return Passage("kept", (ShownLine(number, (Part(text[line.start : line.stop], False),)),))
    parts: list[Part] = []
    position = line.start
    for stretch in touching:
        start, end = max(stretch.start, line.start), min(stretch.end, line.stop)
        parts += (Part(text[position:start], False), Part(text[start:end], True))
        position = max(position, end)
    parts.append(Part(text[position : line.stop], False))
    shown = ShownLine(number, tuple(part for part in parts if part.text))
    fate: Fate = "trimmed" if any(not part.went for part in shown.parts) else "removed"
    told = tuple(one for one in touching if one.said and line.start <= one.main.start < line.end)
    return Passage(fate, (shown,), touching, told)


def _add(found: list[Passage], passage: Passage) -> None:
    """Add a passage of one line, to the one before it where they are of one fate and one cause."""
    before = found[-1] if found else None
    if before and before.fate == passage.fate != "trimmed" and before.stretches == passage.stretches:
        found[-1] = before._replace(lines=before.lines + passage.lines, told=before.told + passage.told)
    else:
        found.append(passage)
