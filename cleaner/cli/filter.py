"""`cleaner filter`: standard input to standard output."""

from __future__ import annotations

from typing import Annotated

import typer

from cleaner.api import Cleaner
from cleaner.cli import actions, options
from cleaner.formats import FORMAT_NAMES, Options


@options.with_cleaner
def filter(  # noqa: A001 - the command's name
    cleaner: Cleaner,
    reading: Options,
    form: Annotated[
        str, typer.Option("--format", help=f"The format of the input: {', '.join(FORMAT_NAMES)}.")
    ] = "text",
    url: Annotated[str | None, typer.Option("--url", help="Where the text is from, which chooses site packs.")] = None,
    mark_field: options.MarkField = None,
    quiet: options.Quiet = False,
) -> int:
    """Clean standard input to standard output.

    In JSONL each line is a document; all but its text passes through as it is written. A document that can't be cleaned
    passes through unchanged and is named on standard error. What is compressed as gzip, zstd or xz comes out so too.
    """
    return actions.filter_input(cleaner, reading._replace(mark_field=mark_field), url, quiet=quiet)
