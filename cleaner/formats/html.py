"""HTML: the article is extracted by trafilatura, then it is a text like any other.

The page itself can't be written back, so what comes out is text; files are named so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, ClassVar, NamedTuple

from cleaner.document import Document
from cleaner.formats.compression import with_inner_suffix
from cleaner.formats.entry import Entry, Format
from cleaner.formats.text import TextEntry, TextFormat
from cleaner.removal import Removal


class Extracted(NamedTuple):
    """The article of a page, which ends with a line ending, and where it says that it is from."""

    text: str
    url: str | None


def extracted(page: bytes | str) -> Extracted | None:
    """The article of a page; None where there is none."""
    from trafilatura import bare_extraction  # costs up to 1.7 s, so only where a page comes in

    try:
        found = bare_extraction(page, with_metadata=True) if page.strip() else None
    except Exception:  # noqa: BLE001 - pages are by strangers, and one must never end a batch of millions
        found = None
    text = getattr(found, "text", None)
    return Extracted(f"{text}\n", getattr(found, "url", None) or getattr(found, "hostname", None)) if text else None


class HtmlFormat(Format):
    """Pages, whose encoding trafilatura finds out. One without an article becomes an empty text."""

    name: ClassVar[str] = "html"
    is_plain: ClassVar[bool] = False

    def __init__(self, max_bytes: int | None = None) -> None:
        self.max_bytes = max_bytes

    @property
    def output(self) -> Format:
        """Text."""
        return TextFormat(self.encoding)

    def output_path(self, path: PurePath) -> PurePath:
        """The path with a suffix more."""
        return with_inner_suffix(path, ".txt")

    def entries(self, stream: BinaryIO) -> Iterator[Entry]:
        """The one entry, its bytes those of the extracted text."""
        page = self.read(stream)
        found = None if self.is_too_large(len(page)) else extracted(page)
        if found is None:
            problem = self.too_large if self.is_too_large(len(page)) else "no article text was found in the page"
            yield TextEntry(b"", self.encoding, problem=problem, size=len(page))
            return
        raw = found.text.encode(self.encoding)
        yield TextEntry(raw, self.encoding, Document(found.text, url=found.url), size=len(page))

    def restored(self, raw: bytes, removals: list[tuple[Removal, str | None]]) -> bytes:
        """The extracted text as a file."""
        return self.output.restored(raw, removals)
