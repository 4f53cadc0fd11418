"""Features that both looks weigh: what a line is like, who its neighbours are, and what ordinary rules find."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from itertools import accumulate
from operator import itemgetter

from cleaner.zone.facts import Facts
from cleaner.zone.score import Column, Feature

LOGARITHMS = [math.log1p(number) for number in range(1000)]
_FIRST = itemgetter(0)
_DATE = re.compile(r"\d{1,2}[:h]\d\d|\d{1,2}[./-]\d{1,2}[./-](?:20)?\d\d|\b20[012]\d\b|\d日")
_NUMBER = re.compile(r"\d{1,2}[.)] ?\D")
_LABEL = re.compile(r"[^.:!?]{1,29}: ")
_SEPARATORS = ("|", "·", "•", " / ", "»", " > ")
_CREDIT_WORDS, _CREDIT_PLACE = 25, 4
_BYLINE_WORDS = 12
_NOTE_PLACE = 9
_ONE_IN = 12
_MIN_BEHIND = 120
_HEADLINE_REACH = 60


def _words(low: int, high: int) -> Callable[[Facts], Column]:
    return lambda facts: [low <= words <= high for words in facts.words]


def _capitalised(facts: Facts) -> Column:
    """The first word says nothing; a line of one word is neither."""
    column = []
    for words in facts.raw_tokens:
        rest = words[1:]
        column.append(sum(map(str.isupper, map(_FIRST, rest))) / len(rest) if rest else 0.5)
    return column


def _unspaced(names: frozenset[str], facts: Facts) -> tuple[str, ...]:
    """The words of a vocabulary that no spaces part from their neighbours, if they are on the page."""
    wide = [name for name in names if min(name) >= "\u2e80"]
    return tuple(sorted(name for name in wide if any(name in text for text in facts.texts))) if facts.unspaced else ()


def _credits(facts: Facts) -> list[bool]:
    """A picture word with a colon or a slash behind it, or an agency among the last words."""
    pictures, agencies = facts.words_of.pictures, facts.words_of.agencies
    wide = _unspaced(pictures, facts)
    return [
        not agencies.isdisjoint(tokens[-_CREDIT_PLACE:])
        or (not pictures.isdisjoint(tokens) and _is_credited(tokens, words, pictures))
        or (bool(wide) and any(word in text for word in wide))
        for text, tokens, words in zip(facts.texts, facts.tokens, facts.raw_tokens, strict=True)
    ]


def _is_credited(tokens: Sequence[str], words: Sequence[str], pictures: frozenset[str]) -> bool:
    return any(
        token in pictures and (word[-1] in ":/©" or following in ("", "by", "credit"))
        for token, word, following in zip(tokens, words, [*tokens[1:], "."], strict=True)
    )


def _credit(low: int, high: int) -> Callable[[Facts], Column]:
    return lambda facts: [
        low <= words <= high and credit for words, credit in zip(facts.words, _credits(facts), strict=True)
    ]


def _author_note(facts: Facts) -> Column:
    professions, copulas = facts.words_of.professions, facts.words_of.copulas
    return [
        not professions.isdisjoint(tokens[:_NOTE_PLACE]) and not copulas.isdisjoint(tokens[1 : _NOTE_PLACE - 1])
        for tokens in facts.tokens
    ]


def _rights(facts: Facts) -> Column:
    rights = facts.words_of.rights
    wide = _unspaced(rights, facts)
    return [
        "©" in text or not rights.isdisjoint(tokens) or (bool(wide) and any(word in text for word in wide))
        for text, tokens in zip(facts.texts, facts.tokens, strict=True)
    ]


def _addresses_reader(facts: Facts) -> Column:
    readers = facts.words_of.readers
    return [
        len(tokens) > _ONE_IN // 2 - 1
        and not readers.isdisjoint(tokens)
        and sum(map(readers.__contains__, tokens)) * _ONE_IN > len(tokens)
        for tokens in facts.tokens
    ]


def _same_depth(facts: Facts) -> Column:
    equal = [a == b for a, b in zip(facts.depth, facts.depth[1:], strict=False)]
    return [(above + below) / 2 for above, below in zip([False, *equal], [*equal, False], strict=False)]


def around(flags: Sequence[bool], reach: int) -> Column:
    """The share of the neighbours up to ``reach`` lines away for which a flag is set."""
    count = len(flags)
    sums = [0, *accumulate(flags)]
    return [
        (sums[min(count, line + reach + 1)] - sums[max(0, line - reach)] - flags[line]) / (2 * reach)
        for line in range(count)
    ]


def _headline_shaped(facts: Facts) -> list[bool]:
    return [4 <= words <= 18 and not ends for words, ends in zip(facts.words, facts.ends, strict=True)]


def little_ahead(share: float) -> Callable[[Facts], Column]:
    """Whether less than such a share of the prose is left, when some has gone by."""

    def column(facts: Facts) -> Column:
        total = facts.total_prose
        return [before >= _MIN_BEHIND and total - before < share * total for before in facts.prose_before[:-1]]

    return column


def _little_behind(facts: Facts) -> Column:
    return [before < 0.05 * facts.total_prose for before in facts.prose_before[:-1]]


def _headline(facts: Facts) -> int:
    """The line that looks most like the article's headline: early, of 4 to 25 words that recur in the prose."""
    start = facts.dense[0]
    best, found = 0.4, -1
    for line in range(max(0, start - _HEADLINE_REACH), min(facts.count, start + 3)):
        if 4 <= facts.words[line] <= 25 and not facts.prose[line]:
            value = facts.own_words[line] + 0.004 * (line - start) - 0.2 * facts.bullet[line]
            if value > best:
                best, found = value, line
    return found


def _is_headline(facts: Facts) -> Column:
    found = _headline(facts)
    return [line == found for line in range(facts.count)]


def _before_headline(facts: Facts) -> Column:
    found = _headline(facts)
    return [line < found for line in range(facts.count)]


def _found(category: str) -> Callable[[Facts], Column]:
    def column(facts: Facts) -> Column:
        flags = [False] * facts.count
        for item in facts.evidence:
            if item.category == category:
                flags[item.first : item.last + 1] = [True] * (item.last + 1 - item.first)
        return flags

    return column


def _headings(facts: Facts, category: str) -> set[int]:
    return {item.first for item in facts.evidence if item.heading and item.category == category}


def _since_heading(category: str) -> Callable[[Facts], Column]:
    """Headings count once a third of the prose and a hundred words of it have gone by."""

    def column(facts: Facts) -> Column:
        least = max(100, 0.3 * facts.total_prose)
        headings = {line for line in _headings(facts, category) if facts.prose_before[line] > least}
        passed = accumulate((line in headings for line in range(facts.count)), initial=0)
        return [min(number, 3) / 3 for number, _ in zip(passed, range(facts.count), strict=False)]

    return column


def _under_heading(category: str) -> Callable[[Facts], Column]:
    def column(facts: Facts) -> Column:
        headings = _headings(facts, category)
        flags, under = [], False
        for line, prose in enumerate(facts.prose):
            under = under and not prose
            flags.append(under)
            under = under or line in headings
        return flags

    return column


def _repeated(least: int, most: int, words: int = 0) -> Callable[[Facts], Column]:
    return lambda facts: [
        number > words and least <= facts.repeats[text] <= most
        for text, number in zip(facts.texts, facts.words, strict=True)
    ]


_CATEGORIES = ("paywall", "newsletter", "promo", "related", "share", "comments", "legal", "furniture")
_ANNOUNCED = ("related", "comments", "newsletter", "share")

_FEATURES: dict[str, Feature[Facts]] = {
    "words-up-to-2": Feature("It has one or two words.", _words(0, 2)),
    "words-11-to-20": Feature("It has 11 to 20 words, as headlines and captions do.", _words(11, 20)),
    "words-over-40": Feature("It has more than 40 words.", _words(41, 10**9)),
    "prose": Feature("It is prose.", lambda facts: facts.prose),
    "ends-sentence": Feature("It ends as a sentence does.", lambda facts: facts.ends),
    "ends-colon": Feature("It ends in a colon.", lambda facts: [text[-1:] in ":：" for text in facts.texts]),
    "label": Feature(
        "It is short, and a label and a colon begin it.",
        lambda facts: [
            words < 12 and _LABEL.match(text) is not None for words, text in zip(facts.words, facts.texts, strict=True)
        ],
    ),
    "ellipsis": Feature(
        "It breaks off with an ellipsis.", lambda facts: [text.endswith(("...", "…", "...]")) for text in facts.texts]
    ),
    "commas": Feature(
        "It has a comma.", lambda facts: [", " in text or "，" in text or "、" in text for text in facts.texts]
    ),
    "capitalised": Feature("The share of its words, but the first, that begin with a capital.", _capitalised),
    "starts-small": Feature(
        "It begins with a small letter.", lambda facts: [text[:1].islower() for text in facts.texts]
    ),
    "rights": Feature("It claims rights.", _rights),
    "separators": Feature(
        "Bars, dots or arrows part its words.",
        lambda facts: [any(item in text for item in _SEPARATORS) for text in facts.texts],
    ),
    "bullet": Feature("It has a bullet.", lambda facts: facts.bullet),
    "numbered": Feature(
        "A number and a point begin it.", lambda facts: [_NUMBER.match(text) is not None for text in facts.texts]
    ),
    "short-date": Feature(
        "It is short and has a date or a time.",
        lambda facts: [
            words < 12 and _DATE.search(text) is not None for words, text in zip(facts.words, facts.texts, strict=True)
        ],
    ),
    "own-words": Feature(
        "The share of its longer words that recur in the page's prose.", lambda facts: facts.own_words
    ),
    "twice": Feature("It stands twice on the page.", _repeated(2, 2)),
    "often": Feature("It stands three times on the page, or more.", _repeated(3, 10**9)),
    "long-and-often": Feature(
        "It has more than 10 words, and stands there three times or more.", _repeated(3, 10**9, 10)
    ),
    "credit": Feature("It is short and credits a picture.", _credit(0, _CREDIT_WORDS)),
    "long-credit": Feature("It is longer, as a caption, and credits a picture.", _credit(_CREDIT_WORDS + 1, 10**9)),
    "byline": Feature(
        "It is short, no sentence, and begins as a byline does.",
        lambda facts: [
            words <= _BYLINE_WORDS and not ends and bool(tokens) and tokens[0] in facts.words_of.bylines
            for words, ends, tokens in zip(facts.words, facts.ends, facts.tokens, strict=True)
        ],
    ),
    "author-note": Feature("It says that somebody is a reporter, an editor, an author.", _author_note),
    "addresses-reader": Feature("It speaks of you and us: one word in twelve, or more.", _addresses_reader),
    "bullet-just-deeper": Feature(
        "It is a list item a little deeper than most of the prose.",
        lambda facts: [
            bullet and facts.indented and 0 < depth - facts.modal_depth <= 6
            for bullet, depth in zip(facts.bullet, facts.depth, strict=True)
        ],
    ),
    "same-depth": Feature("The share of its two neighbours at its indentation.", _same_depth),
    "block-lines": Feature(
        "How many lines stand together without a blank one, as a logarithm.",
        lambda facts: [LOGARITHMS[min(end - first - 1, 500)] if facts.has_blanks else 0 for first, end in facts.blocks],
    ),
    "sub-head": Feature(
        "It is short, no sentence, and a sentence follows.",
        lambda facts: [
            2 <= words <= 14 and not ends and below
            for words, ends, below in zip(facts.words, facts.ends, [*facts.sentence[1:], False], strict=False)
        ],
    ),
    "near-bullets": Feature("The share of bullets up to two lines away.", lambda facts: around(facts.bullet, 2)),
    "near-headlines": Feature(
        "The share of lines shaped as headlines up to two lines away.",
        lambda facts: around(_headline_shaped(facts), 2),
    ),
    "is-headline": Feature("It looks most like the article's headline.", _is_headline),
    "before-headline": Feature("It stands above that line.", _before_headline),
    "little-behind": Feature("Less than 5 % of the prose stand above it.", _little_behind),
    "quarter-ahead": Feature("Less than 25 % of the prose are left, from it on.", little_ahead(0.25)),
    **{
        f"rule-{category}": Feature(f"A rule of the category {category} finds it.", _found(category))
        for category in _CATEGORIES
    },
    **{
        f"since-{category}": Feature(
            f"Headings of the category {category} that have gone by in the later part, up to 3, in thirds.",
            _since_heading(category),
        )
        for category in _ANNOUNCED
    },
    **{
        f"under-{category}": Feature(
            f"A heading of the category {category} stands above, and no prose since.", _under_heading(category)
        )
        for category in ("comments", "newsletter")
    },
}


def _remembered(name: str, feature: Feature[Facts]) -> Feature[Facts]:
    """The feature, with its column found once for both looks."""

    def column(facts: Facts) -> Column:
        if name not in facts.columns:
            facts.columns[name] = feature.column(facts)
        return facts.columns[name]

    return Feature(feature.meaning, column)


LINE_FEATURES = {name: _remembered(name, feature) for name, feature in _FEATURES.items()}
"""What both looks weigh, by name."""
