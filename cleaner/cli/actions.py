"""What the commands that are started most do, once their options are understood. Nothing here knows Typer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cleaner.api import REPEATABLE, Cleaner
from cleaner.cli import terminal
from cleaner.cli.setup import Setup, UsageError
from cleaner.formats.choose import Options, format_named
from cleaner.formats.compression import compressed, compression_in
from cleaner.reports.visible import visible

_NOT_TWICE = (
    "the profile `{}` is not for check and fix: hooks run again and again on the same files, and its second pass would "
    "eat into the article that the first one found; use `cleaner run` or `cleaner filter`"
)

if TYPE_CHECKING:
    from io import BufferedReader

    from cleaner.batch.hooks import Checked, Outcome
    from cleaner.batch.treat import Treated

    Hook = Callable[[Path, Cleaner, Options], Checked]


def filter_input(cleaner: Cleaner, reading: Options, url: str | None = None, *, quiet: bool = False) -> int:
    """Clean standard input to standard output, which is compressed as that is."""
    from cleaner.batch.filter import filter_stream

    def report(treated: Treated) -> None:
        if not quiet:
            terminal.tell(treated.message("standard input"))

    form = format_named(reading.format or "text", reading)
    stdin = cast("BufferedReader", sys.stdin.buffer)
    compression = compression_in(stdin)
    source = stdin if compression is None else compression.read_from(stdin)
    with compressed(compression, sys.stdout.buffer) as target:
        filter_stream(source, target, form, cleaner, report, url)
    return 0


def check_files(setup: Setup, files: Iterable[Path], *, quiet: bool = False, as_json: bool = False) -> int:
    """Say what cleaning would remove from files."""
    from cleaner.batch.hooks import check_file

    return _apply(check_file, setup, files, quiet=quiet, as_json=as_json)


def fix_files(setup: Setup, files: Iterable[Path], *, quiet: bool = False, as_json: bool = False) -> int:
    """Clean files in place."""
    from cleaner.batch.hooks import fix_file

    return _apply(fix_file, setup, files, quiet=quiet, as_json=as_json)


def _apply(hook: Hook, setup: Setup, files: Iterable[Path], *, quiet: bool, as_json: bool) -> int:
    outcomes: set[Outcome] = set()
    for path in files:
        tools = setup.for_folder(path.parent)
        if tools.cleaner.profile not in REPEATABLE:
            raise UsageError(_NOT_TWICE.format(tools.cleaner.profile))
        checked = hook(path, *tools)
        outcomes.add(checked.outcome)
        for message in checked.messages:
            terminal.tell(visible(message))
        if as_json:
            _print_records(checked)
        elif not quiet:
            for finding in checked.findings:
                print(visible(str(finding)))
            if checked.outcome == "changed":
                terminal.tell(f"cleaned {visible(str(path))}")
    return _exit_code(outcomes)


def _print_records(checked: Checked) -> None:
    import json

    from cleaner.reports.records import removal_fields

    for finding in checked.findings:
        record = {"path": str(checked.path), "outcome": checked.outcome, **removal_fields(finding.removal)}
        print(json.dumps({**record, "line": finding.line}))


def _exit_code(outcomes: set[Outcome]) -> int:
    if "failed" in outcomes:
        return 2
    return 1 if outcomes & {"found", "changed"} else 0
