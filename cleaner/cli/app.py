"""The commands together, with all their options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from cleaner.cli import rules
from cleaner.cli.about import about
from cleaner.cli.ending import ending
from cleaner.cli.explain import explain
from cleaner.cli.filter import filter as filter_command
from cleaner.cli.hooks import check, fix
from cleaner.cli.learn import learn
from cleaner.cli.report import report
from cleaner.cli.restore import restore
from cleaner.cli.run import run
from cleaner.cli.textconv import textconv
from cleaner.version import __version__

app = typer.Typer(
    help="Remove boilerplate from article text: paywall notices, promos, related headlines, newsletter footers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (run, filter_command, check, fix, restore, explain, report, textconv, learn):
    app.command()(ending(command))
app.add_typer(rules.app, name="rules")


def _print_version(context: typer.Context, wanted: bool) -> None:
    if wanted:
        print(f"cleaner {__version__}")
        if context.params.get("verbose"):
            print(about())
        raise typer.Exit


@app.callback()
def _options(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", is_eager=True, help="With --version: what it runs on.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", callback=_print_version, help="Print the version.")] = False,
) -> None:
    """Take the options of the program itself."""


def run_app(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code."""
    try:
        app(args=list(arguments), prog_name="cleaner")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0
