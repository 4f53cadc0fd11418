"""`check --output-format`: what was found in files, in the formats that other programs take."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from cleaner.reports import exchange
from cleaner.reports.finding import Finding

if TYPE_CHECKING:
    from cleaner.api import Cleaner
    from cleaner.batch.hooks import Checked


class OutputFormat(StrEnum):
    """What findings are written as; `text` is for people."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    markdown = "markdown"
    csv = "csv"


def show_findings(form: str, checked: Iterable[Checked], cleaners: Iterable[Cleaner]) -> None:
    """Print what was found in all files."""
    findings = (
        Finding(str(finding.path), finding.line, finding.removal) for one in checked for finding in one.findings
    )

    def descriptions() -> dict[str, str]:
        return {rule.id: rule.description for cleaner in set(cleaners) for rule in cleaner.rules()}

    for line in exchange.as_lines(form, findings, descriptions):
        print(line)
