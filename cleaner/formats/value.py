"""A text that is a value, as in the column of a table: nothing but its characters, a byte order mark among them."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import Document, Span
from cleaner.formats.entry import Entry
from cleaner.removal import Removal
from cleaner.spans import byte_spans

MAX_DOCUMENT = 16_000_000
"""The bytes of a text above which it is skipped, unless somebody says otherwise."""


class Value(Entry):
    """A value and its bytes in UTF-8."""

    def cuts(self, removals: Sequence[Removal]) -> list[Span]:
        """Where the removed texts stand in the bytes."""
        assert self.document is not None, "removals come from a document"
        return byte_spans(self.document.text, [Span(one.start, one.end) for one in removals], str.encode)

    def reads(self, raw: bytes, text: str) -> bool:
        """Whether the bytes are read as the text."""
        return raw.decode() == text


def value_of(
    raw: bytes,
    max_bytes: int | None = None,
    document_id: str | None = None,
    url: str | None = None,
    language: str | None = None,
) -> Value:
    r"""The entry of a value and of what is known about it; one that can't be treated says why.

    >>> value_of(b"It rained.").document.text, value_of(b"\xff").problem
    ('It rained.', 'not utf-8 (byte 0)')
    """
    if max_bytes is not None and len(raw) > max_bytes:
        return Value(raw, problem=f"larger than {max_bytes / 1e6:g} MB")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return Value(raw, problem=f"not utf-8 (byte {error.start})")
    return Value(raw, Document(text, document_id, url, language))
