"""The reference of the rule language, made from the schema's own descriptions: for editors and for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import cleandoc
from typing import Any

from pydantic.fields import FieldInfo

from cleaner.kinds import KINDS
from cleaner.packs.schema import NESTED_KEYS, RULE_KEYS, ChangeKeys, PackKeys, RuleKeys, Strict
from cleaner.rule import CATEGORIES, OFF_BY_DEFAULT
from cleaner.zone import FIRST_LOOK, SECOND_LOOK, Feature

_NESTED_TITLES = {
    "where": "Where",
    "examples": "Examples",
    "remove": "A rewritten example",
    "evidence": "Evidence",
    "shape": "Shape",
    "words": "Bounds",
    "row": "Row",
    "vocabulary": "The vocabulary of a zone",
    "layouts": "The layouts of a zone",
    "indented": "The looks of a layout",
    "first": "The weights of a look",
}


def json_schema() -> str:
    """The JSON Schema of a pack, for editors that complete and check."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **PackKeys.model_json_schema(),
        "title": "A pack of boilerstrip rules",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def markdown() -> str:
    """The reference as it stands in `docs/rules.md`."""
    return "\n".join(_sections()) + "\n"


def _sections() -> Iterator[str]:
    yield "# The rule language\n"
    yield "Made by `cleaner rules schema --markdown` from the schema in `cleaner/packs/schema.py`; edit it there.\n"
    yield "## A pack\n"
    yield from _table(PackKeys)
    yield "\n## Every rule\n"
    yield from _table(RuleKeys)
    for name, keys in RULE_KEYS.items():
        body = cleandoc(import_module(KINDS[name]).__doc__ or "").split("\n", 2)[-1]
        yield f"\n## The kind `{name}`\n\n{body}\n"
        yield from _table(keys, without=RuleKeys)
    yield "\n## A change of another pack's rule\n\nIn `rules`, in place of a rule.\n"
    yield from _table(ChangeKeys)
    for key, title in _NESTED_TITLES.items():
        yield f"\n## {title}\n\nUnder `{key}`.\n"
        yield from _table(NESTED_KEYS[key])
    yield from _features("The features of a zone's first look", FIRST_LOOK)
    yield from _features("The features of its second look", SECOND_LOOK)
    yield "\n## Categories\n"
    yield "| category | what it is | |\n|---|---|---|"
    for name, description in CATEGORIES.items():
        yield f"| `{name}` | {description} | {'off by default' if name in OFF_BY_DEFAULT else ''} |"


def _features(title: str, features: Mapping[str, Feature[Any]]) -> Iterator[str]:
    yield f"\n## {title}\n\n| feature | what it says of a line |\n|---|---|"
    for name, feature in features.items():
        yield f"| `{name}` | {feature.meaning} |"


def _table(keys: type[Strict], without: type[Strict] | None = None) -> Iterator[str]:
    yield "| key | | what it says |\n|---|---|---|"
    for name, info in keys.model_fields.items():
        if without is None or name not in without.model_fields:
            yield f"| `{info.alias or name}` | {_need(info)} | {_said(name, info)} |"


def _need(info: FieldInfo) -> str:
    return "needed" if info.is_required() else ""


def _said(name: str, info: FieldInfo) -> str:
    return info.description or {"kind": "The kind of the rule."}.get(name, "")
