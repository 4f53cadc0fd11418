"""How time grows with the length of a document, with the number of documents, and with that of rules.

`python -m benchmarks.growth CORPUS docs/growth.svg` draws it; needs matplotlib.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.corpus import recombined, texts_of
from benchmarks.peers import seconds_of
from cleaner import Cleaner
from cleaner.engine import Engine
from cleaner.kinds import LinePattern, Phrase
from cleaner.pattern import Pattern
from cleaner.prefilter import Prefilter
from cleaner.rule import Rule

_UNITS = ((1e6, "MB"), (1e3, "KB"))
_AT_LEAST = 0.05  # seconds: what is shorter is repeated
_TENTHS = (1, 2, 5, 10)
_MEGABYTES = 20
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


def documents_seconds(cleaner: Cleaner, texts: list[str]) -> Iterator[tuple[int, float]]:
    """Numbers of documents, and the seconds that so many take."""
    for tenths in _TENTHS:
        some = texts[:: 10 // tenths]
        yield len(some), seconds_of(lambda some=some: [cleaner.clean(text) for text in some])  # type: ignore[misc]


def rules_growth(rules: Sequence[Rule], texts: list[str], factor: int) -> float:
    """The time with so many times the rules, in times that with the rules alone.

    The rules that are added say the same in words that no language has, so that nothing more is removed.
    """
    (_, few), (_, all_of_them) = rules_seconds(rules, texts, (1, factor))
    return all_of_them / few


def rules_seconds(
    rules: Sequence[Rule], texts: list[str], factors: Iterable[int] = _TENTHS
) -> Iterator[tuple[int, float]]:
    """Numbers of rules, and the seconds that the texts take with so many."""
    once = [rule for rule in rules if isinstance(rule.body, (Phrase, LinePattern))]
    for factor in factors:
        many = [*once, *(_turned(rule, turn) for turn in range(1, factor) for rule in once)]
        engine = Engine(many, prefilter=Prefilter.of(many))
        engine.clean("".join(texts[:10]))  # gets the scan ready
        yield len(many), seconds_of(lambda engine=engine: [engine.clean(text) for text in texts])  # type: ignore[misc]


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


def main() -> None:
    """Measure, and draw each curve beside a straight line."""
    from matplotlib import pyplot

    corpus, target = map(Path, sys.argv[1:])
    texts = recombined(texts_of(corpus), _MEGABYTES)
    cleaner = Cleaner(installed=False)
    cleaner.clean("".join(texts[:10]))
    curves = {
        "characters of one document": list(document_seconds(cleaner, texts, _MEGABYTES)),
        "documents": list(documents_seconds(cleaner, texts)),
        "rules": list(rules_seconds(cleaner.rules(), texts[::10])),
    }
    figure, places = pyplot.subplots(1, len(curves), figsize=(12, 3.6), layout="constrained")
    for place, (name, points) in zip(places, curves.items(), strict=True):
        print(name, *(f"{count:,}: {seconds:.3g} s" for count, seconds in points), sep="\n  ")
        counts, seconds = zip(*points, strict=True)
        last, slowest = points[-1]
        place.loglog(counts, seconds, "o-", color="#a33a1e")
        place.loglog(counts, [slowest * count / last for count in counts], ":", color="#777", label="in proportion")
        place.set(xlabel=name, ylabel="seconds of processor time")
        place.legend(frameon=False)
    figure.savefig(target)


if __name__ == "__main__":
    main()
