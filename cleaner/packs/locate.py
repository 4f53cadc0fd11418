"""Where in its file a part of a rule is written, looked up again when something is wrong with it.

Rules remember the line that they begin in and no more, so that a thousand of them load quickly.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.packs.problem import Problem
from cleaner.packs.yaml_source import Place, YamlSource
from cleaner.rule import Rule, Source


class Locator:
    """Finds the places of parts of rules, reading each file once."""

    def __init__(self) -> None:
        self._read: dict[str, YamlSource | None] = {}

    def problem(self, rule: Rule, place: Place, what: str, hint: str = "") -> Problem:
        """A problem with the part of a rule at a place within it, such as ``("examples", "keep", 0)``."""
        source = self._source(rule.source.path)
        index = _index_of(source, rule.source)
        if source is None or index is None:
            return Problem(*rule.source, what, hint)
        return source.problem(("rules", index, *place), what, hint)

    def written(self, rule: Rule) -> dict[str, Any]:
        """A rule as it is written, or nothing where its file is gone."""
        source = self._source(rule.source.path)
        index = _index_of(source, rule.source)
        return {} if index is None else _rules_of(source)[index]

    def _source(self, path: str) -> YamlSource | None:
        if path not in self._read:
            try:
                self._read[path] = YamlSource.read(path, Path(path).read_text(encoding="utf-8-sig"))
            except (OSError, UnicodeDecodeError):
                self._read[path] = None
        return self._read[path]


def _rules_of(source: YamlSource | None) -> list[dict[str, Any]]:
    value = source.value if source else None
    return value.get("rules", []) if isinstance(value, dict) else []


def _index_of(source: YamlSource | None, at: Source) -> int | None:
    for index in range(len(_rules_of(source))):
        found = source.problem(("rules", index), "") if source else None
        if found and (found.line, found.column) == (at.line, at.column):
            return index
    return None
