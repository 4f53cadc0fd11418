"""The kind `label`: a label that points to something else, alone or before a title.

The press marks links with a small vocabulary: "Read more: …", "Lire aussi » …". One list of such labels serves for
the line that says only the label, and for the label, a separator (`:`, `|`, `>`, `»`, `›`, `→`, `]` or a dash) and a
title. With `bare`, the separator may be missing where a capital follows. A title has at most `max-characters`, does not
end as a sentence with a stop, and is no row of a table: a sentence that begins with the words stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import regex

from cleaner import shape
from cleaner.kinds.phrase import keys_of, phrase_key, says_one_of
from cleaner.letters import letters_of
from cleaner.page import Page
from cleaner.rule import Hits, Unit
from cleaner.trigger import Trigger

MAX_CHARACTERS = 170
_SEPARATOR = regex.compile(r"\s*[:|>»›→\]]+\s*|\s+-+\s+")
_OPENING = regex.compile(r"^[^\p{L}\p{M}\p{N}]+")
_TABLE_CELLS = 2
_WORD = regex.compile(r"\S+\s*")


class _Labels(NamedTuple):
    """Labels as their keys, whether a separator may be missing, and how long a title may be."""

    keys: frozenset[str]
    bare: bool = False
    max_characters: int = MAX_CHARACTERS


class Label(_Labels):
    """A line that is one of some labels, or one of them and a title."""

    @classmethod
    def of(cls, labels: Iterable[str], *, bare: bool = False, max_characters: int = MAX_CHARACTERS) -> Label:
        """From labels as a person writes them."""
        return cls(keys_of(labels), bare, max_characters)

    @property
    def takes_lines(self) -> bool:
        """A unit is a line."""
        return True

    @property
    def triggers(self) -> tuple[Trigger]:
        """The letters of the keys, which the line begins with; a key without any is in the line itself."""
        letters = {key: letters_of(key) for key in self.keys}
        return (
            Trigger(
                openings=frozenset(filter(None, letters.values())),
                within=frozenset(key for key, found in letters.items() if not found),
            ),
        )

    def units(self, page: Page, hits: Hits) -> Iterator[Unit]:
        """A unit for each line that is a label, or a label and a title."""
        for position in hits[0]:
            text = page.views[position].text
            if says_one_of(self.keys, text) or self._announces(_OPENING.sub("", text)):
                yield Unit(position, position)

    def _announces(self, text: str) -> bool:
        return any(
            phrase_key(text[:end]) in self.keys and self._is_title(text[start:]) for end, start in self.parts(text)
        )

    def parts(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a label could end and a title begin."""
        longest = self._longest_label + 4  # room for brackets around a label
        for separator in _SEPARATOR.finditer(text):
            if separator.start() > longest:
                break
            yield separator.start(), separator.end()
        if self.bare:
            for word in _WORD.finditer(text):
                if word.end() > longest:
                    break
                if text[word.end() : word.end() + 1].isupper():
                    yield word.end(), word.end()

    def _is_title(self, title: str) -> bool:
        return (
            0 < shape.length(title) <= self.max_characters
            and title.count("|") < _TABLE_CELLS
            and not (shape.ends_sentence(title) and title.rstrip("\"')]»”")[-1:] not in "?!")
        )

    @cached_property
    def _longest_label(self) -> int:
        return max(map(len, self.keys), default=0)
