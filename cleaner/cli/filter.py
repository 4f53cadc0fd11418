"""`cleaner filter`: standard input to standard output."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cleaner.api import Cleaner
from cleaner.batch.filter import filter_stream
from cleaner.batch.treat import Treated
from cleaner.cli import options, terminal
from cleaner.formats import FORMAT_NAMES, Options, format_named


@options.with_cleaner
def filter(  # noqa: A001 - the command's name
    cleaner: Cleaner,
    reading: Options,
    form: Annotated[
        str, typer.Option("--format", help=f"The format of the input: {', '.join(FORMAT_NAMES)}.")
    ] = "text",
    url: Annotated[str | None, typer.Option("--url", help="Where the text is from, which chooses site packs.")] = None,
    quiet: options.Quiet = False,
) -> int:
    """Clean standard input to standard output.

    In JSONL each line is a document; all but its text passes through as it is written. A document that can't be cleaned
    passes through unchanged and is named on standard error.
    """
    reader = format_named(form, reading)

    def report(treated: Treated) -> None:
        if not quiet:
            terminal.tell(treated.message("standard input"))

    filter_stream(sys.stdin.buffer, sys.stdout.buffer, reader, cleaner, report, url)
    return 0
