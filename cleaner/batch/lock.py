"""One run at a time for an output and for a report, by locks that the system takes back however a program ends."""

from __future__ import annotations

import os
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
        _lock(lock.fileno(), report)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            with suppress(PermissionError):  # Windows has no folders to open, and there is nothing to lock then
                descriptor = os.open(out, os.O_RDONLY)
                stack.callback(os.close, descriptor)
                with suppress(OSError):  # some network file systems lock files alone
                    _lock(descriptor, out)
        yield


def _lock(descriptor: int, folder: Path) -> None:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise PlanError(
            f"another run is at work in {folder}; wait until it has ended, or name another output with -o"
        ) from None
