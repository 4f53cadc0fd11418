"""How time grows with the length of a document and with the number of rules; as figures and as a plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.peers import seconds_of
from cleaner import Cleaner
from cleaner.engine import Engine
from cleaner.kinds import LinePattern, Phrase
from cleaner.pattern import Pattern
from cleaner.prefilter import Prefilter
from cleaner.rule import Rule

_UNITS = ((1e6, "MB"), (1e3, "KB"))
_AT_LEAST = 0.05  # seconds: what is shorter is repeated
_TURNED = str.maketrans("aeiou", "eioua")


def document_seconds(cleaner: Cleaner, texts: list[str], largest: float) -> Iterator[tuple[int, float]]:
    """Characters of one document, from a thousand on, and the seconds that it takes."""
    joined = "\n\n".join(texts)
    size = 1_000
    while size <= min(largest * 1e6, len(joined)):
        text = joined[:size]
        repeats = 0
        seconds = 0.0
        while seconds < _AT_LEAST:
            seconds += seconds_of(lambda text=text: cleaner.clean(text))  # type: ignore[misc]
            repeats += 1
        yield size, seconds / repeats
        size *= 10


def document_growth(cleaner: Cleaner, texts: list[str], largest: float) -> Iterator[tuple[str, float]]:
    """The size of one document, and the time that it takes in times that of one of a tenth."""
    before = None
    for size, seconds in document_seconds(cleaner, texts, largest):
        if before is not None:
            unit, name = next((unit, name) for unit, name in _UNITS if size >= unit)
            yield f"{size / unit:g} {name}", seconds / before
        before = seconds


def rules_growth(rules: Sequence[Rule], texts: list[str], factor: int) -> float:
    """The time with so many times the rules, in times that with the rules alone.

    The rules that are added say the same in words that no language has, so that nothing more is removed.
    """
    once = [rule for rule in rules if isinstance(rule.body, (Phrase, LinePattern))]
    many = [*once, *(_turned(rule, turn) for turn in range(1, factor) for rule in once)]
    engines = [Engine(some, prefilter=Prefilter.of(some)) for some in (once, many)]
    few, all_of_them = (seconds_of(lambda engine=engine: [engine.clean(text) for text in texts]) for engine in engines)
    return all_of_them / few


def _turned(rule: Rule, turn: int) -> Rule:
    body = rule.body
    if isinstance(body, Phrase):
        turned: Phrase | LinePattern = Phrase(frozenset(f"{_said(key, turn)} {turn}q" for key in body.keys))
    else:
        turned = LinePattern(tuple(Pattern(rf"^zq{turn}\w*\b(?:{pattern.source})") for pattern in body.pattern))
    return rule._replace(id=f"{rule.id}-{turn}", body=turned)


def _said(key: str, turn: int) -> str:
    for _ in range(turn % 5):
        key = key.translate(_TURNED)
    return f"{key} zq{turn}"
