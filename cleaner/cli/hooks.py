"""`cleaner check` and `cleaner fix`: the two hooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli import actions, options
from cleaner.cli.findings import OutputFormat
from cleaner.cli.setup import Setup

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILES...", help="Text, Markdown and JSONL files, and folders with such files."),
]
UpdateBaseline = Annotated[
    bool,
    typer.Option("--update-baseline", help="Accept all that is found in whole folders: write it to the baseline."),
]


@options.with_cleaner
def check(
    setup: Setup,
    files: Files,
    update_baseline: UpdateBaseline = False,
    output_format: Annotated[
        OutputFormat, typer.Option("--output-format", help="What findings are written as.")
    ] = OutputFormat.text,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> int:
    """Report what cleaning would remove from files; change nothing. Ends with 1 if there is anything."""
    as_json = as_json or output_format is OutputFormat.json
    form = None if output_format in (OutputFormat.text, OutputFormat.json) else output_format.value
    return actions.check_files(setup, files, update_baseline=update_baseline, quiet=quiet, as_json=as_json, form=form)


@options.with_cleaner
def fix(
    setup: Setup,
    files: Files,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> int:
    """Clean files in place and say what went. Ends with 1 if a file changed."""
    return actions.fix_files(setup, files, quiet=quiet, as_json=as_json)
