"""What rules ask of a page, from the cache: to find it out takes a millisecond for each pattern."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cleaner.cache import each_cached
from cleaner.packs.stored import StoredRules
from cleaner.prefilter import Asked
from cleaner.rule import Rule


def asked_by(rules: Iterable[Rule], folder: Path | None) -> list[Asked]:
    """What each of the rules asks; what is not known from earlier is stored in the folder, if there is one."""
    stored = StoredRules.of(rules).stored
    keys = (one.key for one in stored)
    return each_cached("asked", keys, lambda number: Asked.by(stored[number].rule), "", folder)
