"""The texts of documents as they were before a run, put together from its output and its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from cleaner.document import Document
from cleaner.formats import Options, format_named, opened
from cleaner.reports.reading import Place, RecordedDocument


class Original(NamedTuple):
    """A document as it was; without one, why it can't be shown."""

    told: RecordedDocument
    document: Document | None
    problem: str = ""


def originals(out: Path, wanted: Iterable[RecordedDocument]) -> Iterator[Original]:
    """The documents as they were, file by file; each file is read once, and not beyond the last row that is wanted."""
    files: dict[str, dict[Place, RecordedDocument]] = {}
    for told in wanted:
        files.setdefault(told.place[0], {})[told.place] = told
    for path, documents in files.items():
        yield from _of_file(out, path, documents)


def _of_file(out: Path, path: str, documents: dict[Place, RecordedDocument]) -> Iterator[Original]:
    waiting = dict(documents)
    try:
        if not (out / path).resolve().is_relative_to(out.resolve()):
            raise OSError(0, "it is not in the output folder")
        with opened(out / path) as file:
            if (path, None) in waiting:
                yield _original(waiting.pop((path, None)), file.read())
            for row, raw in enumerate(file, start=1) if waiting else ():
                if (path, row) in waiting:
                    yield _original(waiting.pop((path, row)), raw)
                    if not waiting:
                        break
    except OSError as error:
        for told in waiting.values():
            yield Original(told, None, f"the output can't be read: {error.strerror}")
        return
    for told in waiting.values():
        yield Original(told, None, "it is not in the output any more")


def _original(told: RecordedDocument, raw: bytes) -> Original:
    if sha256(raw).hexdigest() != told.sha256_out:
        return Original(told, None, "its file was changed since the run wrote it")
    added = told.added.encode("ascii")
    raw = b"".join(raw.rpartition(added)[::2]) if added else raw
    form = format_named(told.format or "text", Options(told.format, told.encoding or "utf-8", told.field or "text"))
    restored = form.restored(raw, list(zip(told.removals, told.written, strict=True))) if told.removals else raw
    if form.name == "html":
        return Original(told, Document(restored.decode("utf-8").removesuffix("\n")))
    entry = next(form.entries(BytesIO(restored)), None)
    return Original(told, entry.document if entry else None, (entry and entry.problem) or "")
