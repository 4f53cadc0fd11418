"""Where in a line of JSON a text is written, character by character."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from json.decoder import JSONDecodeError, JSONDecoder, scanstring  # type: ignore[attr-defined]
from typing import NamedTuple

from cleaner.document import Span

_SPACE = re.compile(r"[ \t\r\n]*")
_SPACES = frozenset(" \t\r\n")
_PLAIN_KEY = re.compile(r'"([^"\\\x00-\x1f]*)":[ ]?(?![ \t\r\n])')
_PLAIN_VALUE = re.compile(r"(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=[,}])", re.ASCII)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_DECODER = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_MARK = "\ufeff"


@dataclass(frozen=True)
class StringLiteral:
    """A string in a line of JSON: ``line[start:end]`` is what stands between its quotes, and reads as ``text``."""

    line: str
    start: int
    end: int
    text: str

    def written(self, span: Span) -> Span:
        r"""Where in the line a span of the text is written.

        >>> StringLiteral(r'"a\u00e9b"', 1, 9, "a\u00e9b").written(Span(1, 2))
        Span(start=2, end=8)
        """
        return Span(self._offset(span.start), self._offset(span.end))

    def _offset(self, position: int) -> int:
        index = bisect_left(self._escapes, (position, 0))
        if index == 0:
            return self.start + position
        character, end = self._escapes[index - 1]
        return end + position - character - 1

    @cached_property
    def _escapes(self) -> list[tuple[int, int]]:
        """For each escape, the position of its character in the text and the offset in the line where it ends."""
        escapes, saved = [], 0
        for match in _ESCAPE.finditer(self.line, self.start, self.end):
            start, end = match.span()
            escapes.append((start - self.start - saved, end))
            saved += end - start - 1
        return escapes


class Member(NamedTuple):
    """A member of a JSON object: its key, where its value begins and ends, and the value if that is a string."""

    key: str
    start: int
    end: int
    text: str | None


def members(line: str) -> Iterator[Member]:
    """The members of the JSON object that the line is.

    Raises ``JSONDecodeError`` where the line is not one whole object.

    >>> [(key, text) for key, _, _, text in members('{"id": 1, "text": "a"}')]
    [('id', None), ('text', 'a')]
    """
    position = _expect(line, _skip(line, line.startswith(_MARK)), "{", "an object is expected")
    position = _skip(line, position)
    more = not line.startswith("}", position)
    while more:
        key, position = _key(line, position)
        if line.startswith('"', position):
            text, end = scanstring(line, position + 1, True)
        else:
            text, end = None, _value_end(line, position)
        yield Member(key, position, end, text)
        position = _skip(line, end)
        more = line.startswith(",", position)
        position = _skip(line, position + more)
    position = _skip(line, _expect(line, position, "}", "a comma or a closing brace is expected"))
    if position != len(line):
        raise JSONDecodeError("more stands after the object", line, position)


def plain_literal(text: str) -> str:
    """A text as the inside of a JSON string with as few escapes as may be."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _key(line: str, position: int) -> tuple[str, int]:
    """A key, and where its value begins."""
    plain = _PLAIN_KEY.match(line, position)
    if plain:
        return plain[1], plain.end()
    key, position = scanstring(line, _expect(line, position, '"', "a key is expected"), True)
    return key, _skip(line, _expect(line, _skip(line, position), ":", "a colon is expected"))


def _value_end(line: str, start: int) -> int:
    plain = _PLAIN_VALUE.match(line, start)
    return plain.end() if plain else _DECODER.raw_decode(line, start)[1]


def _skip(line: str, position: int) -> int:
    if line[position : position + 1] not in _SPACES:  # where there is nothing to skip, as nearly always
        return position
    match = _SPACE.match(line, position)
    assert match is not None, "the pattern matches the empty string"
    return match.end()


def _expect(line: str, position: int, character: str, what: str) -> int:
    if not line.startswith(character, position):
        raise JSONDecodeError(what, line, position)
    return position + 1
