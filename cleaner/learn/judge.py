"""Which of the lines that recur may be learnt, and why the others may not."""

from __future__ import annotations

from cleaner.learn.lines import letters_in
from cleaner.learn.recurring import Recurring
from cleaner.learn.templates import VARYING, VARYING_WORDS
from cleaner.learn.vocabulary import Vocabulary, is_quote


def objection(line: Recurring, vocabulary: Vocabulary) -> str | None:
    """Why a line that recurs should not be learnt, for a person to judge; None where it should be."""
    texts = list(line.texts)
    if not letters_in(line.key) and len(texts) == 1:
        return "a bare number"
    if any(map(is_quote, texts)):
        return "a quote"
    if not line.is_prose and vocabulary.credits_somebody(texts, dated=line.stands_once):
        return None
    if VARYING_WORDS in line.key:
        return "several words vary"
    return _objection_to_isolated(line, vocabulary) if line.is_isolated else _objection_to_edge(line, vocabulary)


def _objection_to_isolated(line: Recurring, vocabulary: Vocabulary) -> str | None:
    """It is one of an article, unless it speaks as boilerplate does."""
    if line.is_prose:
        return "prose between lines of articles"
    if not vocabulary.knows_well(list(line.texts)):
        return "in ever new company"
    return "in ever new company, and a word varies" if VARYING in line.key else None


def _objection_to_edge(line: Recurring, vocabulary: Vocabulary) -> str | None:
    """It stands among what recurs, but a heading of the story may stand right below that, and a fact of it too."""
    if line.is_prose or vocabulary.knows(list(line.texts)):
        return None
    if line.begins_something:
        return "something begins with it"
    return "a number or a word varies" if len(line.texts) > 1 else None
