"""A linear score of lines: columns of features times weights, and the sum of one line for a person to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Generic, NamedTuple, TypeVar

Column = Sequence[float]
"""One value for each line."""

_Seen = TypeVar("_Seen")


class Feature(NamedTuple, Generic[_Seen]):
    """A readable property of lines: what it means, and the function that gives its column."""

    meaning: str
    column: Callable[[_Seen], Column]


@dataclass(frozen=True, slots=True)
class Look:
    """The weights of a linear score, by the names of the features."""

    bias: float
    weights: Mapping[str, float]


class Scores:
    """The scores of lines, and what each feature gave to them."""

    def __init__(self, look: Look, features: Mapping[str, Feature[_Seen]], seen: _Seen, count: int) -> None:
        self._look = look
        self._columns = {name: features[name].column(seen) for name in look.weights}
        self.totals = [look.bias] * count
        for name, weight in look.weights.items():
            column = self._columns[name]
            for line in compress(range(count), column):  # most columns are mostly nothing
                self.totals[line] += weight * column[line]

    def parts(self, line: int) -> Iterator[tuple[str, float]]:
        """What the features gave to a line, the most telling first; then the bias, which all lines have."""
        parts = [(name, weight * self._columns[name][line]) for name, weight in self._look.weights.items()]
        yield from sorted((part for part in parts if part[1]), key=lambda part: (-abs(part[1]), part[0]))
        yield "bias", self._look.bias
