"""`cleaner check` and `cleaner fix`: the two hooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cleaner.api import Cleaner
from cleaner.batch.hooks import Checked, Outcome, check_file, fix_file
from cleaner.cli import options, terminal
from cleaner.cli.setup import Setup
from cleaner.formats import Options
from cleaner.reports.explain import visible
from cleaner.reports.records import removal_fields

Files = Annotated[list[Path], typer.Argument(metavar="FILES...", help="Text, Markdown and JSONL files.")]
_Hook = Callable[[Path, Cleaner, Options], Checked]


@options.with_cleaner
def check(
    setup: Setup,
    files: Files,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> int:
    """Report what cleaning would remove from files; change nothing. Ends with 1 if there is anything."""
    return _apply(check_file, files, setup, quiet=quiet, as_json=as_json)


@options.with_cleaner
def fix(
    setup: Setup,
    files: Files,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> int:
    """Clean files in place and say what went. Ends with 1 if a file changed."""
    return _apply(fix_file, files, setup, quiet=quiet, as_json=as_json)


def _apply(hook: _Hook, files: list[Path], setup: Setup, *, quiet: bool, as_json: bool) -> int:
    outcomes: set[Outcome] = set()
    for path in files:
        checked = hook(path, *setup.for_folder(path.parent))
        outcomes.add(checked.outcome)
        for message in checked.messages:
            terminal.tell(visible(message))
        if as_json:
            for finding in checked.findings:
                record = {"path": str(path), "outcome": checked.outcome, **removal_fields(finding.removal)}
                print(json.dumps({**record, "line": finding.line}))
        elif not quiet:
            for finding in checked.findings:
                print(visible(str(finding)))
            if checked.outcome == "changed":
                terminal.tell(f"cleaned {visible(str(path))}")
    return _exit_code(outcomes)


def _exit_code(outcomes: set[Outcome]) -> int:
    if "failed" in outcomes:
        return 2
    return 1 if outcomes & {"found", "changed"} else 0
