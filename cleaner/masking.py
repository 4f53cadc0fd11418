"""Cleaning around parts of a text that no rule may see: something stands in for them, and goes again.

A stand-in is chosen by whoever knows what it stands for. Where it is a line of prose, sections end at it, rows of
titles do not reach over it and nothing beside it counts as the edge of the text, as it should be.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from cleaner.document import Kept, split_lines
from cleaner.removal import Cleaned, Removal


class Masked:
    r"""A text with stand-ins for its kept parts.

    >>> masked = Masked("Share!\n```\nx\n```\n", [Kept(7, 17, "Some code stands here.\n")])
    >>> masked.text
    'Share!\nSome code stands here.\n'
    """

    def __init__(self, text: str, kept: Sequence[Kept]) -> None:
        self._original = text
        self._kept = kept
        pieces: list[str] = []
        position = 0
        for part in kept:
            pieces += (text[position : part.start], part.stand_in)
            position = part.end
        self.text = "".join(pieces) + text[position:]
        grown = list(accumulate(part.end - part.start - len(part.stand_in) for part in kept))
        self._shifts = [0, *grown]
        self._ends = [part.end - shift for part, shift in zip(kept, grown, strict=True)]
        self._starts = [end - len(part.stand_in) for part, end in zip(kept, self._ends, strict=True)]

    def unmasked(self, cleaned: Cleaned) -> Cleaned:
        """What was made of the text with its stand-ins, as of the text itself.

        Raises ``ValueError`` where a removal reaches into a kept part.
        """
        if not cleaned.removals:
            return cleaned._replace(text=self._original)
        removals = tuple(map(self._unmasked, cleaned.removals))
        pieces, position = [], 0
        for removal in removals:
            pieces.append(self._original[position : removal.start])
            position = removal.end
        return cleaned._replace(text="".join(pieces) + self._original[position:], removals=removals)

    def _unmasked(self, removal: Removal) -> Removal:
        before = bisect_right(self._ends, removal.start)
        if before < len(self._starts) and self._starts[before] < removal.end:
            raise ValueError("a rule reaches into a part that is kept as it is")
        shift = self._shifts[before]
        lines = sum(
            len(split_lines(self._original[part.start : part.end])) - len(split_lines(part.stand_in))
            for part in self._kept[:before]
        )
        return removal._replace(start=removal.start + shift, end=removal.end + shift, line=removal.line + lines)
