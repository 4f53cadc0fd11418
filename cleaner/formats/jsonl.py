"""JSONL: one JSON object a line, one of whose fields is the text.

Only the raw literal of the text is cut. Numbers, unknown fields, the order of keys, white space and the escapes of all
kept characters stay as they are written, because the line is never parsed and written again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import BinaryIO, ClassVar

from cleaner.document import Document, Span
from cleaner.formats.entry import Entry, Format
from cleaner.formats.fields import USUAL, Fields
from cleaner.formats.json_fields import FieldFinder
from cleaner.formats.json_literal import StringLiteral, plain_literal
from cleaner.removal import Removal
from cleaner.spans import byte_spans

_BLOCK = 1 << 20


class JsonlFormat(Format):
    """JSONL, and the names of the fields that matter."""

    name: ClassVar[str] = "jsonl"

    def __init__(
        self,
        fields: Fields = USUAL,
        mark_field: str | None = None,
        max_bytes: int | None = None,
    ) -> None:
        self.text_field = fields.text
        self.max_bytes = max_bytes
        self.mark_field = mark_field
        self._finder = FieldFinder(fields)

    def entries(self, stream: BinaryIO) -> Iterator[Entry]:
        """An entry for each line, and for what follows of one that is too large others, without row or document."""
        if self.max_bytes is None:
            yield from (self._entry(raw, row) for row, raw in enumerate(stream, start=1))
            return
        lines = iter(partial(stream.readline, self.max_bytes + 1), b"")
        for row, raw in enumerate(lines, start=1):
            if not self.is_too_large(len(raw)):
                yield self._entry(raw, row)
                continue
            yield JsonlEntry(raw, row, self, problem=self.too_large)
            while not raw.endswith(b"\n") and (raw := stream.readline(_BLOCK)):
                yield JsonlEntry(raw, None, self)

    def restored(self, raw: bytes, removals: list[tuple[Removal, str | None]]) -> bytes:
        """The line as it was."""
        line = raw.decode("utf-8")
        literal = self._find(line)[0]
        pieces, position, original = [line[: literal.start]], 0, 0
        for removal, written in removals:
            kept = position + removal.start - original
            pieces.append(line[slice(*literal.written(Span(position, kept)))])
            pieces.append(plain_literal(removal.text) if written is None else written)
            position, original = kept, removal.end
        pieces.append(line[literal.written(Span(position, len(literal.text))).start :])
        return "".join(pieces).encode("utf-8")

    def _entry(self, raw: bytes, row: int) -> Entry:
        if not raw.strip():
            return JsonlEntry(raw, row, self)
        try:
            line = raw.decode("utf-8")
            literal, known = self._find(line)
        except UnicodeDecodeError as error:
            return JsonlEntry(raw, row, self, problem=f"not UTF-8 (byte {error.start} of the line)")
        except json.JSONDecodeError as error:
            return JsonlEntry(raw, row, self, problem=f"not JSON: {error.msg} (character {error.pos + 1})")
        except RecursionError:
            return JsonlEntry(raw, row, self, problem="not JSON that can be read: it is nested too deeply")
        except KeyError:
            return JsonlEntry(raw, row, self, problem=f"no text in the field `{self.text_field}`")
        return JsonlEntry(
            raw,
            row,
            self,
            Document(literal.text, known.get("id"), known.get("url"), known.get("language")),
            literal=literal,
        )

    def _find(self, line: str) -> tuple[StringLiteral, dict[str, str]]:
        """The literal of the text, and what else the line says of it."""
        found = self._finder.find(line)
        start, end, text = found.pop("text")
        return StringLiteral(line, start, end, text), {field: known.text for field, known in found.items()}


class JsonlEntry(Entry):
    """A line, and where in it the text is written."""

    def __init__(
        self,
        raw: bytes,
        row: int | None,
        form: JsonlFormat,
        document: Document | None = None,
        problem: str | None = None,
        literal: StringLiteral | None = None,
        size: int | None = None,
    ) -> None:
        super().__init__(raw, document, problem, row, size)
        self._form = form
        self._literal = literal

    def marked(self, marks: Sequence[str]) -> str:
        """A member for the end of the object, with the list of its marks."""
        field = self._form.mark_field
        return f", {json.dumps(field)}: {json.dumps(list(marks))}" if field and marks else ""

    def with_added(self, raw: bytes, added: str) -> bytes:
        """The line with a member more."""
        end = raw.rindex(b"}")
        return raw[:end] + added.encode("ascii") + raw[end:]

    def cuts(self, removals: Sequence[Removal]) -> list[Span]:
        """Where the removed texts stand in the bytes."""
        assert self._literal is not None, "an entry with a document has a literal"
        return byte_spans(self._literal.line, self._spans(removals), lambda part: part.encode("utf-8"))

    def reads(self, raw: bytes, text: str) -> bool:
        """Whether the bytes are read as the text."""
        document = self._form._entry(raw, 0).document
        return document is not None and document.text == text

    def written(self, removals: Sequence[Removal]) -> list[str | None]:
        """How the removed texts are written, with the escapes that they have in the line."""
        assert self._literal is not None, "an entry with a document has a literal"
        found = [self._literal.line[start:end] for start, end in self._spans(removals)]
        return [
            None if written == plain_literal(removal.text) else written
            for removal, written in zip(removals, found, strict=True)
        ]

    def _spans(self, removals: Sequence[Removal]) -> list[Span]:
        assert self._literal is not None, "an entry with a document has a literal"
        return [self._literal.written(Span(removal.start, removal.end)) for removal in removals]
