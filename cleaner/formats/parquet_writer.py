"""A Parquet file written as another one is: schema, metadata, row groups, and each column's codec and encoding."""

from __future__ import annotations

import io
from types import TracebackType
from typing import Any

import pyarrow.parquet as pq

from cleaner.formats.compression import Sink

_ARROW_SCHEMA = b"ARROW:schema"
_ENCODINGS = ("DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT")
_CODECS = {"UNCOMPRESSED": "none"}


class Copy:
    """A copy of a file that begins to be written with the first row group that has changed."""

    def __init__(self, source: pq.ParquetFile, target: Sink) -> None:
        self._source = source
        self._target = _Output(target)
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Copy:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._target.is_given_up = error is not None
        if self._writer is not None:
            self._writer.close()

    @property
    def has_begun(self) -> bool:
        """Whether anything was written."""
        return self._writer is not None

    def put(self, index: int, table: Any, *, has_changed: bool) -> None:  # noqa: ANN401 - pyarrow has no types
        """Add a row group, the ones before it first."""
        if self._writer is None and has_changed:
            self._writer = _writer(self._source, self._target)
            for before in range(index):
                self._write(self._source.read_row_group(before, use_threads=False))
        if self._writer is not None:
            self._write(table)

    def _write(self, table: Any) -> None:  # noqa: ANN401
        assert self._writer is not None, "there is something to write"
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))

    @staticmethod
    def is_faithful(source: pq.ParquetFile) -> bool:
        """Whether the schema of a file would be the same in a copy; some old types can't be written any more."""
        probe = io.BytesIO()
        try:
            _writer(source, probe).close()
            copy = pq.ParquetFile(io.BytesIO(probe.getvalue()))
        except (ValueError, NotImplementedError):
            return False
        is_same = copy.schema_arrow.equals(source.schema_arrow, check_metadata=True)
        return bool(is_same and _columns(copy) == _columns(source))


def _columns(file: pq.ParquetFile) -> list[Any]:
    """All that a schema says but for its own name, which each program that writes gives as it likes."""
    return [file.schema.column(index) for index in range(len(file.schema))]


class _Output(io.RawIOBase):
    """A file as the library wants it, which writes its end even after an error."""

    def __init__(self, target: Sink) -> None:
        self._target = target
        self.is_given_up = False

    def writable(self) -> bool:
        return True

    def write(self, raw: Any) -> int:  # noqa: ANN401 - typing has no name for it before 3.12
        if not self.is_given_up:
            self._target.write(bytes(raw))
        return len(raw)


def _writer(source: pq.ParquetFile, target: io.IOBase) -> pq.ParquetWriter:
    metadata = source.metadata
    group = metadata.row_group(0) if metadata.num_row_groups else None
    columns = [group.column(index) for index in range(group.num_columns)] if group else []
    names = [column.path_in_schema for column in columns]
    with_dictionary = [column.path_in_schema for column in columns if column.has_dictionary_page]
    encodings = {
        column.path_in_schema: encoding
        for column in columns
        if not column.has_dictionary_page
        for encoding in _ENCODINGS
        if encoding in column.encodings
    }
    known = metadata.metadata or {}
    writer = pq.ParquetWriter(
        target,
        source.schema_arrow,
        version=metadata.format_version,
        compression={column.path_in_schema: _codec(column.compression) for column in columns} or "none",
        use_dictionary=with_dictionary,
        column_encoding=encodings or None,
        write_statistics=[column.path_in_schema for column in columns if column.is_stats_set],
        write_page_index=any(column.has_offset_index for column in columns),
        use_deprecated_int96_timestamps=any(column.physical_type == "INT96" for column in columns),
        use_compliant_nested_type=not any(".list." in name and ".list.element" not in name for name in names),
        sorting_columns=group.sorting_columns if group else None,
        store_schema=_ARROW_SCHEMA in known,
    )
    if known and _ARROW_SCHEMA not in known:
        writer.add_key_value_metadata(known)  # which goes with the schema of Arrow else
    return writer


def _codec(name: str) -> str:
    return _CODECS.get(name, name.lower())
