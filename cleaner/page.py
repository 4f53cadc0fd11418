"""The page: a text as rules see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate
from operator import eq
from typing import TypeVar, overload

from cleaner.document import Line, split_lines
from cleaner.letters import openings
from cleaner.prose import is_prose
from cleaner.shape import Look
from cleaner.view import View, fold_lines, is_blank, trimmed, view_of

_Fact = TypeVar("_Fact")


class Page:
    r"""A text's lines, and the views of those that are not blank.

    A *row* is the text of a line without its ending. A *position* counts the lines that are not blank, from 0;
    neighbours are neighbours by position. What is costly is looked up once, when first asked for.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.views: Sequence[View] = _Facts(self, self._view)
        self.prose: Sequence[bool] = _Facts(self, self._is_prose)
        self.looks: Sequence[Look] = _Facts(self, self._look)

    @cached_property
    def rows(self) -> list[str]:
        """All lines, without their endings."""
        if "\r" in self.text:
            return [self.text[line.start : line.stop] for line in self.lines]
        rows = self.text.split("\n")
        if not rows[-1]:
            rows.pop()
        return rows

    @cached_property
    def folded(self) -> str:
        r"""All lines, folded for case as well but not trimmed, each but the last with ``\n`` for its ending."""
        return self._folded.casefold()

    @cached_property
    def folded_rows(self) -> list[str]:
        """The same, line by line."""
        return self.folded.split("\n")

    @cached_property
    def _folded(self) -> str:
        return fold_lines("\n".join(self.rows) if "\r" in self.text else self.text)

    @cached_property
    def _unchanged(self) -> list[bool]:
        """Of each line, whether folding leaves it as it is."""
        return list(map(eq, self.rows, self._folded.split("\n")))

    @cached_property
    def _starts(self) -> list[int]:
        if "\r" in self.text:
            return [line.start for line in self.lines]
        return list(accumulate(map((1).__add__, map(len, self.rows)), initial=0))

    @cached_property
    def lines(self) -> list[Line]:
        """All lines, as offsets."""
        if "\r" in self.text:
            return split_lines(self.text)
        starts, rows = self._starts[:-1], self.rows
        lines = [Line(start, start + len(row), start + len(row) + 1) for row, start in zip(rows, starts, strict=True)]
        if lines and lines[-1].end > len(self.text):
            lines[-1] = lines[-1]._replace(end=len(self.text))
        return lines

    @cached_property
    def openings(self) -> list[str]:
        """The letters that each line begins with, blank or not."""
        return openings(self.rows)

    @cached_property
    def solid(self) -> list[int]:
        """Which lines are not blank."""
        return [index for index, row in enumerate(self.rows) if "!" <= row[:1] <= "~" or not is_blank(row)]

    @cached_property
    def _positions(self) -> dict[int, int]:
        return {index: position for position, index in enumerate(self.solid)}

    def __len__(self) -> int:
        """How many lines are not blank."""
        return len(self.solid)

    def line_at(self, position: int) -> Line:
        """The line at a position."""
        return self.lines[self.solid[position]]

    def position_of(self, index: int) -> int | None:
        """The position of a line, None where it is blank."""
        return self._positions.get(index)

    def follows_blank(self, position: int) -> bool:
        """Whether a blank line stands directly above, as nothing does above the first line."""
        above = self.solid[position - 1] if position else -1
        return self.solid[position] > above + 1

    @cached_property
    def first_prose(self) -> int | None:
        """The position of the first line of prose."""
        return next((position for position in range(len(self)) if self.prose[position]), None)

    @cached_property
    def last_prose(self) -> int | None:
        """The position of the last line of prose."""
        return next((position for position in reversed(range(len(self))) if self.prose[position]), None)

    def _view(self, position: int) -> View:
        index = self.solid[position]
        row, start = self.rows[index], self._starts[index]
        return trimmed(row, start) if self._unchanged[index] else view_of(self.text, start, start + len(row))

    def _is_prose(self, position: int) -> bool:
        return is_prose(self.views[position].text)

    def _look(self, position: int) -> Look:
        return Look(self.views[position].text)


class _Facts(Sequence[_Fact]):
    """Something about the line at each position, found out when first asked for."""

    def __init__(self, page: Page, find: Callable[[int], _Fact]) -> None:
        self._page = page
        self._find = find
        self._found: dict[int, _Fact] = {}

    def __len__(self) -> int:
        return len(self._page)

    @overload
    def __getitem__(self, position: int) -> _Fact: ...

    @overload
    def __getitem__(self, position: slice) -> list[_Fact]: ...

    def __getitem__(self, position: int | slice) -> _Fact | list[_Fact]:
        if isinstance(position, slice):
            return [self[index] for index in range(len(self))[position]]
        if position not in self._found:
            self._found[position] = self._find(range(len(self))[position])
        return self._found[position]
