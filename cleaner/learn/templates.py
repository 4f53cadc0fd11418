"""Lines that are the same but for some of their words: which ones recur once these are left open.

One word may vary anywhere, as in "Latest Norfolk News Headlines". Several may in lines with a number that begin alike,
as in "By Anna Berg | Updated 10:15": there the words that stand in many such lines stay, the others are open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from cleaner.learn.lines import letters_in

VARYING = "\0"
"""Stands in a key for a word that varies."""

VARYING_WORDS = "\1"
"""Stands in a key for some words that vary."""

_WORDS = range(3, 11)
_LETTERS = 8
_FILLERS = 3
_FIXED = 2  # words at least that do not vary, where others do

Holders = Mapping[str, Collection[int]]
"""The groups of documents in which each key stands."""


def templates(holders: Holders, least: int, certain: int) -> dict[str, str]:
    """For keys that do not recur in ``least`` groups, the key that recurs in ``certain`` when words of it may vary."""
    rare = {key: groups for key, groups in holders.items() if len(groups) < least and key.count(" ") + 1 in _WORDS}
    enough = max(least, certain)
    one_word = _recurring({key: list(_with_one_open(key)) for key in rare}, rare, enough)
    rest = {key: groups for key, groups in rare.items() if key not in one_word}
    usual = _usual_words(rest, certain)
    return one_word | _recurring({key: list(_with_some_open(key, usual)) for key in rest}, rest, enough)


def is_template(key: str) -> bool:
    """Whether words of a key are open."""
    return VARYING in key or VARYING_WORDS in key


def _recurring(variants: Mapping[str, list[str]], holders: Holders, enough: int) -> dict[str, str]:
    """For each key, that of its variants which stands in most groups, if enough, filled in several ways."""
    fillers: dict[str, set[str]] = defaultdict(set)
    for key, own in variants.items():
        for variant in own:
            fillers[variant].add(key)
    counts = {
        variant: len({group for key in keys for group in holders[key]})
        for variant, keys in fillers.items()
        if len(keys) >= _FILLERS
    }
    known = {key: [(counts[one], one) for one in own if one in counts] for key, own in variants.items()}
    best = {key: max(own, default=(0, "")) for key, own in known.items()}
    return {key: variant for key, (count, variant) in best.items() if count >= enough}


def _with_one_open(key: str) -> Iterator[str]:
    words = key.split(" ")
    for index, word in enumerate(words):
        variant = " ".join((*words[:index], VARYING, *words[index + 1 :]))
        if word.isalpha() and letters_in(variant) >= _LETTERS:
            yield variant


def _usual_words(holders: Holders, certain: int) -> set[str]:
    groups: dict[str, set[int]] = defaultdict(set)
    for key, own in holders.items():
        for word in key.split(" "):
            groups[word].update(own)
    return {word for word, own in groups.items() if len(own) >= certain}


def _with_some_open(key: str, usual: Collection[str]) -> Iterator[str]:
    words = key.split(" ")
    if "0" in key and words[0] in usual and sum(word in usual for word in words) >= _FIXED:
        runs = groupby(words, key=usual.__contains__)
        yield " ".join(" ".join(run) if is_fixed else VARYING_WORDS for is_fixed, run in runs)
