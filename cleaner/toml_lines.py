"""Where things are written in a TOML file, whose reader tells values and not their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_KEY = r"""(?:^|[\[.{{,])\s*["']?{}["']?\s*[\].=]"""


def line_of(text: str, keys: Iterable[str], value: str | None = None) -> int | None:
    r"""The line from 1 on which the last of some keys is written, each within the one before it.

    With a value it is the line of that text, which may come below its key. None where nothing of it is found.

    >>> line_of("[tool.other]\nskip = 1\n[tool.cleaner]\nskip = [\n  'promos',\n]", ["tool", "cleaner", "skip"])
    4
    >>> line_of("skip = [\n  'promos',\n]", ["skip"], "promos")
    2
    """
    lines = ["" if line.lstrip().startswith("#") else line for line in text.splitlines()]
    found = None
    for key in keys:
        pattern = re.compile(_KEY.format(re.escape(key)))
        found = _first(lines, found or 0, pattern) if found is None or pattern.search(lines[found]) is None else found
        if found is None:
            return None
    if value is not None and found is not None:
        written = re.compile("|".join(re.escape(quoted) for quoted in (f'"{value}"', f"'{value}'", _escaped(value))))
        below = _first(lines, found, written)
        found = found if below is None else below
    return None if found is None else found + 1


def _first(lines: Sequence[str], start: int, pattern: re.Pattern[str]) -> int | None:
    return next((index for index in range(start, len(lines)) if pattern.search(lines[index])), None)


def _escaped(value: str) -> str:
    """A text as it stands between quotes where it has escapes."""
    return value.replace("\\", "\\\\").replace('"', '\\"')
