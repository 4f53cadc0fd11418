"""Workflow commands of GitHub Actions: each finding beside its line in a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.reports.finding import Finding
from cleaner.reports.visible import visible


def as_annotations(findings: Iterable[Finding]) -> Iterator[str]:
    """A command for each finding."""
    for finding in findings:
        level = "warning" if finding.removal.confidence == "certain" else "notice"
        place = f"file={_property(finding.path)},line={finding.line},title={_property(finding.removal.rule)}"
        yield f"::{level} {place}::{_data(finding.message)}"


def _data(text: str) -> str:
    r"""A text that can't end the command or begin another.

    >>> _data("100 %\n::error::no")
    '100 %25%0A::error::no'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
