"""`cleaner restore`: undoes a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleaner.batch.plan import PlanError
from cleaner.batch.report import put_together_after_kill
from cleaner.batch.restore import RestoreError, restore_tree
from cleaner.cli import options, terminal
from cleaner.reports.counted import counted
from cleaner.reports.layout import report_folder


def restore(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of a run.")],
    back: Annotated[Path, typer.Option("--output", "-o", metavar="BACK", help="A new folder for the input as it was.")],
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="The folder of the report; else OUT.report.")
    ] = None,
    quiet: options.Quiet = False,
) -> int:
    """Rebuild the input of a run, byte for byte, from its output and its records."""
    folder = report or report_folder(out)
    try:
        put_together_after_kill(folder, out)
        restored = restore_tree(out, folder, back)
    except (PlanError, RestoreError) as error:
        terminal.tell(f"Error: {error}")
        return 1
    if not quiet:
        terminal.tell(f"{counted(restored, 'document')} restored into {back}")
    return 0
