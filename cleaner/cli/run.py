"""`cleaner run`: files, folders and corpora into an output folder, the report beside it."""

from __future__ import annotations

import gc
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Annotated, Literal

import typer

from cleaner.adapters.choose import EngineName, engine_named
from cleaner.api import Cleaner
from cleaner.batch.choice import Choice
from cleaner.batch.lock import only_run
from cleaner.batch.page import update_page
from cleaner.batch.plan import PlanError, Task, plan
from cleaner.batch.report import Report
from cleaner.batch.run import Run
from cleaner.batch.sample import sample
from cleaner.cli import options, terminal
from cleaner.cli.progress import progress
from cleaner.formats import Options
from cleaner.reports.counted import counted
from cleaner.reports.layout import dry_run_folder, report_folder
from cleaner.reports.summary import Summary


@options.with_cleaner
def run(
    cleaner: Cleaner,
    reading: Options,
    inputs: Annotated[list[Path], typer.Argument(metavar="IN...", help="Files, folders, and patterns of them.")],
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
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="End at the first document that failed, or that --strict asks about.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start over, instead of doing only what no earlier run has done.")
    ] = False,
    records: Annotated[
        Literal["own", "dolma"],
        typer.Option("--records", help="With dolma, attributes of JSONL documents in Dolma's format as well."),
    ] = "own",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write records and report to OUT.dry-run, but no text.")
    ] = False,
    look: Annotated[
        int | None,
        typer.Option("--sample", min=1, metavar="N", help="Show what would go from N random documents; write nothing."),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include", metavar="PATTERN", help="Take only files that match this, as in .gitignore (repeatable)."
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude", metavar="PATTERN", help="Leave out what matches this, as in .gitignore (repeatable)."
        ),
    ] = None,
    hidden: Annotated[
        bool, typer.Option("--hidden", help="Clean hidden files too, which are copied as they are otherwise.")
    ] = False,
    keep_html: Annotated[
        bool, typer.Option("--keep-html", help="Copy HTML pages too, beside the texts extracted from them.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="Work with N processes; else as many as is worth it."),
    ] = None,
    engine: Annotated[
        EngineName,
        typer.Option(
            "--engine",
            help="What does the work; ray is a cluster, of which every machine has to see the folders IN and OUT.",
        ),
    ] = "local",
    mark_field: options.MarkField = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> int:
    """Clean files and folders into OUT and write the report to OUT.report.

    OUT mirrors the input; files that are no documents are copied. The report holds report.html (to look at all that was
    removed), records (what was removed, by which rule and why), diff.patch and summary.json. What an earlier run has
    done, with the same packs and options and from files that are as they were, is not done again.
    """
    folder = report or (dry_run_folder(out) if dry_run else report_folder(out))
    target = None if dry_run else out
    failing = ("failed", "skipped", "held") if strict else ("failed",)
    reading = reading._replace(mark_field=mark_field)
    engine_of_run = engine_named(engine)
    try:
        choice = Choice(tuple(include or ()), tuple(exclude or ()), hidden, keep_html)
        tasks = plan(inputs, out, folder, reading, choice)
        gc.freeze()  # else the plan, which can be of a million files, is looked through again and again
        if look:
            return _show_sample(tasks, look, cleaner)
        with (
            only_run(folder, target),
            Report(folder, target, fresh=fresh) as written,
            progress(quiet=quiet, as_json=as_json) as shown,
        ):
            fatal = failing if fail_fast else ()
            dolma = records == "dolma"
            Run(target, written, cleaner, reading, terminal.tell, shown, workers, fresh, dolma, fatal, engine_of_run)(
                tasks
            )
    except PlanError as error:
        raise typer.BadParameter(str(error)) from None
    summary = written.summary
    if not quiet:
        terminal.tell(summary.as_text(written.seconds))
    page = update_page(out, folder, summary.recorded, lambda: {rule.id: rule.description for rule in cleaner.rules()})
    if not quiet:
        terminal.tell(f"report: {page or f'{folder}; its page is made by `cleaner report {out} --report {folder}`'}")
    if as_json:
        print(json.dumps({"type": "summary", **summary.as_json(written.seconds)}))
    return 1 if any(summary.documents[state] for state in failing) else 0


def _show_sample(tasks: Sequence[Task], count: int, cleaner: Cleaner) -> int:
    summary = Summary()
    for place, treated, diff in sample(tasks, count, cleaner, Random()):
        terminal.show(diff.decode("utf-8", "surrogatepass").removesuffix("\n") if diff else f"{place}: {treated.state}")
        summary.add_document(treated.state, treated.removals)
    documents = counted(summary.documents.total(), "document")
    removed = counted(summary.characters.total(), "character")
    terminal.tell(f"{summary.documents['cleaned']:,} of {documents} would change, by {removed}; nothing was written")
    return 0
