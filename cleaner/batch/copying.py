"""Copying files: one that can't be read costs a run that file, one that can't be written ends it."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_BLOCK = 1 << 18


class MissingError(Exception):
    """A file that will be missing in the output, and why."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}; it is missing in the output")


def opened_source(path: Path) -> BinaryIO:
    """A file to be read; raises ``MissingError``."""
    try:
        return path.open("rb")
    except OSError as error:
        raise _unreadable(error) from None


def copy_whole(source: BinaryIO, file: BinaryIO) -> None:
    """Write all of a file into another one, in place of what was written there; raises ``MissingError``."""
    try:
        source.seek(0)
    except OSError as error:
        raise _unreadable(error) from None
    empty(file)
    while raw := _read(source):
        file.write(raw)


def empty(file: BinaryIO) -> None:
    """Forget what was written into a file."""
    file.seek(0)
    file.truncate()


def check_name(target: Path) -> None:
    """Check that a file can have a name, which may be longer than that of its source; raises ``MissingError``."""
    with suppress(FileNotFoundError):
        try:
            os.lstat(target)
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                raise MissingError(f"its name in the output would be too long: {target.name}") from None
            raise


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(_BLOCK)
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> MissingError:
    return MissingError(f"it can't be read: {error.strerror}")
