"""The lines that are or begin with what is looked for, found by their letters."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence

from cleaner.letters import LENGTH
from cleaner.trigger import Trigger

Ids = tuple[int, ...]
_Numbers = dict[str, int]
"""Letters, each with the number of its row of ids, of which there are few."""
_Drawer = tuple[_Numbers, list[tuple[int, _Numbers]]]
"""Whole lines, and openings by their size, that have the first letters in common."""

_SIZES = (12, 8, 6, 4, 3, 2, 1)
_FIRST = 2


class Lookup:
    """Letters of lines and of their openings, each with the ids of those that look for them.

    However many there are, a line costs a look into a few tables, because openings are cut to a few lengths. The tables
    lie in drawers by their first letters, and each is unpacked when a line comes along that begins so: there are many
    thousands, and a document has to do with a hundred.
    """

    def __init__(self, triggers: Iterable[tuple[int, Trigger]]) -> None:
        lines: dict[str, set[int]] = {}
        openings: dict[str, set[int]] = {}
        for identifier, trigger in triggers:
            for letters in trigger.lines:
                if len(letters) <= LENGTH:
                    lines.setdefault(letters, set()).add(identifier)
            for letters in (*trigger.openings, *(line for line in trigger.lines if len(line) > LENGTH)):
                size = next(size for size in _SIZES if size <= len(letters))
                openings.setdefault(letters[:size], set()).add(identifier)
        rows: dict[Ids, int] = {}
        drawers = _in_drawers(_numbered(lines, rows), _numbered(openings, rows))
        self._drawers: dict[str, _Drawer | bytes] = {first: pickle.dumps(one) for first, one in drawers.items()}
        self._single = {letter: rows[tuple(sorted(ids))] for letter, ids in openings.items() if len(letter) < _FIRST}
        self._ids = list(rows)

    def hits(self, openings: Sequence[str]) -> Iterator[tuple[int, Ids]]:
        """The numbers of lines that are looked for, each with who looks for it."""
        drawers, single, ids = self._drawers, self._single, self._ids
        for number, letters in enumerate(openings):
            first = letters[:_FIRST]
            if first in drawers:
                drawer = drawers[first]
                if isinstance(drawer, bytes):
                    drawer = drawers[first] = pickle.loads(drawer)
                lines, tables = drawer
                if letters in lines:
                    yield number, ids[lines[letters]]
                for size, table in tables:
                    opening = letters[:size]
                    if opening in table:
                        yield number, ids[table[opening]]
            if letters[:1] in single:
                yield number, ids[single[letters[:1]]]


def _in_drawers(lines: _Numbers, openings: _Numbers) -> dict[str, _Drawer]:
    drawers: dict[str, tuple[_Numbers, dict[int, _Numbers]]] = {}
    for letters, number in lines.items():
        drawers.setdefault(letters[:_FIRST], ({}, {}))[0][letters] = number
    for letters, number in openings.items():
        if len(letters) >= _FIRST:
            drawers.setdefault(letters[:_FIRST], ({}, {}))[1].setdefault(len(letters), {})[letters] = number
    return {first: (within, sorted(sizes.items())) for first, (within, sizes) in drawers.items()}


def _numbered(found: dict[str, set[int]], rows: dict[Ids, int]) -> _Numbers:
    return {letters: rows.setdefault(tuple(sorted(ids)), len(rows)) for letters, ids in found.items()}
