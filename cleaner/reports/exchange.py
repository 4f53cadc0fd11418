"""Findings in the formats that other programs take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from cleaner.reports.annotations import as_annotations
from cleaner.reports.finding import Finding
from cleaner.reports.markdown import findings_as_markdown
from cleaner.reports.sarif import as_sarif
from cleaner.reports.sheet import as_sheet

Descriptions = Callable[[], Mapping[str, str]]
"""Tells what rules remove; asked only where that is written."""


def as_lines(form: str, findings: Iterable[Finding], descriptions: Descriptions) -> Iterator[str]:
    """The lines of findings in a format: `sarif`, `github`, `markdown` or `csv`."""
    match form:
        case "sarif":
            yield as_sarif(findings, descriptions())
        case "github":
            yield from as_annotations(findings)
        case "markdown":
            yield from findings_as_markdown(findings)
        case _:
            yield from as_sheet(findings)
