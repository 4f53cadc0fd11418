"""A site's boilerplate, learnt from its own repetition, as a pack that a person reads, edits, tests and commits."""

from cleaner.learn.proposal import names_of, unproposed
from cleaner.learn.sample import Packed, Sample
from cleaner.learn.site import Learnt, Near, learn_site
from cleaner.learn.thresholds import DEFAULTS, Thresholds
from cleaner.learn.vocabulary import Vocabulary

__all__ = [
    "DEFAULTS",
    "Learnt",
    "Near",
    "Packed",
    "Sample",
    "Thresholds",
    "Vocabulary",
    "learn_site",
    "names_of",
    "unproposed",
]
