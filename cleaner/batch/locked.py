"""One at a time: a lock that the system takes back when its holder ends, however that comes about."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; whoever else asks for it waits. Nothing is left behind in the folder."""
    descriptor = os.open(folder, os.O_RDONLY) if sys.platform != "win32" else _lock_file(folder)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _lock_file(folder: Path) -> int:
    """A file to lock where folders can't be: the system takes it away with its last holder."""
    return os.open(folder / ".boilerstrip-lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_TEMPORARY", 0))
