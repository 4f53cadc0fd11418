"""How much evidence there must be before something is learnt."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

_FEW = 3  # two documents are never certain


class Thresholds(NamedTuple):
    """Numbers of documents, and shares of those of a site; near-duplicates count as one document."""

    documents: int = 3
    """A line stands in at least so many."""
    share: float = 0.005
    """And in at least such a share of them."""
    certain: int = 5
    """From so many on a rule is certain, prose is learnt, and so is a line in which a word varies."""
    certain_share: float = 0.2
    """A rule is certain as well from such a share on, if that is three: on a small site few documents are many."""
    likeness: float = 0.5
    """Documents that share so much of what is rare in them count as one."""

    def least(self, documents: int) -> int:
        """In how many of so many documents a line must stand.

        >>> Thresholds().least(40), Thresholds().least(2000)
        (3, 10)
        """
        return max(self.documents, ceil(self.share * documents))

    def several(self, documents: int) -> int:
        """In how many of so many documents lines must follow a heading."""
        return max(_FEW, self.least(documents))

    def enough(self, documents: int) -> int:
        """In how many of so many documents a line must stand to be certain.

        >>> Thresholds().enough(10), Thresholds().enough(2000)
        (3, 10)
        """
        few = max(_FEW, ceil(self.certain_share * documents))
        return max(min(self.certain, few), self.least(documents))


DEFAULTS = Thresholds()
"""As measured; see docs/learning.md."""
