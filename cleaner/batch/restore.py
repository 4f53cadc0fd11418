"""Undoing a run: the output and its records give the input back, byte for byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from cleaner.batch.atomic import replacing
from cleaner.batch.report import SUMMARY
from cleaner.formats import CompressionError, Options, compression_of, format_named
from cleaner.reports.reading import RecordedDocument, RecordsError, read_documents

_PIECE_BYTES = 1 << 20


class RestoreError(Exception):
    """A run that can't be undone, and why."""


_Documents = dict[int | None, RecordedDocument]
"""The changed documents of a file by their rows."""


def restore_tree(out: Path, report: Path, back: Path) -> int:
    """Rebuild the input of a run in the folder ``back``, and return how many documents were restored.

    Raises ``RestoreError`` where a file is not what the run wrote; the files before it stand in ``back`` then.
    """
    if not out.is_dir():
        raise RestoreError(f"{out}: no such folder")
    if back.exists() and (not back.is_dir() or any(back.iterdir())):
        raise RestoreError(f"{back} is there already; name a new or empty folder")
    if out.resolve() in back.resolve().parents:
        raise RestoreError(f"{back} lies inside {out}; name another place")
    files = _changed_documents(report)
    begun_last = next(reversed(files), None) if _ended_early(report) else None
    restored = 0
    back.mkdir(parents=True, exist_ok=True)
    for source in sorted(out.rglob("*")):
        path = source.relative_to(out)
        target = back / path
        if source.is_symlink():
            target.symlink_to(source.readlink())
        elif source.is_dir():
            target.mkdir(exist_ok=True)
        else:
            documents = files.pop(path.as_posix(), {})
            _restore_file(source, target, documents)
            restored += len(documents)
    files.pop(begun_last or "", None)  # its records are written first, and the run may have ended in between
    if files:
        raise RestoreError(f"{out / min(files)} was written by the run and is not there any more")
    return restored


def _ended_early(report: Path) -> bool:
    try:
        return bool(json.loads((report / SUMMARY).read_bytes())["ended"] != "completed")
    except (OSError, ValueError, KeyError):
        return True  # killed before it could say how it ended


def _changed_documents(report: Path) -> dict[str, _Documents]:
    files: dict[str, _Documents] = {}
    try:
        for document in read_documents(report):
            if document.state == "cleaned" or document.added:
                files.setdefault(document.path, {})[document.row] = document
    except RecordsError as error:
        raise RestoreError(str(error)) from None
    return files


def _restore_file(source: Path, target: Path, documents: _Documents) -> None:
    with source.open("rb") as file, replacing(target, like=source) as restored:
        if not documents:
            shutil.copyfileobj(file, restored)
            return
        compression = compression_of(source)
        try:
            for raw in _restored(file if compression is None else compression.read_from(file), documents, source):
                restored.write(raw if compression is None else compression.compress(raw))
        except CompressionError as error:
            raise RestoreError(f"{source}: {error.strerror}; it is not what the run wrote") from None


def _restored(file: BinaryIO, documents: _Documents, source: Path) -> Iterator[bytes]:
    """The content of a file as it was, in pieces of some size."""
    if None in documents:
        yield _restore_entry(file.read(), documents[None], source)
        return
    piece, size = [], 0
    for raw in _restored_rows(file, documents, source):
        piece.append(raw)
        size += len(raw)
        if size >= _PIECE_BYTES:
            yield b"".join(piece)
            piece, size = [], 0
    yield b"".join(piece)


def _restored_rows(file: BinaryIO, documents: _Documents, source: Path) -> Iterator[bytes]:
    rows = 0
    for rows, raw in enumerate(file, start=1):
        document = documents.get(rows)
        yield raw if document is None else _restore_entry(raw, document, source)
    missing = [row for row in documents if row is not None and row > rows]
    if missing:
        raise RestoreError(f"{source}: its line {min(missing)} is missing; the run wrote it")


def _restore_entry(raw: bytes, document: RecordedDocument, source: Path) -> bytes:
    row = "" if document.row is None else f":{document.row}"
    if sha256(raw).hexdigest() != document.sha256_out:
        raise RestoreError(f"{source}{row}: changed since the run wrote it, so its removals can't be put back safely")
    added = document.added.encode("ascii")
    raw = b"".join(raw.rpartition(added)[::2]) if added else raw
    options = Options(document.format, document.encoding, document.field or "text")
    removals = list(zip(document.removals, document.written, strict=True))
    original = format_named(document.format, options).restored(raw, removals)
    if sha256(original).hexdigest() != document.sha256_in:
        raise RestoreError(f"{source}{row}: its records do not give the original; they are damaged")
    return original
