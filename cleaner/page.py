"""The page: a text as rules see it."""

from __future__ import annotations

from functools import cached_property

from cleaner.document import Line, split_lines
from cleaner.prose import is_prose
from cleaner.view import View, view_of


class Page:
    """A text's lines, and the views of those that are not blank.

    A *position* counts the lines that are not blank, from 0; neighbours are neighbours by position. What is costly is
    looked up once, when first asked for.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[Line] = split_lines(text)
        self.solid: list[int] = []
        self.views: list[View] = []
        for index, line in enumerate(self.lines):
            view = view_of(text, line.start, line.stop)
            if view.text:
                self.solid.append(index)
                self.views.append(view)

    def __len__(self) -> int:
        """How many lines are not blank."""
        return len(self.views)

    def line_at(self, position: int) -> Line:
        """The line at a position."""
        return self.lines[self.solid[position]]

    def follows_blank(self, position: int) -> bool:
        """Whether a blank line stands directly above, as nothing does above the first line."""
        above = self.solid[position - 1] if position else -1
        return self.solid[position] > above + 1

    @cached_property
    def prose(self) -> list[bool]:
        """For each position, whether the line is prose."""
        return [is_prose(view.text) for view in self.views]

    @cached_property
    def prose_bounds(self) -> tuple[int, int] | None:
        """The positions of the first and the last line of prose."""
        positions = [position for position, prose in enumerate(self.prose) if prose]
        return (positions[0], positions[-1]) if positions else None
