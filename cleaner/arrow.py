"""Cleaning over Arrow: one step from batch to batch, which every engine that maps batches can run.

What becomes of a row is told in the row itself, so that nothing needs a place of its own on a cluster, and no document
can end a job: one that can't be treated keeps its text, and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, islice, repeat
from typing import Any, TypeVar

import pyarrow as pa

from cleaner.api import Cleaner
from cleaner.batch.treat import Treated, treat
from cleaner.formats.fields import Path
from cleaner.formats.parquet_columns import find, is_text, texts_in, type_at, values_in, with_texts
from cleaner.formats.value import MAX_DOCUMENT, Value, value_of
from cleaner.settings import SettingError

_TEXT = pa.string()
_REMOVAL = pa.struct(
    {"rule": _TEXT, "category": _TEXT, "start": pa.int64(), "end": pa.int64(), "text": _TEXT},
)
ADDED = pa.schema({"cleaner_removals": pa.list_(_REMOVAL), "cleaner_status": _TEXT, "cleaner_error": _TEXT})
"""The columns that are added: what was removed, what became of the row, and why it was left as it is, if it was.

The offsets of a removal are those of characters in the text as it was.
"""

_NO_TEXT = Value(b"", problem="there is no text")

Batch = TypeVar("Batch", pa.RecordBatch, pa.Table)


class CleanBatch:
    """Cleans the texts of batches whose columns it knows.

    It travels with its cleaner's rules, so that all workers clean with just those of the process that made it.
    """

    def __init__(
        self,
        *,
        text: str = "text",
        id: str | None = None,  # noqa: A002 - what the column is called everywhere
        url: str | None = None,
        language: str | None = None,
        max_document: int | None = MAX_DOCUMENT,
        cleaner: Cleaner | None = None,
    ) -> None:
        """Name the columns, or paths into their structs.

        A ``url`` chooses site packs, a ``language`` narrows the packs, an ``id`` stands before the error of its row.
        Without a ``cleaner`` it is one with the built-in packs and those that are installed.
        """
        self.text = text
        self.id = id
        self.url = url
        self.language = language
        self.max_document = max_document
        self.cleaner = cleaner or _usual_cleaner()

    def __call__(self, batch: Batch) -> Batch:
        """The batch with its texts cleaned, and with ``ADDED``; its other columns are the very same.

        Raises ``SettingError`` where a named column is missing, or one that is to be added is there already.
        """
        path = _path(batch.schema, "text", self.text)
        _refuse_another_cleaning(batch.schema)
        index, treated = batch.schema.get_field_index(path[0]), self._treated(batch, path)
        chunks = _chunks(batch, path[0])
        rows = [list(islice(treated, len(chunk))) for chunk in chunks]
        texts = [_with_outputs(chunk, path[1:], done) for chunk, done in zip(chunks, rows, strict=True)]
        if any(text is not chunk for text, chunk in zip(texts, chunks, strict=True)):
            field = batch.schema.field(index)
            batch = batch.set_column(index, field, _column(batch, field, texts))
        for field, *arrays in zip(ADDED, *map(_added, rows), strict=True):
            batch = batch.append_column(field, _column(batch, field, arrays))
        return batch

    def batches(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """One batch after the other, for engines that give an iterator."""
        return map(self, batches)

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """The schema of what comes out."""
        return pa.schema([*schema, *ADDED], schema.metadata)

    def _treated(self, batch: Any, path: Path) -> Iterator[Treated]:  # noqa: ANN401 - pyarrow has no types
        """What becomes of each row."""
        nothing = _without_text(batch.schema, path)
        known = [_strings(batch, name, getattr(self, name)) for name in ("id", "url", "language")]
        for raw, row, url, language in zip(_raws(batch, path), *known, strict=False):
            entry = nothing if raw is None else value_of(raw, self.max_document, row, url, language)
            treated = treat(entry, self.cleaner)
            yield treated._replace(reason=f"{row}: {treated.reason}") if row and treated.reason else treated


def clean_batch(
    batch: Batch,
    *,
    text: str = "text",
    id: str | None = None,  # noqa: A002
    url: str | None = None,
    language: str | None = None,
    max_document: int | None = MAX_DOCUMENT,
    cleaner: Cleaner | None = None,
) -> Batch:
    r"""Clean the texts of one batch; the parameters are those of ``CleanBatch``.

    >>> batch = pa.record_batch({"text": ["Advertisement\n\nThe council met.\n", None], "id": [1, 2]})
    >>> cleaned = clean_batch(batch, id="id")
    >>> cleaned["text"].to_pylist(), cleaned["cleaner_status"].to_pylist(), cleaned["cleaner_error"].to_pylist()
    (['The council met.\n', None], ['cleaned', 'skipped'], [None, '2: there is no text'])
    """
    step = CleanBatch(text=text, id=id, url=url, language=language, max_document=max_document, cleaner=cleaner)
    return step(batch)


@lru_cache
def _usual_cleaner() -> Cleaner:
    return Cleaner()


def _path(schema: pa.Schema, setting: str, name: str) -> Path:
    path = find(schema, name)
    if path is None:
        raise SettingError(setting, name, f"no column `{name}` ({', '.join(schema.names)})")
    return path


def _refuse_another_cleaning(schema: pa.Schema) -> None:
    for name in ADDED.names:
        if name in schema.names:
            problem = f"there is a column `{name}` already, of an earlier cleaning: rename it, so that it is not lost"
            raise SettingError("column", name, problem)


def _without_text(schema: pa.Schema, path: Path) -> Value:
    """What stands for rows without a text, which are all of them where the column is of another type."""
    kind = type_at(schema, path)
    is_usual = is_text(schema, path) or pa.types.is_null(kind)
    return _NO_TEXT if is_usual else Value(b"", problem=f"it is no text but {kind}")


def _chunks(batch: Any, name: str) -> list[Any]:  # noqa: ANN401
    column = batch.column(name)
    return column.chunks if isinstance(batch, pa.Table) else [column]


def _column(batch: Any, field: pa.Field, arrays: Sequence[Any]) -> Any:  # noqa: ANN401
    """The chunks of a column as one, as it has to be for a batch of that type."""
    return pa.chunked_array(arrays, field.type) if isinstance(batch, pa.Table) else arrays[0]


def _raws(batch: Any, path: Path) -> Iterator[bytes | None]:  # noqa: ANN401
    """The texts of all rows as they are encoded; None where there is none."""
    holds_text = is_text(batch.schema, path)
    for chunk in _chunks(batch, path[0]):
        yield from texts_in(chunk, path[1:]) if holds_text else repeat(None, len(chunk))


def _strings(batch: Any, setting: str, name: str | None) -> Iterator[str | None]:  # noqa: ANN401
    """What a column tells of all rows; None for each where it is not named."""
    if name is None:
        return repeat(None)
    path = _path(batch.schema, setting, name)
    if is_text(batch.schema, path):
        return (None if raw is None else raw.decode(errors="replace") for raw in _raws(batch, path))
    kind = type_at(batch.schema, path)
    if not pa.types.is_integer(kind) and not pa.types.is_null(kind):
        raise SettingError(setting, name, f"the column `{name}` is no text but {kind}")
    values = (value for chunk in _chunks(batch, path[0]) for value in values_in(chunk, path[1:]))
    return (None if value is None else str(value) for value in values)


def _with_outputs(chunk: Any, path: Path, treated: list[Treated]) -> Any:  # noqa: ANN401
    """A chunk of the texts with what they became; the very same where that is what they were."""
    if not any(one.has_changed for one in treated):
        return chunk
    return with_texts(chunk, path, [None if one.entry is _NO_TEXT else one.output for one in treated])


def _added(treated: list[Treated]) -> tuple[Any, Any, Any]:
    """The columns of ``ADDED`` for some rows."""
    removals = [removal for one in treated for removal in one.removals]
    fields = [pa.array([getattr(removal, field.name) for removal in removals], field.type) for field in _REMOVAL]
    offsets = pa.array([0, *accumulate(len(one.removals) for one in treated)], pa.int32())
    return (
        pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(fields, fields=list(_REMOVAL))),
        pa.array([one.state for one in treated], _TEXT),
        pa.array([one.reason for one in treated], _TEXT),
    )
