"""Cleaning that spares what a baseline accepts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from cleaner.batch.baseline import Known
from cleaner.batch.treat import Cleans
from cleaner.removal import Cleaned, Removal


class Acceptance:
    """What is accepted in a file; what is found there is counted, and how much of it is spared.

    ``name`` is that of the file in the baseline; ``was_read`` is false where nobody could look.
    """

    def __init__(self, name: str, accepted: Mapping[Known, int]) -> None:
        self.name = name
        self.accepted = accepted
        self.found: Counter[Known] = Counter()
        self.hidden = 0
        self.was_read = True

    def again(self) -> Acceptance:
        """The same for another look at the file."""
        return Acceptance(self.name, self.accepted)

    def before(self, cleaner: Cleans, document_id: str | None) -> Cleans:
        """A cleaner that spares what is accepted in a document of the file."""
        text = self.name if document_id is None else f"{self.name}#{document_id}"
        return _Sparing(self, cleaner, text)

    def spares(self, removal: Removal, text: str) -> bool:
        """Whether a removal is spared: as many of its kind as are accepted are, the first of them."""
        known = Known.of(removal.rule, removal.text, text)
        self.found[known] += 1
        is_spared = self.found[known] <= self.accepted.get(known, 0)
        self.hidden += is_spared
        return is_spared


class _Sparing:
    """A cleaner for one document."""

    def __init__(self, acceptance: Acceptance, cleaner: Cleans, text: str) -> None:
        self._acceptance = acceptance
        self._cleaner = cleaner
        self._text = text

    def clean(self, text: str, url: str | None = None, language: str | None = None) -> Cleaned:
        """Clean a text, but for what is accepted in it."""
        cleaned = self._cleaner.clean(text, url, language)
        spared = [
            bool(removal.text.strip()) and self._acceptance.spares(removal, self._text) for removal in cleaned.removals
        ]
        if not any(spared):
            return cleaned
        going = _going(text, cleaned.removals, spared)
        if not going:
            return cleaned._replace(text=text, removals=(), state="unchanged")
        return cleaned._replace(text=_without(text, going), removals=going)


def _going(text: str, removals: Sequence[Removal], spared: Sequence[bool]) -> tuple[Removal, ...]:
    """The removals that still go when some are spared; each that is blank goes with what it lies beside."""
    going = []
    for index, removal in enumerate(removals):
        if removal.text.strip():
            goes = not spared[index]
        elif _begins_a_line(text, removal):
            goes = _goes_with_its_neighbour(removals, spared, index)
        else:
            goes = _goes_with_its_line(text, removals, spared, index)
        if goes:
            going.append(removal)
    return tuple(going)


def _begins_a_line(text: str, removal: Removal) -> bool:
    return removal.start == 0 or text[removal.start - 1] in "\r\n"


def _goes_with_its_line(text: str, removals: Sequence[Removal], spared: Sequence[bool], index: int) -> bool:
    """Whether an ending goes, so that two lines that stay never become one.

    That of a line that went piece by piece goes if all pieces do, that of the line above the last ones if those do.
    """
    first = index
    while not _begins_a_line(text, removals[first]) and _touch(removals, first - 1, first):
        first -= 1
    return not any(spared[first:index] if _begins_a_line(text, removals[first]) else spared[index:])


def _goes_with_its_neighbour(removals: Sequence[Removal], spared: Sequence[bool], index: int) -> bool:
    """Whether a blank line goes: with the line above it in the same gap, or where it is the first, with that below."""
    for step in (-1, 1):
        here = index
        while _touch(removals, here, here + step):
            here += step
            if removals[here].text.strip():
                return not spared[here]
    return False


def _touch(removals: Sequence[Removal], one: int, other: int) -> bool:
    first, second = sorted((one, other))
    return first >= 0 and second < len(removals) and removals[first].end == removals[second].start


def _without(text: str, removals: Sequence[Removal]) -> str:
    starts = [0, *(removal.end for removal in removals)]
    ends = [*(removal.start for removal in removals), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))
