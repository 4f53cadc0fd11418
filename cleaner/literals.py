"""Literals that a text must contain for a pattern to match it.

They make a prefilter: a text with none of a rule's literals need not be searched. The analysis may be too wide, never
too narrow: whatever it does not understand is taken to match anything. It follows the one of RE2's prefilter (exact
sets of strings, joined while they are few, else the best set of which one string is required).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

Literals = frozenset[str]
"""Folded strings, one of which is in every text that matches."""

_MAX_EXACT = 48
_MAX_CLASS = 8
_MIN_LENGTH = 2
_MIN_LENGTH_WIDE = 1  # of letters beyond the Latin, Greek and Cyrillic ones, of which there are many
_WIDE = "\u0900"
_ZERO_WIDTH = frozenset("bBAZzGmMK")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})[+?]?")
_GROUP = re.compile(r"\(\?(?:P?<\w+>|>|[a-zA-Z]*(?:-[a-zA-Z]+)?:|:)")
_LOOKAROUND = re.compile(r"\(\?<?[=!]")
_PROPERTY = re.compile(r"\\[pPN]\{[^}]*\}")


class _Found(NamedTuple):
    """What is known of a part: all strings that it matches, or strings of which one is in each match; None: nothing."""

    exact: frozenset[str] | None
    required: Literals | None


_ANYTHING = _Found(None, None)
_NOTHING = _Found(frozenset({""}), None)


def required_literals(source: str) -> Literals | None:
    r"""Folded literals, one of which stands in the folded form of every match of a pattern; None where none is known.

    >>> sorted(required_literals(r"^(sign|log) ?in to \w+"))
    ['log in to ', 'login to ', 'sign in to ', 'signin to ']
    >>> required_literals(r"^\w+ \d+$") is None
    True
    """
    try:
        found = _Parser(source).parse()
    except (IndexError, ValueError):
        return None
    return _best([_as_required(found), found.required])


class _Parser:
    """Reads a pattern from left to right; raises ``IndexError`` or ``ValueError`` where it is lost."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0

    def parse(self) -> _Found:
        found = self._alternatives()
        if self._position < len(self._source):
            raise ValueError("a parenthesis too many")
        return found

    def _alternatives(self) -> _Found:
        branches = [self._sequence()]
        while self._peek() == "|":
            self._position += 1
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else _either(branches)

    def _sequence(self) -> _Found:
        parts: list[_Found] = []
        while self._peek() not in ("|", ")", ""):
            parts.append(self._quantified(self._atom()))
        return _joined(parts)

    def _quantified(self, found: _Found) -> _Found:
        match = _QUANTIFIER.match(self._source, self._position)
        if match is None or match.group() in ("{}", "{,}"):
            return found
        self._position = match.end()
        sign, least = match.group()[0], match.group(1)
        if sign == "?" or (sign == "{" and least in ("", "0") and match.group(3) == "1"):
            return _either([_NOTHING, found])
        if sign == "*" or (sign == "{" and int(least or 0) == 0):
            return _ANYTHING
        if sign == "{" and least == "1" and not match.group(2):
            return found
        return _Found(None, _best([_as_required(found), found.required]))

    def _atom(self) -> _Found:
        character = self._source[self._position]
        if character == "(":
            return self._group()
        if character == "[":
            return self._class()
        if character == "\\":
            return self._escape()
        self._position += 1
        if character == ".":
            return _ANYTHING
        if character == "{":
            raise ValueError("a quantifier of an unknown kind")
        return _NOTHING if character in "^$" else _exactly(character)

    def _group(self) -> _Found:
        lookaround = _LOOKAROUND.match(self._source, self._position)
        opening = lookaround or _GROUP.match(self._source, self._position)
        if opening is None and self._source.startswith("(?", self._position):
            raise ValueError("a group of an unknown kind")
        self._position = opening.end() if opening else self._position + 1
        found = self._alternatives()
        if self._source[self._position] != ")":
            raise ValueError("a group that does not end")
        self._position += 1
        return _NOTHING if lookaround else found

    def _class(self) -> _Found:
        end = self._position + 1
        end += self._source.startswith("^", end)
        end += self._source.startswith("]", end)
        while self._source[end] != "]":
            end += 2 if self._source[end] == "\\" else 1
            if self._source.startswith("[:", end):
                raise ValueError("a class of an unknown form")
        members = self._source[self._position + 1 : end]
        self._position = end + 1
        plain = re.sub(r"\\([^\w\s])", r"\1", members)
        if members.startswith("^") or "\\" in plain or "-" in members.strip("-").replace("\\-", "") or not plain:
            return _ANYTHING
        return _exactly(*plain) if len(plain) <= _MAX_CLASS else _ANYTHING

    def _escape(self) -> _Found:
        named = _PROPERTY.match(self._source, self._position)
        if named:
            self._position = named.end()
            return _ANYTHING
        character = self._source[self._position + 1]
        self._position += 2
        if character in _ZERO_WIDTH:
            return _NOTHING
        if character in _ESCAPES:
            return _exactly(_ESCAPES[character])
        if not character.isalnum():
            return _exactly(character)
        if character in "dDsSwWhRX":
            return _ANYTHING
        raise ValueError("an escape of an unknown kind")

    def _peek(self) -> str:
        return self._source[self._position : self._position + 1]


def _exactly(*characters: str) -> _Found:
    return _Found(frozenset(character.casefold() for character in characters), None)


def _either(branches: list[_Found]) -> _Found:
    exact: frozenset[str] | None = frozenset()
    required: Literals | None = frozenset()
    for branch in branches:
        exact = None if exact is None or branch.exact is None else exact | branch.exact
        best = _best([_as_required(branch), branch.required])
        required = None if required is None or best is None else required | best
    if exact is not None and len(exact) > _MAX_EXACT:
        exact = None
    return _Found(exact, required)


def _joined(parts: Iterable[_Found]) -> _Found:
    """One part after the other: strings grow while they are few, else what they were becomes a requirement."""
    run = frozenset({""})
    whole = True
    candidates: list[Literals | None] = []
    for part in parts:
        if part.exact is not None and len(run) * len(part.exact) <= _MAX_EXACT:
            run = frozenset(left + right for left in run for right in part.exact)
            continue
        whole = False
        candidates += [_usable(run), part.required]
        run = frozenset({""})
        if part.exact is not None:
            run = part.exact
    candidates.append(_usable(run))
    return _Found(run if whole else None, _best(candidates))


def _as_required(found: _Found) -> Literals | None:
    return None if found.exact is None else _usable(found.exact)


def _usable(strings: frozenset[str]) -> Literals | None:
    return strings if strings and all(map(_is_long_enough, strings)) else None


def _is_long_enough(string: str) -> bool:
    return len(string) >= (_MIN_LENGTH_WIDE if max(string, default="") >= _WIDE else _MIN_LENGTH)


def _best(candidates: Iterable[Literals | None]) -> Literals | None:
    """The set whose shortest string is longest, then the smallest."""
    sets = [candidate for candidate in candidates if candidate]
    return max(sets, key=lambda strings: (min(map(len, strings)), -len(strings)), default=None)
