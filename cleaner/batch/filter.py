"""A stream of bytes to a stream of bytes, for use in a pipe."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from cleaner.api import Cleaner
from cleaner.batch.treat import Treated, treat
from cleaner.formats import Format


def filter_stream(
    source: BinaryIO,
    target: BinaryIO,
    form: Format,
    cleaner: Cleaner,
    report: Callable[[Treated], None],
    url: str | None = None,
) -> None:
    """Clean each document of a stream; ``report`` is told of each that is not plainly clean or unchanged.

    ``url`` is that of all documents that do not have their own.
    """
    for entry in form.entries(source):
        treated = treat(entry, cleaner, url)
        target.write(treated.output)
        if treated.reason is not None:
            report(treated)
