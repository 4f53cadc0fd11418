"""Writing files so that they are whole at any moment: the old one, then the new one, never a part."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer  # `collections.abc.Buffer`, before 3.12

_SUFFIX = ".boilerstrip-part"
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_numbers = count()


def part_beside(target: Path, like: Path | None = None) -> tuple[Path, BinaryIO]:
    """A new file to write to, that can then take the place of ``target``.

    It is beside the target, because only there the replacement is one step. ``like`` is a file whose mode it takes on,
    as long as that is there.
    """
    name = target.name.encode("utf-8", "ignore")[:100].decode("utf-8", "ignore")  # what a name may have is bytes
    part = target.with_name(f".{name}.{os.getpid()}-{next(_numbers)}{_SUFFIX}")
    try:
        descriptor = os.open(part, _NEW_FILE, 0o666)
    except FileExistsError:  # of a program of the same number that was killed
        part.unlink()
        descriptor = os.open(part, _NEW_FILE, 0o666)
    if like is not None and hasattr(os, "fchmod"):
        with suppress(FileNotFoundError):
            os.fchmod(descriptor, stat.S_IMODE(like.stat().st_mode))
    return part, os.fdopen(descriptor, "wb")


class _Nowhere(io.RawIOBase):
    """A file whose content nobody wants, as of a dry run."""

    def writable(self) -> bool:
        """It takes everything."""
        return True

    def write(self, raw: Buffer) -> int:
        """Take bytes, and forget them."""
        return memoryview(raw).nbytes

    def seek(self, offset: int, whence: int = 0) -> int:
        """It has no places."""
        return 0

    def truncate(self, size: int | None = None) -> int:
        """It has no size."""
        return 0


def nowhere() -> BinaryIO:
    """A file to write to that is not there."""
    return cast("BinaryIO", _Nowhere())


@contextmanager
def replacing(target: Path, like: Path | None = None) -> Iterator[BinaryIO]:
    """A file to write to, that takes the place of ``target`` when the block ends well, and else is gone.

    Raises ``OSError`` as writing does.
    """
    part, file = part_beside(target, like)
    try:
        with file:
            yield file
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def is_leftover(name: str) -> bool:
    """Whether a file is called as those are that a run which was killed had begun to write."""
    return name.endswith(_SUFFIX) and name.startswith(".")


def remove_leftovers(folder: Path) -> None:
    """Remove what a run that was killed had begun to write below a folder."""
    for part in folder.rglob(f".*{_SUFFIX}"):
        part.unlink(missing_ok=True)
