"""What every format gives: entries, one for each document of a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Protocol

from cleaner.document import Document, Span
from cleaner.removal import Cleaned, Removal
from cleaner.spans import without_spans


class Entry(ABC):
    """A document as it stands in a file.

    ``raw`` are its bytes, ``row`` its line from 1 in a file of many. An entry that can't be treated has no document but
    a ``problem``; one with neither holds no document, such as a blank line, and passes through.
    """

    def __init__(
        self, raw: bytes, document: Document | None = None, problem: str | None = None, row: int | None = None
    ) -> None:
        self.raw = raw
        self.document = document
        self.problem = problem
        self.row = row

    @property
    def untouched(self) -> bytes:
        """The bytes that the entry becomes when nothing is removed."""
        return self.raw

    @abstractmethod
    def cuts(self, removals: Sequence[Removal]) -> list[Span]:
        """For each removal, the bytes of ``raw`` that it takes; empty where ``raw`` is not what is written."""

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


class Format(Protocol):
    """A way to find documents in a stream of bytes."""

    @property
    def name(self) -> str:
        """What the format is called on the command line and in records."""
        ...

    @property
    def encoding(self) -> str:
        """The encoding of the text."""
        ...

    def entries(self, stream: BinaryIO) -> Iterator[Entry]:
        """The entries, whose raw bytes one after the other are the stream."""
        ...

    def restored(self, raw: bytes, removals: list[tuple[Removal, str | None]]) -> bytes:
        """An entry's bytes with removed spans put back, each with how it was written if that is known."""
        ...
