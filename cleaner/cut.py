"""What exactly is cut from a page when units go: whole lines with their endings, spans with the space around them.

The cuts leave no trace: no doubled space, no heap of blank lines where a block stood, no line ending more or less at
the end of the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.document import Span
from cleaner.page import Page
from cleaner.support import Accepted
from cleaner.view import view_of

Causes = tuple[Accepted, ...]


class Cut(NamedTuple):
    """A span of the page's text that goes, and the accepted units that it goes for."""

    start: int
    end: int
    causes: Causes


def cuts(page: Page, accepted: Iterable[Accepted]) -> list[Cut]:
    """The union of the accepted units as sorted, disjoint cuts, none over two lines."""
    gone: dict[int, Causes] = {}
    within: dict[int, list[Cut]] = {}
    for item in accepted:
        for position in range(item.unit.first, item.unit.last + 1):
            index = page.solid[position]
            if item.unit.span is None:
                gone[index] = (*gone.get(index, ()), item)
            else:
                within.setdefault(index, []).append(Cut(*item.unit.span, (item,)))
    result = []
    for index, spans in within.items():
        trimmed = _with_space(page, index, _merged(page.text, spans))
        if index in gone or _is_nothing_left(page, index, trimmed):
            gone[index] = (*gone.get(index, ()), *(cause for span in spans for cause in span.causes))
        else:
            result += trimmed
    for first, end in _gaps(page, gone):
        result += _gap_cuts(page, gone, first, end)
    return sorted(result)


def _merged(text: str, spans: list[Cut]) -> list[Cut]:
    """Spans that overlap, or are parted by space alone, as one."""
    merged: list[Cut] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and not text[merged[-1].end : span.start].strip():
            last = merged[-1]
            merged[-1] = Cut(last.start, max(last.end, span.end), last.causes + span.causes)
        else:
            merged.append(span)
    return merged


def _with_space(page: Page, index: int, spans: list[Cut]) -> list[Cut]:
    """At the start of a line a cut takes the space after it, at the end the space before, between words one of both."""
    line, text = page.lines[index], page.text
    result = []
    for cut in spans:
        before, after = cut.start, cut.end
        while before > line.start and text[before - 1].isspace():
            before -= 1
        while after < line.stop and text[after].isspace():
            after += 1
        if before == line.start or (after < line.stop and before < cut.start):
            result.append(cut._replace(end=after))
        elif after == line.stop:
            result.append(cut._replace(start=before))
        else:
            result.append(cut)
    return result


def _is_nothing_left(page: Page, index: int, spans: list[Cut]) -> bool:
    line = page.lines[index]
    edges = [line.start, *(edge for span in spans for edge in (span.start, span.end)), line.stop]
    rest = "".join(page.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    return not view_of(rest, 0, len(rest)).text


def _gaps(page: Page, gone: dict[int, Causes]) -> Iterator[Span]:
    """The maximal runs of lines that are gone or blank, where at least one is gone."""
    solid = set(page.solid)
    covered = 0
    for index in sorted(gone):
        if index < covered:
            continue
        first, end = index, index + 1
        while first > covered and first - 1 not in solid:
            first -= 1
        while end < len(page.lines) and (end in gone or end not in solid):
            end += 1
        covered = end
        yield Span(first, end)


def _gap_cuts(page: Page, gone: dict[int, Causes], first: int, end: int) -> Iterator[Cut]:
    kept = _kept_blanks(gone, first, end, len(page.lines))
    causes = next(gone[index] for index in range(first, end) if index in gone)
    for index in range(first, end):
        causes = gone.get(index, causes)
        if index not in kept:
            yield Cut(page.lines[index].start, page.lines[index].end, causes)
    yield from _final_ending(page, gone, first, end)


def _kept_blanks(gone: dict[int, Causes], first: int, end: int, total: int) -> range:
    """Which blank lines of a gap stay: the longest run; at an edge of the document only the run that touches it."""
    runs = [
        run
        for run in _blank_runs(gone, first, end)
        if (first > 0 or run.start == 0) and (end < total or run.stop == total)
    ]
    return max(runs, key=len, default=range(0))


def _blank_runs(gone: dict[int, Causes], first: int, end: int) -> Iterator[range]:
    start = first
    for index in range(first, end + 1):
        if index == end or index in gone:
            if index > start:
                yield range(start, index)
            start = index + 1


def _final_ending(page: Page, gone: dict[int, Causes], first: int, end: int) -> Iterator[Cut]:
    """Where the last line goes that had no ending, the line before must not have one either."""
    last = len(page.lines) - 1
    if end <= last or first == 0 or last not in gone or page.lines[last].end > page.lines[last].stop:
        return
    before = page.lines[first - 1]
    yield Cut(before.stop, before.end, gone[last])
