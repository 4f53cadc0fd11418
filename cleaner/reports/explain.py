"""A text line by line, with what goes, by which rule and why, and what nearly went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cleaner.diagnosis import Answer
from cleaner.document import split_lines
from cleaner.engine import Examined, NearMiss
from cleaner.removal import Removal
from cleaner.reports.records import removal_fields
from cleaner.reports.visible import visible
from cleaner.rule import Rule

_RED, _YELLOW, _DIM, _END = "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[0m"


_SIGNS = {"goes": ("-", _RED), "likely": ("?", _YELLOW), "supports": ("+", _YELLOW), "stays": (" ", "")}


class _Marks(NamedTuple):
    """Of one line: the removals that touch it, and the near misses."""

    removals: list[Removal]
    near_misses: list[NearMiss]


def as_text(text: str, examined: Examined, *, colour: bool) -> Iterator[str]:
    """The lines of an explanation: `-` goes, `~` is trimmed, `?` nearly went; below each the rule and the reason."""
    removed, near = _by_line(examined)
    sums = {line_sum.line: line_sum for line_sum in examined.sums}
    width = len(str(len(split_lines(text))))
    for number, line in enumerate(split_lines(text), start=1):
        marks = _Marks(removed.get(number, []), near.get(number, []))
        sign, paint = _sign(marks, line.start, line.stop)
        shown = visible(text[line.start : line.stop])
        yield _painted(f"{number:>{width}} {sign} {shown}", paint, colour).rstrip()
        if shown.strip():
            for note in [*_notes(marks), *([str(sums[number])] if number in sums else [])]:
                yield _painted(f"{'':>{width}}     {note}", _DIM, colour)
    if examined.cleaned.state == "held":
        yield f"held, so nothing is removed: {examined.cleaned.reason}"
    for rule in examined.cleaned.dropped_rules:
        yield f"left out, because it took too long on this text: {rule}"


def as_json(examined: Examined) -> dict[str, Any]:
    """The explanation for programs."""
    cleaned = examined.cleaned
    return {
        "state": cleaned.state,
        "reason": cleaned.reason,
        "dropped-rules": list(cleaned.dropped_rules),
        "removals": [removal_fields(removal) for removal in cleaned.removals],
        "near-misses": [near._asdict() for near in examined.near_misses],
        **({"sums": [line_sum._asdict() for line_sum in examined.sums]} if examined.sums else {}),
    }


def answers_as_text(rule: Rule, answers: Iterable[Answer], *, colour: bool) -> Iterator[str]:
    """What one rule makes of each line: `-` goes, `?` goes with support, `+` supports; below each line why."""
    yield f"{rule.id}: {visible(rule.description)}"
    for answer in answers:
        sign, paint = _SIGNS[answer.finding]
        yield _painted(f"{answer.line:>5} {sign} {visible(answer.text)}", paint, colour)
        yield _painted(f"          {visible(answer.why)}", _DIM, colour)


def answers_as_json(rule: Rule, answers: Iterable[Answer]) -> dict[str, Any]:
    """The same for programs."""
    return {"rule": rule.id, "lines": [answer._asdict() for answer in answers]}


def _by_line(examined: Examined) -> tuple[dict[int, list[Removal]], dict[int, list[NearMiss]]]:
    removed: dict[int, list[Removal]] = {}
    near: dict[int, list[NearMiss]] = {}
    for removal in examined.cleaned.removals:
        removed.setdefault(removal.line, []).append(removal)
    for miss in examined.near_misses:
        near.setdefault(miss.line, []).append(miss)
    return removed, near


def _sign(marks: _Marks, start: int, stop: int) -> tuple[str, str]:
    if any(removal.start <= start and removal.end >= stop for removal in marks.removals):
        return "-", _RED
    if marks.removals:
        return "~", _RED
    return ("?", _YELLOW) if marks.near_misses else (" ", "")


def _notes(marks: _Marks) -> Iterator[str]:
    for removal in marks.removals:
        part = "" if len(marks.removals) == 1 else f"{visible(removal.text.strip())!r} "
        also = f", also {', '.join(removal.also)}" if removal.also else ""
        yield f"{part}{removal.rule} ({removal.category}): {removal.because}{also}"
    for miss in marks.near_misses:
        yield f"nearly: {miss.rule}: {miss.because}"


def _painted(text: str, paint: str, colour: bool) -> str:
    return f"{paint}{text}{_END}" if colour and paint else text
