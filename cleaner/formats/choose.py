"""Which format a file is in: as told, else by its name."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from os.path import splitext
from pathlib import PurePath
from typing import NamedTuple

from cleaner.formats.compression import COMPRESSED
from cleaner.formats.entry import Format
from cleaner.formats.fields import USUAL, Fields
from cleaner.user_error import UserError

_BY_SUFFIX = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
FORMAT_NAMES = tuple(dict.fromkeys(_BY_SUFFIX.values()))


class Options(NamedTuple):
    """How to read inputs; ``format`` None goes by each file's name.

    ``mark_field`` is the field of a JSONL line into which marks are written, if any, and ``max_document`` the bytes of
    a document above which it is skipped.
    """

    format: str | None = None
    encoding: str = "utf-8"
    fields: Fields = USUAL
    mark_field: str | None = None
    max_document: int | None = None


class MissingLibraryError(UserError):
    """A format whose library is not installed; the message gives the command that installs it."""

    def __init__(self, name: str, library: str, extra: str) -> None:
        super().__init__(f"{name} is read by {library}, which is not installed: pip install 'boilerstrip[{extra}]'")


@lru_cache
def format_named(name: str, options: Options) -> Format:
    """The format of a name in ``FORMAT_NAMES``; raises ``MissingLibraryError``."""
    match name:
        case "text":
            from cleaner.formats.text import TextFormat

            return TextFormat(options.encoding, options.max_document)
        case "markdown":
            from cleaner.formats.markdown import MarkdownFormat

            return MarkdownFormat(options.encoding, options.max_document)
        case "jsonl":
            from cleaner.formats.jsonl import JsonlFormat

            return JsonlFormat(options.fields, options.mark_field, options.max_document)
        case "parquet":
            _ask_for("pyarrow", name)
            from cleaner.formats.parquet import ParquetFormat

            return ParquetFormat(options.fields, options.max_document)
        case "warc":
            _ask_for("fastwarc", name)
            from cleaner.formats.warc import WarcFormat

            return WarcFormat(options.mark_field, options.max_document)
        case _:
            from cleaner.formats.html import HtmlFormat

            return HtmlFormat(options.max_document)


def format_of(path: PurePath, options: Options) -> Format | None:
    """The format of a file: as the options tell, else by its suffix, compression aside; None where it is unknown."""
    return format_of_name(path.name, options)


def format_of_name(file: str, options: Options) -> Format | None:
    """The format of a file by its name alone: of a million files it would take its time to make paths.

    >>> [form and form.name for form in (format_of_name(name, Options()) for name in ("a.txt.GZ", "a.gz", ".txt"))]
    ['text', None, None]
    """
    inner, suffix = splitext(file)  # noqa: PTH122 - as it says
    if suffix.lower() in COMPRESSED:
        suffix = splitext(inner)[1]  # noqa: PTH122
    name = options.format or _BY_SUFFIX.get(suffix.lower())
    return None if name is None else format_named(name, options)


def _ask_for(library: str, extra: str) -> None:
    if find_spec(library) is None:
        raise MissingLibraryError(extra, library, extra)
