"""`cleaner report`: a run as a page, on the terminal, for pull requests and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import typer

from cleaner.batch.atomic import replacing
from cleaner.batch.page import write_page
from cleaner.batch.report import put_together_after_kill
from cleaner.cli import options, pager, terminal
from cleaner.cli.setup import Setup, UsageError
from cleaner.reports import comparison, exchange, markdown, overview, rule_table, tally
from cleaner.reports.choice import drawn_from
from cleaner.reports.diff import as_diff
from cleaner.reports.finding import findings_of
from cleaner.reports.layout import report_folder
from cleaner.reports.original import originals
from cleaner.reports.reading import RecordedDocument, read_documents, read_summary

_DRAWN = 10


class Form(StrEnum):
    """What a report is written as."""

    html = "html"
    summary = "summary"
    rules = "rules"
    diff = "diff"
    sample = "sample"
    sarif = "sarif"
    github = "github"
    markdown = "markdown"
    csv = "csv"
    json = "json"


def report(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of a run.")],
    form: Annotated[Form | None, typer.Option("--format", help="What to write; else the page.")] = None,
    sample: Annotated[
        int | None,
        typer.Option("--sample", min=1, metavar="N", help="Show N changed documents drawn at random, as a diff."),
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="OTHER", help="Tell what differs from another run, by its OUT.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="The folder of the report; else OUT.report.")
    ] = None,
    target: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")] = None,
    packs: options.Packs = None,
    no_builtin: options.NoBuiltin = False,
    no_installed: options.NoInstalled = False,
    profile: options.Profile = None,
    no_cache: options.NoCache = False,
) -> int:
    """Render what a run removed.

    As a page in OUT.report/report.html, which is the default; on the terminal as summary, rules, diff or sample; for
    pull requests and programs as sarif, github (annotations), markdown, csv or json. With --against as summary, which
    is the default then, markdown or json. Packs are only looked at to say what rules are for and which never fired.
    """
    setup = Setup(
        options.wanted(
            packs=packs, no_builtin=no_builtin, no_installed=no_installed, profile=profile, no_cache=no_cache
        )
    )
    if sample is not None:
        form = Form.sample
    shown = Shown(setup, out, folder or report_folder(out), sample or _DRAWN, target is None)
    put_together_after_kill(shown.folder, out)
    if against is not None:
        _put(_compared(shown, report_folder(against), form or Form.summary), target)
    elif form is None or form is Form.html:
        terminal.tell(f"report: {write_page(out, shown.folder, shown.descriptions, target)}")
    else:
        _put(_VIEWS[form](shown), target)
    return 0


class Shown:
    """A run that is shown, and how much of it in which way."""

    def __init__(self, setup: Setup, out: Path, folder: Path, sample: int, on_terminal: bool) -> None:
        self.setup = setup
        self.out = out
        self.folder = folder
        self.sample = sample
        self.colour = on_terminal and terminal.wants_colour()

    @cached_property
    def tally(self) -> tally.Tally:
        """What was removed, counted."""
        return tally.Tally.of(read_documents(self.folder))

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The numbers of the run."""
        return read_summary(self.folder)

    @property
    def changed(self) -> Iterator[RecordedDocument]:
        """The documents from which something was removed."""
        return (document for document in read_documents(self.folder) if document.removals)

    def descriptions(self) -> dict[str, str]:
        """What the active rules say of themselves."""
        return {rule.id: rule.description for rule in self.setup.for_folder(Path.cwd()).cleaner.rules()}

    def diff(self, documents: Iterable[RecordedDocument]) -> Iterator[str]:
        """Documents with what went from them."""
        return as_diff(originals(self.out, documents), colour=self.colour)

    def exchanged(self, form: Form) -> Iterator[str]:
        """All removals in a format that other programs take."""
        findings = (finding for document in self.changed for finding in findings_of(document))
        return exchange.as_lines(form, findings, self.descriptions)

    def rules(self) -> Iterator[str]:
        """The rules by what they did."""
        documents = (self.summary.get("documents") or {}).get("total", 0)
        return rule_table.as_table(self.tally, documents, self.descriptions())


_VIEWS: dict[Form, Callable[[Shown], Iterable[str]]] = {
    Form.summary: lambda shown: overview.as_overview(shown.tally, shown.summary),
    Form.rules: Shown.rules,
    Form.diff: lambda shown: shown.diff(shown.changed),
    Form.sample: lambda shown: shown.diff(drawn_from(shown.changed, shown.sample)),
    Form.sarif: lambda shown: shown.exchanged(Form.sarif),
    Form.github: lambda shown: shown.exchanged(Form.github),
    Form.csv: lambda shown: shown.exchanged(Form.csv),
    Form.markdown: lambda shown: markdown.as_markdown(shown.tally, shown.summary),
    Form.json: lambda shown: [json.dumps(tally.as_json(shown.tally, shown.summary), indent=2)],
}


def _compared(shown: Shown, other: Path, form: Form) -> Iterable[str]:
    found = comparison.Comparison.of(read_documents(other), read_documents(shown.folder))
    match form:
        case Form.summary:
            return comparison.as_text(found, colour=shown.colour)
        case Form.markdown:
            return comparison.as_markdown(found)
        case Form.json:
            return [json.dumps(comparison.as_json(found), indent=2)]
        case _:
            raise UsageError(f"two runs are compared as summary, markdown or json, not as {form}")


def _put(lines: Iterable[str], target: Path | None) -> None:
    if target is None:
        pager.show(lines)
        return
    with replacing(target) as file:
        file.writelines(f"{line}\n".encode("utf-8", "backslashreplace") for line in lines)
    terminal.tell(f"report: {target}")
