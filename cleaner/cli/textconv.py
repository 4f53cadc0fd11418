"""`cleaner textconv`: what git asks for when it shows the difference of two texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli import actions, options
from cleaner.cli.setup import Setup


@options.with_cleaner
def textconv(
    setup: Setup,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of a commit, as git hands it over.")],
) -> int:
    """Print a file cleaned, so that `git diff` shows no boilerplate. What can't be cleaned is printed as it is."""
    return actions.show_cleaned(setup, file)
