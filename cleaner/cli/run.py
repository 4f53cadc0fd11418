"""`cleaner run`: files, folders and corpora into an output folder, the report beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cleaner.api import Cleaner
from cleaner.batch.plan import PlanError, plan
from cleaner.batch.report import Report, report_folder
from cleaner.batch.run import run as run_tasks
from cleaner.cli import options, terminal
from cleaner.formats import Options


@options.with_cleaner
def run(
    cleaner: Cleaner,
    reading: Options,
    inputs: Annotated[list[Path], typer.Argument(metavar="IN...", help="Files and folders.")],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="The folder to write to.")],
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="The folder of the report; else OUT.report.")
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="End with 1 also if a document was skipped or held, and with 2 if a pack has mistakes."
        ),
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="Work with N processes; else as many as is worth it."),
    ] = None,
    mark_field: options.MarkField = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> int:
    """Clean files and folders into OUT and write the report to OUT.report.

    OUT mirrors the input; files that are no documents are copied. The report holds removals.jsonl (what was removed, by
    which rule and why), diff.patch and summary.json.
    """
    folder = report or report_folder(out)
    try:
        tasks = plan(inputs, out, folder, reading._replace(mark_field=mark_field))
    except PlanError as error:
        raise typer.BadParameter(str(error)) from None
    with Report(folder) as written, terminal.progress(len(tasks), quiet=quiet) as advance:
        run_tasks(tasks, out, written, cleaner, terminal.tell, advance, workers)
    summary = written.summary
    if not quiet:
        terminal.tell(f"{summary.as_text(written.seconds)}\nreport: {folder}")
    if as_json:
        print(json.dumps(summary.as_json(written.seconds)))
    states = ("failed", "skipped", "held") if strict else ("failed",)
    return 1 if any(summary.documents[state] for state in states) else 0
