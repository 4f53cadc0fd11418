"""Plain text and Markdown: one document a file."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cleaner.document import Document
from cleaner.formats.entry import Entry
from cleaner.removal import Cleaned, Removal, restore


class TextEntry(Entry):
    """A file's text; a byte order mark of UTF-8 belongs to the file, not to the text."""

    def __init__(self, raw: bytes, document: Document | None, problem: str | None, encoding: str) -> None:
        super().__init__(raw, document, problem)
        self._encoding = encoding

    def without(self, cleaned: Cleaned) -> bytes:
        return _mark_of(self.raw) + cleaned.text.encode(self._encoding)


@dataclass(frozen=True)
class TextFormat:
    """Text in an encoding, which is never guessed: a wrong guess would damage what it writes back."""

    encoding: str = "utf-8"
    name: str = "text"

    def entries(self, stream: BinaryIO) -> Iterator[Entry]:
        raw = stream.read()
        mark = _mark_of(raw)
        try:
            text = raw[len(mark) :].decode(self.encoding)
        except UnicodeDecodeError as error:
            problem = f"not {self.encoding} (byte {len(mark) + error.start}); name its encoding with --encoding"
            yield TextEntry(raw, None, problem, self.encoding)
            return
        if mark + text.encode(self.encoding) != raw:
            problem = f"it could not be written back as the same bytes in {self.encoding}"
            yield TextEntry(raw, None, problem, self.encoding)
            return
        yield TextEntry(raw, Document(text), None, self.encoding)

    def restored(self, raw: bytes, removals: list[tuple[Removal, str | None]]) -> bytes:
        mark = _mark_of(raw)
        text = restore(raw[len(mark) :].decode(self.encoding), [removal for removal, _ in removals])
        return mark + text.encode(self.encoding)


def _mark_of(raw: bytes) -> bytes:
    return codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
