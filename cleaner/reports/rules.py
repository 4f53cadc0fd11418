"""Rules as a person or a program reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from cleaner.packs import Change, Pack
from cleaner.rule import Rewrite, Rule

_WIDTH = 110


def as_line(rule: Rule) -> str:
    """A rule in one line: id, kind, category, confidence, description."""
    return f"{rule.id:<50} {rule.kind:<8} {rule.category:<10} {rule.confidence.name:<8} {rule.description}"


def as_page(rule: Rule, written: dict[str, Any], changes: Sequence[tuple[Pack, Change]]) -> str:
    """A rule as it is written, where that is, and what other packs change of it."""
    lines = [f"{rule.id}, at {rule.source}", ""]
    text = yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=_WIDTH)
    lines += [f"  {line}" for line in text.splitlines()]
    for pack, change in changes:
        lines += ["", f"changed by {pack.name}{_scope(pack)}, at {change.source}", f"  {change}"]
    return "\n".join(lines)


def as_json(rule: Rule, changes: Sequence[tuple[Pack, Change]] = ()) -> dict[str, Any]:
    """A rule for programs."""
    record: dict[str, Any] = {
        "id": rule.id,
        "description": rule.description,
        "kind": rule.kind,
        "category": rule.category,
        "confidence": rule.confidence.name,
        "source": str(rule.source),
        "examples": {
            "remove": [list(item) if isinstance(item, Rewrite) else item for item in rule.examples.remove],
            "keep": list(rule.examples.keep),
        },
    }
    if changes:
        record["changes"] = [
            {"pack": pack.name, "hosts": sorted(pack.hosts), "source": str(change.source), "change": str(change)}
            for pack, change in changes
        ]
    return record


def changes_to(rule: Rule, packs: Iterable[Pack]) -> list[tuple[Pack, Change]]:
    """The changes of a rule, and of which packs they are: also where one switches it off."""
    return [(pack, change) for pack in packs for change in pack.changes if change.target == rule.id]


def _scope(pack: Pack) -> str:
    return f" for {', '.join(sorted(pack.hosts))}" if pack.hosts else ""
