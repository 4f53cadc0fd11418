"""Lines that were nearly learnt, on their way into a pack: a person who takes one in says that it always goes."""

from __future__ import annotations

from typing import Any

import regex

from cleaner.kinds.phrase import phrase_key
from cleaner.learn.lines import NUMBER, pattern_of
from cleaner.learn.proposal import name_of
from cleaner.learn.site import Near
from cleaner.learn.vocabulary import Vocabulary
from cleaner.packs.build import is_short

_NUMBER = regex.compile(NUMBER)
_QUOTING = 'Somebody had painted "{}" on the wall of the boat house, and nobody could say when that had been.'


def near_names(text: str) -> frozenset[str]:
    r"""The names that a line has as a phrase and as a pattern, whichever it would be proposed as.

    >>> sorted(near_names("12 comments"))
    ['line ^\\W*\\d[\\d.,:]* comments\\W*$', 'phrase 12 comments']
    """
    return frozenset((name_of("phrase", text), name_of("line", pattern_of(text))))


def rule_of(near: Near, documents: int, vocabulary: Vocabulary) -> dict[str, Any]:
    """The rule that a line becomes when it is taken in; numbers in it may vary."""
    text = near.text
    varies = _NUMBER.search(text) is not None or is_short(phrase_key(text))
    return {
        "id": "-".join(("taken", *regex.findall(r"[a-z0-9]+", text.lower())[:4])),
        "description": "A line that was nearly learnt, and that a person took in.",
        "kind": "line" if varies else "phrase",
        "category": vocabulary.category_of([text], varies=False),
        "confidence": "certain",
        **({"pattern": [pattern_of(text)]} if varies else {"phrases": [text]}),
        "evidence": {"documents": near.documents, "share": f"{100 * near.documents // documents}%"},
        "examples": {"remove": [text], "keep": [_QUOTING.format(text)]},
    }
