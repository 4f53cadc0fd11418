"""Parquet: one of its columns is the text, and all else is written again as it was read.

Row group by row group; a file in which nothing changes is copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, BinaryIO, ClassVar, NamedTuple, cast

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.formats.compression import Sink
from cleaner.formats.entry import Entry, Format
from cleaner.formats.fields import USUAL, Fields, Path
from cleaner.formats.parquet_columns import find, is_text, pieces, texts, values, with_texts
from cleaner.formats.parquet_writer import Copy
from cleaner.formats.text import TextEntry, TextFormat
from cleaner.removal import Removal


class _Source(NamedTuple):
    """An open file, and where it has its text and what is known about it."""

    file: pq.ParquetFile
    text: Path
    known: dict[str, Path]

    def groups(self) -> Iterator[Any]:
        """The row groups as tables."""
        return (self.file.read_row_group(index, use_threads=False) for index in range(self.file.num_row_groups))


class ParquetFormat(Format):
    """Parquet, and the names of the columns that matter. A row without a text is no document."""

    name: ClassVar[str] = "parquet"
    is_plain: ClassVar[bool] = False

    def __init__(self, fields: Fields = USUAL, max_bytes: int | None = None) -> None:
        self.max_bytes = max_bytes
        self.text_field = fields.text
        self._fields = fields
        self._values = TextFormat(self.encoding, max_bytes)

    def entries(self, stream: BinaryIO) -> Iterator[Entry]:
        """An entry for each text, its bytes those of the text."""
        with _as_os_errors():
            source = self._source(_seekable(stream))
            if isinstance(source, Entry):
                yield source
                return
            rows = 0
            for table in source.groups():
                yield from filter(None, self._rows(table, source, rows))
                rows += table.num_rows

    def rewrite(self, stream: BinaryIO, target: Sink, become: Callable[[Entry], bytes]) -> None:
        """Write the table with other texts; where none is another one, the file is copied."""
        stream = _seekable(stream)
        with _as_os_errors():
            source = self._source(stream)
            if isinstance(source, Entry):
                become(source)
            elif self._rewrite(source, target, become):
                return
        stream.seek(0)
        copyfileobj(stream, target)

    def restored(self, raw: bytes, removals: list[tuple[Removal, str | None]]) -> bytes:
        """The text as it was."""
        return self._values.restored(raw, removals)

    def _source(self, stream: BinaryIO) -> _Source | Entry:
        """The file, or the entry that says why it can't be treated."""
        file = pq.ParquetFile(stream)
        schema = file.schema_arrow
        path = find(schema, self._fields.text)
        if path is None:
            columns = ", ".join(schema.names)
            return _problem(f"no column `{self._fields.text}`; name that of the text with --text-field ({columns})")
        if not is_text(schema, path):
            return _problem(f"the column `{self._fields.text}` is no text")
        if not Copy.is_faithful(file):
            return _problem("its schema could not be written back as it is")
        known = {name: find(schema, getattr(self._fields, name)) for name in ("id", "url", "language", "date")}
        return _Source(file, path, {name: found for name, found in known.items() if found is not None})

    def _rewrite(self, source: _Source, target: Sink, become: Callable[[Entry], bytes]) -> bool:
        """Write the file from the first text on that is another one; false where none is."""
        rows = 0
        with Copy(source.file, target) as copy:
            for index, table in enumerate(source.groups()):
                changed = self._changed(table, source, rows, become)
                rows += table.num_rows
                copy.put(index, table if changed is None else changed, has_changed=changed is not None)
            return copy.has_begun

    def _changed(self, table: Any, source: _Source, rows: int, become: Callable[[Entry], bytes]) -> Any:  # noqa: ANN401 - pyarrow has no types
        """A row group with other texts; None where none is another one."""
        entries = self._rows(table, source, rows)
        written, has_changed = [], False
        for piece in pieces(table, source.text):
            before = [None if entry is None else (entry.raw, become(entry)) for entry in islice(entries, len(piece))]
            is_same = all(pair is None or pair[0] == pair[1] for pair in before)
            after = None if is_same else [pair and pair[1] for pair in before]
            written.append(piece if after is None else with_texts(piece, source.text[1:], after))
            has_changed = has_changed or not is_same
        if not has_changed:
            return None
        index = table.schema.get_field_index(source.text[0])
        field = table.schema.field(index)
        return table.set_column(index, field, pa.chunked_array(written, field.type))

    def _rows(self, table: Any, source: _Source, rows: int) -> Iterator[Entry | None]:  # noqa: ANN401
        """An entry for each row of a row group; None where there is no text."""
        known = {name: values(table, path) for name, path in source.known.items()}
        for index, raw in enumerate(texts(table, source.text)):
            if raw is None:
                yield None
                continue
            entry = self._values.entry(raw)
            entry.row = rows + index + 1
            if entry.document is not None:
                told = {name: column[index] for name, column in known.items() if isinstance(column[index], str)}
                entry.date = column[index] if (column := known.get("date")) else None
                told.pop("date", None)
                entry.document = entry.document._replace(**told)
            yield entry


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Errors of the library as what can't be read."""
    try:
        yield
    except pa.ArrowException as error:
        raise OSError(0, f"it can't be read as Parquet: {error}") from None


def _seekable(stream: BinaryIO) -> BinaryIO:
    """The end of a file is read first, so what comes as a stream has to become one; not in memory, it may be large."""
    if stream.seekable():
        return stream
    file = TemporaryFile()  # noqa: SIM115 - it is gone when nobody reads it any more
    copyfileobj(stream, file)
    return cast("BinaryIO", file)


def _problem(problem: str) -> Entry:
    return TextEntry(b"", "utf-8", problem=problem)
