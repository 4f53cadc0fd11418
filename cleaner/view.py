"""Views: lines as rules see them.

Scraped text writes the same notice in many ways: with straight or typographic apostrophes, with no-break spaces, with
composed or combining letters, with zero-width characters between. Rules are written once, against the *view* of a line:
trimmed and folded, with a map back to the offsets of the original text. The same folding is applied to the phrases and
patterns of the rules.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import regex

from cleaner.document import Span

_APOSTROPHES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4\u0060"
_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u301d\u301e\u301f"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_SPACES = "\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_INVISIBLE = "\u00ad\ufe0e\ufe0f\ufeff" + "".join(
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069))
    for code in range(first, last + 1)
)
_DOTTED_AND_DOTLESS_I = "\u0130\u0131"
_ELLIPSIS = "\u2026"
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_FULL_WIDTH_TO_ASCII = 0xFEE0


_FOLDED = {
    **{ord(c): "'" for c in _APOSTROPHES},
    **{ord(c): '"' for c in _QUOTES},
    **{ord(c): "-" for c in _DASHES},
    **{ord(c): " " for c in _SPACES},
    **{ord(c): "i" for c in _DOTTED_AND_DOTLESS_I},
    **{code: chr(code - _FULL_WIDTH_TO_ASCII) for code in _FULL_WIDTH},
}
"""What a character becomes, one for one. Both Turkish letters i fold to one, as capitals lose the difference."""

_EDGE = " " + _SPACES + _INVISIBLE
_CHANGES_LENGTH = re.compile(f"[{_INVISIBLE}{_ELLIPSIS}]|  ")
_INVISIBLE_CHARACTER = re.compile(f"[{_INVISIBLE}]")
_GRAPHEME = regex.compile(r"\X")


class View(NamedTuple):
    """The folded text of a line.

    ``start`` is the offset of its first character in the original; ``origins``, where folding changed the length, holds
    for each character where it stood.
    """

    text: str
    start: int
    origins: tuple[Span, ...] | None = None

    def span(self, start: int, end: int) -> Span:
        r"""The original offsets of the characters ``[start, end)`` of the view.

        >>> line = "Read\u00a0 more"
        >>> view = view_of(line, 0, len(line))
        >>> view.text, view.span(5, 9)
        ('Read more', Span(start=6, end=10))
        """
        if self.origins is None or start == end:
            return Span(self.start + start, self.start + end)
        return Span(self.origins[start].start, self.origins[end - 1].end)


def view_of(text: str, start: int, stop: int) -> View:
    """The view of the line whose characters are ``text[start:stop]``, its ending left out."""
    line = text[start:stop]
    trimmed = line.lstrip(_EDGE)
    start += len(line) - len(trimmed)
    trimmed = trimmed.rstrip(_EDGE)
    folded = trimmed.translate(_FOLDED)
    if _CHANGES_LENGTH.search(folded) or not _is_composed(folded):
        return _mapped_view(trimmed, start)
    return View(folded, start)


def fold(text: str) -> str:
    r"""Fold a text as lines are folded, as for the phrases of a rule.

    >>> fold("  Don\u2019t  miss\u200b it\u2026 ")
    "Don't miss it..."
    """
    return view_of(text, 0, len(text)).text


def fold_pattern(source: str) -> str:
    r"""Fold the source of a regular expression without changing its syntax: what a character becomes is escaped.

    >>> fold_pattern("don\u2019t [a\u2013z]\uff1f")
    "don't [a\\-z]\\?"
    """
    composed = unicodedata.normalize("NFC", _INVISIBLE_CHARACTER.sub("", source))
    return "".join(_fold_pattern_character(c) for c in composed)


def _fold_pattern_character(character: str) -> str:
    if character == _ELLIPSIS:
        return r"\.\.\."
    folded = _FOLDED.get(ord(character))
    if folded is None:
        return character
    return folded if folded.isalnum() or folded in " '\"" else f"\\{folded}"


def _is_composed(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def _mapped_view(trimmed: str, start: int) -> View:
    characters: list[str] = []
    origins: list[Span] = []
    for grapheme in _GRAPHEME.finditer(trimmed):
        visible = _INVISIBLE_CHARACTER.sub("", grapheme.group())
        folded = unicodedata.normalize("NFC", visible).translate(_FOLDED).replace(_ELLIPSIS, "...")
        origin = Span(start + grapheme.start(), start + grapheme.end())
        for character in folded:
            if character == " " and characters and characters[-1] == " ":
                origins[-1] = Span(origins[-1].start, origin.end)
            else:
                characters.append(character)
                origins.append(origin)
    return View("".join(characters), start, tuple(origins))
