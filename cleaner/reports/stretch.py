"""Removals that stand side by side and are of one rule, as a person sees them: one thing that went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.removal import Removal


class Stretch(NamedTuple):
    """Neighbouring removals by one rule. Blank lines that went belong to what went beside them."""

    removals: tuple[Removal, ...]

    @property
    def start(self) -> int:
        """Where it begins in the original text."""
        return self.removals[0].start

    @property
    def end(self) -> int:
        """Where it ends in the original text."""
        return self.removals[-1].end

    @property
    def text(self) -> str:
        """What was removed."""
        return "".join(removal.text for removal in self.removals)

    @property
    def said(self) -> tuple[Removal, ...]:
        """Its removals that are not blank."""
        return tuple(removal for removal in self.removals if removal.text.strip())

    @property
    def main(self) -> Removal:
        """The removal that speaks for all: the first that is not blank."""
        return (self.said or self.removals)[0]

    @property
    def rules(self) -> tuple[str, ...]:
        """All rules that took any of it, the primary one first."""
        named = [self.main.rule, *(rule for one in self.removals for rule in (one.rule, *one.also))]
        return tuple(dict.fromkeys(named))


def stretches(removals: Iterable[Removal]) -> list[Stretch]:
    r"""The stretches of a document's removals.

    >>> advert = Removal(0, 7, "Advert\n", "any/advert", (), "promo", "certain", 1, "certain")
    >>> blank = advert._replace(start=7, end=8, text="\n", line=2)
    >>> [stretch.text for stretch in stretches([advert, blank, advert._replace(start=30, end=37)])]
    ['Advert\n\n', 'Advert\n']
    """
    found: list[list[Removal]] = []
    rule = ""  # of the last stretch, once it has said something
    for removal in removals:
        said = not removal.text.isspace()
        if found and removal.start == found[-1][-1].end and (removal.rule == rule or not said or not rule):
            found[-1].append(removal)
        else:
            found.append([removal])
            rule = ""
        rule = rule or (removal.rule if said else "")
    return [Stretch(tuple(stretch)) for stretch in found]
