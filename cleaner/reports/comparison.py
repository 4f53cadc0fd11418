"""What two runs over the same input do differently: two versions of the packs, two profiles, two configurations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from cleaner.document import Span
from cleaner.removal import Removal
from cleaner.reports.counted import counted
from cleaner.reports.markdown import code, quoted, table
from cleaner.reports.reading import Place, RecordedDocument
from cleaner.reports.visible import visible

Change = Literal["gained", "lost", "moved"]

_WORDS: dict[Change, str] = {
    "gained": "removed now, and not before",
    "lost": "removed before, and not now",
    "moved": "removed by another rule than before",
}
_SAMPLES = 5
_QUOTE = 100


class Sample(NamedTuple):
    """A removal that is not what it was: where, by which rule, and what."""

    name: str
    line: int
    text: str


@dataclass
class Shift:
    """Changes of one sort by one rule: how many removals, in how many documents, how long, and a few of them."""

    removals: int = 0
    documents: int = 0
    characters: int = 0
    samples: list[Sample] = field(default_factory=list)


Shifts = dict[str, Shift]


@dataclass
class Comparison:
    """What was gained, lost and moved, by rule; ``same`` are the removals that are as they were.

    ``other_inputs`` are documents that are not what they were, so that nothing can be said of them.
    """

    shifts: dict[Change, Shifts] = field(default_factory=lambda: {change: {} for change in _WORDS})
    same: int = 0
    states: list[tuple[str, str, str]] = field(default_factory=list)
    other_inputs: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, before: Iterable[RecordedDocument], after: Iterable[RecordedDocument]) -> Comparison:
        """The comparison of two runs. Of the one before, all removals are held in memory."""
        comparison = cls()
        known: dict[Place, RecordedDocument] = {document.place: document for document in before}
        for document in after:
            comparison.add(known.pop(document.place, None), document)
        for document in known.values():
            comparison.add(document, None)
        return comparison

    def add(self, before: RecordedDocument | None, after: RecordedDocument | None) -> None:
        """Compare a document; the records of a run name none that it left plainly as it was."""
        if before and after and before.sha256_in != after.sha256_in:
            self.other_inputs.append(after.name)
            return
        states = tuple(document.state if document else "unchanged" for document in (before, after))
        named = after or before
        assert named is not None, "one of the two is recorded"
        if states[0] != states[1] and {"held", "skipped", "failed"} & set(states):
            self.states.append((named.name, states[0], states[1]))
        old, new = _by_span(before), _by_span(after)
        touched: set[tuple[Change, str]] = set()
        for span, removal in new.items():
            earlier = old.get(span)
            if earlier is None:
                self._note("gained", removal.rule, removal, named, touched)
            elif earlier.rule != removal.rule:
                self._note("moved", f"{earlier.rule} → {removal.rule}", removal, named, touched)
            else:
                self.same += 1
        for span, removal in old.items():
            if span not in new:
                self._note("lost", removal.rule, removal, named, touched)

    def total(self, change: Change) -> int:
        """How many removals changed so."""
        return sum(shift.removals for shift in self.shifts[change].values())

    def most(self, change: Change) -> list[tuple[str, Shift]]:
        """The rules that changed so, those with most removals first."""
        return sorted(self.shifts[change].items(), key=lambda item: (-item[1].removals, item[0]))

    def _note(
        self, change: Change, rule: str, removal: Removal, of: RecordedDocument, touched: set[tuple[Change, str]]
    ) -> None:
        shift = self.shifts[change].setdefault(rule, Shift())
        shift.removals += 1
        shift.characters += removal.end - removal.start
        shift.documents += (change, rule) not in touched
        touched.add((change, rule))
        if len(shift.samples) < _SAMPLES:
            shift.samples.append(Sample(of.name, removal.line, removal.text))


def _by_span(document: RecordedDocument | None) -> Mapping[Span, Removal]:
    removals = document.removals if document else ()
    return {Span(removal.start, removal.end): removal for removal in removals if removal.text.strip()}


def as_text(comparison: Comparison, *, colour: bool) -> Iterator[str]:
    """The lines for a terminal: what was gained, lost and moved, by rule, with samples."""
    signs = {"gained": ("+", "\x1b[31m"), "lost": ("-", "\x1b[32m"), "moved": ("~", "\x1b[33m")}
    counts = ", ".join(f"{comparison.total(change):,} {change}" for change in _WORDS)
    yield f"{counted(comparison.same, 'removal')} the same, {counts}"
    for change, words in _WORDS.items():
        if comparison.shifts[change]:
            yield f"\n{change}: {words}"
        for rule, shift in comparison.most(change):
            yield f"  {visible(rule)}: {counted(shift.removals, 'removal')}, {counted(shift.documents, 'document')}"
            sign, paint = signs[change]
            for sample in shift.samples:
                line = visible(f"    {sign} {_short(sample.text)}")
                yield f"{paint}{line}\x1b[0m" if colour else line
                yield visible(f"      {sample.name}, line {sample.line}")
    yield from _aside(comparison)


def _aside(comparison: Comparison) -> Iterator[str]:
    if comparison.states:
        yield "\ntreated otherwise"
    for name, before, after in comparison.states:
        yield visible(f"  {name}: {before}, now {after}")
    if comparison.other_inputs:
        yield (
            f"\n{counted(len(comparison.other_inputs), 'document')} had another text in the other run and can't be "
            f"compared, the first of them {visible(comparison.other_inputs[0])}"
        )


def as_markdown(comparison: Comparison) -> Iterator[str]:
    """The lines of a summary for a pull request."""
    yield "## What changes"
    yield ""
    counts = ", ".join(f"{comparison.total(change):,} {change}" for change in _WORDS)
    yield f"{counted(comparison.same, 'removal')} the same, {counts}."
    for change, words in _WORDS.items():
        rows = [
            (code(rule), f"{shift.removals:,}", f"{shift.documents:,}", quoted(shift.samples[0].text))
            for rule, shift in comparison.most(change)
        ]
        yield from table((f"{change}: {words}", "removals", "documents", "for example"), rows)
    if comparison.other_inputs:
        yield f"\n{counted(len(comparison.other_inputs), 'document')} had another text and can't be compared."


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison for programs."""
    return {
        "version": 1,
        "same": comparison.same,
        **{
            change: {
                "removals": comparison.total(change),
                "rules": {
                    rule: {**vars(shift), "samples": [sample._asdict() for sample in shift.samples]}
                    for rule, shift in comparison.most(change)
                },
            }
            for change in _WORDS
        },
        "states": [{"document": name, "before": before, "after": after} for name, before, after in comparison.states],
        "other-inputs": comparison.other_inputs,
    }


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _QUOTE else f"{said[:_QUOTE]}…"
