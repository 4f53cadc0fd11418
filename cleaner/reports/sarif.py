"""SARIF 2.1.0, the format in which code hosts take findings of any tool."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from cleaner.reports.finding import Finding
from cleaner.reports.visible import visible
from cleaner.version import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ABOUT = "https://github.com/boilerstrip/boilerstrip"
_LEVELS = {"certain": "warning"}
MOST = 25_000
"""So many results of a run GitHub takes; it refuses a file that has more."""


def as_sarif(findings: Iterable[Finding], descriptions: Mapping[str, str]) -> str:
    """Findings as a SARIF log; ``descriptions`` say what rules remove."""
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    left_out = 0
    for finding in findings:
        if len(results) == MOST:
            left_out += 1
            continue
        rule = finding.removal.rule
        if rule not in rules:
            rules[rule] = {"index": len(rules), **_rule(finding, descriptions.get(rule, ""))}
        results.append(_result(finding, rules[rule]["index"]))
    described = [{name: value for name, value in rule.items() if name != "index"} for rule in rules.values()]
    driver = {"name": "cleaner", "version": __version__, "informationUri": _ABOUT, "rules": described}
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    if left_out:
        run["properties"] = {"resultsLeftOut": left_out}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _rule(finding: Finding, description: str) -> dict[str, Any]:
    category = visible(finding.removal.category)
    return {
        "id": visible(finding.removal.rule),
        "shortDescription": {"text": visible(description) or f"Boilerplate: {category}."},
        "properties": {"tags": ["boilerplate", category]},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    removal = finding.removal
    return {
        "ruleId": visible(removal.rule),
        "ruleIndex": index,
        "level": _LEVELS.get(removal.confidence, "note"),
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri(finding.path)},
                    "region": {"startLine": max(1, finding.line)},
                }
            }
        ],
        "partialFingerprints": {"boilerplate/v1": fingerprint(finding)},
    }


def fingerprint(finding: Finding) -> str:
    """The same for the same text by the same rule, wherever in the file it stands."""
    said = " ".join(finding.removal.text.split())
    return sha256(f"{finding.removal.rule}\n{said}".encode("utf-8", "backslashreplace")).hexdigest()[:32]


def uri(path: str) -> str:
    """A path as a URI: relative ones stay so.

    >>> uri("news/a b.txt"), uri("./#1.txt")
    ('news/a%20b.txt', '%231.txt')
    """
    place = PurePath(path)
    quoted = quote(place.as_posix().encode("utf-8", "surrogateescape"))
    return f"file://{quoted}" if place.is_absolute() else quoted
