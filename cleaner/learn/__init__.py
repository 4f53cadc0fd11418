"""A site's boilerplate, learnt from its own repetition, as a pack that a person reads, edits, tests and commits."""

from cleaner.learn.decisions import Decisions
from cleaner.learn.near import near_names, rule_of
from cleaner.learn.proposal import items_of, names_of, says, unproposed, without
from cleaner.learn.sample import Packed, Sample
from cleaner.learn.site import Learnt, Near, learn_site
from cleaner.learn.thresholds import DEFAULTS, Thresholds
from cleaner.learn.vocabulary import Vocabulary

__all__ = [
    "DEFAULTS",
    "Decisions",
    "Learnt",
    "Near",
    "Packed",
    "Sample",
    "Thresholds",
    "Vocabulary",
    "items_of",
    "learn_site",
    "names_of",
    "near_names",
    "rule_of",
    "says",
    "unproposed",
    "without",
]
