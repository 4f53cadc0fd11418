"""Whether a file is still the one that it was, found out as cheaply as can be trusted."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

_TOO_YOUNG_NS = 2_000_000_000  # the coarsest clock of a file system: FAT tells times to two seconds


class FileState(NamedTuple):
    """What a file looked like: its size, its time, and a digest of its content for where these two leave a doubt.

    Without a digest, what is in doubt counts as changed.
    """

    size: int
    time_ns: int
    digest: bytes | None = None

    @classmethod
    def of(cls, file: BinaryIO, *, with_digest: bool = True) -> FileState:
        """The state of an open file, which is read from its beginning for the digest."""
        status = os.fstat(file.fileno())
        return cls(status.st_size, status.st_mtime_ns, _digest(file) if with_digest else None)

    def settled(self, now_ns: int | None = None) -> FileState:
        """For a file that others write to: without its time where that is so new that a change could leave it as it is.

        >>> FileState(5, 7_000_000_000).settled(now_ns=8_000_000_000)
        FileState(size=5, time_ns=0, digest=None)
        """
        is_young = self.time_ns > (time.time_ns() if now_ns is None else now_ns) - _TOO_YOUNG_NS
        return self._replace(time_ns=0) if is_young else self

    def of_now(self, path: str | Path) -> Literal["same", "touched", "changed"]:
        """What the file at a path is to this state: touched is one of another time, but the same content."""
        try:
            status = os.stat(path)  # noqa: PTH116 - with `Path.stat` a million files take a good deal longer
            if (status.st_size, status.st_mtime_ns) == (self.size, self.time_ns):
                return "same"
            if status.st_size != self.size or self.digest is None:
                return "changed"
            with open(path, "rb") as file:  # noqa: PTH123
                return "touched" if _digest(file) == self.digest else "changed"
        except OSError:
            return "changed"


def _digest(file: BinaryIO) -> bytes:
    file.seek(0)
    return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest()  # type: ignore[arg-type]
