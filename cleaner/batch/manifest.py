"""What a run has done, file by file, kept so that no kill can make it lie.

A row is committed before the file that it tells of is put in place, with the state that this file has then. So a file
whose state is that of its row is done, whatever happened; one that was not put in place is not. The records and the
patch of small files are kept here too, compressed, and the report is put together from them: it comes out the same
however often the run was stopped on the way.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, NamedTuple

from cleaner.batch.filestate import FileState
from cleaner.reports.summary import Summary

_VERSION = 1
_LEVEL = 1
_SCHEMA = f"""
CREATE TABLE files (
    id INTEGER PRIMARY KEY, folder BLOB, name BLOB, made_by TEXT,
    source_size INTEGER, source_time INTEGER, source_digest BLOB,
    output_size INTEGER, output_time INTEGER, output_digest BLOB,
    is_shard INTEGER, has_failed INTEGER, summary TEXT, bytes INTEGER,
    UNIQUE (folder, name)
);
CREATE TABLE told (file INTEGER, number INTEGER, records BLOB, patch BLOB, PRIMARY KEY (file, number)) WITHOUT ROWID;
CREATE TABLE placing (file INTEGER PRIMARY KEY);
CREATE TABLE outdated (folder BLOB PRIMARY KEY) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
"""


class ManifestError(OSError):
    """A manifest that can't be used, and why."""

    def __init__(self, path: Path, problem: object) -> None:
        super().__init__(0, f"{path}: {problem}")


class Done(NamedTuple):
    """What became of a file. ``made_by`` tells packs and options; what failed has no states, or is to be done again."""

    made_by: str
    source: FileState | None
    output: FileState | None
    summary: Summary
    is_shard: bool = False

    @property
    def has_failed(self) -> bool:
        """Whether it is to be tried again."""
        return bool(self.summary.documents["failed"])


class Known(NamedTuple):
    """A row, as far as it says whether a file is done."""

    id: int
    made_by: str
    source: FileState | None
    output: FileState | None
    is_shard: bool
    has_failed: bool


class Manifest:
    """The manifest in a file. Files go by their paths below the output. Raises ``ManifestError``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._told():
            self._database = sqlite3.connect(path, isolation_level=None)
            self._prepare()

    def close(self) -> None:
        """Let go of the file."""
        with self._told():
            self._database.close()

    def begin(self) -> None:
        """Begin something of which all is kept or nothing; all files before are in their places."""
        self._execute("BEGIN IMMEDIATE")
        self._execute("DELETE FROM placing")

    def commit(self) -> None:
        """Keep what was begun."""
        self._execute("COMMIT")

    def roll_back(self) -> None:
        """Forget what was begun, if anything was."""
        if self._database.in_transaction:
            self._execute("ROLLBACK")

    def enter(self, target: PurePath) -> int:
        """Begin with a file, in place of what was known of it; returns its number."""
        self.forget(target)
        cursor = self._execute("INSERT INTO files (folder, name) VALUES (?, ?)", _key(target))
        assert cursor.lastrowid is not None, "a row was inserted"
        return cursor.lastrowid

    def tell(self, file: int, records: bytes, patch: bytes, number: int = 0) -> None:
        """Keep records and patch of a file, or of a part of it."""
        if records or patch:
            values = (file, number, zlib.compress(records, _LEVEL), zlib.compress(patch, _LEVEL))
            self._execute("INSERT INTO told VALUES (?, ?, ?, ?)", values)

    def settle(self, file: int, done: Done) -> None:
        """Say what became of a file."""
        states = (*(done.source or (None,) * 3), *(done.output or (None,) * 3))
        counts = (done.has_failed, done.summary.stored(), done.summary.bytes)
        self._execute(
            "UPDATE files SET (made_by, source_size, source_time, source_digest, output_size, output_time,"
            " output_digest, is_shard, has_failed, summary, bytes) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
            (done.made_by, *states, done.is_shard, *counts, file),
        )
        self._execute("INSERT INTO placing VALUES (?)", (file,))

    def forget(self, target: PurePath) -> None:
        """Forget a file."""
        folder, name = _key(target)
        for (file,) in self._execute("SELECT id FROM files WHERE folder = ? AND name = ?", (folder, name)).fetchall():
            self._execute("DELETE FROM told WHERE file = ?", (file,))
            self._execute("DELETE FROM files WHERE id = ?", (file,))
        self._execute("INSERT OR IGNORE INTO outdated VALUES (?)", (folder,))

    def forget_all(self) -> None:
        """Forget everything."""
        self._execute("INSERT OR IGNORE INTO outdated SELECT DISTINCT folder FROM files")
        for table in ("told", "files"):
            self._execute(f"DELETE FROM {table}")

    def in_folder(self, folder: str) -> dict[bytes, Known]:
        """What is known of the files of a folder, by their names."""
        rows = self._rows(f"SELECT name, {_KNOWN} FROM files WHERE folder = ?", (os.fsencode(folder),))
        return {name: _known(row) for name, *row in rows}

    def all(self) -> Iterator[tuple[PurePosixPath, Known]]:
        """All files, and what is known of them."""
        for folder, name, *row in self._rows(f"SELECT folder, name, {_KNOWN} FROM files ORDER BY folder, name"):
            yield _path(folder, name), _known(row)

    def placing(self) -> list[PurePosixPath]:
        """The files that may not have been put in place: what was noted of them last may never have been done."""
        query = "SELECT folder, name FROM files JOIN placing ON file = id WHERE output_size IS NOT NULL"
        return [_path(*key) for key in self._rows(query)]

    def has_outputs(self) -> bool:
        """Whether it tells of files that were written."""
        return bool(self._execute("SELECT 1 FROM files WHERE output_size IS NOT NULL LIMIT 1").fetchone())

    def count(self) -> int:
        """How many files are known."""
        return int(self._execute("SELECT count(*) FROM files").fetchone()[0])

    def touch(self, file: int, source: FileState, output: FileState) -> None:
        """Note the new times of files whose contents are the same."""
        values = (source.time_ns, output.time_ns, file)
        self._execute("UPDATE files SET source_time = ?, output_time = ? WHERE id = ?", values)

    def totals(self) -> Summary:
        """The counts of all files."""
        totals = Summary()
        for counts in self._rows("SELECT summary, count(*), sum(bytes) FROM files GROUP BY summary"):
            totals.add_stored(*counts)
        return totals

    def shards(self) -> Iterator[PurePosixPath]:
        """The files that have records of their own."""
        return (_path(*key) for key in self._rows("SELECT folder, name FROM files WHERE is_shard"))

    def folders(self) -> Iterator[PurePosixPath]:
        """The folders whose small files have records."""
        query = "SELECT DISTINCT folder FROM files JOIN told ON file = id WHERE NOT is_shard"
        return (_path(folder) for (folder,) in self._rows(query))

    def outdated(self) -> list[PurePosixPath]:
        """The folders of which something has changed since their records were written."""
        return [_path(folder) for (folder,) in self._rows("SELECT folder FROM outdated ORDER BY folder")]

    def all_is_written(self) -> None:
        """Note that the report is what the manifest says."""
        self._execute("DELETE FROM outdated")

    def records(self, folder: PurePosixPath) -> Iterator[bytes]:
        """The records of the small files of a folder, in the order of their names."""
        query = "SELECT records FROM files JOIN told ON file = id WHERE folder = ? AND NOT is_shard ORDER BY name"
        return (zlib.decompress(piece) for (piece,) in self._rows(query, (_key(folder / "_")[0],)))

    def patch(self) -> Iterator[bytes]:
        """The pieces of the patch of all files."""
        query = "SELECT patch FROM files JOIN told ON file = id ORDER BY folder, name, number"
        return (zlib.decompress(piece) for (piece,) in self._rows(query))

    def _prepare(self) -> None:
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise ManifestError(self._path, "it was kept by another version of this program; start over with --fresh")
        # After a crash of the machine the last rows may be missing, and their files are done again; nothing is torn.
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        if version == 0:
            self._database.executescript(f"BEGIN; {_SCHEMA} COMMIT;")

    def _execute(self, statement: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._database.execute(statement, values)
        except sqlite3.Error as error:
            raise ManifestError(self._path, error) from None

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
        with self._told():
            for row in self._database.execute(query, values):  # noqa: UP028 - that would close it after the database
                yield row

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ManifestError(self._path, error) from None


_KNOWN = (
    "id, made_by, source_size, source_time, source_digest, output_size, output_time, output_digest, "
    "is_shard, has_failed"
)


def _known(row: Any) -> Known:  # noqa: ANN401 - as the database gives it
    number, made_by, *states, is_shard, has_failed = row
    source = None if states[0] is None else FileState(*states[:3])
    output = None if states[3] is None else FileState(*states[3:])
    return Known(number, made_by, source, output, bool(is_shard), bool(has_failed))


def _key(target: PurePath) -> tuple[bytes, bytes]:
    """Folder and name, as bytes, because names of files need not be text."""
    folder, _, name = target.as_posix().rpartition("/")
    return os.fsencode(folder), os.fsencode(name)


def _path(*parts: bytes) -> PurePosixPath:
    return PurePosixPath(*map(os.fsdecode, parts))
