"""What a line must say for a pattern to match it: letters that it begins with, or literals that are in it.

That makes a prefilter: a line that says none of it need not be searched. The analysis may be too wide, never too
narrow: whatever it does not understand is taken to match anything. It follows the one of RE2's prefilter (exact sets of
strings, joined while they are few, else the best set of which one string is required), and goes over a pattern twice:
for literals as they are written, and for letters alone, where all that is no letter matches nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from cleaner.letters import letters_of
from cleaner.trigger import Trigger

Literals = frozenset[str]
"""Folded strings, one of which is in every text that matches."""

_MAX_EXACT = 48
_MAX_CLASS = 8
_MAX_OPENINGS = 400
_MAX_REPEATED = 12
_MAX_REQUIRED = 3
_REMEMBERED = 50_000  # strings: the same ones are weighed again and again
_MIN_WEIGHT = 2.0
_GOOD_WEIGHT = 5.0
_OPENING_BONUS = 2.0  # an opening says more than a literal that is as long
_WIDE = "\u0900"  # beyond it are letters of which there are many

_COMMON = frozenset(" .,:;!?'\"()/-0123456789")
_ZERO_WIDTH = frozenset("bBAZzGmMK")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_PLAIN = re.compile(r"[^\\.^$|()\[{*+?](?:[^\\.^$|()\[{*+?]+(?![*+?{]))?")  # a last one that is repeated is left out
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})[+?]?")
_GROUP = re.compile(r"\(\?(?:P?<\w+>|>|[im]*(?:-[im]+)?:)")
_LOOKAROUND = re.compile(r"\(\?<?[=!]")
_PROPERTY = re.compile(r"\\[pPN]\{[^}]*\}")


class _Begin(NamedTuple):
    """Strings that a part's matches begin with: those that are whole matches, and those that something may follow."""

    whole: frozenset[str]
    cut: frozenset[str]

    def then(self, other: _Begin) -> _Begin:
        """What the matches of two parts begin with, one after the other."""
        if not self.whole:
            return self
        if len(self.whole) * (len(other.whole) + len(other.cut)) + len(self.cut) > _MAX_OPENINGS:
            return self.ended()
        whole = frozenset(left + right for left in self.whole for right in other.whole)
        cut = frozenset(left + right for left in self.whole for right in other.cut)
        return _Begin(whole, self.cut | cut)

    def ended(self) -> _Begin:
        """The same, followed by anything."""
        return _Begin(frozenset(), self.whole | self.cut)


class _Found(NamedTuple):
    """What is known of a part: all strings that it matches, None where unknown, and sets of literals.

    Of each set one is in every match; the set that says most comes first. Also what its matches begin with, and whether
    they can only be at the start of a line, or at its end.
    """

    exact: frozenset[str] | None
    required: tuple[Literals, ...]
    begin: _Begin
    anchored: bool = False
    ended: bool = False


_UNKNOWN = _Begin(frozenset(), frozenset({""}))
_ANYTHING = _Found(None, (), _UNKNOWN)
_NOTHING = _Found(frozenset({""}), (), _Begin(frozenset({""}), frozenset()))
_START = _NOTHING._replace(anchored=True)
_END = _NOTHING._replace(ended=True)


def trigger_of(source: str) -> Trigger | None:
    r"""What a line says in which a pattern is found; None where nothing is known.

    >>> sorted(trigger_of(r"^\W*(?:please )?(?:subscribe|sign up)\b.* newsletter").openings)
    ['pleasesignup', 'pleasesubscribe', 'signup', 'subscribe']
    >>> trigger_of(r"\bour newsletter").within
    frozenset({'our newsletter'})
    """
    opening, required = opening_of(source), _required(source)
    literals = required[0] if required else None
    if opening is not None:
        weight = _weight(opening.lines | opening.openings) + _OPENING_BONUS
        if opening.lines or literals is None or weight >= min(_weight(literals), _GOOD_WEIGHT + _OPENING_BONUS):
            return opening._replace(also=() if opening.lines else required)
    return Trigger(within=literals, also=required[1:]) if literals else None


def required_literals(source: str) -> Literals | None:
    r"""Folded literals, one of which stands in the folded form of every match of a pattern; None where none is known.

    >>> sorted(required_literals(r"^(sign|log) ?in to \w+"))
    ['log in to ', 'login to ', 'sign in to ', 'signin to ']
    >>> required_literals(r"^\w+ \d+$") is None
    True
    """
    return next(iter(_required(source)), None)


def opening_of(source: str) -> Trigger | None:
    r"""The letters of every line in which a pattern is found, or that it begins with; None where none are known.

    >>> sorted(opening_of(r"^\d+ (?:comments?|re-?plies)\b").openings)
    ['comment', 'comments', 'replies']
    >>> opening_of(r"^\W*(share|save)\W*$").lines == {"share", "save"}
    True
    >>> opening_of(r"\bcomments?") is None
    True
    """
    found = _parsed(source, letters=True)
    if found is None or not found.anchored:
        return None
    if found.ended and not found.begin.cut:
        return Trigger(lines=found.begin.whole)
    openings = found.begin.whole | found.begin.cut
    return Trigger(openings=openings) if all(openings) else None


def _required(source: str) -> tuple[Literals, ...]:
    """Sets of literals, of each of which one stands in every match; the set that says most comes first."""
    found = _parsed(source, letters=False)
    return () if found is None else _requirements(found)


def _parsed(source: str, *, letters: bool) -> _Found | None:
    """What is known of a pattern; None where the parser is lost."""
    try:
        return _Parser(source, letters=letters).parse()
    except (IndexError, ValueError):
        return None


class _Parser:
    """Reads a pattern from left to right; raises ``IndexError`` or ``ValueError`` where it is lost."""

    def __init__(self, source: str, *, letters: bool) -> None:
        self._source = source
        self._position = 0
        self._letters = letters

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
        sign = match.group()[0]
        if sign == "{":
            least = int(match.group(1) or 0)
            most = int(match.group(3)) if match.group(3) else None if match.group(2) else least
        else:
            least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}[sign]
        return _repeated(found, least, most)

    def _atom(self) -> _Found:
        character = self._source[self._position]
        if character == "(":
            return self._group()
        if character == "[":
            return self._class()
        if character == "\\":
            return self._escape()
        plain = _PLAIN.match(self._source, self._position)
        if plain:
            self._position = plain.end()
            return self._exactly(plain.group())
        self._position += 1
        if character == ".":
            return _ANYTHING
        if character in "^$":
            return _START if character == "^" else _END
        raise ValueError("a quantifier of an unknown kind")

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
        if lookaround is None:
            return found
        seen = lookaround.group().endswith("=")  # what must stand beside a match stands in the line too
        return _NOTHING._replace(required=_requirements(found) if seen else ())

    def _class(self) -> _Found:
        end = self._position + 1
        end += self._source.startswith("^", end)
        end += self._source.startswith("]", end)
        while self._source[end] != "]":
            end += 2 if self._source[end] == "\\" else 1
            if self._source.startswith("[:", end):
                raise ValueError("a class of an unknown form")
        written, members = self._source[self._position : end + 1], self._source[self._position + 1 : end]
        self._position = end + 1
        if self._letters and _is_letterless(written):
            return _NOTHING
        plain = re.sub(r"\\([^\w\s])", r"\1", members)
        if members.startswith("^") or "\\" in plain or "-" in members.strip("-").replace("\\-", "") or not plain:
            return _ANYTHING
        return self._exactly(*plain) if len(plain) <= _MAX_CLASS else _ANYTHING

    def _escape(self) -> _Found:
        named = _PROPERTY.match(self._source, self._position)
        if named:
            self._position = named.end()
            return _NOTHING if self._letters and _is_letterless(named.group()) else _ANYTHING
        character = self._source[self._position + 1]
        self._position += 2
        if character in _ZERO_WIDTH:
            return _NOTHING
        if character in _ESCAPES:
            return self._exactly(_ESCAPES[character])
        if not character.isalnum():
            return self._exactly(character)
        if character in "dDsSwWhRX":
            return _NOTHING if self._letters and _is_letterless(f"\\{character}") else _ANYTHING
        raise ValueError("an escape of an unknown kind")

    def _peek(self) -> str:
        return self._source[self._position : self._position + 1]

    def _exactly(self, *strings: str) -> _Found:
        return _exactly(strings, letters_of if self._letters else _folded)


@lru_cache(_REMEMBERED)
def _exactly(strings: tuple[str, ...], fold: Callable[[str], str]) -> _Found:
    exact = frozenset("".join(map(fold, string)) for string in strings)
    return _Found(exact, (), _Begin(exact, frozenset()))


def _folded(character: str) -> str:
    folded = character.casefold()
    if len(folded) > 1 and folded != "ss":
        raise ValueError("a character that is several when folded")
    return folded


@cache
def _is_letterless(source: str) -> bool:
    """Whether nothing that a class matches counts as a letter."""
    try:
        return regex.search(source, _all_letters(), regex.IGNORECASE) is None
    except regex.error:
        raise ValueError("a class of an unknown form") from None


@cache
def _all_letters() -> str:
    return "".join(c for c in map(chr, range(sys.maxunicode + 1)) if c.isalpha())


def _either(branches: list[_Found]) -> _Found:
    exact: frozenset[str] | None = frozenset()
    required: Literals | None = frozenset()
    for branch in branches:
        exact = None if exact is None or branch.exact is None else exact | branch.exact
        best = next(iter(_requirements(branch)), None)
        required = None if required is None or best is None else required | best
    if exact is not None and len(exact) > _MAX_EXACT:
        exact = None
    begin = _Begin(
        frozenset().union(*(branch.begin.whole for branch in branches)),
        frozenset().union(*(branch.begin.cut for branch in branches)),
    )
    anchored, ended = all(branch.anchored for branch in branches), all(branch.ended for branch in branches)
    return _Found(exact, (required,) if required else (), begin, anchored, ended)


def _repeated(found: _Found, least: int, most: int | None) -> _Found:
    if found.exact == _NOTHING.exact or (least, most) == (1, 1):
        return found if least else found._replace(required=())
    if (least, most) == (0, 1):
        return _either([_NOTHING, found])
    begin = _repeated_begin(found.begin, least, most)
    if least == 0:
        return _Found(None, (), begin)
    return _Found(None, _requirements(found), begin, found.anchored, found.ended)


def _repeated_begin(begin: _Begin, least: int, most: int | None) -> _Begin:
    """What a part's matches begin with that is repeated, in full where the repetitions are few."""
    if most is None or most > _MAX_REPEATED:
        return _UNKNOWN if least == 0 else begin.ended()
    row, whole = _NOTHING.begin, frozenset[str]()
    for count in range(most + 1):
        whole |= row.whole if count >= least else frozenset()
        row = row.then(begin)
    return _Begin(whole, row.cut)


def _joined(parts: Iterable[_Found]) -> _Found:
    """One part after the other: strings grow while they are few, else what they were becomes a requirement."""
    run = frozenset({""})
    whole = True
    candidates: list[Literals] = []
    begin, anchored, ended = _NOTHING.begin, False, False
    for part in parts:
        begin = part.begin if part.anchored else begin.then(part.begin)
        anchored, ended = anchored or part.anchored, ended or part.ended
        candidates += part.required
        if part.exact is not None and len(run) * len(part.exact) <= _MAX_EXACT:
            run = frozenset(left + right for left in run for right in part.exact)
            continue
        whole = False
        candidates.append(run)
        run = frozenset({""})
        if part.exact is not None:
            run = part.exact
    candidates.append(run)
    return _Found(run if whole else None, _best(candidates), begin, anchored, ended)


def _requirements(found: _Found) -> tuple[Literals, ...]:
    return found.required if found.exact is None else _best([found.exact, *found.required])


def _best(candidates: Iterable[Literals]) -> tuple[Literals, ...]:
    """The sets that say most, of two that say the same the smaller one first; those that say little are left out."""
    usable = {strings for strings in candidates if strings and _weight(strings) >= _MIN_WEIGHT}
    return tuple(sorted(usable, key=lambda strings: (-_weight(strings), len(strings), min(strings)))[:_MAX_REQUIRED])


def _weight(strings: frozenset[str]) -> float:
    """How much the least of some strings says, in Latin letters."""
    return min(map(_string_weight, strings))


@lru_cache(_REMEMBERED)
def _string_weight(string: str) -> float:
    return sum(map(_character_weight, string))


@cache
def _character_weight(character: str) -> float:
    if character.isalpha():
        return 1.0 if character < _WIDE else 2.5
    return 0.5 if character in _COMMON else 2.0
