"""`cleaner check` and `cleaner fix`: the two hooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli import actions, options
from cleaner.cli.setup import Setup

Files = Annotated[list[Path], typer.Argument(metavar="FILES...", help="Text, Markdown and JSONL files.")]


@options.with_cleaner
def check(
    setup: Setup,
    files: Files,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> int:
    """Report what cleaning would remove from files; change nothing. Ends with 1 if there is anything."""
    return actions.check_files(setup, files, quiet=quiet, as_json=as_json)


@options.with_cleaner
def fix(
    setup: Setup,
    files: Files,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> int:
    """Clean files in place and say what went. Ends with 1 if a file changed."""
    return actions.fix_files(setup, files, quiet=quiet, as_json=as_json)
