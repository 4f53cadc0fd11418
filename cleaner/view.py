"""Views: lines as rules see them.

Scraped text writes the same notice in many ways: with straight or typographic apostrophes, with no-break spaces, with
composed or combining letters, with zero-width characters between. Rules are written once, against the *view* of a line:
trimmed and folded, with a map back to the offsets of the original text. The same folding is applied to the phrases and
patterns of the rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
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


FOLDED = {
    **{ord(c): "'" for c in _APOSTROPHES},
    **{ord(c): '"' for c in _QUOTES},
    **{ord(c): "-" for c in _DASHES},
    **{ord(c): " " for c in _SPACES},
    **{ord(c): "i" for c in _DOTTED_AND_DOTLESS_I},
    **{code: chr(code - _FULL_WIDTH_TO_ASCII) for code in _FULL_WIDTH},
}
"""What a character becomes, one for one. Both Turkish letters i fold to one, as capitals lose the difference."""

_EDGE = " " + _SPACES + _INVISIBLE
_SPACES_IN_A_ROW = re.compile(" {2,}")
_REMEMBERED = 64  # lines of which something within is removed
_INVISIBLE_CHARACTER = re.compile(f"[{_INVISIBLE}]")
_GRAPHEME = regex.compile(r"\X")
_FOLDS = re.compile("[" + re.escape("".join(map(chr, FOLDED))) + "]")

IRREGULAR = re.compile(
    "[\u00ad\u017f\u0130\u0131\u02b9\u02bc\u0300-\u036f\u0374\u037e\u0387\u0653-\u0655\u093c\u0958-\u095f\u09be-\u09df\u0a33-\u0a5e"
    "\u0b3e-\u0b5d\u0bbe-\u0bd7\u0c56\u0cc2-\u0cd6\u0d3e-\u0d57\u0dca-\u0ddf\u0f43-\u0fb9\u102e\u1161-\u1175\u11a8-\u11c2"
    "\u1b35\u1f71-\u1ffd\u2000\u2001\u200b-\u200f\u202a-\u202e\u2060-\u2069\u2126-\u212b\u2329\u232a\u2adc\u3099\u309a"
    "\uf900-\ufad9\ufb1d-\ufb4e\ufe0e\ufe0f\ufeff\uff21-\uff3a\uff41-\uff5a"
    "\U000110ba-\U00011930\U0001d15e-\U0001d1c0\U0002f800-\U0002fa1d]"
)
"""Characters that a view leaves out, joins to their neighbours or makes another letter of, and some beside them."""

_FOLDED_OR_DROPPED = {
    **{chr(code): folded for code, folded in FOLDED.items()},
    **dict.fromkeys(_INVISIBLE, ""),
    _ELLIPSIS: "...",
}
_ASCII_SPECIALS = tuple(character for character in _FOLDED_OR_DROPPED if character.isascii())
_ASCII = bytes(range(128))


class View(NamedTuple):
    """The folded text of a line.

    ``start`` is the offset of its first character in the original; ``source`` is what was folded, where that changed
    its length.
    """

    text: str
    start: int
    source: str | None = None

    def span(self, start: int, end: int) -> Span:
        r"""The original offsets of the characters ``[start, end)`` of the view.

        >>> line = "Read\u00a0 more"
        >>> view = view_of(line, 0, len(line))
        >>> view.text, view.span(5, 9)
        ('Read more', Span(start=6, end=10))
        """
        if self.source is None or start == end:
            return Span(self.start + start, self.start + end)
        _, origins = _mapped(self.source)
        return Span(self.start + origins[start].start, self.start + origins[end - 1].end)


def view_of(text: str, start: int, stop: int) -> View:
    """The view of the line whose characters are ``text[start:stop]``, its ending left out."""
    view = trimmed(text[start:stop], start)
    line = view.text
    if "  " not in line and not any(_specials_of(line)) and _is_composed(line):
        return view
    visible = _INVISIBLE_CHARACTER.sub("", line)
    if not _is_composed(visible):
        return View(_mapped(line)[0], view.start, line)
    folded = _FOLDS.sub(_folded, visible)
    if len(visible) == len(line) and _ELLIPSIS not in folded and "  " not in folded:
        return View(folded, view.start)
    return View(_SPACES_IN_A_ROW.sub(" ", folded.replace(_ELLIPSIS, "...")), view.start, line)


def trimmed(line: str, start: int) -> View:
    """The view of a line that folding leaves as it is, but for what is trimmed at its edges."""
    without_indent = line.lstrip(_EDGE)
    return View(without_indent.rstrip(_EDGE), start + len(line) - len(without_indent))


def is_blank(line: str) -> bool:
    """Whether the view of a line would be empty."""
    return not line.strip(_EDGE)


def fold(text: str) -> str:
    r"""Fold a text as lines are folded, as for the phrases of a rule.

    >>> fold("  Don\u2019t  miss\u200b it\u2026 ")
    "Don't miss it..."
    """
    return view_of(text, 0, len(text)).text


def fold_lines(text: str) -> str:
    r"""Fold all lines of a text at once; they are not trimmed, and end with ``\n``.

    >>> fold_lines("Don\u2019t\n\u00a0miss  it\u2026")
    "Don't\n miss it..."
    """
    folded = text
    for character in _specials_of(text):
        folded = folded.replace(character, _FOLDED_OR_DROPPED[character])
    if not _is_composed(folded):
        return "\n".join(map(fold, text.split("\n")))
    return _SPACES_IN_A_ROW.sub(" ", folded) if "  " in folded else folded


def _specials_of(text: str) -> Iterable[str]:
    """The characters of a text that folding changes, which are few, so that nothing is done for all the others."""
    if text.isascii():
        return filter(text.__contains__, _ASCII_SPECIALS)
    others = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    found = set(others) & _FOLDED_OR_DROPPED.keys()
    return found.union(filter(text.__contains__, _ASCII_SPECIALS))


def fold_pattern(source: str) -> str:
    r"""Fold the source of a regular expression without changing its syntax: what a character becomes is escaped.

    >>> fold_pattern("don\u2019t [a\u2013z]\uff1f")
    "don't [a\\-z]\\?"
    """
    composed = unicodedata.normalize("NFC", _INVISIBLE_CHARACTER.sub("", source))
    return composed.translate(_FOLDED_IN_PATTERNS)


def _in_pattern(character: str) -> str:
    """A character as a pattern says it."""
    return character if character.isalnum() or character in " '\"" else f"\\{character}"


_FOLDED_IN_PATTERNS = {ord(_ELLIPSIS): r"\.\.\.", **{code: _in_pattern(folded) for code, folded in FOLDED.items()}}


def _folded(match: re.Match[str]) -> str:
    return FOLDED[ord(match.group())]


def _is_composed(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


@lru_cache(_REMEMBERED)
def _mapped(source: str) -> tuple[str, tuple[Span, ...]]:
    """A text folded piece by piece, and for each character of the result where it stood."""
    characters: list[str] = []
    origins: list[Span] = []
    for grapheme in _GRAPHEME.finditer(source):
        visible = _INVISIBLE_CHARACTER.sub("", grapheme.group())
        folded = unicodedata.normalize("NFC", visible).translate(FOLDED).replace(_ELLIPSIS, "...")
        origin = Span(*grapheme.span())
        for character in folded:
            if character == " " and characters and characters[-1] == " ":
                origins[-1] = Span(origins[-1].start, origin.end)
            else:
                characters.append(character)
                origins.append(origin)
    return "".join(characters), tuple(origins)
