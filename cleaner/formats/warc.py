"""WARC and WET: the texts of a web archive, as JSONL.

A record of converted text (WET) is a document as it is, a page that a server sent is extracted as an HTML file is. What
a builder of corpora reads next is JSONL, so that is what is written: a line a document, with its id, url, date and
text. All else in the archive (requests, images, redirects, pages of errors) is no document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import Any, BinaryIO, ClassVar, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleaner.document import Document
from cleaner.formats.compression import with_inner_suffix
from cleaner.formats.entry import Entry, Format
from cleaner.formats.html import extracted
from cleaner.formats.json_literal import StringLiteral
from cleaner.formats.jsonl import JsonlEntry, JsonlFormat
from cleaner.removal import Removal

_DOCUMENTS = (WarcRecordType.conversion, WarcRecordType.response, WarcRecordType.resource)
_PAGES = ("text/html", "application/xhtml+xml")
_TEXT = "text/plain"
_AS_RESPONSE = (
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n"
)
_OK = 200


class _Reading(NamedTuple):
    """A stream that can be read and no more: the library tries to seek wherever there is a method for it."""

    stream: Any

    def read(self, size: int = -1) -> bytes:
        """The next bytes, no more than there are before the stream turns out to be damaged."""
        raw: bytes = self.stream.read1(size)
        return raw

    def tell(self) -> int:
        """Where the library begins to count."""
        return 0


class _Body(NamedTuple):
    """What a record holds: its media type, its bytes, and their encoding, if that is told."""

    kind: str
    raw: bytes
    charset: str | None


class WarcFormat(Format):
    """Web archives, of which the texts are written as JSONL."""

    name: ClassVar[str] = "warc"
    is_plain: ClassVar[bool] = False

    def __init__(self, mark_field: str | None = None, max_bytes: int | None = None) -> None:
        self.max_bytes = max_bytes
        self._lines = JsonlFormat(mark_field=mark_field)
        self.text_field = self._lines.text_field

    @property
    def output(self) -> Format:
        """JSONL."""
        return self._lines

    def output_path(self, path: PurePath) -> PurePath:
        """The path with a suffix more, compressed as the archive is."""
        return with_inner_suffix(path, ".jsonl")

    def entries(self, stream: BinaryIO) -> Iterator[Entry]:
        """An entry for each document, its bytes a line of JSONL; the rows are those of the lines."""
        row = 0
        for record in _records(stream):
            if record.record_type in _DOCUMENTS:
                entry = self._entry(record, row + 1)
                if entry is not None:
                    row += entry.document is not None
                    yield entry

    def restored(self, raw: bytes, removals: list[tuple[Removal, str | None]]) -> bytes:
        """The line as it was."""
        return self._lines.restored(raw, removals)

    def _entry(self, record: Any, row: int) -> Entry | None:  # noqa: ANN401 - the library has no types
        if self.is_too_large(record.content_length):
            return self._problem(record, self.too_large)
        content = record.reader.read()
        if len(content) != record.content_length:
            raise OSError(0, "the archive is cut short")
        body = _body(record, content, self.max_bytes)
        try:
            if body is not None and self.is_too_large(len(body.raw)):  # it was compressed in the record
                raise ValueError(self.too_large)
            text = None if body is None else _text(body)
        except ValueError as error:
            return self._problem(record, str(error))
        return None if text is None else self._line(record, text, row, len(content))

    def _problem(self, record: Any, problem: str) -> Entry:  # noqa: ANN401
        url = record.headers.get("WARC-Target-URI")
        return JsonlEntry(b"", None, self._lines, problem=f"{url}: {problem}", size=record.content_length)

    def _line(self, record: Any, text: str, row: int, size: int) -> Entry:  # noqa: ANN401
        headers = record.headers
        told = {
            "id": headers.get("WARC-Record-ID", "").strip("<>"),
            "url": headers.get("WARC-Target-URI"),
            "date": headers.get("WARC-Date"),
            "languages": [code for code in headers.get("WARC-Identified-Content-Language", "").split(",") if code],
        }
        known = {name: value for name, value in told.items() if value}
        before = f"{json.dumps({**known, 'text': ''}, ensure_ascii=False)[:-2]}"
        written = json.dumps(text, ensure_ascii=False)[1:-1]
        line = f'{before}{written}"}}\n'
        document = Document(text, id=known.get("id"), url=known.get("url"))
        literal = StringLiteral(line, len(before), len(before) + len(written), text)
        return JsonlEntry(line.encode("utf-8"), row, self._lines, document, literal=literal, size=size)


def _records(stream: BinaryIO) -> Iterator[Any]:
    reading: Any = _Reading(stream)
    try:
        yield from ArchiveIterator(reading, parse_http=False)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the library, which is no `Exception`
            raise
        raise OSError(0, f"the archive can't be read: {error}") from None


def _body(record: Any, content: bytes, limit: int | None) -> _Body | None:  # noqa: ANN401
    """What a record holds, as far as the limit; None where that is no answer of a server that all is well."""
    if record.record_type != WarcRecordType.response:
        kind = record.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return _Body(kind, content, None)
    for decoding in ("all", "none"):  # some archives keep headers that were true before they decoded the content
        try:
            answer = _answer(content)
            answer.parse_http(auto_decode=decoding)
            headers = answer.http_headers
            if headers is None or headers.status_code != _OK:
                return None
            raw = answer.reader.read() if limit is None else answer.reader.read(limit + 1)
            return _Body((answer.http_content_type or "").lower(), raw, answer.http_charset)
        except (OSError, ValueError):
            continue
    return None


def _answer(content: bytes) -> Any:  # noqa: ANN401
    """What a server sent, decoded as it is read; with `WarcRecord.from_bytes` it would be all at once."""
    archive = BytesIO(_AS_RESPONSE % (len(content), content))
    return next(iter(ArchiveIterator(archive, parse_http=False)))


def _text(body: _Body) -> str | None:
    """The text of a body, None where it is of another kind; raises ``ValueError`` where it can't be had."""
    if body.kind in _PAGES:
        found = extracted(_decoded(body) or body.raw)
        if found is None:
            raise ValueError("no article text was found in the page")
        return found.text
    if body.kind != _TEXT:
        return None
    text = _decoded(body._replace(charset=body.charset or "utf-8"))
    if text is None:
        raise ValueError(f"not {body.charset or 'utf-8'}")
    return text


def _decoded(body: _Body) -> str | None:
    try:
        return body.raw.decode(body.charset) if body.charset else None
    except (UnicodeDecodeError, LookupError):
        return None
