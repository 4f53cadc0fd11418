"""The kind `phrase`: a line that says exactly one of some phrases.

A line counts when the whole of its view equals a phrase, whatever the case. Punctuation, bullets and symbols at its
edges are ignored, and so is a counter: "» Share this (12)" equals "share this". Write a phrase for what never stands
alone on a line of an article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from cleaner.letters import letters_of
from cleaner.page import Page
from cleaner.rule import Hits, Unit
from cleaner.trigger import Trigger
from cleaner.view import fold

_REMEMBERED = 1024  # texts: many rules ask for the keys of the lines of one page
_EDGES = regex.compile(r"^[^\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+$")
_COUNTER = regex.compile(r"^[(\[]?\d[\d.,]*[)\]]?(?=[^\d.,])|(?<=[^\d.,])[(\[]?\d[\d.,]*[)\]]?$")


class Phrase(NamedTuple):
    """Phrases, as their keys."""

    keys: frozenset[str]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrase:
        """From phrases as a person writes them."""
        return cls(keys_of(phrases))

    @property
    def takes_lines(self) -> bool:
        """A unit is a line."""
        return True

    @property
    def triggers(self) -> tuple[Trigger]:
        """The letters of the keys, which are those of the line."""
        return (Trigger(lines=frozenset(map(letters_of, self.keys))),)

    def units(self, page: Page, hits: Hits) -> Iterator[Unit]:
        """A unit for each line that equals a phrase."""
        for position in hits[0]:
            if says_one_of(self.keys, page.views[position].text):
                yield Unit(position, position)


def keys_of(phrases: Iterable[str]) -> frozenset[str]:
    """The keys of phrases as a person writes them."""
    return frozenset(phrase_key(fold(phrase)) for phrase in phrases)


def says_one_of(keys: frozenset[str], text: str) -> bool:
    """Whether a view says one of the phrases and nothing else, but perhaps a counter."""
    key = phrase_key(text)
    return key in keys or without_counter(key) in keys


@lru_cache(_REMEMBERED)
def phrase_key(text: str) -> str:
    """The form in which a view and a phrase are compared.

    >>> phrase_key("» Share this:")
    'share this'
    """
    return _EDGES.sub("", text).casefold()


@lru_cache(_REMEMBERED)
def without_counter(key: str) -> str:
    """A key without the number before or after it.

    >>> without_counter("12 comments"), without_counter("comments (3"), without_counter("2025")
    ('comments', 'comments', '2025')
    """
    return _EDGES.sub("", _COUNTER.sub("", key))
