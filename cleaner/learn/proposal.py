"""What was proposed once is not proposed again: so a person rejects a line by deleting it from the pack.

Every phrase, pattern and heading has a name that does not depend on the rule it stands in. The names of all that were
ever proposed are kept beside the packs, and only what is new is added.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from cleaner.kinds.phrase import phrase_key

_LISTS = {"phrase": "phrases", "line": "pattern"}


def names_of(rule: dict[str, Any]) -> list[str]:
    """The names of what a learnt rule proposes.

    >>> names_of({"kind": "phrase", "phrases": ["Share this!"]})
    ['phrase share this']
    """
    if rule["kind"] == "section":
        return [f"section until {rule['until']} {rule['start']}"]
    return [_name(rule["kind"], item) for item in rule[_LISTS[rule["kind"]]]]


def unproposed(rules: Iterable[dict[str, Any]], proposed: Collection[str]) -> list[dict[str, Any]]:
    """What of some rules is new; a rule of which nothing is new is left out."""
    return [new for rule in rules if (new := _new_of(rule, proposed))]


def _new_of(rule: dict[str, Any], proposed: Collection[str]) -> dict[str, Any] | None:
    names = names_of(rule)
    if not any(name in proposed for name in names):
        return rule
    key = _LISTS.get(rule["kind"])
    if key is None or all(name in proposed for name in names):
        return None
    fresh = [at for at, name in enumerate(names) if name not in proposed]
    shown = [rule["examples"]["remove"][at] for at in fresh if at < len(rule["examples"]["remove"])]
    remove = shown or [rule[key][at] for at in fresh[:1]]  # a phrase is its own example, and patterns all have theirs
    return {**rule, key: [rule[key][at] for at in fresh], "examples": {**rule["examples"], "remove": remove}}


def _name(kind: str, item: str) -> str:
    return f"{kind} {phrase_key(item) if kind == 'phrase' else item}"
