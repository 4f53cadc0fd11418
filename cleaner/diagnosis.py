"""Why a rule did not remove a line: what its conditions say of it, and what an exception saved.

The engine only needs to know what goes. People who write rules need to know why something stays, so here the same
questions are asked one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple

from cleaner.document import Span
from cleaner.kinds import Inline, Label, LinePattern, LineShape, ListRow, Phrase, Section
from cleaner.kinds.phrase import phrase_key
from cleaner.page import Page
from cleaner.pattern import Patterns, any_matches
from cleaner.remainder import Remainder, line_numbers
from cleaner.removal import Cleaned
from cleaner.rule import Confidence, Rule, Unit, everywhere, looks_of, part_of
from cleaner.settling import Candidates, NearMiss

Finding = Literal["goes", "likely", "supports", "stays"]


class Answer(NamedTuple):
    """What a rule makes of a line, by its number from 1, and why."""

    line: int
    text: str
    finding: Finding
    why: str


def saved_by_exceptions(
    candidates: Candidates, protect: Patterns, original: str, cleaned: Cleaned
) -> tuple[NearMiss, ...]:
    """What would have gone but for an exception (`unless`) or a protection, in offsets of the original."""
    page = Page(cleaned.text)
    remainder = _remainder(original, cleaned)
    line_number = line_numbers(original)
    found = {
        NearMiss(*span, line_number(span.start), rule.id, because)
        for rule, hits in candidates(page)
        if rule.confidence is not Confidence.hint and (rule.unless or protect)
        for unit in rule._replace(unless=()).units(page, hits)
        if (because := _exception_of(rule, unit, protect, page))
        for position in range(unit.first, unit.last + 1)
        for span in remainder.origin(*(unit.span or page.line_at(position)[:2]))
    }
    return tuple(sorted(found))


def answers(rule: Rule, text: str) -> Iterator[Answer]:
    """What one rule makes of every line of a text that is not blank."""
    page = Page(text)
    units = list(rule.body.units(page, everywhere(rule.body, page)))
    for position, view in enumerate(page.views):
        covering = [unit for unit in units if unit.first <= position <= unit.last]
        finding, why = _finding(rule, covering, page) if covering else ("stays", _no_unit(rule, page, position))
        yield Answer(page.solid[position] + 1, view.text, finding, why)


def _remainder(original: str, cleaned: Cleaned) -> Remainder:
    kept: list[Span] = []
    position = 0
    for removal in cleaned.removals:
        kept.append(Span(position, removal.start))
        position = removal.end
    kept.append(Span(position, len(original)))
    return Remainder(original, [span for span in kept if span.end > span.start])


def _exception_of(rule: Rule, unit: Unit, protect: Patterns, page: Page) -> str | None:
    by = _exception(rule.unless, unit, page, "the exception") or _exception(protect, unit, page, "the protection")
    if by is None:
        return None
    return f"saved by {by}" if rule.confidence is Confidence.certain else f"likely, and saved by {by}"


def _exception(patterns: Patterns, unit: Unit, page: Page, what: str) -> str | None:
    for pattern in patterns:
        if any(pattern.search(page.views[position].text) for position in range(unit.first, unit.last + 1)):
            return f"{what} `{pattern.source}`"
    return None


def _finding(rule: Rule, units: list[Unit], page: Page) -> tuple[Finding, str]:
    refusals = [refusal for unit in units if (refusal := _refusal(rule, unit, page))]
    if len(refusals) == len(units):
        return "stays", f"it is found, but {refusals[0]}"
    return {
        Confidence.certain: ("goes", "the rule is certain"),
        Confidence.likely: ("likely", "the rule is likely, so it goes only with support beside it"),
        Confidence.hint: ("supports", "the rule is a hint, which removes nothing and supports its neighbours"),
    }[rule.confidence]  # type: ignore[return-value]


def _refusal(rule: Rule, unit: Unit, page: Page) -> str | None:
    """Which of the rule's conditions rejects a unit, in words."""
    if not rule.where.admits(unit, page):
        return f"`where` does not admit it: {_place(unit, page)}"
    words = max((look.words for look in looks_of(unit, page)), default=0)
    if rule.max_words is not None and words > rule.max_words:
        return f"a line has {words} words, and `max-words` is {rule.max_words}"
    by = _exception(rule.unless, unit, page, "the exception")
    return by and f"{by} is found in it"


def _place(unit: Unit, page: Page) -> str:
    from_end = len(page) - unit.last
    return f"it is {unit.first + 1}. of {len(page)} lines, {from_end}. from the end, in the {part_of(unit, page)}"


def _no_unit(rule: Rule, page: Page, position: int) -> str:
    return _WHY_NOT[rule.kind](rule.body, page, position)


def _no_phrase(body: Phrase, page: Page, position: int) -> str:
    return "it says none of the phrases" + _nearest(page.views[position].text, body.keys)


def _no_label(body: Label, page: Page, position: int) -> str:
    text = page.views[position].text
    for end, start in body.parts(text):
        if phrase_key(text[:end]) in body.keys:
            label, title = text[:end].strip(), text[start:]
            return f"`{label}` is a label, but `{title}` is no title: too long, a row of a table, or a sentence"
    return "it says none of the labels" + _nearest(text, body.keys)


def _no_line(body: LinePattern, page: Page, position: int) -> str:
    text = page.views[position].text
    if not any_matches(body.pattern, text):
        return "`pattern` is not found"
    missing = next(pattern for pattern in body.all if not pattern.search(text))
    return f"`pattern` is found, but of `all` not `{missing.source}`"


def _no_inline(body: Inline, page: Page, position: int) -> str:
    return "`pattern` is not found"


def _no_section(body: Section, page: Page, position: int) -> str:
    if not any_matches(body.start, page.views[position].text):
        return "`start` is not found"
    if body.end_of(page, position) is None:
        return f"`start` is found, but no end within {body.max_lines} lines"
    return "`start` is found, but in the section nothing of `contains`"


def _no_row(body: ListRow, page: Page, position: int) -> str:
    if page.prose[position]:
        return "it is prose, which no list takes"
    for name, bound in _bounds(body.shape):
        if not bound.fits(page.looks[position]):
            return f"it is not of the shape: `{name}`"
    return "it is of the shape, but its row is too short, has no heading, or is not as `row` asks"


def _bounds(whole: LineShape) -> Iterator[tuple[str, LineShape]]:
    """Each bound of a shape by itself."""
    for name in LineShape._fields:
        value = getattr(whole, name)
        if value not in (None, ()):
            yield name.replace("_", "-"), LineShape()._replace(**{name: value})


def _nearest(text: str, keys: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(phrase_key(text), keys, n=1, cutoff=0.7)
    return f"; the nearest is `{near[0]}`" if near else ""


_WHY_NOT: dict[str, Callable[[Any, Page, int], str]] = {
    "phrase": _no_phrase,
    "label": _no_label,
    "line": _no_line,
    "inline": _no_inline,
    "section": _no_section,
    "list": _no_row,
}
"""By kind, why a line is in no unit of a rule."""
