"""`cleaner explain`: a text with what goes, by which rule and why, and what nearly went."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cleaner.api import Cleaner
from cleaner.cli import options, terminal
from cleaner.formats import Entry, Options, format_named, format_of
from cleaner.reports import explain as report
from cleaner.reports.visible import visible


@options.with_cleaner
def explain(
    cleaner: Cleaner,
    reading: Options,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A text, JSONL or HTML file, or - for standard input.")],
    url: Annotated[str | None, typer.Option("--url", help="Where the text is from, which chooses site packs.")] = None,
    as_json: options.Json = False,
) -> int:
    """Show a text line by line: `-` goes, `~` is trimmed, `?` nearly went; below each line the rule and the reason."""
    reader = format_of(file, reading) or format_named("text", reading)
    with sys.stdin.buffer if str(file) == "-" else file.open("rb") as source:
        outcomes = [_explain(entry, file, cleaner, url, as_json) for entry in reader.entries(source)]
    return 2 if False in outcomes else 0


def _explain(entry: Entry, file: Path, cleaner: Cleaner, url: str | None, as_json: bool) -> bool:
    """Explain a document; false if there is one that can't be read."""
    document = entry.document
    row = "" if entry.row is None else f":{entry.row}"
    if document is None:
        if entry.problem:
            terminal.tell(f"{file}{row}: skipped: {entry.problem}")
        return not entry.problem
    examined = cleaner.examine(document.text, url or document.url, document.language)
    if as_json:
        print(json.dumps({"path": str(file), "row": entry.row, **report.as_json(examined)}))
        return True
    if row:
        print(f"==> {visible(str(file))}{row} <==")
    for line in report.as_text(document.text, examined, colour=terminal.wants_colour()):
        print(line)
    return True
