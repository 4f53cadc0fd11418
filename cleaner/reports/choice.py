"""Which documents of a run a person is shown where they can't all be: first those where mistakes hide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from cleaner.reports.reading import Place, RecordedDocument
from cleaner.reports.tally import Tally

_SEED = 7  # the same records give the same choice


class Sample:
    """So many documents drawn at random from any number, each with the same chance."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._seen = 0
        self._random = Random(_SEED)
        self._drawn: list[RecordedDocument] = []

    def add(self, told: RecordedDocument) -> None:
        """Offer a document."""
        self._seen += 1
        if len(self._drawn) < self._size:
            self._drawn.append(told)
            return
        index = self._random.randrange(self._seen)
        if index < self._size:
            self._drawn[index] = told

    def drawn(self) -> list[RecordedDocument]:
        """The documents that were drawn, in the order of the run."""
        return sorted(self._drawn, key=lambda told: (told.place[0], told.place[1] or 0))


def drawn_from(documents: Iterable[RecordedDocument], size: int) -> list[RecordedDocument]:
    """So many of the changed documents, drawn at random."""
    sample = Sample(size)
    for told in documents:
        if told.removals:
            sample.add(told)
    return sample.drawn()


def worth_a_look(tally: Tally, drawn: Iterable[RecordedDocument]) -> Iterator[RecordedDocument]:
    """Documents in the order in which a person should get to see them, each once.

    The highest shares and the longest removals, one for every rule, the rarest rules first, what is marked, and then
    those that were drawn at random.
    """
    chosen: dict[Place, RecordedDocument] = {}
    outliers = [one.told for one in (*tally.shares, *tally.longest)]
    by_rule = [tally.samples[rule][0] for rule, _ in tally.rarest() if rule in tally.samples]
    for told in (*outliers, *by_rule, *tally.problems, *drawn):
        if told.removals:
            chosen.setdefault(told.place, told)
    yield from chosen.values()
