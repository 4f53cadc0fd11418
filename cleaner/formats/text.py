"""Plain text and Markdown: one document a file."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from typing import BinaryIO, ClassVar

from cleaner.document import Document, Span
from cleaner.formats.entry import Entry, Format
from cleaner.removal import Removal, restore
from cleaner.spans import byte_spans

_BLOCK = 1 << 20


class TextEntry(Entry):
    """A file's text; a byte order mark of UTF-8 belongs to the file, not to the text."""

    def __init__(
        self,
        raw: bytes,
        encoding: str,
        document: Document | None = None,
        problem: str | None = None,
        size: int | None = None,
    ) -> None:
        super().__init__(raw, document, problem, size=size)
        self._encoding = encoding

    def cuts(self, removals: Sequence[Removal]) -> list[Span]:
        """Where the removed texts stand in the bytes."""
        assert self.document is not None, "removals come from a document"
        encode = codecs.getincrementalencoder(self._encoding)().encode
        start = len(_mark_of(self.raw)) + len(encode(""))  # UTF-16 writes its own mark first
        spans = [Span(removal.start, removal.end) for removal in removals]
        return byte_spans(self.document.text, spans, encode, start)

    def reads(self, raw: bytes, text: str) -> bool:
        """Whether the bytes are read as the text."""
        return _decode(raw, self._encoding) == text


class TextFormat(Format):
    """Text in an encoding, which is never guessed: a wrong guess would damage what it writes back."""

    name: ClassVar[str] = "text"

    def __init__(self, encoding: str = "utf-8", max_bytes: int | None = None) -> None:
        self.encoding = encoding
        self.max_bytes = max_bytes

    def entries(self, stream: BinaryIO) -> Iterator[Entry]:
        """The one entry, and for what follows of one that is too large others, without documents."""
        raw = self.read(stream)
        yield self.entry(raw)
        if self.is_too_large(len(raw)):
            while rest := stream.read(_BLOCK):
                yield TextEntry(rest, self.encoding)

    def entry(self, raw: bytes) -> TextEntry:
        """The entry of some bytes."""
        if self.is_too_large(len(raw)):
            return TextEntry(raw, self.encoding, problem=self.too_large)
        try:
            text = _decode(raw, self.encoding)
        except UnicodeDecodeError as error:
            problem = f"not {self.encoding} (byte {error.start}); name its encoding with --encoding"
            return TextEntry(raw, self.encoding, problem=problem)
        if _encode(text, self.encoding, raw) != raw:
            problem = f"it could not be written back as the same bytes in {self.encoding}"
            return TextEntry(raw, self.encoding, problem=problem)
        return TextEntry(raw, self.encoding, Document(text))

    def restored(self, raw: bytes, removals: list[tuple[Removal, str | None]]) -> bytes:
        """The file as it was."""
        text = restore(_decode(raw, self.encoding), [removal for removal, _ in removals])
        return _encode(text, self.encoding, raw)


def _decode(raw: bytes, encoding: str) -> str:
    return raw[len(_mark_of(raw)) :].decode(encoding)


def _encode(text: str, encoding: str, like: bytes) -> bytes:
    return _mark_of(like) + text.encode(encoding)


def _mark_of(raw: bytes) -> bytes:
    return codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
