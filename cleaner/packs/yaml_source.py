"""YAML as plain values that remember where they were written.

Values are made from the parser's events, so that every key and value has a place in the file, a key given twice is
noticed, what YAML reads other than it looks (`yes`, `012`, `1.10`, dates) is known for what it was, and neither deep
nesting (which crashes libyaml's own composer) nor aliases of aliases can do harm.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import yaml

from cleaner.packs.problem import Problem

Place = tuple[str | int, ...]
"""Keys and indices from the top of the file to a value."""

MAX_BYTES = 16_000_000
MAX_VALUES = 1_000_000
_MAX_DEPTH = 40
_QUOTES = "a text that begins with `{}` needs quotes"
_TAG = "tag:yaml.org,2002:"
_DOUBLE_QUOTED = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)|.")
"""A character as it is written in double quotes."""


@dataclass
class YamlSource:
    """A YAML file: its value, the mistakes in its form, and the places of all values and keys."""

    path: str
    text: str
    value: object = None
    problems: list[Problem] = field(default_factory=list)
    values: dict[Place, Any] = field(default_factory=dict)
    keys: dict[Place, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: str, text: str) -> YamlSource:
        """Parse a file; what is wrong with its form stands in ``problems``."""
        source = cls(path, text)
        if len(text) > MAX_BYTES:
            source.problems.append(
                Problem(path, 1, 1, f"the file is too large for a pack (over {MAX_BYTES:,} characters)")
            )
            return source
        try:
            _Builder(source).build()
        except yaml.MarkedYAMLError as error:
            source.problems.append(_syntax_problem(source, error))
        except yaml.reader.ReaderError as error:
            source.problems.append(source._problem_of_character(error))
        except yaml.YAMLError as error:
            source.problems.append(Problem(path, 1, 1, f"not YAML: {error}"))
        except UnicodeEncodeError as error:
            what = f"half of a surrogate pair stands at character {error.start + 1}, which no file can hold"
            source.problems.append(Problem(path, 1, 1, what))
        except _TooMuchError as error:
            source.problems.append(Problem(path, 1, 1, str(error)))
        return source

    def problem(self, place: Place, what: str, hint: str = "", *, at_key: bool = False, shift: int = 0) -> Problem:
        """A problem with the value (or the key) at a place, or with the nearest thing around it that was written."""
        event = self._event(place, at_key)
        return Problem(self.path, 1, 1, what, hint) if event is None else self.problem_at(event, what, hint, shift)

    def problem_at(self, event: Any, what: str, hint: str = "", shift: int = 0) -> Problem:
        """A problem where an event begins, or some columns to the right."""
        mark = event.start_mark
        return Problem(self.path, mark.line + 1, mark.column + 1 + shift, what, hint, self.line(mark.line))

    def written(self, place: Place) -> str | None:
        """What was written for a scalar."""
        event = self.values.get(place)
        return event.value if isinstance(event, yaml.ScalarEvent) else None

    def column_in(self, place: Place, character: int) -> int:
        """How far right of a scalar's beginning one of its characters stands; 0 where it stands in another line."""
        event: Any = self.values.get(place)
        if not isinstance(event, yaml.ScalarEvent) or event.style in ("|", ">"):
            return 0
        if event.style != '"':
            return character + (event.value[:character].count("'") + 1 if event.style else 0)
        mark: Any = event.start_mark
        written = islice(_DOUBLE_QUOTED.finditer(self.line(mark.line), mark.column + 1), character)
        return sum(len(one[0]) for one in written) + 1

    def _problem_of_character(self, error: Any) -> Problem:
        """A character that no YAML may hold, found before there are any lines."""
        before = self.text.encode()[: error.position].decode()
        line = before.count("\n")
        what = f"not YAML: the control character U+{error.character:04X} stands here"
        return Problem(self.path, line + 1, len(before) - before.rfind("\n"), what, source_line=self.line(line))

    def line(self, index: int) -> str:
        """A line of the file, from 0."""
        return self._lines[index].rstrip("\r") if index < len(self._lines) else ""

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def _event(self, place: Place, at_key: bool) -> Any:
        if at_key and place in self.keys:
            return self.keys[place]
        while place and place not in self.values:
            place = place[:-1]
        return self.values.get(place)


class _TooMuchError(Exception):
    """More values, or deeper ones, than any pack needs."""


class _Builder:
    """Makes plain values from the parser's events and notes their places."""

    def __init__(self, source: YamlSource) -> None:
        self._source = source
        loader: Any = yaml.CSafeLoader(source.text)
        self._events: Iterator[Any] = iter(loader.get_event, None)  # `yaml.parse` asks twice for each
        self._resolver: Any = yaml.resolver.Resolver()
        self._count = 0
        self._anchors: dict[str, tuple[object, int]] = {}

    def build(self) -> None:
        """Read the first document of the file; a second one is a mistake."""
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and self._source.values:
                what = "a second YAML document begins here"
                self._source.problems.append(self._source.problem_at(event, what, "write one pack a file"))
                return
            if isinstance(event, yaml.NodeEvent):
                self._source.value = self._value(event, ())

    def _value(self, event: Any, place: Place) -> object:
        self._source.values[place] = event
        before = self._count
        self._count_up(1)
        if len(place) > _MAX_DEPTH:
            raise _TooMuchError("the file is nested too deeply for a pack")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        value: object
        if isinstance(event, yaml.MappingStartEvent):
            value = self._mapping(place)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(place)
        else:
            value = self._scalar(event, place)
        if not isinstance(event, yaml.ScalarEvent) and event.tag is not None:
            self._report_tag(event, event.tag)
        if event.anchor:
            self._anchors[event.anchor] = value, self._count - before
        return value

    def _count_up(self, count: int) -> None:
        self._count += count
        if self._count > MAX_VALUES:
            raise _TooMuchError(f"the file has over {MAX_VALUES:,} values, each alias counted, too many for a pack")

    def _sequence(self, place: Place) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*place, len(items))))
        return items

    def _mapping(self, place: Place) -> dict[str, object]:
        result: dict[str, object] = {}
        while not isinstance(key_event := next(self._events), yaml.MappingEndEvent):
            key = self._key(key_event, place)
            here = (*place, key)
            if key in result:
                self._report_duplicate(key, key_event, here)
                self._value(next(self._events), (*here, "?"))
                continue
            if key == "<<":
                what, hint = "the merge key `<<` is not read", "write out the keys, or change a rule with `extends`"
                self._source.problems.append(self._source.problem_at(key_event, what, hint))
            self._source.keys[here] = key_event
            result[key] = self._value(next(self._events), here)
        return result

    def _key(self, event: Any, place: Place) -> str:
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        self._value(event, (*place, "?"))
        self._source.problems.append(self._source.problem((*place, "?"), "a key must be a plain word"))
        return "?"

    def _report_duplicate(self, key: str, event: Any, here: Place) -> None:
        first = self._source.keys[here].start_mark.line + 1
        hint = f"the first is in line {first}; YAML would silently use the second"
        self._source.problems.append(self._source.problem_at(event, f"`{key}` is given twice", hint))

    def _alias(self, event: Any) -> object:
        if event.anchor not in self._anchors:
            what = f"the alias `*{event.anchor}` has no anchor before it"
            hint = f"write `&{event.anchor}` where the value is; {_QUOTES.format('*')}"
            self._source.problems.append(self._source.problem_at(event, what, hint))
            return None
        value, size = self._anchors[event.anchor]
        self._count_up(size)
        return value

    def _report_tag(self, event: Any, tag: str) -> None:
        what = f"the tag {tag.replace(_TAG, '!!')} is not allowed: packs hold data only"
        hint = _QUOTES.format("!") if tag.startswith("!") else ""
        self._source.problems.append(self._source.problem_at(event, what, hint))

    def _scalar(self, event: Any, place: Place) -> object:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self._resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
        make = _SCALARS.get(tag.removeprefix(_TAG))
        if make is None:
            self._report_tag(event, tag)
            return None
        try:
            return make(event.value)
        except ValueError:
            return str(event.value)


def _boolean(text: str) -> bool:
    return text.lower() in ("yes", "true", "on")


def _integer(text: str) -> int:
    digits = text.replace("_", "")
    octal = digits.lstrip("+-").startswith("0") and digits.isdigit() and len(digits) > 1
    return int(digits, 8 if octal else 0)


def _float(text: str) -> float:
    return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))


_SCALARS: dict[str, Callable[[str], object]] = {
    "str": str,
    "null": lambda text: None,
    "bool": _boolean,
    "int": _integer,
    "float": _float,
    "timestamp": datetime.date.fromisoformat,
}


def _syntax_problem(source: YamlSource, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    if error.context_mark and error.problem == "could not find expected ':'":
        mark = error.context_mark  # the parser goes on to the next line before it gives up
    line, column = (mark.line, mark.column) if mark else (0, 0)
    what = f"not YAML: {error.problem or error.context}"
    text = source.line(line)
    return Problem(source.path, line + 1, column + 1, what, _syntax_hint(error, text, column), text)


def _syntax_hint(error: yaml.MarkedYAMLError, text: str, column: int) -> str:
    problem = error.problem or ""
    here = text[column : column + 1]
    if "escape" in problem:
        return "in double quotes a backslash must be doubled; put patterns in single quotes"
    if "\t" in text[: column + 1]:
        return "YAML forbids tabs for indentation; use spaces"
    if here and problem == "found character that cannot start any token":
        return _QUOTES.format(here)
    if error.context_mark and error.context and "flow" in error.context:
        bracket = "[" if "sequence" in error.context else "{"
        return f"is the `{bracket}` in line {error.context_mark.line + 1} closed, and every quote in it?"
    return next((hint for said, hint in _SYNTAX_HINTS.items() if said in problem), "")


_SYNTAX_HINTS = {
    "could not find expected ':'": "a key, a colon and a space stand before a value: `key: value`",
    "mapping values are not allowed": "a text with `: ` in it needs quotes; keys of one mapping stand in one column",
    "expected '-' indicator": "is this line indented as those above it?",
    "did not find expected key": "a text that goes on after its closing quote needs other quotes around all of it",
    "expected comment or line break": "a text that begins with `|` or `>` needs quotes",
    "block sequence entries are not allowed": "a text that begins with `- ` needs quotes; a list begins on a new line",
}
"""By what the parser says, what the author most likely did."""
