"""What recurs in the documents of one site, and what of it becomes rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from cleaner.document import Document
from cleaner.learn.extent import cap_for
from cleaner.learn.judge import objection
from cleaner.learn.recurring import Read, Recurring, article_of, read, recurring, seldom
from cleaner.learn.sections import comment_headings, headings
from cleaner.learn.templates import is_template
from cleaner.learn.thresholds import DEFAULTS, Thresholds
from cleaner.learn.vocabulary import Vocabulary
from cleaner.learn.writing import Writer, with_ids

_PROSE_LINES = 2000  # in which near misses are looked for
_MOST_NEAR = 200


class Near(NamedTuple):
    """A line that was nearly learnt: in how many documents it stands, what spoke against it, and what it says."""

    documents: int
    why: str
    text: str


class Learnt(NamedTuple):
    """What was learnt of a site: its rules as a pack writes them, of how many documents, and what was near.

    ``cap`` is the share of a document that they may take.
    """

    rules: list[dict[str, Any]]
    documents: int
    near: list[Near]
    cap: float = 0.0


def learn_site(documents: Sequence[Document], vocabulary: Vocabulary, thresholds: Thresholds = DEFAULTS) -> Learnt:
    """Learn the boilerplate of a site from its documents; near-duplicates count as one of them."""
    reads = read(documents, thresholds)
    count = len({one.group for one in reads})
    found = recurring(reads, thresholds)
    objections = {key: objection(line, vocabulary) for key, line in sorted(found.items())}
    learnt = {key: found[key] for key, against in objections.items() if against is None}
    several = thresholds.several(count)
    writer = Writer(vocabulary, thresholds, count, list(islice(_prose(reads, learnt), _PROSE_LINES)))
    lists = headings(reads, learnt, _left_word_for_word(found, learnt), vocabulary, several)
    comments = comment_headings(reads, learnt, vocabulary, several)
    rules = [
        *writer.line_rules(learnt.values()),
        *map(writer.section_rule, lists),
        *map(writer.comments_rule, comments),
    ]
    near = [Near(len(found[key].groups), why, min(found[key].texts)) for key, why in objections.items() if why]
    near += [Near(*line) for line in seldom(reads, found.keys(), thresholds.least(count))]
    return Learnt(
        with_ids(rules),
        count,
        sorted(near, key=lambda one: (-one.documents, one))[:_MOST_NEAR],
        cap_for(reads, learnt.keys(), lists, comments),
    )


def _left_word_for_word(found: Mapping[str, Recurring], learnt: Mapping[str, Recurring]) -> set[str]:
    """What recurs and was not learnt, but for titles that are alike."""
    return {key for key in found if key not in learnt and not is_template(key)}


def _prose(reads: Sequence[Read], learnt: Mapping[str, Recurring]) -> Iterator[str]:
    """Lines of articles."""
    for one in reads:
        for at in article_of(one, learnt):
            if one.page.prose[at] and one.keys[at] not in learnt:
                yield one.page.views[at].text
