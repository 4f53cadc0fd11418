"""The texts of documents as they were before a run, put together from its output and its records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cleaner.formats import Entry, Fields, Format, MissingLibraryError, Options, format_named, opened
from cleaner.removal import restore
from cleaner.reports.reading import Place, RecordedDocument


class Original(NamedTuple):
    """A document as it was; without a text, why it can't be had. What went from it is known all the same."""

    told: RecordedDocument
    text: str | None
    problem: str = ""


def originals(out: Path, wanted: Iterable[RecordedDocument]) -> Iterator[Original]:
    """The documents as they were, file by file; each file is read once, and not beyond the last row that is wanted."""
    files: dict[str, dict[Place, RecordedDocument]] = {}
    for told in wanted:
        files.setdefault(told.path, {})[told.place] = told
    for path, documents in files.items():
        yield from _of_file(out, path, documents)


def _of_file(out: Path, path: str, documents: dict[Place, RecordedDocument]) -> Iterator[Original]:
    waiting = dict(documents)
    problem = "it is not in the output any more"
    try:
        if not (out / path).resolve().is_relative_to(out.resolve()):
            raise OSError(0, "it is not in the output folder")
        form = _format_of(next(iter(waiting.values())))
        with opened(out / path) as file:
            for row, entry in _entries(form, file, {row for _, row in waiting}):
                told = waiting.pop((path, row), None)
                if told is not None:
                    yield _original(told, entry)
                if not waiting:
                    return
    except OSError as error:
        problem = f"the output can't be read: {error.strerror}"
    except MissingLibraryError as error:
        problem = str(error)
    for told in waiting.values():
        yield Original(told, None, problem)


def _format_of(told: RecordedDocument) -> Format:
    """The format in which the output is written."""
    form, encoding = told.format or "text", told.encoding or "utf-8"
    return format_named(form, Options(form, encoding, Fields(told.field or "text"))).output


def _entries(form: Format, file: BinaryIO, rows: Collection[int | None]) -> Iterator[tuple[int | None, Entry]]:
    """The entries of some rows, and where it is no more work those between."""
    if form.name != "jsonl":
        yield from ((entry.row, entry) for entry in form.entries(file))
        return
    for row, raw in enumerate(file, start=1):  # lines that nobody wants need not be understood
        if row in rows:
            yield row, next(iter(form.entries(BytesIO(raw))))


def _original(told: RecordedDocument, entry: Entry) -> Original:
    if sha256(entry.raw).hexdigest() != told.sha256_out:
        return Original(told, None, "its file was changed since the run wrote it")
    if entry.document is None:
        return Original(told, None, entry.problem or "there is no text in it")
    return Original(told, restore(entry.document.text, told.removals))
