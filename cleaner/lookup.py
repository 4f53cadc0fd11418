"""The lines that are or begin with what is looked for, found by their letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cleaner.letters import LENGTH
from cleaner.trigger import Trigger

Ids = tuple[int, ...]

_SIZES = (12, 8, 6, 4, 3, 2, 1)


class Lookup:
    """Letters of lines and of their openings, each with the ids of those that look for them.

    However many there are, a line costs a look into a few tables, because openings are cut to a few lengths.
    """

    def __init__(self, triggers: Iterable[tuple[int, Trigger]]) -> None:
        lines: dict[str, set[int]] = {}
        openings: dict[int, dict[str, set[int]]] = {}
        for identifier, trigger in triggers:
            for letters in trigger.lines:
                if len(letters) <= LENGTH:
                    lines.setdefault(letters, set()).add(identifier)
            for letters in (*trigger.openings, *(line for line in trigger.lines if len(line) > LENGTH)):
                size = next(size for size in _SIZES if size <= len(letters))
                openings.setdefault(size, {}).setdefault(letters[:size], set()).add(identifier)
        rows: dict[Ids, int] = {}
        self._lines = _numbered(lines, rows)
        self._openings = [(size, _numbered(openings[size], rows)) for size in sorted(openings)]
        self._ids = list(rows)

    def hits(self, openings: Sequence[str]) -> Iterator[tuple[int, Ids]]:
        """The numbers of lines that are looked for, each with who looks for it."""
        lines, tables, ids = self._lines, self._openings, self._ids
        for number, letters in enumerate(openings):
            if letters in lines:
                yield number, ids[lines[letters]]
            for size, table in tables:
                opening = letters[:size]
                if opening in table:
                    yield number, ids[table[opening]]


def _numbered(found: dict[str, set[int]], rows: dict[Ids, int]) -> dict[str, int]:
    """The numbers of rows of ids rather than the rows, of which there are few: so it loads in a moment."""
    return {letters: rows.setdefault(tuple(sorted(ids)), len(rows)) for letters, ids in found.items()}
