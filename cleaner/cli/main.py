"""The commands together, and how every one of them ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import click
import typer

from cleaner.cli import rules, terminal
from cleaner.cli.explain import explain
from cleaner.cli.filter import filter as filter_command
from cleaner.cli.hooks import check, fix
from cleaner.cli.restore import restore
from cleaner.cli.run import run
from cleaner.packs import PackError
from cleaner.version import __version__

INTERRUPTED = 130
USAGE = 2

app = typer.Typer(
    help="Remove boilerplate from article text: paywall notices, promos, related headlines, newsletter footers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (run, filter_command, check, fix, restore, explain):
    app.command()(command)
app.add_typer(rules.app, name="rules")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"cleaner {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options of the program itself."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 2 for a usage error or a bad pack, 130 for an interrupt."""
    try:
        code = app(args=arguments, prog_name="cleaner", standalone_mode=False)
        sys.stdout.flush()
    except PackError as error:
        terminal.tell(f"{error}\nError: {len(error.problems)} problems in the packs; nothing was done")
        return USAGE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        terminal.tell("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        terminal.tell(f"Error: {error.filename or 'writing'}: {error.strerror}; what was written before is whole")
        return USAGE if error.filename else 1
    return code if isinstance(code, int) else 0
