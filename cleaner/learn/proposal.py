"""What was proposed once is not proposed again: so a person rejects a line by deleting it from the pack.

Every phrase, pattern and heading has a name that does not depend on the rule it stands in. The names of all that were
ever proposed are kept beside the packs, and only what is new is added.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from cleaner.kinds.phrase import keys_of, phrase_key, says_one_of
from cleaner.pattern import Pattern
from cleaner.view import fold

_LISTS = {"phrase": "phrases", "line": "pattern"}


def items_of(rule: dict[str, Any]) -> list[str]:
    """What a rule proposes, piece by piece: its phrases, its patterns, or the heading of its section."""
    written = rule.get(_LISTS.get(rule.get("kind", ""), "start"), "")
    return written if isinstance(written, list) else [written]


def names_of(rule: dict[str, Any]) -> list[str]:
    """The names of what a rule proposes; one that is of no kind that is learnt goes by its id.

    >>> names_of({"kind": "phrase", "phrases": ["Share this!"]})
    ['phrase share this']
    """
    if rule.get("kind") == "section":
        return [f"section until {rule['until']} {rule['start']}"]
    if rule.get("kind") not in _LISTS:
        return [f"rule {rule.get('id', rule.get('extends'))}"]
    return [name_of(rule["kind"], item) for item in items_of(rule)]


def name_of(kind: str, item: str) -> str:
    """The name of a phrase or a pattern."""
    return f"{kind} {phrase_key(item) if kind == 'phrase' else item}"


def unproposed(rules: Iterable[dict[str, Any]], proposed: Collection[str]) -> list[dict[str, Any]]:
    """What of some rules is new; a rule of which nothing is new is left out."""
    return [new for rule in rules if (new := without(rule, proposed))]


def without(rule: dict[str, Any], names: Collection[str]) -> dict[str, Any] | None:
    """A rule without what some names name, and without the examples of that; None where nothing is left.

    >>> rule = {"kind": "phrase", "phrases": ["Share this", "House rules"], "examples": {"remove": ["Share this"]}}
    >>> without(rule, {"phrase share this"})
    {'kind': 'phrase', 'phrases': ['House rules'], 'examples': {'remove': ['House rules']}}
    """
    of_rule = names_of(rule)
    if not any(name in names for name in of_rule):
        return rule
    left = [item for item, name in zip(items_of(rule), of_rule, strict=False) if name not in names]
    if not left or rule.get("kind") not in _LISTS:
        return None
    shown = [one for one in rule["examples"]["remove"] if not isinstance(one, str) or says(rule["kind"], left, one)]
    remove = shown or left[:1]  # a phrase is its own example, and patterns all have theirs
    return {**rule, _LISTS[rule["kind"]]: left, "examples": {**rule["examples"], "remove": remove}}


def says(kind: str, items: Sequence[str], text: str) -> bool:
    """Whether a line says one of some phrases, or what one of some patterns finds."""
    line = fold(text)
    if kind == "phrase":
        return says_one_of(keys_of(items), line)
    return any(pattern.compiled.search(line) for pattern in map(Pattern, items))
