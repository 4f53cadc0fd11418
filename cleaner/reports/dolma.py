"""Removals as attributes of documents, as the tools of the Dolma corpus read them.

A file of attributes has a line for each document of a file, in the same order, with the same id and with spans of the
original text, so that the original documents can be mixed without what was removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from cleaner.removal import Removal

_PREFIX = "boilerstrip__"
_ALL = f"{_PREFIX}removed"
_SCORES = {"certain": 1.0, "likely": 0.5}


def attributes(document_id: str | None, removals: Iterable[Removal]) -> bytes:
    r"""The line of a document: all spans under one name, and those of each category under its own.

    >>> notice = Removal(0, 7, "Share!\n", "any/share", (), "share", "certain", 1, "certain")
    >>> attributes("a1", [notice])
    b'{"id": "a1", "attributes": {"boilerstrip__removed": [[0, 7, 1.0]], "boilerstrip__share": [[0, 7, 1.0]]}}\n'
    """
    spans: dict[str, list[tuple[int, int, float]]] = {_ALL: []}
    for removal in removals:
        span = (removal.start, removal.end, _SCORES[removal.confidence])
        for name in (_ALL, f"{_PREFIX}{removal.category}"):
            spans.setdefault(name, []).append(span)
    return json.dumps({"id": document_id, "attributes": spans}).encode("ascii") + b"\n"
