"""Which format a file is in: as told, else by its name."""

from __future__ import annotations

from pathlib import PurePath
from typing import NamedTuple

from cleaner.formats.compression import without_suffix
from cleaner.formats.entry import Format

_BY_SUFFIX = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
FORMAT_NAMES = tuple(dict.fromkeys(_BY_SUFFIX.values()))


class Options(NamedTuple):
    """How to read inputs; ``format`` None goes by each file's name.

    ``mark_field`` is the field of a JSONL line into which marks are written, if any.
    """

    format: str | None = None
    encoding: str = "utf-8"
    text_field: str = "text"
    mark_field: str | None = None


def format_named(name: str, options: Options) -> Format:
    """The format of a name in ``FORMAT_NAMES``."""
    match name:
        case "text":
            from cleaner.formats.text import TextFormat

            return TextFormat(options.encoding)
        case "jsonl":
            from cleaner.formats.jsonl import JsonlFormat

            return JsonlFormat(options.text_field, mark_field=options.mark_field)
        case _:
            from cleaner.formats.html import HtmlFormat

            return HtmlFormat()


def format_of(path: PurePath, options: Options) -> Format | None:
    """The format of a file: as the options tell, else by its suffix, compression aside; None where it is unknown."""
    name = options.format or _BY_SUFFIX.get(without_suffix(path).suffix.lower())
    return None if name is None else format_named(name, options)
