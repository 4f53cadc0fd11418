"""One at a time, at an output, a report or a baseline: by locks that the system takes back however a program ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from cleaner.batch.plan import PlanError

_FILE = "run.lock"


@contextmanager
def only_run(report: Path, out: Path | None) -> Iterator[None]:
    """Keep all other runs out of two folders, which are made if need be. Raises ``PlanError`` where one is at work.

    The report's lock lies on a file in it, which stays and means nothing by itself. So that nothing is put into the
    output, that one is locked as a folder, where the system can: it tells of runs with another report.
    """
    with ExitStack() as stack:
        report.mkdir(parents=True, exist_ok=True)
        lock = stack.enter_context((report / _FILE).open("ab"))
        _keep_out(lock.fileno(), report)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            with suppress(PermissionError):  # Windows has no folders to open, and there is nothing to lock then
                descriptor = os.open(out, os.O_RDONLY)
                stack.callback(os.close, descriptor)
                with suppress(OSError):  # some network file systems lock files alone
                    _keep_out(descriptor, out)
        yield


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; whoever else asks for it waits. Nothing is left behind in the folder."""
    descriptor = os.open(folder, os.O_RDONLY) if sys.platform != "win32" else _lock_file(folder)
    try:
        _take(descriptor, waits=True)
        yield
    finally:
        os.close(descriptor)


def _lock_file(folder: Path) -> int:
    """A file to lock where folders can't be: the system takes it away with its last holder."""
    return os.open(folder / ".boilerstrip-lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_TEMPORARY", 0))


def _keep_out(descriptor: int, folder: Path) -> None:
    try:
        _take(descriptor, waits=False)
    except (BlockingIOError, PermissionError):
        raise PlanError(
            f"another run is at work in {folder}; wait until it has ended, or name another output with -o"
        ) from None


def _take(descriptor: int, *, waits: bool) -> None:
    """Take a lock of the system's, which it takes back when its holder ends, however that comes about."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK if waits else msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
