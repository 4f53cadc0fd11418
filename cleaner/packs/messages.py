"""What a schema error means, in words that help the author of a pack."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from cleaner.packs.problem import Problem, did_you_mean
from cleaner.packs.schema import NESTED_KEYS, RULE_KEYS, ChangeKeys, PackKeys, RuleKeys
from cleaner.packs.yaml_source import Place, YamlSource
from cleaner.version import __version__

_KINDS = tuple(RULE_KEYS)
_REQUIREMENT = re.compile(r"cleaner *>= *(\d+(?:\.\d+)*)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SHARES = ("first", "last", "title-case")
_BRIEF = 40
_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "dict_type": "a mapping of keys",
    "date_type": "a date as 2027-01-31",
}


def schema_problems(source: YamlSource, errors: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Problems from the errors of a validation, one for each place."""
    problems: dict[Place, Problem] = {}
    for error in errors:
        place = _place(source, error["loc"])
        if error["type"] == "missing":
            place = (*place, error["loc"][-1])
        problems.setdefault(place, _problem(source, place, error))
    return list(problems.values())


def requirement_problem(source: YamlSource) -> Problem | None:
    """The one problem of a pack for a newer program, whose other words this one need not know."""
    wanted = _REQUIREMENT.fullmatch(source.written(("requires",)) or "")
    if wanted is None or _numbers(wanted[1]) <= _numbers(__version__):
        return None
    what = f"the pack requires cleaner {_brief(wanted[1])} or later, and this is {__version__}"
    return source.problem(("requires",), what, "upgrade: pip install --upgrade boilerstrip")


def _numbers(version: str) -> list[tuple[int, str]]:
    """The numbers of a version in an order of their own: a pack may say one of more digits than Python reads."""
    return [(len(number), number) for number in re.findall(r"(?a:0*)([1-9]\d*|0)", version)]


def _place(source: YamlSource, loc: tuple[str | int, ...]) -> Place:
    """The place in the file: without the names that the validation puts in for alternatives."""
    place: Place = ()
    for part in loc:
        if (*place, part) in source.values:
            place = (*place, part)
    return place


def _problem(source: YamlSource, place: Place, error: Mapping[str, Any]) -> Problem:
    tell = _TELLERS.get(error["type"])
    return source.problem(place, *_value_problem(source, place, error)) if tell is None else tell(source, place, error)


def _unknown_key(source: YamlSource, place: Place, error: Mapping[str, Any]) -> Problem:
    hint = did_you_mean(str(place[-1]), _known_keys(source, place[:-1]))
    return source.problem(place, f"unknown key `{place[-1]}`", hint, at_key=True)


def _missing(source: YamlSource, place: Place, error: Mapping[str, Any]) -> Problem:
    return source.problem(place[:-1], f"`{place[-1]}` is missing", _MISSING.get(str(place[-1]), ""))


def _missing_kind(source: YamlSource, place: Place, error: Mapping[str, Any]) -> Problem:
    if not isinstance(error["input"], dict):
        what, _ = _wrong_type(source, place, _name(place), error["input"], "a mapping of keys")
        return source.problem(place, what, "a rule begins with `- id: …`, and its other keys stand below `id`")
    unknown = [key for key in error["input"] if key not in _known_keys(source, place)]
    near = get_close_matches("kind", unknown)
    others = f"one of {', '.join(_KINDS)}"
    return source.problem(place, "`kind` is missing", f"is it meant by `{near[0]}`?" if near else others)


def _unknown_kind(source: YamlSource, place: Place, error: Mapping[str, Any]) -> Problem:
    written = source.written((*place, "kind"))
    if not written:
        what, _ = _wrong_type(source, place, "`kind`", error["input"]["kind"], "a text")
        return source.problem((*place, "kind"), what, did_you_mean("", _KINDS))
    return source.problem((*place, "kind"), f"unknown kind `{_brief(written)}`", did_you_mean(written, _KINDS))


def _unknown_choice(source: YamlSource, place: Place, error: Mapping[str, Any]) -> Problem:
    written = source.written(place) or str(error["input"])
    choices = [choice.strip("' ") for choice in error["ctx"]["expected"].replace(" or ", ",").split(",")]
    key = next(part for part in reversed(place) if isinstance(part, str))
    return source.problem(place, f"unknown {key} `{_brief(written)}`", did_you_mean(written, choices))


_TELLERS = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "union_tag_not_found": _missing_kind,
    "union_tag_invalid": _unknown_kind,
    "literal_error": _unknown_choice,
}
_FORMS = {
    "`id`": ("is not of the form words-with-hyphens", "small letters and digits, joined by hyphens"),
    "`extends`": (
        "is not the id of a rule",
        "the name of its pack, a slash and its own: see `cleaner rules list`",
    ),
    "`requires`": ("is not of the form `cleaner >= 0.1`", "the oldest version that the pack works with"),
    "`pack`": ("is not a name", "letters, digits, points and hyphens, with / between parts"),
}
_MISSING = {
    "examples": "every rule proves itself with what it removes and a near miss that stays",
    "keep": "give at least one near miss: a line of an article that looks alike and must stay",
    "remove": "give at least one line that the rule removes",
    "until": "say where the section ends: a pattern, prose, blank or end",
    "max-lines": "say after how many lines without an end the section stays",
    "confidence": "one of certain, likely, hint",
}


def _value_problem(source: YamlSource, place: Place, error: Mapping[str, Any]) -> tuple[str, str]:
    kind, value = error["type"], error["input"]
    name = _name(place)
    if kind in _EXPECTED:
        return _wrong_type(source, place, name, value, _EXPECTED[kind])
    if kind in ("string_too_short", "too_short"):
        return f"{name} is empty", ""
    if kind == "string_pattern_mismatch":
        what, hint = _FORMS.get(name, ("is neither a whole number nor a share such as 20%", ""))
        return f"{name} {what}: {_brief(str(value))}", hint
    if kind.startswith(("greater_than", "less_than")):
        return f"{name}: {error['msg'].lower().replace('input ', '')}, not {value}", ""
    return f"{name}: {error['msg']}", ""


def _wrong_type(source: YamlSource, place: Place, name: str, value: object, expected: str) -> tuple[str, str]:
    written = source.written(place)
    what = f"{name} must be {expected}, not {_described(value)}"
    if isinstance(value, float) and place[-1] in _SHARES:
        return what, "a share is written as in 20%"
    if isinstance(value, str) and expected == _EXPECTED["date_type"] and _DATE.fullmatch(value):
        return what, "write it without quotes"
    if isinstance(value, dict) and expected == "a text" and isinstance(place[-1], int):
        return what, "a text with `: ` in it needs quotes"
    if written is not None and expected == "a text" and not isinstance(value, str) and value is not None:
        return what, f"YAML reads {written} as {_described(value)}; put it in quotes: '{written}'"
    if expected == "a list" and isinstance(value, str) and place[-1] != "rules":
        return what, f"write [{value!r}]"
    return what, ""


def _described(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping of keys"
    if isinstance(value, str):
        return f"the text '{_brief(value)}'"
    return f"the {'date' if isinstance(value, datetime.date) else 'number'} {value}"


def _brief(text: str) -> str:
    """The beginning of a text, in one line."""
    line = repr(text)[1:-1].replace("\\'", "'").replace("\\\\", "\\")
    return line if len(line) <= _BRIEF else f"{line[:_BRIEF]}…"


def _name(place: Place) -> str:
    keys = [part for part in place if isinstance(part, str)]
    if not keys:
        return "the pack"
    if place and isinstance(place[-1], int):
        return f"item {place[-1] + 1} of `{keys[-1]}`"
    return f"`{keys[-1]}`"


def _known_keys(source: YamlSource, place: Place) -> list[str]:
    """The keys that a mapping may have, by walking the schema's models along the place."""
    model: Any = PackKeys
    value: Any = source.value
    for part in place:
        value = value[part]
        if isinstance(part, str):
            model = NESTED_KEYS.get(part, model)
        elif model is RuleKeys and isinstance(value, dict):
            model = ChangeKeys if "extends" in value else RULE_KEYS.get(str(value.get("kind")), RuleKeys)
    return [info.alias or key for key, info in model.model_fields.items()]
