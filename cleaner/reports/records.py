"""Records: removals as lines of JSON, from which a run can be explained and undone.

The first line names the version of the schema. A ``document`` record stands for each document that was changed, held,
skipped or failed; the ``removal`` records of a changed one follow it. All is ASCII, so that no tool on the way can
damage it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from cleaner.removal import Removal

VERSION = 1


def header() -> bytes:
    """The first line of a file of records."""
    return _line({"type": "header", "version": VERSION})


def document_record(
    *,
    path: str,
    form: str | None,
    state: str,
    reason: str | None,
    row: int | None = None,
    document_id: str | None = None,
    encoding: str | None = None,
    field: str | None = None,
    before: bytes | None = None,
    after: bytes | None = None,
    dropped_rules: Iterable[str] = (),
    marks: Iterable[str] = (),
    added: str = "",
    url: str | None = None,
    characters: int | None = None,
) -> bytes:
    """The record of a document, or of a whole file that could not be read as documents.

    ``before`` and ``after`` are its bytes, of which the hashes are noted; ``added`` is what was written into it, its
    marks, and is taken out again when it is restored; ``characters`` is how long its text was.
    """
    return _line(
        {
            "type": "document",
            "path": path,
            "row": row,
            "id": document_id,
            "format": form,
            "encoding": encoding,
            "field": field,
            "sha256-in": _hash(before),
            "sha256-out": _hash(after),
            "state": state,
            "reason": reason,
            "dropped-rules": list(dropped_rules),
            "marks": list(marks),
            "added": added,
            "url": url,
            "characters": characters,
        }
    )


def removal_fields(removal: Removal) -> dict[str, Any]:
    """A removal as the fields of a record."""
    return removal._asdict()


def removal_record(path: str, row: int | None, removal: Removal, written: str | None) -> bytes:
    """The record of a removal; ``written`` is how its text is written in the file where that is not the text itself."""
    record = {"type": "removal", "path": path, "row": row, **removal_fields(removal)}
    return _line(record if written is None else {**record, "written": written})


def removal_of(record: Mapping[str, Any]) -> tuple[Removal, str | None]:
    """The removal of a record, and how its text is written."""
    fields = {name: record[name] for name in Removal._fields}
    return Removal(**{**fields, "also": tuple(fields["also"])}), record.get("written")


def _hash(raw: bytes | None) -> str | None:
    return None if raw is None else sha256(raw).hexdigest()


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=True).encode("ascii") + b"\n"
