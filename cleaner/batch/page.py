"""The page of a run, written into the folder of its report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cleaner.batch.atomic import replacing
from cleaner.reports.layout import PAGE, SUMMARY

MOST_DOCUMENTS = 100_000
"""A run that changed more leaves the page to `cleaner report`."""

Descriptions = Callable[[], Mapping[str, str]]
"""Tells what rules remove."""


def write_page(out: Path, report: Path, descriptions: Descriptions, target: Path | None = None) -> Path:
    """Draw the page from the records and the output, and write it; returns where it is."""
    from cleaner.reports.html import page  # what it is made with takes a while to load

    target = target or report / PAGE
    content = page(out, report, descriptions())
    with replacing(target) as file:
        file.write(content)
    return target


def update_page(out: Path, report: Path, documents: int, descriptions: Descriptions) -> Path | None:
    """Write the page, unless it is there and nothing has changed since; returns where it is.

    Of so many changed documents that it would take as long as the run, none is written: it can be asked for.
    """
    path = report / PAGE
    if documents > MOST_DOCUMENTS:
        path.unlink(missing_ok=True)
        return None
    if path.exists() and path.stat().st_mtime_ns >= (report / SUMMARY).stat().st_mtime_ns:
        return path
    return write_page(out, report, descriptions)
