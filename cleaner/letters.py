"""The letters of a line: what is left of its view when case, punctuation, digits, marks and spaces are put aside.

In this form the beginnings of all lines of a document are compared with those that patterns and phrases ask for: one
look-up a line takes the place of thousands of searches.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import is_normalized

from cleaner.view import IRREGULAR, fold

LENGTH = 16
"""How many letters are compared at most."""

_REACH = 2 * LENGTH  # characters of a line in which that many letters nearly always are
_BETWEEN = "N"  # stands between lines: no folded text has a capital Latin letter
_TABLE = bytes(ord(_BETWEEN) if byte == ord("\n") else byte for byte in range(256))
_NO_LETTERS = bytes(byte for byte in range(128) if not chr(byte).isalpha() and byte != ord("\n"))


def letters_of(view: str) -> str:
    r"""The letters of the text of a view.

    >>> letters_of("\u00bb Read more (3):"), letters_of("24.12."), letters_of("Stra\u00dfe")
    ('readmore', '', 'strasse')
    """
    return "".join(filter(str.isalpha, view.casefold().replace("\u0131", "i")))


def openings(rows: Sequence[str]) -> list[str]:
    r"""For each line, the letters that its view begins with: ``LENGTH`` of them or more, or all that there are.

    >>> openings(["- Read\u00a0more: storms", "", "Caf\u00e9"])
    ['readmorestorms', '', 'café']
    """
    if not rows:
        return []
    found = _without_ascii("\n".join([row[:_REACH] for row in rows])).replace("\u0131", "i").split(_BETWEEN)
    for index, letters in enumerate(found):
        if not (letters.isascii() or _is_regular(letters)) or (len(letters) <= LENGTH and len(rows[index]) > _REACH):
            found[index] = _opening(rows[index])
    return found


def _opening(row: str) -> str:
    """The letters that one line begins with, where the first look did not settle it."""
    for reach in (_REACH, 4 * _REACH):
        head = row[:reach]
        if IRREGULAR.search(head):
            break
        letters = letters_of(head)
        if len(letters) > LENGTH or len(row) <= reach:
            return letters
    return letters_of(fold(row))


def _without_ascii(text: str) -> str:
    """A text folded for case, without what is no letter among the first 128 characters."""
    folded = text.casefold().encode("utf-8", "surrogatepass")
    return folded.translate(_TABLE, _NO_LETTERS).decode("utf-8", "surrogatepass")


def _is_regular(letters: str) -> bool:
    """Whether there are letters alone, of which none could be joined to another or become another in a view."""
    if letters.isascii():
        return True
    return letters.isalpha() and is_normalized("NFKC", letters) and "\u02bc" not in letters and "\u02b9" not in letters
