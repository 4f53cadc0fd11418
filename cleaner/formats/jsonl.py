"""JSONL: one JSON object a line, one of whose fields is the text.

Only the raw literal of the text is cut. Numbers, unknown fields, the order of keys, white space and the escapes of all
kept characters stay as they are written, because the line is never parsed and written again.
"""

from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]
from typing import BinaryIO

from cleaner.document import Document, Span
from cleaner.formats.entry import Entry
from cleaner.removal import Cleaned, Removal

_SPACE = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_DECODER = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


@dataclass(frozen=True)
class JsonlFormat:
    """JSONL, and the names of the fields that matter."""

    text_field: str = "text"
    id_field: str = "id"
    url_field: str = "url"
    language_field: str = "language"
    name: str = "jsonl"
    encoding: str = "utf-8"

    def entries(self, stream: BinaryIO) -> Iterator[Entry]:
        for row, raw in enumerate(stream, start=1):
            yield self._entry(raw, row)

    def restored(self, raw: bytes, removals: list[tuple[Removal, str | None]]) -> bytes:
        line = raw.decode("utf-8")
        literal = Literal.find(line, self)[0]
        return literal.with_texts(removals).encode("utf-8")

    def _entry(self, raw: bytes, row: int) -> Entry:
        if not raw.strip():
            return JsonlEntry(raw, row)
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            return JsonlEntry(raw, row, problem=f"not UTF-8 (byte {error.start} of the line)")
        try:
            literal, fields = Literal.find(line, self)
        except (ValueError, IndexError) as error:
            return JsonlEntry(raw, row, problem=_reason(error))
        except RecursionError:
            return JsonlEntry(raw, row, problem="nested too deeply")
        document = Document(
            literal.text,
            id=_string(fields.get(self.id_field)),
            url=_string(fields.get(self.url_field)),
            language=_string(fields.get(self.language_field)),
        )
        return JsonlEntry(raw, row, document, literal=literal)


class JsonlEntry(Entry):
    """A line, and where in it the text is written."""

    def __init__(
        self,
        raw: bytes,
        row: int,
        document: Document | None = None,
        problem: str | None = None,
        literal: Literal | None = None,
    ) -> None:
        super().__init__(raw, document, problem, row)
        self._literal = literal

    def without(self, cleaned: Cleaned) -> bytes:
        assert self._literal is not None, "an entry with a document has a literal"
        line = self._literal.without([Span(removal.start, removal.end) for removal in cleaned.removals])
        return line.encode("utf-8")

    def raw_texts(self, removals: Iterable[Removal]) -> list[str | None]:
        assert self._literal is not None, "an entry with a document has a literal"
        return [self._literal.written(removal) for removal in removals]


@dataclass(frozen=True)
class Literal:
    """A string literal in a line of JSON: ``line[start:end]`` is what stands between its quotes."""

    line: str
    start: int
    end: int
    text: str

    @classmethod
    def find(cls, line: str, form: JsonlFormat) -> tuple[Literal, dict[str, object]]:
        """The literal of the text field, of two the last as readers of JSON see it, and the fields that matter.

        Raises ``ValueError`` where the line is not a JSON object or has no such text.
        """
        wanted = (form.id_field, form.url_field, form.language_field)
        fields: dict[str, object] = {}
        literal: Literal | None = None
        for key, start in _members(line, 1 if line.startswith(codecs.BOM_UTF8.decode()) else 0):
            if key == form.text_field:
                literal = cls._at(line, start)
            elif key in wanted:
                fields[key] = _DECODER.raw_decode(line, start)[0]
        if literal is None:
            raise ValueError(f"no text in the field `{form.text_field}`")
        return literal, fields

    @classmethod
    def _at(cls, line: str, start: int) -> Literal | None:
        if line[start] != '"':
            return None
        text, end = scanstring(line, start + 1, True)
        return cls(line, start + 1, end - 1, text)

    def without(self, spans: list[Span]) -> str:
        """The line without some spans of the text; ``ValueError`` where what is left would read as another text."""
        pieces, kept, position = [], [], 0
        for start, end in [*spans, Span(len(self.text), len(self.text))]:
            pieces.append(self.line[self._offset(position) : self._offset(start)])
            kept.append(self.text[position:start])
            position = end
        inner = "".join(pieces)
        if json.loads(f'"{inner}"') != "".join(kept):
            raise ValueError("cutting it would join two halves of a character")
        return self.line[: self.start] + inner + self.line[self.end :]

    def with_texts(self, removals: list[tuple[Removal, str | None]]) -> str:
        """The line with removed texts put back where they stood."""
        pieces, position, original = [], 0, 0
        for removal, written in removals:
            kept = position + removal.start - original
            pieces.append(self.line[self._offset(position) : self._offset(kept)])
            pieces.append(_plain_literal(removal.text) if written is None else written)
            position, original = kept, removal.end
        pieces.append(self.line[self._offset(position) : self.end])
        return self.line[: self.start] + "".join(pieces) + self.line[self.end :]

    def written(self, removal: Removal) -> str | None:
        """How a removed text is written, where that is not the plain way."""
        written = self.line[self._offset(removal.start) : self._offset(removal.end)]
        return None if written == _plain_literal(removal.text) else written

    def _offset(self, position: int) -> int:
        """Where in the line the character of the text at a position is written."""
        if not self._escapes:
            return self.start + position
        index = bisect_left(self._escapes, (position, 0))
        if index == 0:
            return self.start + position
        character, written_end = self._escapes[index - 1]
        return written_end + position - (character + 1)

    @property
    def _escapes(self) -> list[tuple[int, int]]:
        """For each escape, the position of its character in the text and the offset in the line where it ends."""
        cached: list[tuple[int, int]] | None = self.__dict__.get("escapes")
        if cached is None:
            cached, saved = [], 0
            for match in _ESCAPE.finditer(self.line, self.start, self.end):
                cached.append((match.start() - self.start - saved, match.end()))
                saved += match.end() - match.start() - 1
            self.__dict__["escapes"] = cached
        return cached


def _members(line: str, start: int) -> Iterator[tuple[str, int]]:
    """The keys of the JSON object that the line is, and where their values begin."""
    position = _skip(line, start)
    if line[position : position + 1] != "{":
        raise ValueError("not a JSON object")
    position = _skip(line, position + 1)
    if line[position] == "}":
        position += 1
    else:
        while True:
            if line[position] != '"':
                raise ValueError(f"not JSON: a key is expected at character {position + 1}")
            key, position = scanstring(line, position + 1, True)
            position = _skip(line, position)
            if line[position] != ":":
                raise ValueError(f"not JSON: a colon is expected at character {position + 1}")
            position = _skip(line, position + 1)
            yield key, position
            position = _skip(line, _DECODER.raw_decode(line, position)[1])
            separator = line[position]
            position += 1
            if separator == "}":
                break
            if separator != ",":
                raise ValueError(f"not JSON: a comma is expected at character {position}")
            position = _skip(line, position)
    if _skip(line, position) != len(line):
        raise ValueError(f"not JSON: more stands after the object, at character {position + 1}")


def _skip(line: str, position: int) -> int:
    match = _SPACE.match(line, position)
    return match.end() if match else position


def _plain_literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg.lower()} at character {error.pos + 1}"
    if isinstance(error, IndexError):
        return "not JSON: the line ends too early"
    return str(error)
