"""A unified diff that `git apply` and `patch` accept, made from the cuts.

Nothing is compared: the cuts say which lines changed. Everything is bytes, and a line ends with a line feed and nothing
else, because that is how those programs see it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import BinaryIO

from cleaner.document import Span
from cleaner.spans import without_spans

_CONTEXT = 3
_PLAIN_NAME = re.compile(r"[^\x00-\x1f\x7f\"\\\u0080-\uffff\U00010000-\U0010ffff\udc80-\udcff]*")
_PLAIN_BYTE = re.compile(rb"[ -~]")
_NO_NEWLINE = b"\n\\ No newline at end of file\n"


class FilePatch:
    """The hunks of one file, written as its lines are fed; a file without changes writes nothing."""

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._stream = stream
        self._path = path
        self._old = self._new = 0  # lines fed so far
        self._hunk: list[bytes] = []
        self._hunk_start = (0, 0)
        self._context: list[bytes] = []  # unchanged lines since the last change
        self._begun = False

    def keep(self, line: bytes) -> None:
        """An unchanged line."""
        self._old += 1
        self._new += 1
        self._context.append(line)
        if self._hunk and len(self._context) > 2 * _CONTEXT:
            self._flush()
        if not self._hunk:
            del self._context[:-_CONTEXT]

    def pass_over(self) -> None:
        """An unchanged line that is too large to be shown."""
        if self._hunk:
            self._flush()
        self._context = []
        self._old += 1
        self._new += 1

    def change(self, old: Iterable[bytes], new: Iterable[bytes]) -> None:
        """Some lines that became others, or none."""
        if not self._hunk:
            before = len(self._context)
            self._hunk_start = (self._old - before, self._new - before)
        self._hunk += (b" " + line for line in self._context)
        self._context = []
        for line in old:
            self._hunk.append(b"-" + line)
            self._old += 1
        for line in new:
            self._hunk.append(b"+" + line)
            self._new += 1

    def close(self) -> None:
        """Write the last hunk."""
        if self._hunk:
            self._flush()

    def _flush(self) -> None:
        after, rest = self._context[:_CONTEXT], self._context[_CONTEXT:]
        lines = self._hunk + [b" " + line for line in after]
        old = sum(line[:1] != b"+" for line in lines)
        new = sum(line[:1] != b"-" for line in lines)
        self._write_header()
        start_old, start_new = (
            start + (1 if count else 0) for start, count in zip(self._hunk_start, (old, new), strict=True)
        )
        self._stream.write(f"@@ -{start_old},{old} +{start_new},{new} @@\n".encode())
        for line in lines:
            self._stream.write(line if line.endswith(b"\n") else line + _NO_NEWLINE)
        self._hunk = []
        self._context = rest

    def _write_header(self) -> None:
        if not self._begun:
            old, new = quoted(f"a/{self._path}"), quoted(f"b/{self._path}")
            self._stream.write(b"diff --git " + old + b" " + new + b"\n")
            self._stream.write(b"--- " + old + _end_of_name(old) + b"+++ " + new + _end_of_name(new))
            self._begun = True


def feed_document(patch: FilePatch, raw: bytes, cuts: Iterable[Span]) -> None:
    """Feed the lines of a file that is one document, from which some bytes are cut.

    A cut that takes a line feed and leaves text before it joins the line with the next, which then changes too.
    """
    spans = _lines(raw)
    lines = [raw[start:end] for start, end in spans]
    remains = _remains(lines, spans, cuts)
    index = 0
    while index < len(lines):
        if index not in remains:
            patch.keep(lines[index])
            index += 1
            continue
        first, new = index, b""
        while index < len(lines) and (index in remains or (new and not new.endswith(b"\n"))):
            new += remains.get(index, lines[index])
            index += 1
        patch.change(lines[first:index], [new[start:end] for start, end in _lines(new)])
    patch.close()


def _remains(lines: list[bytes], spans: list[Span], cuts: Iterable[Span]) -> dict[int, bytes]:
    """For each line that a cut touches, what is left of it."""
    within: dict[int, list[Span]] = {}
    for cut in cuts:
        index = bisect_right(spans, cut.start, key=lambda span: span.start) - 1
        while index < len(spans) and spans[index].start < cut.end:
            start, end = spans[index]
            within.setdefault(index, []).append(Span(max(cut.start, start) - start, min(cut.end, end) - start))
            index += 1
    return {index: without_spans(lines[index], parts) for index, parts in within.items()}


def _lines(raw: bytes) -> list[Span]:
    ends = [match.end() for match in re.finditer(b"\n", raw)]
    if not raw.endswith(b"\n") and raw:
        ends.append(len(raw))
    return [Span(start, end) for start, end in zip([0, *ends], ends, strict=False)]


def quoted(name: str) -> bytes:
    r"""A file name as git writes it: in quotes and with octal escapes where it is not plain ASCII.

    >>> quoted("a/plain name.txt"), quoted("a/caf\u00e9")
    (b'a/plain name.txt', b'"a/caf\\303\\251"')
    """
    if _PLAIN_NAME.fullmatch(name):
        return name.encode("ascii")
    raw = name.encode("utf-8", "surrogateescape")
    return b'"' + b"".join(_quoted_byte(byte) for byte in raw) + b'"'


def _quoted_byte(byte: int) -> bytes:
    character = bytes([byte])
    if character in b'"\\':
        return b"\\" + character
    return character if _PLAIN_BYTE.fullmatch(character) else b"\\%03o" % byte


def _end_of_name(name: bytes) -> bytes:
    """After a name with a space comes a tab, so that programs see where it ends."""
    return b"\t\n" if b" " in name and not name.startswith(b'"') else b"\n"
