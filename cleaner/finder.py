"""Where literals stand: in a little text each is looked for by itself, in more of it all by one scan.

The scan goes through text at the speed of memory, but a library and megabytes have to be loaded first. A program that
cleans one small document does better without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.scan import Scan

LITTLE = 16_000
"""Characters, of all texts together, after which loading the scan has cost less than doing without."""


def findable(literal: str) -> str:
    r"""The part of a literal that can be looked for: a NUL ends it in a scan.

    >>> findable("a\0read more"), findable("\0")
    ('read more', '')
    """
    return max(literal.split("\0"), key=len)


class Finder:
    """Literals, each with the ids of those that look for it, ready for any number of documents and threads."""

    def __init__(self, literals: Mapping[str, Iterable[int]], little: int = LITTLE) -> None:
        self._ids = {literal: tuple(ids) for literal, ids in literals.items()}
        self._left = little
        self._scan: Scan | None = None
        self._keep: Callable[[Callable[[], Scan]], Scan] | None = None

    def kept_by(self, keep: Callable[[Callable[[], Scan]], Scan]) -> None:
        """Name who has the scan from an earlier run, or else makes it with the function that is given."""
        self._keep = keep

    def prepare_for(self, text: str) -> None:
        """Get the scan ready where it is worth it by now; where there is none yet, this takes seconds."""
        self._left -= len(text)
        if self._left < 0 and self._scan is None and self._ids:
            from cleaner.scan import Scan, is_available  # takes longer to import than a small text to clean

            if is_available():
                self._scan = self._keep(lambda: Scan(self._ids)) if self._keep else Scan(self._ids)

    def hits(self, text: str) -> set[tuple[int, tuple[int, ...]]]:
        r"""The numbers of lines of a folded text in which literals are found, with who looks for them."""
        return self._scan.hits(text) if self._scan else self._one_by_one(text)

    def _one_by_one(self, text: str) -> set[tuple[int, tuple[int, ...]]]:
        found, rows = list(filter(text.__contains__, self._ids)), text.split("\n")
        return {(number, self._ids[literal]) for literal in found for number, row in enumerate(rows) if literal in row}

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_scan": None, "_keep": None}
