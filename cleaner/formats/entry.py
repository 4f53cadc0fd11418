"""What every format gives: entries, one for each document of a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import BinaryIO, ClassVar

from cleaner.document import Document, Span
from cleaner.formats.compression import Sink
from cleaner.removal import Cleaned, Removal
from cleaner.spans import without_spans


class Entry(ABC):
    """A document as it stands in a file.

    ``raw`` are its bytes, ``row`` its line from 1 in a file of many, ``size`` how many bytes of the file it took. An
    entry that can't be treated has no document but a ``problem``; one with neither holds no document, such as a blank
    line, and passes through. ``date`` is what a table says of when it is from, where that is asked for.
    """

    date: object = None

    def __init__(
        self,
        raw: bytes,
        document: Document | None = None,
        problem: str | None = None,
        row: int | None = None,
        size: int | None = None,
    ) -> None:
        self.raw = raw
        self.document = document
        self.problem = problem
        self.row = row
        self.size = len(raw) if size is None else size

    @abstractmethod
    def cuts(self, removals: Sequence[Removal]) -> list[Span]:
        """For each removal, the bytes of ``raw`` that it takes."""

    @abstractmethod
    def reads(self, raw: bytes, text: str) -> bool:
        """Whether the bytes would be read as an entry with that text."""

    def without(self, cleaned: Cleaned) -> bytes:
        """The bytes that the entry becomes; raises ``ValueError`` where they would not be read as the cleaned text."""
        output = without_spans(self.raw, self.cuts(cleaned.removals))
        if not self.reads(output, cleaned.text):
            raise ValueError("what is left of it would not be read as the cleaned text")
        return output

    def marked(self, marks: Sequence[str]) -> str:
        """What is to be written into the entry to tell its marks; nothing, where nobody asked or there is no place."""
        return ""

    def with_added(self, raw: bytes, added: str) -> bytes:
        """The bytes of the entry with what is added to them."""
        return raw

    def written(self, removals: Sequence[Removal]) -> list[str | None]:
        """For each removal, how its text is written, where that is not the text itself."""
        return [None for _ in removals]


class Format(ABC):
    """A way to find documents in a file, and to write the file again with other bytes in their places."""

    name: ClassVar[str]
    """What the format is called on the command line and in records."""

    is_plain: ClassVar[bool] = True
    """Whether a file is the raw bytes of its entries, one after the other."""

    encoding: str = "utf-8"
    text_field: str | None = None
    max_bytes: int | None = None
    """The size of a document above which it is not even read to its end; None for any size."""

    @property
    def output(self) -> Format:
        """The format of what is written: another one where text is extracted."""
        return self

    def output_path(self, path: PurePath) -> PurePath:
        """What the file is called that is written for a file."""
        return path

    @property
    def extracts(self) -> bool:
        """Whether what is written is another kind of file than what was read."""
        return self.output is not self

    def is_too_large(self, size: int) -> bool:
        """Whether that is too much for a document."""
        return self.max_bytes is not None and size > self.max_bytes

    @property
    def too_large(self) -> str:
        """The problem of a document that is too large."""
        return f"larger than {(self.max_bytes or 0) / 1e6:g} MB (--max-document)"

    def read(self, stream: BinaryIO) -> bytes:
        """A document that is all of a stream, or of one that is too large the beginning."""
        return stream.read() if self.max_bytes is None else stream.read(self.max_bytes + 1)

    @abstractmethod
    def entries(self, stream: BinaryIO) -> Iterator[Entry]:
        """The entries in their order; reading raises ``OSError``."""

    def rewrite(self, stream: BinaryIO, target: Sink, become: Callable[[Entry], bytes]) -> None:
        """Write what the file is when each entry becomes other bytes, which are read as ``output`` reads them."""
        for entry in self.entries(stream):
            target.write(become(entry))

    @abstractmethod
    def restored(self, raw: bytes, removals: list[tuple[Removal, str | None]]) -> bytes:
        """An entry's bytes with removed spans put back, each with how it was written if that is known."""
