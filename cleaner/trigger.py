"""Triggers: what a line says that is worth a look."""

from __future__ import annotations

from typing import NamedTuple

NOTHING: frozenset[str] = frozenset()


class Trigger(NamedTuple):
    """What a line may say so that a pattern could be found in it: one of all these strings is enough.

    ``lines`` are the letters of a whole line, ``openings`` those that it begins with (see ``cleaner/letters.py``),
    and ``within`` are folded strings that are in it. Of each set of ``also`` one folded string is in it as well.
    """

    lines: frozenset[str] = NOTHING
    openings: frozenset[str] = NOTHING
    within: frozenset[str] = NOTHING
    also: tuple[frozenset[str], ...] = ()
