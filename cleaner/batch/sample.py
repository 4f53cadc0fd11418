"""A few documents of a plan, picked at random, and what cleaning would do to them: a look before a long run."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from typing import NamedTuple

from cleaner.api import Cleaner
from cleaner.batch.plan import Task
from cleaner.batch.treat import Treated, treat
from cleaner.document import Span
from cleaner.formats import Entry, opened
from cleaner.reports.patch import FilePatch, feed_document
from cleaner.spans import byte_spans

_FIRST = 1000


class Sampled(NamedTuple):
    """A document of the sample, and the diff of its text."""

    place: str
    treated: Treated
    diff: bytes


def sample(tasks: Sequence[Task], count: int, cleaner: Cleaner, chance: Random) -> Iterator[Sampled]:
    """At most so many documents, from as many files as can be.

    A file is read no further than its first thousand documents, so that the look is a quick one in any corpus. What
    can't be read is passed over.
    """
    files = [task for task in tasks if task.action == "clean"]
    chance.shuffle(files)
    missing = count
    for index, task in enumerate(files):
        if not missing:
            return
        of_file = -(-missing // (len(files) - index))
        for entry in _some_of(task, of_file, chance):
            missing -= 1
            treated = treat(entry, cleaner)
            place = task.target_name if entry.row is None else f"{task.target_name}:{entry.row}"
            yield Sampled(place, treated, _diff(place, treated))


def _some_of(task: Task, count: int, chance: Random) -> list[Entry]:
    assert task.form is not None, "what is cleaned has a format"
    try:
        with opened(task.source) as stream:
            found = [entry for entry in islice(task.form.entries(stream), _FIRST) if entry.document]
    except OSError:
        return []
    return sorted(chance.sample(found, min(count, len(found))), key=lambda entry: entry.row or 0)


def _diff(place: str, treated: Treated) -> bytes:
    stream = io.BytesIO()
    if treated.removals and treated.entry.document:
        text = treated.entry.document.text
        spans = [Span(removal.start, removal.end) for removal in treated.removals]
        feed_document(FilePatch(stream, place), _encoded(text), byte_spans(text, spans, _encoded))
    return stream.getvalue()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
