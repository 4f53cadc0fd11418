"""The page of a run, written into the folder of its report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cleaner.batch.atomic import replacing
from cleaner.reports.layout import PAGE, SUMMARY

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


def update_page(out: Path, report: Path, descriptions: Descriptions) -> Path:
    """Write the page, unless it is there and nothing has changed since."""
    path = report / PAGE
    if path.exists() and path.stat().st_mtime_ns >= (report / SUMMARY).stat().st_mtime_ns:
        return path
    return write_page(out, report, descriptions)
