"""The lines in which a literal is found, by one scan for all literals at once over the bytes of a document.

Literals and document are folded alike. Expressions that stand for all ways to write a literal would spare folding the
document, but thousands of them take half a minute to compile, and literals a tenth of a second.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any

try:
    import hyperscan

    _AVAILABLE = True
except ImportError:  # on platforms without a wheel; the plain engine gives the same results, slower
    _AVAILABLE = False


def is_available() -> bool:
    """Whether the library for the scan is there."""
    return _AVAILABLE


def library() -> str:
    """The library for the scan and its version, or "" where it is missing."""
    return f"hyperscan {hyperscan.__version__}" if _AVAILABLE else ""  # type: ignore[attr-defined]


class Scan:
    """Literals, each with the ids of those that look for it, ready for any number of documents and threads."""

    def __init__(self, literals: Mapping[str, Iterable[int]]) -> None:
        self._ids = list(map(tuple, literals.values()))
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=[literal.encode("utf-8", "surrogatepass") for literal in literals],
            ids=list(range(len(self._ids))),
            elements=len(self._ids),
            flags=0,
            literal=True,
        )
        self._local = threading.local()

    def hits(self, text: str) -> set[tuple[int, tuple[int, ...]]]:
        r"""The numbers of lines of a folded text in which literals are found, with who looks for them."""
        raw = text.encode("utf-8", "surrogatepass")
        hits: list[tuple[int, int]] = []

        def note(identifier: int, start: int, end: int, flags: int, context: object) -> None:
            hits.append((end, identifier))

        self._database.scan(raw, match_event_handler=note, scratch=self._scratch())
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
