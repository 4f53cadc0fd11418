"""Files of a report that grow with a big file, beside their places until that is done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from cleaner.batch.atomic import part_beside
from cleaner.formats import compression_of
from cleaner.reports import records

_HELD_LINES = 2000


class Waiting(NamedTuple):
    """A file that is whole, and waits beside its place."""

    part: Path
    target: Path

    def place(self) -> None:
        """Put it into its place."""
        self.part.replace(self.target)


class Sidecar:
    """A file of lines that is compressed as its name says, piece by piece; it begins with a header."""

    def __init__(self, target: Path, header: bytes = b"") -> None:
        self.target = target
        self._header = header
        self._compression = compression_of(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.part, self._file = part_beside(target)
        self.write(header)

    def write(self, raw: bytes) -> None:
        """Add some lines."""
        if raw:
            self.write_compressed(raw if self._compression is None else self._compression.compress(raw))

    def write_compressed(self, raw: bytes) -> None:
        """Add some lines that are compressed already, if they need be."""
        self._file.write(raw)

    def begin_again(self) -> None:
        """Forget all that was added."""
        self._file.seek(0)
        self._file.truncate()
        self.write(self._header)

    def close(self) -> Waiting:
        """End it; it is on the disk itself then, and not only its name, when that is given."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Waiting(self.part, self.target)

    def drop(self) -> None:
        """Leave nothing of it."""
        self._file.close()
        self.part.unlink(missing_ok=True)


class Spilling:
    """The records of a file that is done in one go: held as long as they are few, else in a file of their own."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._sidecar: Sidecar | None = None

    def take(self, lines: list[bytes]) -> None:
        """Take lines out of a list that has grown long."""
        if len(lines) > _HELD_LINES:
            self._sidecar = self._sidecar or Sidecar(self._target, records.header())
            self._sidecar.write(b"".join(lines))
            lines.clear()

    def drop(self) -> None:
        """Leave nothing of it."""
        if self._sidecar is not None:
            self._sidecar.drop()

    def close(self, lines: list[bytes]) -> list[Waiting]:
        """The file, if there is one, with the last lines."""
        if self._sidecar is None:
            return []
        self._sidecar.write(b"".join(lines))
        lines.clear()
        return [self._sidecar.close()]
