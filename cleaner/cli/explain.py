"""`cleaner explain`: a text with what goes, by which rule and why, and what nearly went."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from cleaner.api import Cleaner
from cleaner.cli import options, terminal
from cleaner.cli.setup import UsageError
from cleaner.diagnosis import answers
from cleaner.document import Document
from cleaner.formats import Entry, Options, format_named, format_of, opened
from cleaner.masking import Masked
from cleaner.packs import did_you_mean
from cleaner.reports import explain as report
from cleaner.reports.visible import visible


@options.with_cleaner
def explain(
    cleaner: Cleaner,
    reading: Options,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A text, JSONL or HTML file, or - for standard input.")],
    url: Annotated[str | None, typer.Option("--url", help="Where the text is from, which chooses site packs.")] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", metavar="ID", help="Say of each line why this rule takes it or not.")
    ] = None,
    as_json: options.Json = False,
) -> int:
    """Show a text line by line: `-` goes, `~` is trimmed, `?` nearly went; below each line the rule and the reason."""
    reader = format_of(file, reading) or format_named("text", reading)
    explained = partial(_explain, cleaner) if rule is None else partial(_explain_rule, cleaner, rule)
    with sys.stdin.buffer if str(file) == "-" else opened(file) as source:
        outcomes = [_show(entry, file, url, as_json, explained) for entry in reader.entries(source)]
    return 2 if False in outcomes else 0


class _Explanation(NamedTuple):
    """What is told of a text: to a person, line by line, and to a program."""

    lines: Iterator[str]
    record: dict[str, Any]


def _explain(cleaner: Cleaner, document: Document) -> _Explanation:
    examined = cleaner.examine(document.text, document.url, document.language)
    lines = report.as_text(document.text, examined, colour=terminal.wants_colour())
    return _Explanation(lines, report.as_json(examined))


def _explain_rule(cleaner: Cleaner, name: str, document: Document) -> _Explanation:
    rules = cleaner.rules(document.url, document.language)
    found = [rule for rule in rules if rule.id == name or rule.id.endswith(f"/{name}")]
    if len(found) != 1:
        ids = [rule.id for rule in found or rules]
        hint = did_you_mean(name, ids, "`cleaner rules list` names them all")
        raise UsageError(f"{len(found) or 'no'} rules `{name}` hold for this text; {hint}")
    told = list(answers(found[0], document.text))
    lines = report.answers_as_text(found[0], told, colour=terminal.wants_colour())
    return _Explanation(lines, report.answers_as_json(found[0], told))


def _show(
    entry: Entry, file: Path, url: str | None, as_json: bool, explained: Callable[[Document], _Explanation]
) -> bool:
    """Explain a document; false if there is one that can't be read."""
    document = entry.document
    row = "" if entry.row is None else f":{entry.row}"
    if document is None:
        if entry.problem:
            terminal.tell(f"{file}{row}: skipped: {entry.problem}")
        return not entry.problem
    text = Masked(document.text, document.kept).text
    explanation = explained(document._replace(text=text, url=url or document.url))
    if as_json:
        print(json.dumps({"path": str(file), "row": entry.row, **explanation.record}))
        return True
    if row:
        print(f"==> {visible(str(file))}{row} <==")
    for line in explanation.lines:
        print(line)
    return True
