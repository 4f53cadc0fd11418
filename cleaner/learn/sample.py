"""A sample of the documents of each site, kept on disk: those whose digests are the smallest.

Which these are depends on the documents alone, so whatever order they come in, and by whatever process, the sample is
the same. A text that stands in the corpus several times has one digest and is kept once. Memory holds a bound for each
site of which there is more than enough, and SQLite's cache; all else is on disk.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from cleaner.document import Document

_DIGEST_BYTES = 16
_TEXT_SHARE = 64  # of the memory that may be used: a page takes many times what its text takes
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE documents (site TEXT, digest BLOB, name TEXT, size INTEGER, text BLOB, PRIMARY KEY (site, digest))
    WITHOUT ROWID;
CREATE TABLE sites (site TEXT PRIMARY KEY, kept INTEGER) WITHOUT ROWID;
"""


class Packed(NamedTuple):
    """A document on its way into a sample: its text is compressed, and known by its digest."""

    site: str
    digest: bytes
    name: str
    size: int
    text: bytes

    @classmethod
    def of(cls, site: str, name: str, text: str) -> Packed:
        """Pack a document."""
        raw = text.encode("utf-8", "surrogatepass")
        return cls(site, blake2b(raw, digest_size=_DIGEST_BYTES).digest(), name, len(raw), zlib.compress(raw, 1))


class Sample:
    """Up to so many documents of each site, in a database at a path that is its own."""

    def __init__(self, path: Path, documents: int, memory: int) -> None:
        self._most = documents
        self._most_text = memory // _TEXT_SHARE
        self._bounds: dict[str, bytes] = {}  # of sites that have enough: no greater digest is wanted
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(f"PRAGMA cache_size = -{memory // 4096};{_TABLES}BEGIN;")

    def __enter__(self) -> Sample:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, packed: Packed) -> None:
        """Take a document, if it is among those to be kept; one of the same text goes by the first of their names."""
        bound = self._bounds.get(packed.site)
        if bound is not None and packed.digest > bound:
            return
        added = self._database.execute("INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?, ?)", packed).rowcount
        if not added:
            same = (packed.name, packed.site, packed.digest)
            self._database.execute("UPDATE documents SET name = min(name, ?) WHERE site = ? AND digest = ?", same)
            return
        count = "INSERT INTO sites VALUES (?, 1) ON CONFLICT DO UPDATE SET kept = kept + 1 RETURNING kept"
        (kept,) = self._database.execute(count, (packed.site,)).fetchone()
        if kept >= 2 * self._most:
            self._shrink(packed.site)

    def sites(self) -> list[str]:
        """The sites, in their order."""
        return [site for (site,) in self._database.execute("SELECT site FROM sites ORDER BY site")]

    def documents(self, site: str) -> list[Document]:
        """The sample of a site in the order of the digests, no more than memory has room for."""
        rows = self._database.execute(
            "SELECT name, size, text FROM documents WHERE site = ? ORDER BY digest LIMIT ?", (site, self._most)
        )
        return list(self._within_memory(rows))

    def _within_memory(self, rows: Iterator[tuple[str, int, bytes]]) -> Iterator[Document]:
        room = self._most_text
        for name, size, text in rows:
            if size <= room:
                room -= size
                yield Document(zlib.decompress(text).decode("utf-8", "surrogatepass"), name)

    def _shrink(self, site: str) -> None:
        last = "SELECT digest FROM documents WHERE site = ? ORDER BY digest LIMIT 1 OFFSET ?"
        (bound,) = self._database.execute(last, (site, self._most - 1)).fetchone()
        self._bounds[site] = bound
        self._database.execute("DELETE FROM documents WHERE site = ? AND digest > ?", (site, bound))
        self._database.execute("UPDATE sites SET kept = ? WHERE site = ?", (self._most, site))
