"""Columns of a table by their paths, into structs too, and the texts in them as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from cleaner.formats.fields import Path, paths

_TEXT_TYPES = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
)
_ROWS = 64


def find(schema: Any, name: str) -> Path | None:  # noqa: ANN401 - pyarrow has no types
    """The path that a name means in a schema."""
    return next((path for path in paths(name) if type_at(schema, path) is not None), None)


def is_text(schema: Any, path: Path) -> bool:  # noqa: ANN401
    """Whether a column holds texts, or bytes that may be."""
    kind = type_at(schema, path)
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(is_one(kind) for is_one in _TEXT_TYPES)


def values(table: Any, path: Path) -> list[Any]:  # noqa: ANN401
    """The values of a column."""
    return [value for chunk in table.column(path[0]).chunks for value in values_in(chunk, path[1:])]


def values_in(array: Any, path: Path) -> list[Any]:  # noqa: ANN401
    """The values of an array or of a field of its structs."""
    values: list[Any] = _leaf(array, path).to_pylist()
    return values


def pieces(table: Any, path: Path) -> Iterator[Any]:  # noqa: ANN401
    """A column some rows at a time, because texts take their memory once more where they are looked at one by one."""
    for chunk in table.column(path[0]).chunks:
        for start in range(0, len(chunk), _ROWS):
            yield chunk.slice(start, _ROWS)


def texts(table: Any, path: Path) -> Iterator[bytes | None]:  # noqa: ANN401
    """The texts of a column, as they are encoded."""
    for piece in pieces(table, path):
        yield from texts_in(piece, path[1:])


def texts_in(array: Any, path: Path) -> list[bytes | None]:  # noqa: ANN401
    """The texts of an array or of a field of its structs, as they are encoded."""
    array = _leaf(array, path)
    array = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
    raws: list[bytes | None] = array.cast(pa.large_binary()).to_pylist()
    return raws


def with_texts(array: Any, path: Path, raws: list[bytes | None]) -> Any:  # noqa: ANN401
    """A column with other texts, of the same type, its nulls where they were."""
    if not path:
        return _as_type(pa.array(raws, pa.large_binary()), array.type)
    children = array.flatten()
    index = array.type.get_field_index(path[0])
    children[index] = with_texts(children[index], path[1:], raws)
    return pa.StructArray.from_arrays(children, fields=list(array.type), mask=array.is_null())


def _as_type(array: Any, kind: Any) -> Any:  # noqa: ANN401
    if not pa.types.is_dictionary(kind):
        return array.cast(kind, safe=False)  # what is no UTF-8 is as it was
    encoded = array.cast(kind.value_type, safe=False).dictionary_encode()
    return pa.DictionaryArray.from_arrays(
        encoded.indices.cast(kind.index_type), encoded.dictionary, ordered=kind.ordered
    )


def type_at(schema: Any, path: Path) -> Any:  # noqa: ANN401
    """The type at a path; None where there is nothing, or where a name stands for two columns."""
    kind = schema
    for name in path:
        is_struct = kind is schema or pa.types.is_struct(kind)
        index = kind.get_field_index(name) if is_struct else -1
        if index < 0:
            return None
        kind = kind.field(index).type
    return kind


def _leaf(array: Any, path: Path) -> Any:  # noqa: ANN401
    for name in path:
        array = array.flatten()[array.type.get_field_index(name)]
    return array
