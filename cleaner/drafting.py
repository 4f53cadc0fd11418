r"""A first rule from lines that annoy somebody: kind, category, confidence, examples and near misses.

What lines have in common decides. Lines that say the same but for numbers become a pattern; a label before a title
becomes a `label`; long sentences are known by how they begin; all else is a `phrase`. A draft is a valid rule that
holds for its samples, and a person reads it before it is used.
"""

from __future__ import annotations

import heapq
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import regex
import yaml

from cleaner import shape
from cleaner.kinds import Label, Phrase
from cleaner.kinds.phrase import phrase_key
from cleaner.packs.build import is_short
from cleaner.prose import is_prose
from cleaner.rule import CATEGORIES, OFF_BY_DEFAULT, Rule
from cleaner.view import fold

_WIDTH = 110
_NEAR_MISSES = 3
_LIKENESS = 0.5
_LONG_WORDS = 14
_OPENING_WORDS = 6
_ROOM_WORDS = 15
_TITLE_WORDS = 3
_LABEL_WORDS = 4
_NUMBER = regex.compile(r"\d+(?:[.,:]\d+)*")
_LABELLED = regex.compile(r"^([^:|>»›→]{2,40}?)\s*[:|>»›→]\s*(\S.*)$")
_SPACED = rf"[\p{{L}}--[{shape.UNSPACED_SCRIPTS}]]"
_WORD = regex.compile(rf"[{shape.UNSPACED_SCRIPTS}]{{2}}|(?<!\p{{L}}){_SPACED}{{2,}}", regex.VERSION1)


class Words(NamedTuple):
    """In which share of the rules of each category a word stands, and the ``usual`` words of boilerplate of any kind.

    These stand in several rules, and in twice as many as in what rules must leave.
    """

    shares: dict[str, dict[str, float]]
    usual: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Words:
        """The vocabulary of rules: what they say themselves, and what their examples say."""
        said: dict[str, list[set[str]]] = {}
        left: Counter[str] = Counter()
        for rule in rules:
            left.update({word for text in rule.examples.keep if isinstance(text, str) for word in _words(text)})
            if rule.category not in OFF_BY_DEFAULT:
                texts = [*rule.examples.remove, *(rule.body.keys if isinstance(rule.body, (Phrase, Label)) else ())]
                words = {word for text in texts if isinstance(text, str) for word in _words(text)}
                said.setdefault(rule.category, []).append(words)
        counts = {category: Counter(word for words in sets for word in words) for category, sets in said.items()}
        return cls(
            {name: {word: n / len(said[name]) for word, n in own.items()} for name, own in counts.items()},
            frozenset(word for word, n in sum(counts.values(), Counter()).items() if n > 1 and n >= 2 * left[word]),
        )

    def category_of(self, lines: Iterable[str]) -> str:
        """The category whose rules say most of the words of some lines; `furniture` where none does.

        A word counts by how much more often it stands in one category than in the others, so that those which stand
        everywhere count little.
        """
        words = {word for line in lines for word in _words(line)}
        scores = {category: sum(self._weight(word, category) for word in words) for category in sorted(self.shares)}
        best = max(scores, key=lambda category: scores[category], default="furniture")
        return best if scores.get(best) else "furniture"

    def share_in(self, line: str) -> float:
        """Which share of the words of a line are words of boilerplate."""
        words = _words(line)
        return sum(word in self.usual for word in words) / len(words) if words else 0.0

    def _weight(self, word: str, category: str) -> float:
        everywhere = sum(shares.get(word, 0.0) for shares in self.shares.values())
        return (self.shares[category].get(word, 0.0) / everywhere) ** 2 if everywhere else 0.0


def draft(samples: Sequence[str], category: str, near_misses: Sequence[str] = ()) -> dict[str, Any]:
    r"""A rule that removes the samples, as a pack writes it.

    Without near misses, one is made up: a sentence that quotes the first sample. Raises ``ValueError`` where there is
    nothing to go by.

    >>> draft(["You have 3 free articles left", "You have 1 free article left"], "paywall")["pattern"]
    ['^You have \\d+(?:[.,:]\\d+)* free articles left$', '^You have \\d+(?:[.,:]\\d+)* free article left$']
    """
    lines = list(dict.fromkeys(fold(sample) for sample in samples))
    if not lines or not all(phrase_key(line) for line in lines):
        raise ValueError("a sample line needs a letter or a digit")
    body = _body(lines)
    literal = [phrase_key(fold(item)) for item in body.get("phrases", body.get("labels", ()))]
    certain = category == "promo" or not any(map(is_short, literal))
    return {
        "id": _identifier(lines[0], category),
        "description": f"{CATEGORIES[category].capitalize()}; drafted from {_counted(len(lines))}.",
        "kind": body.pop("kind"),
        "category": category,
        "confidence": "certain" if certain else "likely",
        **body,
        "examples": {"remove": list(samples), "keep": list(near_misses) or [_quoted(lines[0])]},
    }


def as_yaml(rule: dict[str, Any]) -> str:
    """A drafted rule as it stands below `rules:`."""
    text = yaml.safe_dump([rule], allow_unicode=True, sort_keys=False, width=_WIDTH)
    return "".join(f"  {line}\n" for line in text.splitlines())


def as_pack(name: str, rule: dict[str, Any]) -> str:
    """A pack that has just this rule."""
    return f"pack: {name}\ndescription: What my sources leave behind.\nrules:\n{as_yaml(rule)}"


def nearest_lines(samples: Sequence[str], lines: Iterable[str]) -> list[str]:
    """The lines of a corpus that have most words of a sample and say something else, the nearest first."""
    said = {_said(sample) for sample in samples}
    wanted = [words for sample in samples if (words := set(_words(sample)))]
    scored = {
        (likeness, -len(line), line.strip())
        for line in lines
        if (likeness := max((_likeness(words, line) for words in wanted), default=0.0)) >= _LIKENESS
        and _said(line) not in said
    }
    return [line for _, _, line in heapq.nlargest(_NEAR_MISSES, scored)]


def _said(line: str) -> str:
    return phrase_key(_NUMBER.sub("", fold(line)))


def _likeness(words: set[str], line: str) -> float:
    """The share of the words that stand in a line."""
    return len(words.intersection(_words(line))) / len(words)


def _body(lines: list[str]) -> dict[str, Any]:
    labels = [match for line in lines if (match := _LABELLED.match(line)) and _is_labelled(*match.groups())]
    if len(labels) == len(lines):
        return {"kind": "label", "labels": list(dict.fromkeys(match[1].lower() for match in labels))}
    if any(is_prose(line) or shape.count_words(line) > _LONG_WORDS for line in lines):
        most = max(map(shape.count_words, lines))
        return {"kind": "line", "max-words": most + _ROOM_WORDS, "pattern": _unique(_opening(line) for line in lines)}
    if any(map(_NUMBER.search, lines)):
        return {"kind": "line", "pattern": _unique(f"^{_pattern(line)}$" for line in lines)}
    return {"kind": "phrase", "phrases": list(dict.fromkeys(phrase_key(line) for line in lines))}


def _is_labelled(label: str, title: str) -> bool:
    return (
        shape.count_words(label) <= _LABEL_WORDS
        and shape.count_words(title) >= _TITLE_WORDS
        and not shape.ends_sentence(title)
        and bool(phrase_key(label))
    )


def _opening(line: str) -> str:
    """How a long line begins; in scripts without spaces, its first letters."""
    words = line.split()
    spaced = " ".join(words[:_OPENING_WORDS])
    return f"^{_pattern(spaced if len(words) > _OPENING_WORDS else line[: _OPENING_WORDS * 4])}"


def _pattern(text: str) -> str:
    """A pattern for a text in which the numbers may be others."""
    parts = [regex.escape(part, special_only=True, literal_spaces=True) for part in _NUMBER.split(text)]
    return _NUMBER.pattern.join(parts)


def _unique(patterns: Iterable[str]) -> str | list[str]:
    found = list(dict.fromkeys(patterns))
    return found[0] if len(found) == 1 else found


def _identifier(line: str, category: str) -> str:
    plain = unicodedata.normalize("NFKD", line).encode("ascii", "ignore").decode().lower()
    words = regex.findall(r"[a-z0-9]+", plain)[:4]
    return "-".join(words) or f"{category}-line"


def _counted(samples: int) -> str:
    return "one sample" if samples == 1 else f"{samples} samples"


def _quoted(line: str) -> str:
    return f'Somebody had painted "{line}" on the wall of the boat house, and nobody could say when that had been.'


def _words(text: str) -> list[str]:
    """The words of a line; in scripts without spaces, each two letters that follow each other."""
    return [word.casefold() for word in _WORD.findall(fold(text), overlapped=True)]
