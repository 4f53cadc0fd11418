"""The lines in which a literal is found, by one scan for all literals at once over the bytes of a document.

The literals are folded, the document is not: each character of a literal stands for all those that are folded to it. A
document with characters of which that cannot be said is folded first.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import filterfalse
from typing import Any

from cleaner.view import FOLDED, IRREGULAR, fold

try:
    import hyperscan

    _AVAILABLE = True
except ImportError:  # on platforms without a wheel; the plain engine gives the same results, slower
    _AVAILABLE = False

_IRREGULAR = 0
_ASCII = range(0x80)
_PIECE = re.compile(r"ss| +|\.+|.", re.DOTALL)
_ELLIPSIS = "\u2026"
_SHARP_S = ("\u00df", "\u1e9e")


def is_available() -> bool:
    """Whether the library for the scan is there."""
    return _AVAILABLE


def library() -> str:
    """The library for the scan and its version, or "" where it is missing."""
    return f"hyperscan {hyperscan.__version__}" if _AVAILABLE else ""  # type: ignore[attr-defined]


class Scan:
    """Literals, each with the ids of those that look for it, ready for any number of documents and threads."""

    def __init__(self, literals: Mapping[str, Iterable[int]]) -> None:
        self._ids = [(), *map(tuple, literals.values())]
        self._database = hyperscan.Database()
        expressions = [_any_irregular(), *map(_expression, literals)]
        self._database.compile(
            expressions=expressions,
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[hyperscan.HS_FLAG_SINGLEMATCH] + [hyperscan.HS_FLAG_CASELESS] * len(literals),
        )
        self._local = threading.local()

    def hits(self, text: str) -> set[tuple[int, tuple[int, ...]]]:
        r"""The numbers of lines in which literals are found, with who looks for them; lines end with ``\n`` alone."""
        found = self._found(text.encode("utf-8", "surrogatepass"))
        if found is None:
            rows = [fold(row).casefold() if IRREGULAR.search(row) else row for row in text.split("\n")]
            found = self._found("\n".join(rows).encode("utf-8", "surrogatepass"), irregular=True) or set()
        return found

    def _found(self, raw: bytes, *, irregular: bool = False) -> set[tuple[int, tuple[int, ...]]] | None:
        """What is found in the bytes of a text; None where it has irregular characters, unless they may be there."""
        hits: list[tuple[int, int]] = []

        def note(identifier: int, start: int, end: int, flags: int, context: object) -> bool | None:
            if identifier == _IRREGULAR:
                return None if irregular else True
            hits.append((end, identifier))
            return None

        try:
            self._database.scan(raw, match_event_handler=note, scratch=self._scratch())
        except hyperscan.ScanTerminated:
            return None
        found, line, position = set(), 0, 0
        for end, identifier in sorted(hits):
            line += raw.count(b"\n", position, end)
            position = end
            found.add((line, self._ids[identifier]))
        return found

    def _scratch(self) -> hyperscan.Scratch:
        """The working memory of the scan, of which each thread needs its own."""
        if not hasattr(self._local, "scratch"):
            self._local.scratch = hyperscan.Scratch(self._database)
        scratch: hyperscan.Scratch = self._local.scratch
        return scratch

    def __getstate__(self) -> dict[str, Any]:
        return {"ids": self._ids, "database": hyperscan.dumpb(self._database)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._ids = state["ids"]
        self._database = hyperscan.loadb(state["database"], hyperscan.HS_MODE_BLOCK)
        self._local = threading.local()


def _expression(literal: str) -> bytes:
    """An expression for the bytes of all texts that are folded to a literal, or to its capitals."""
    return b"".join(map(_piece, _PIECE.findall(literal)))


def _piece(piece: str) -> bytes:
    if piece == "ss":
        return _either((piece, *_SHARP_S))
    if piece[0] == ".":  # an ellipsis is a character of its own, or three
        stop, ellipsis = _either(_same(".")), _quoted(_ELLIPSIS.encode())
        any_of_both = b"(?:%b|%b)*" % (stop, ellipsis)
        return b"(?:%b%b%b|%b{%d})" % (any_of_both, ellipsis, any_of_both, stop, len(piece))
    return _either(_same(piece[0])) + (b"+" if piece[0] == " " else b"")


def _either(strings: Iterable[str]) -> bytes:
    quoted = sorted(_quoted(string.encode("utf-8", "surrogatepass")) for string in strings)
    return quoted[0] if len(quoted) == 1 else b"(?:" + b"|".join(quoted) + b")"


def _quoted(raw: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in raw)


def _same(character: str) -> tuple[str, ...]:
    """The characters that a view or a search without regard to case takes for this one."""
    return (character, *_others().get(character, ()))


@cache
def _others() -> dict[str, set[str]]:
    others: dict[str, set[str]] = {}
    for character in filterfalse(IRREGULAR.match, map(chr, range(0x80, sys.maxunicode + 1))):
        folded = FOLDED.get(ord(character), character).casefold()
        if folded != character and len(folded) == 1:
            others.setdefault(folded, set()).add(character)
    for code, folded in FOLDED.items():
        if code in _ASCII:
            others.setdefault(folded, set()).add(chr(code))
    return others


def _any_irregular() -> bytes:
    """An expression for the bytes of any irregular character."""
    last_bytes: dict[bytes, set[int]] = {}
    for character in filter(IRREGULAR.match, map(chr, range(0x80, sys.maxunicode + 1))):
        raw = character.encode()
        last_bytes.setdefault(raw[:-1], set()).add(raw[-1])
    prefixes: dict[bytes, list[bytes]] = {}
    for prefix, last in last_bytes.items():
        prefixes.setdefault(_quoted(bytes(last)), []).append(_quoted(prefix))
    return b"|".join(b"(?:%b)[%b]" % (b"|".join(prefix), last) for last, prefix in prefixes.items())
