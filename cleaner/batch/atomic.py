"""Writing files so that they are whole at any moment: the old one, then the new one, never a part."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_SUFFIX = ".boilerstrip-part"


@contextmanager
def replacing(target: Path, like: Path | None = None) -> Iterator[BinaryIO]:
    """A file to write to, that takes the place of ``target`` when the block ends well, and else is gone.

    It is written beside the target, because only there the replacement is one step. ``like`` is a file whose mode it
    takes on. Raises ``OSError`` as writing does.
    """
    import shutil
    import tempfile

    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=_SUFFIX, dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        if like is not None:
            shutil.copymode(like, part)
        else:
            part.chmod(0o666 & ~_umask())
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove what a run that was killed had begun to write below a folder."""
    for part in folder.rglob(f".*{_SUFFIX}"):
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
