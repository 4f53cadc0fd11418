"""Which of the lines that recur may be learnt, and why the others may not."""

from __future__ import annotations

from cleaner.learn.lines import letters_in
from cleaner.learn.recurring import VARYING, Recurring
from cleaner.learn.vocabulary import Vocabulary, is_quote


def objection(line: Recurring, vocabulary: Vocabulary) -> str | None:
    """Why a line that recurs should not be learnt, for a person to judge; None where it should be."""
    texts = list(line.texts)
    if not letters_in(line.key) and len(texts) == 1:
        return "a bare number"
    if any(map(is_quote, texts)):
        return "a quote"
    if line.is_isolated and line.is_prose:
        return "prose between lines of articles"
    if line.stands_once and vocabulary.is_byline(texts):
        return None
    if line.is_isolated:
        if not vocabulary.knows_well(texts):
            return "in ever new company"
        return "in ever new company, and a word varies" if VARYING in line.key else None
    if line.is_prose or vocabulary.knows(texts):
        return None
    if line.begins_something:
        return "something begins with it"
    return "a number or a word varies" if len(texts) > 1 else None
