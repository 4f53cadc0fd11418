"""The article in a naive text of a whole page: facts of its lines, features made of them, and scores."""

from __future__ import annotations

from cleaner.zone.facts import Evidence, Facts, Words, lines_in_reach
from cleaner.zone.first_look import FIRST_LOOK
from cleaner.zone.score import Column, Feature, Look, Scores
from cleaner.zone.second_look import SECOND_LOOK, Impressions

__all__ = [
    "FIRST_LOOK",
    "SECOND_LOOK",
    "Column",
    "Evidence",
    "Facts",
    "Feature",
    "Impressions",
    "Look",
    "Scores",
    "Words",
    "lines_in_reach",
]
