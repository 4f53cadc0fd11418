"""Which of the lines that recur may be learnt, and why the others may not."""

from __future__ import annotations

from cleaner.learn.lines import letters_in
from cleaner.learn.recurring import VARYING, Recurring
from cleaner.learn.thresholds import Thresholds
from cleaner.learn.vocabulary import Vocabulary, is_quote


def objection(line: Recurring, documents: int, vocabulary: Vocabulary, thresholds: Thresholds) -> str | None:
    """Why a line that recurs should not be learnt, for a person to judge; None where it should be."""
    texts = list(line.texts)
    if not letters_in(line.key) and len(texts) == 1:
        return "a bare number"
    if any(map(is_quote, texts)):
        return "a quote"
    return _objection_to_isolated(line, documents, vocabulary, thresholds) if line.is_isolated else None


def _objection_to_isolated(
    line: Recurring, documents: int, vocabulary: Vocabulary, thresholds: Thresholds
) -> str | None:
    if line.is_prose:
        return "prose between lines of articles"
    if VARYING in line.key:
        return "between lines of articles, and a word varies"
    enough = len(line.groups) >= max(thresholds.certain, thresholds.isolated * documents)
    return None if enough or vocabulary.knows(list(line.texts)) else "between lines of articles, in few documents"
