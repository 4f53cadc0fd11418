"""A stream of bytes to a stream of bytes, for use in a pipe."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from cleaner.api import Cleaner
from cleaner.batch.treat import Treated, treat
from cleaner.formats import Entry, Format, Sink


def filter_stream(
    source: BinaryIO,
    target: Sink,
    form: Format,
    cleaner: Cleaner,
    report: Callable[[Treated], None],
    url: str | None = None,
) -> None:
    """Clean each document of a stream; ``report`` is told of each that is not plainly clean or unchanged.

    ``url`` is that of all documents that do not have their own.
    """

    def become(entry: Entry) -> bytes:
        treated = treat(entry, cleaner, url)
        if treated.reason is not None:
            report(treated)
        return treated.output

    form.rewrite(source, target, become)
