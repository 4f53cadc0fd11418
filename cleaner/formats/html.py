"""HTML: the article is extracted by trafilatura, then it is a text like any other.

The page itself can't be written back, so what comes out is text; files are named so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cleaner.document import Document, Span
from cleaner.formats.entry import Entry
from cleaner.removal import Cleaned, Removal, restore


class HtmlEntry(Entry):
    """A page and its extracted text."""

    @property
    def untouched(self) -> bytes:
        """The extracted text as a file."""
        return self.raw if self.document is None else _as_file(self.document.text)

    def cuts(self, removals: Sequence[Removal]) -> list[Span]:
        """None: the page is not what is written."""
        return []

    def reads(self, raw: bytes, text: str) -> bool:
        """Whether the bytes are the file of the text."""
        return raw == _as_file(text)

    def without(self, cleaned: Cleaned) -> bytes:
        """The cleaned text as a file."""
        return _as_file(cleaned.text)


@dataclass(frozen=True)
class HtmlFormat:
    """Pages, whose encoding trafilatura finds out."""

    name: str = "html"
    encoding: str = "utf-8"

    def entries(self, stream: BinaryIO) -> Iterator[Entry]:
        """The one entry."""
        raw = stream.read()
        from trafilatura import bare_extraction  # costs up to 1.7 s, so only where a page comes in

        found = bare_extraction(raw, with_metadata=True) if raw.strip() else None
        text = getattr(found, "text", None)
        if not text:
            yield HtmlEntry(raw, problem="no article text was found in the page")
            return
        url = getattr(found, "url", None) or getattr(found, "hostname", None)
        yield HtmlEntry(raw, Document(text, url=url))

    def restored(self, raw: bytes, removals: list[tuple[Removal, str | None]]) -> bytes:
        """The extracted text as a file."""
        return _as_file(restore(raw.decode("utf-8").removesuffix("\n"), [removal for removal, _ in removals]))


def _as_file(text: str) -> bytes:
    return f"{text}\n".encode()
