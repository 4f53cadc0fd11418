"""What can be told of a regular expression by reading it, before it is compiled: its size, and how it is anchored.

Packs are untrusted, and compiling `(?:(?:a{999}){999}){999}` takes all the memory there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod

import regex

_MAX_SIZE = 100_000
_MAX_DEPTH = 40
_DIGITS = len(str(_MAX_SIZE))
_PART = regex.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|(?P<open>\()|(?P<close>\))|(?P<or>\|)|\{(?P<least>\d+)(?:,\d*)?\}[+?]?|.",
    regex.DOTALL,
)
_LEAST = re.compile(r"\{(\d+)")
_ANCHORED = regex.compile(r"\^(?:\\.|[^\\])*\$", regex.DOTALL)


def excess(source: str) -> str | None:
    """What is too much in an expression to compile it, or None.

    >>> excess("^(?:x+x+)+y$"), excess("(?:(?:a{999}){999}){999}")
    (None, 'it is too large: its repetitions written out have over 100,000 parts')
    """
    if _is_small(source):
        return None
    sizes = [0]
    last = 0
    for part in _PART.finditer(source):
        if part["open"]:
            sizes.append(0)
        elif part["close"] and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        else:
            grown = last * (_count(part["least"]) - 1) if part["least"] else 1
            last = last + grown if part["least"] else 1
            sizes[-1] += grown
        if len(sizes) > _MAX_DEPTH:
            return f"it is nested too deeply: over {_MAX_DEPTH} groups in one another"
        if sizes[-1] > _MAX_SIZE:
            return f"it is too large: its repetitions written out have over {_MAX_SIZE:,} parts"
    return None


def is_anchored(source: str) -> bool:
    """Whether an expression matches whole lines alone: each of its alternatives is anchored at both ends.

    >>> is_anchored("^share|print$"), is_anchored("^(?:share|print)$"), is_anchored("^share$|^print$")
    (False, True, True)
    """
    return all(_ANCHORED.fullmatch(alternative) for alternative in _alternatives(source))


def _is_small(source: str) -> bool:
    """Whether an expression is as small as nearly all are, which is seen at once."""
    at_most = len(source) * prod(max(1, _count(least)) for least in _LEAST.findall(source))
    return source.count("(") <= _MAX_DEPTH and at_most <= _MAX_SIZE


def _count(digits: str) -> int:
    return int(digits) if len(digits) <= _DIGITS else _MAX_SIZE + 1


def _alternatives(source: str) -> Iterator[str]:
    depth = start = 0
    for part in _PART.finditer(source):
        depth += bool(part["open"]) - bool(part["close"])
        if part["or"] and depth == 0:
            yield source[start : part.start()]
            start = part.end()
    yield source[start:]
