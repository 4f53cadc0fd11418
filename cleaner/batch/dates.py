"""When a document is from, by a field of its row."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from cleaner.formats import Entry
from cleaner.formats.fields import paths

_MILLISECONDS = 1e11  # from this number on; as seconds it would be the year 5138


def date_of(entry: Entry, field: str) -> date | None:
    """The date in a field of a line of JSON, or of the row of a table; a name with dots leads into objects."""
    if entry.date is not None:
        return as_date(entry.date)
    try:
        row = json.loads(entry.raw)
    except (ValueError, RecursionError):
        return None
    values = (_at(row, path) for path in paths(field))
    return next((found for value in values if (found := as_date(value))), None)


def as_date(value: object) -> date | None:
    """A date as corpora write it: ISO 8601, or seconds or milliseconds since 1970, as a number or as a text.

    >>> as_date("2026-03-01T10:00:00Z"), as_date(1772323200), as_date("1772323200000"), as_date("yesterday")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), None)
    """
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, str):
        try:
            told = datetime.fromisoformat(value.strip())
            return (told if told.tzinfo is None else told.astimezone(UTC)).date()
        except (ValueError, OverflowError):
            value = _number(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return datetime.fromtimestamp(value / 1000 if abs(value) >= _MILLISECONDS else value, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _at(row: object, path: tuple[str, ...]) -> object:
    for key in path:
        if not isinstance(row, dict):
            return None
        row = row.get(key)
    return row
