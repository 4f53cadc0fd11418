"""The patterns in the body of a rule, for those who look at rules rather than at texts."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.kinds import Inline, LinePattern, ListRow, Section
from cleaner.pattern import Patterns
from cleaner.rule import Body


def patterns_by_key(body: Body) -> Iterator[tuple[str, Patterns]]:
    """The lists of alternatives of a body, by the keys that a pack writes; phrases and labels have none."""
    match body:
        case LinePattern():
            yield from (("pattern", body.pattern), ("all", body.all))
        case Inline():
            yield "pattern", body.pattern
        case Section():
            yield from (("start", body.start), ("contains", body.contains))
        case ListRow():
            yield from (("headed-by", body.headed_by), ("shape", body.shape.pattern))
