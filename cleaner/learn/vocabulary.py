"""What a learnt line probably is, by the words of the packs that are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import regex

from cleaner import shape
from cleaner.drafting import Words
from cleaner.kinds import Zone
from cleaner.rule import Rule

_SHORT_WORDS = 12
_HALF = 0.5
_NAME_WORDS = 4
_TITLE_WORDS = 5
_WORD = regex.compile(r"\p{L}+")
_DATE = regex.compile(r"\b\d{1,2}[:.]\d{2}\b|\b(?:19|20)\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_QUOTED = regex.compile(r"""^[-–—]?\s*["'«„](?=.*\p{L})|^[-–—]\s+\p{Lu}.*[^\s"»”]["»”]$""")


class Vocabulary(NamedTuple):
    """Words of categories; words that begin bylines, that credit pictures, and that claim rights."""

    words: Words
    bylines: frozenset[str] = frozenset()
    pictures: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Vocabulary:
        """The vocabulary of some rules; that of bylines and credits is written in zones."""
        known = list(rules)
        zones = [rule.body.words for rule in known if isinstance(rule.body, Zone)]
        return cls(
            Words.of(known),
            frozenset().union(*(words.bylines for words in zones)),
            frozenset().union(*(words.pictures for words in zones)),
            frozenset().union(*(words.rights for words in zones)),
        )

    def category_of(self, texts: Sequence[str], *, varies: bool) -> str:
        """The category of lines that are one but for what varies in them."""
        if all(self._claims_rights(text) for text in texts):
            return "legal"
        if all(self._is_credit(text) for text in texts):
            return "caption"
        if all(self._is_byline(text, varies=varies) for text in texts):
            return "byline"
        if all(map(_is_title, texts)) and not self.knows_well(texts):
            return "related"
        return self.words.category_of(texts)

    def names_author(self, text: str, before: str) -> bool:
        """Whether a line that follows another each time, known by its key, is the name that "By" announces there."""
        return before in self.bylines and shape.count_words(text) <= _NAME_WORDS and text.istitle()

    def credits_somebody(self, texts: Sequence[str], *, dated: bool) -> bool:
        """Whether the lines say who wrote something or took a picture, or when, which is off by default."""
        return all(self._is_credit(text) or self._is_byline(text, varies=dated) for text in texts)

    def knows(self, texts: Sequence[str]) -> bool:
        """Whether the lines say a word that is one of boilerplate."""
        return any(map(self.words.share_in, texts))

    def knows_well(self, texts: Sequence[str]) -> bool:
        """Whether half of what the lines say are such words."""
        return any(self.words.share_in(text) >= _HALF for text in texts)

    def _claims_rights(self, text: str) -> bool:
        return "©" in text or any(word.casefold() in self.rights for word in _WORD.findall(text))

    def _is_credit(self, text: str) -> bool:
        return _is_short(text) and _first_word(text) in self.pictures

    def _is_byline(self, text: str, *, varies: bool) -> bool:
        return _is_short(text) and (_first_word(text) in self.bylines or (varies and bool(_DATE.search(text))))


def is_quote(text: str) -> bool:
    """Whether a line is what somebody said.

    >>> is_quote('"We never left," she said.'), is_quote("Share this")
    (True, False)
    """
    return _QUOTED.search(text) is not None and shape.count_words(text) > 1


def _is_short(text: str) -> bool:
    return shape.count_words(text) <= _SHORT_WORDS


def _is_title(text: str) -> bool:
    """Whether a line looks like the headline of a story that is linked to."""
    return shape.count_words(text) >= _TITLE_WORDS and not shape.ends_sentence(text)


def _first_word(text: str) -> str:
    word = _WORD.search(text)
    return word[0].casefold() if word else ""
