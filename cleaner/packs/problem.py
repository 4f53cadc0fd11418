"""Mistakes in packs, told so that their author can mend them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple
from unicodedata import combining, east_asian_width

_FEW = 20
_WIDTH = 100  # of a long line, so much is shown around the caret


class Problem(NamedTuple):
    """One mistake: where it is (line and column from 1), what it is, and what to do about it."""

    path: str
    line: int
    column: int
    what: str
    hint: str = ""
    source_line: str = ""

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}:{self.column}: {self.what}"
        if self.source_line:
            start = max(0, self.column - 1 - _WIDTH // 2)
            shown = self.source_line[start : start + _WIDTH]
            text += f"\n    {_shown(shown)}\n    {_space_below(shown[: self.column - 1 - start])}^"
        if self.hint:
            text += f"\n    hint: {self.hint}"
        return text


def _shown(line: str) -> str:
    """A line with a character in place of each that does not print, so that it can't steer a terminal."""
    return "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in line)


def _space_below(text: str) -> str:
    r"""As much space as a text takes on a terminal.

    >>> _space_below("a記"), _space_below("e\u0301")
    ('   ', ' ')
    """
    return "".join("" if combining(c) else "  " if east_asian_width(c) in "WF" else " " for c in text)


class PackError(Exception):
    """Packs that can't be used as they are, with all their problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[PackError], tuple[tuple[Problem, ...]]]:
        return PackError, (self.problems,)


def did_you_mean(word: str, known: Collection[str], others: str = "") -> str:
    """A hint: the known word that is nearest, else all of them where they are few, else ``others``.

    >>> did_you_mean("likly", ["certain", "likely", "hint"]), did_you_mean("x", ["certain", "likely"])
    ('did you mean `likely`?', 'known: certain, likely')
    """
    from difflib import get_close_matches  # only a mistake is worth its import

    if not known:
        return others
    close = get_close_matches(word.replace("_", "-").lower(), known, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"known: {', '.join(known)}" if len(known) <= _FEW else others
