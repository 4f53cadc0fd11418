"""What a line says once what varies is taken out of it: the key by which lines of a site are counted."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from cleaner.kinds.phrase import phrase_key

NUMBER = r"\d[\d.,:]*"
"""A number, a time or a date in figures, as a pattern."""

_NUMBER = regex.compile(NUMBER)
_EDGES = r"\W*"
_TRIMMED = regex.compile(r"^[^\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+$")
_LETTER = regex.compile(r"\p{L}")
_WORD = r"[^\s\d]+"
_WORDS = r"\S+(?: \S+){0,7}"


def key_of(text: str) -> str:
    """The key of a view: folded for case, without edge punctuation, all numbers alike.

    >>> key_of("» 12 Comments, last at 10:45"), key_of("* * *")
    ('0 comments, last at 0', '')
    """
    return _NUMBER.sub("0", phrase_key(text))


def trimmed(text: str) -> str:
    """A view without the punctuation at its edges."""
    return _TRIMMED.sub("", text)


def letters_in(key: str) -> int:
    """How many letters a key has."""
    return len(_LETTER.findall(key))


def pattern_of(text: str, varying: int | None = None) -> str:
    r"""A pattern for lines that say the same as a view but for numbers, and for one word.

    >>> pattern_of("12 comments."), pattern_of("Latest Norfolk News", varying=1)
    ('^\\W*\\d[\\d.,:]* comments\\W*$', '^\\W*Latest [^\\s\\d]+ News\\W*$')
    """
    words = [_literal(word) for word in trimmed(text).split(" ")]
    if varying is not None:
        words[varying] = _WORD
    return f"^{_EDGES}{' '.join(words)}{_EDGES}$"


def frame_of(text: str, key_words: Sequence[str]) -> str:
    r"""A pattern for lines that say the same as a view but for numbers, and for words that its key leaves open.

    >>> print(frame_of("By Anna Berg | Updated 10:15", ["by", "\1", "|", "updated", "0"]))
    ^\W*By \S+(?: \S+){0,7} \| Updated \d[\d.,:]*\W*$
    """
    words = trimmed(text).split(" ")
    fixed = {_NUMBER.sub("0", word.casefold()): word for word in words}
    parts = (_literal(fixed[word]) if word in fixed else _WORDS for word in key_words)
    return f"^{_EDGES}{' '.join(parts)}{_EDGES}$"


def _literal(text: str) -> str:
    return NUMBER.join(regex.escape(part, special_only=True, literal_spaces=True) for part in _NUMBER.split(text))
