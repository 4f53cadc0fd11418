"""How much of its documents what was learnt of a site takes.

Pages can be nine tenths furniture. Such a document is held whole unless the site's pack says that its pages are so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet

from cleaner.learn.recurring import Read
from cleaner.learn.sections import Heading

_BY_OTHER_RULES = 0.03  # of a document go by other packs' rules, or in documents that are not in the sample
_MOST = 0.99


def cap_for(
    documents: Sequence[Read], learnt: AbstractSet[str], lists: Collection[Heading], comments: Collection[Heading]
) -> float:
    """The share of a document that may go, so that none is held of which prose stays."""
    shares = [_share(one, _taken(one, learnt, lists, comments)) for one in documents]
    return min(_MOST, max(shares, default=0.0) + _BY_OTHER_RULES)


def _taken(one: Read, learnt: AbstractSet[str], lists: Collection[Heading], comments: Collection[Heading]) -> set[int]:
    """The positions of lines that recur, and of those below headings."""
    end = len(one.keys)
    ends = {heading.line.key: heading for heading in lists}
    threads = {heading.line.key for heading in comments}
    taken = {at for at, key in enumerate(one.keys) if key in learnt}
    for at, key in enumerate(one.keys):
        if key in threads:
            taken.update(range(at, end))
        elif key in ends:
            taken.update(range(at, next((to for to in range(at + 1, end) if ends[key].ends_at(one, to)), end)))
    return taken


def _share(one: Read, taken: set[int]) -> float:
    """How much of a document that is; nothing, where no prose would stay, because that should be held."""
    if not any(is_prose for at, is_prose in enumerate(one.page.prose) if at not in taken):
        return 0.0
    lengths = [len(view.text) for view in one.page.views]
    return sum(lengths[at] for at in taken) / sum(lengths)
