"""Rules as they lie in the cache: each by itself, read when it is first looked at.

There are more than a thousand rules, and a text has to do with ten of them.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, SupportsIndex, overload

from cleaner.rule import Rule


class Stored(NamedTuple):
    """A rule, and what it is chosen by."""

    id: str
    category: str
    raw: bytes

    @classmethod
    def of(cls, rule: Rule) -> Stored:
        """A rule ready to be stored."""
        return cls(rule.id, rule.category, pickle.dumps(rule, pickle.HIGHEST_PROTOCOL))

    @property
    def pack(self) -> str:
        """The name of the pack that the rule is written in."""
        return self.id.rpartition("/")[0]

    @property
    def key(self) -> bytes:
        """One for all that the rule says."""
        from hashlib import sha256  # asked for when packs have changed

        return sha256(self.raw).digest()

    @property
    def rule(self) -> Rule:
        """The rule, read anew each time."""
        found: Rule = pickle.loads(self.raw)
        return found


class StoredRules(Sequence[Rule]):
    """A sequence of rules that reads each of them when it is asked for.

    >>> from cleaner.rule import Confidence
    >>> rules = StoredRules.of([Rule("a/b", "", "line", "promo", Confidence.hint, body=None)])
    >>> rules[0].id, [rule.category for rule in rules]
    ('a/b', ['promo'])
    """

    def __init__(self, stored: Iterable[Stored]) -> None:
        self.stored = tuple(stored)
        self._read: dict[int, Rule] = {}

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> StoredRules:
        """These rules; of stored ones nothing is read."""
        return rules if isinstance(rules, StoredRules) else cls(map(Stored.of, rules))

    @overload
    def __getitem__(self, index: SupportsIndex) -> Rule: ...

    @overload
    def __getitem__(self, index: slice) -> StoredRules: ...

    def __getitem__(self, index: SupportsIndex | slice) -> Rule | StoredRules:
        if isinstance(index, slice):
            return StoredRules(self.stored[index])
        position = range(len(self.stored))[index]
        rule = self._read.get(position)
        if rule is None:
            rule = self._read[position] = self.stored[position].rule
        return rule

    def __iter__(self) -> Iterator[Rule]:
        """Each in turn, and none is kept for having been passed by: all of them take thirty megabytes."""
        return (self._read.get(index) or one.rule for index, one in enumerate(self.stored))

    def __len__(self) -> int:
        return len(self.stored)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredRules) and self.stored == other.stored

    def __hash__(self) -> int:
        return hash(self.stored)

    def __reduce__(self) -> tuple[type[StoredRules], tuple[tuple[Stored, ...]]]:
        return StoredRules, (self.stored,)
