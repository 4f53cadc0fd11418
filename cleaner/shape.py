"""What the look of a line says: facts that rules set bounds on, each one a small function of the view's text."""

from __future__ import annotations

import re
from functools import cached_property

import regex

UNSPACED_SCRIPTS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts that write no spaces between words."""

UNSPACED_WEIGHT = 2.4
"""Letters of a Latin text that one letter of an unspaced script is worth, as measured on parallel news text."""

_LETTERS_A_WORD = 2  # of an unspaced script: most Chinese and Japanese words have two
_UNSPACED = regex.compile(f"[{UNSPACED_SCRIPTS}]")
_BEYOND_SPACED = re.compile(
    "[\u0e00-\u109f\u1780-\u17ff\u19e0-\u19ff\u1aa0-\u1aad\u2e80-\ua4cf"
    "\ua9e0-\uaa7f\uf900-\ufaff\uff66-\uff9f\U00010000-\U0010ffff]"
)
_WORD = regex.compile(
    rf"[^\s{UNSPACED_SCRIPTS}]*[[\p{{L}}\p{{N}}]--[{UNSPACED_SCRIPTS}]][^\s{UNSPACED_SCRIPTS}]*", regex.V1
)
_STOPS = tuple(".!?。।۔؟።")
_CLOSERS = "\"')]»” "
_INNER_SENTENCE_END = regex.compile(r"""[.!?]["')\]»”]*\s+["'(\[«]?\p{Lu}|[。।۔؟።]""")
_BULLET = regex.compile(r"^(?:[•‣◦▪■●○▶►»›>*·-]+|\d{1,2}[.)])\s+")
_LONG_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'-]{3,}")


def _may_be_unspaced(text: str) -> bool:
    """Whether a text has characters among which those of unspaced scripts are."""
    return not text.isascii() and _BEYOND_SPACED.search(text) is not None


def length(text: str) -> float:
    """Length in Latin letters: those of unspaced scripts count for more.

    >>> length("four"), length("記事")
    (4.0, 4.8)
    """
    if not _may_be_unspaced(text):
        return float(len(text))
    unspaced = len(_UNSPACED.findall(text))
    return len(text) - unspaced + UNSPACED_WEIGHT * unspaced


def count_words(text: str) -> int:
    """Words, of scripts without spaces an estimate.

    >>> count_words("Read more: it's here »"), count_words("関連記事")
    (4, 2)
    """
    if not _may_be_unspaced(text):
        tokens = text.split()
        return len(tokens) - sum(not any(map(str.isalnum, token)) for token in tokens if not token.isalnum())
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(text)) + -(-unspaced // _LETTERS_A_WORD)


def ends_sentence(text: str) -> bool:
    """Whether the line ends as a sentence does; an ellipsis ends a teaser rather than a sentence.

    >>> ends_sentence('He said: "No."'), ends_sentence("Ten things to know"), ends_sentence("More on this...")
    (True, False, False)
    """
    return text.rstrip(_CLOSERS).endswith(_STOPS) and not text.endswith("...")


def has_inner_sentence_end(text: str) -> bool:
    """Whether a sentence ends within the line and another begins.

    >>> has_inner_sentence_end("It rained. We left"), has_inner_sentence_end("Version 2.1 of it")
    (True, False)
    """
    return _INNER_SENTENCE_END.search(text) is not None


def has_bullet(text: str) -> bool:
    """Whether the line begins with a bullet, an arrow or a list number.

    >>> has_bullet("• Tea"), has_bullet("2) Coffee"), has_bullet("Cocoa")
    (True, True, False)
    """
    return _BULLET.match(text) is not None


def is_all_capitals(text: str) -> bool:
    """Whether every cased letter is a capital; scripts without case never are.

    >>> is_all_capitals("BREAKING NEWS"), is_all_capitals("Breaking"), is_all_capitals("新闻")
    (True, False, False)
    """
    return text.isupper()


def is_title_case(text: str, share: float = 0.7) -> bool:
    """Whether most longer words begin with a capital, as in headlines.

    >>> is_title_case("Town Hall Reopens After the Flood"), is_title_case("Town hall reopens after the flood")
    (True, False)
    """
    words = _LONG_WORD.findall(text)
    return bool(words) and sum(word[0].isupper() for word in words) >= share * len(words)


class Look:
    """The look of one line, each fact found out when it is first asked for: many rules ask for the same."""

    def __init__(self, text: str) -> None:
        self.text = text

    def has_words_up_to(self, most: int) -> bool:
        """Whether there are no more than so many words; quicker than to count them, as nearly all lines are short."""
        return (self.text.count(" ") < most and not _may_be_unspaced(self.text)) or self.words <= most

    @cached_property
    def words(self) -> int:
        """How many words there are."""
        return count_words(self.text)

    @cached_property
    def characters(self) -> float:
        """Its length in Latin letters."""
        return length(self.text)

    @cached_property
    def final_stop(self) -> bool:
        """Whether it ends as a sentence does."""
        return ends_sentence(self.text)

    @cached_property
    def bullet(self) -> bool:
        """Whether it begins with a bullet, an arrow or a list number."""
        return has_bullet(self.text)

    @cached_property
    def capitals(self) -> bool:
        """Whether every cased letter is a capital."""
        return is_all_capitals(self.text)

    @cached_property
    def title_case(self) -> bool:
        """Whether most longer words begin with a capital."""
        return is_title_case(self.text)
