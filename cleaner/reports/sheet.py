"""Removals as CSV, for people who look at them in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from cleaner.reports.finding import Finding
from cleaner.reports.visible import visible

_COLUMNS = ("path", "line", "rule", "also", "category", "confidence", "because", "characters", "text")
_FORMULA = tuple("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")


def as_sheet(findings: Iterable[Finding]) -> Iterator[str]:
    """A line of headings, and one for each finding."""
    yield _line(_COLUMNS)
    for path, line, removal in findings:
        texts = (removal.rule, " ".join(removal.also), removal.category, removal.confidence, removal.because)
        row = (path, line, *texts, removal.end - removal.start, " ".join(removal.text.split()))
        yield _line(cell(value) if isinstance(value, str) else value for value in row)


def _line(row: Iterable[str | int]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(row)
    return stream.getvalue()


def cell(text: str) -> str:
    r"""A text that no spreadsheet takes for a formula, and no terminal for an order.

    >>> cell('=HYPERLINK("http://…")'), cell("- a list"), cell("a = b")
    ('\'=HYPERLINK("http://…")', "'- a list", 'a = b')
    """
    shown = visible(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown
