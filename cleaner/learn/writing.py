"""Learnt lines and headings as rules, as a pack writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import regex

from cleaner.drafting import nearest_lines
from cleaner.kinds.phrase import phrase_key
from cleaner.learn.lines import frame_of, pattern_of, trimmed
from cleaner.learn.recurring import Recurring
from cleaner.learn.sections import Heading
from cleaner.learn.templates import VARYING, VARYING_WORDS, is_template
from cleaner.learn.thresholds import Thresholds
from cleaner.learn.vocabulary import Vocabulary
from cleaner.packs.build import is_short

_SAMPLES = 3
_EXAMPLES = 3
_ID_WORDS = 4
_MOST_COMMENT_LINES = 1000
_PROSE = "The council voted on Monday to keep the library open through the winter, despite the cost of the new roof."
_PLAIN = regex.compile(r"[a-z0-9]+")


class Writer:
    """Writes the rules of a site of so many documents; near misses are looked for in lines of its articles."""

    def __init__(self, vocabulary: Vocabulary, thresholds: Thresholds, documents: int, prose: list[str]) -> None:
        self._vocabulary = vocabulary
        self._thresholds = thresholds
        self._documents = documents
        self._prose = prose

    def line_rules(self, lines: Iterable[Recurring]) -> list[dict[str, Any]]:
        """Rules for lines that recur: one for those of the same kind, category, place and confidence."""
        together: dict[tuple[str, ...], list[Recurring]] = defaultdict(list)
        for line in lines:
            kind = "line" if _varies(line) or _is_short(line) else "phrase"
            where = ("body", "tail") if line.is_headline else ()
            together[kind, self._category(line), self._confidence(line.groups), *where].append(line)
        return [self._line_rule(key, own) for key, own in sorted(together.items())]

    def section_rule(self, heading: Heading) -> dict[str, Any]:
        """A rule for a heading and the lines below it that are others in each document."""
        what = "What stands below a heading that recurs"
        where = ["body", "tail"] if heading.has_bullets else "tail"  # teasers are prose, so the tail begins below them
        keys = {"where": {"part": where}, "until": heading.until, "max-lines": heading.max_lines}
        return self._heading_rule(heading, what, self._category(heading.line), keys)

    def comments_rule(self, heading: Heading) -> dict[str, Any]:
        """A rule for what readers wrote."""
        keys = {"where": {"part": ["body", "tail"]}, "until": "end", "max-lines": _MOST_COMMENT_LINES}
        return self._heading_rule(heading, "What readers wrote", "reader-comments", keys)

    def _heading_rule(self, heading: Heading, what: str, category: str, keys: dict[str, Any]) -> dict[str, Any]:
        line = heading.line
        text = _usual_text(line)
        return {
            "id": f"below {text}",
            "description": f"{what}; learnt from the corpus.",
            "kind": "section",
            "category": category,
            "confidence": self._confidence(heading.groups),
            "start": _pattern(line),
            **keys,
            "evidence": self._evidence(heading.groups, line, heading.samples),
            "examples": {
                "remove": [{"before": "\n".join((_PROSE, "", text, *heading.shortest, "")), "after": f"{_PROSE}\n"}],
                "keep": self._near_misses([text]),
            },
        }

    def _line_rule(self, key: tuple[str, ...], lines: list[Recurring]) -> dict[str, Any]:
        kind, category, confidence, *where = key
        lines.sort(key=lambda line: (-len(line.groups), line.key))
        texts = list(map(_usual_text, lines))
        return {
            "id": f"{category} {texts[0]}",
            "description": f"Lines that recur on the site, {texts[0][:40]!r} most; learnt from the corpus.",
            "kind": kind,
            "category": category,
            "confidence": confidence,
            **({"where": {"part": where}} if where else {}),
            **({"phrases": texts} if kind == "phrase" else {"pattern": list(map(_pattern, lines))}),
            "evidence": self._evidence(set().union(*(line.groups for line in lines)), lines[0], lines[0].samples),
            "examples": {
                "remove": texts if kind == "line" else texts[:_EXAMPLES],
                "keep": self._near_misses(texts[:_EXAMPLES]),
            },
        }

    def _category(self, line: Recurring) -> str:
        if self._vocabulary.names_author(_usual_text(line), line.usual_before or ""):
            return "byline"
        return self._vocabulary.category_of(sorted(line.texts), varies=_varies(line))

    def _confidence(self, groups: set[int]) -> str:
        return "certain" if len(groups) >= self._thresholds.enough(self._documents) else "likely"

    def _evidence(self, groups: set[int], line: Recurring, samples: Sequence[str]) -> dict[str, Any]:
        return {
            "documents": len(groups),
            "share": f"{100 * len(groups) // self._documents}%",
            **({"usually": usual} if (usual := line.usual_parts) else {}),
            "samples": sorted(set(filter(None, samples)))[:_SAMPLES],
        }

    def _near_misses(self, texts: Sequence[str]) -> list[str]:
        return nearest_lines(texts, self._prose)[:1] or self._prose[:1] or [_PROSE]


def with_ids(rules: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rules with ids that begin as their lines do, each another one."""
    used: set[str] = set()
    named = []
    for rule in rules:
        start = "-".join(_PLAIN.findall(trimmed(rule["id"]).lower())[: _ID_WORDS + 1])
        name = next(name for name in _numbered(start) if name not in used)
        used.add(name)
        named.append({**rule, "id": name})
    return named


def _numbered(start: str) -> Iterable[str]:
    yield start
    number = 2
    while True:
        yield f"{start}-{number}"
        number += 1


def _varies(line: Recurring) -> bool:
    return is_template(line.key) or len(set(map(phrase_key, line.texts))) > 1


def _is_short(line: Recurring) -> bool:
    return is_short(phrase_key(_usual_text(line)))


def _usual_text(line: Recurring) -> str:
    return min(line.texts, key=lambda text: (-line.texts[text], text))


def _pattern(line: Recurring) -> str:
    text, words = _usual_text(line), line.key.split(" ")
    if VARYING_WORDS in words:
        return frame_of(text, words)
    return pattern_of(text, words.index(VARYING) if VARYING in words else None)
