"""`cleaner filter`: standard input to standard output."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cleaner.batch.filter import filter_stream
from cleaner.batch.treat import Treated
from cleaner.cli import options, terminal
from cleaner.formats import FORMAT_NAMES, format_named


def filter(  # noqa: A001 - the command's name
    form: Annotated[
        str, typer.Option("--format", help=f"The format of the input: {', '.join(FORMAT_NAMES)}.")
    ] = "text",
    url: Annotated[str | None, typer.Option("--url", help="Where the text is from, which chooses site packs.")] = None,
    packs: options.Packs = None,
    no_builtin: options.NoBuiltin = False,
    profile: options.Profile = "article",
    only: options.Only = None,
    skip: options.Skip = None,
    language: options.Language = None,
    encoding: options.Encoding = "utf-8",
    text_field: options.TextField = "text",
    quiet: options.Quiet = False,
) -> int:
    """Clean standard input to standard output.

    In JSONL each line is a document; all but its text passes through as it is written. A document that can't be cleaned
    passes through unchanged and is named on standard error.
    """
    cleaner = options.make_cleaner(packs, no_builtin, profile, only, skip, language)
    reader = format_named(form, options.make_options(form, encoding, text_field))

    def report(treated: Treated) -> None:
        row = "" if treated.entry.row is None else f":{treated.entry.row}"
        if not quiet:
            terminal.tell(f"standard input{row}: {treated.state}: {treated.reason}")

    filter_stream(sys.stdin.buffer, sys.stdout.buffer, reader, cleaner, report, url)
    return 0
