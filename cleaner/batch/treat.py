"""One entry through the cleaner: whatever happens, bytes come out and nothing is raised."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

from cleaner.document import Document
from cleaner.formats import Entry
from cleaner.masking import Masked
from cleaner.removal import Cleaned, Removal, restore

State = Literal["unchanged", "cleaned", "held", "skipped", "failed"]


class Cleans(Protocol):
    """What cleans texts: a ``Cleaner``, or one that stands before it."""

    def clean(self, text: str, url: str | None = None, language: str | None = None) -> Cleaned:
        """Clean one text."""
        ...


class Treated(NamedTuple):
    """An entry, what became of it, and the bytes that stand for it in the output."""

    entry: Entry
    state: State
    output: bytes
    reason: str | None = None
    cleaned: Cleaned | None = None
    added: str = ""

    @property
    def has_changed(self) -> bool:
        """Whether its bytes are others than before."""
        return self.state == "cleaned" or bool(self.added)

    @property
    def marks(self) -> tuple[str, ...]:
        """What is told of the whole document."""
        marks: tuple[str, ...] = self.cleaned.marks if self.cleaned else ()
        return (*marks, "held") if self.state == "held" else marks

    @property
    def removals(self) -> tuple[Removal, ...]:
        """What was removed."""
        return self.cleaned.removals if self.cleaned else ()

    def message(self, place: object) -> str:
        """For a person: where the entry is, in the file or stream ``place``, what became of it, and why."""
        row = "" if self.entry.row is None else f":{self.entry.row}"
        return f"{place}{row}: {self.state}: {self.reason}"


def treat(entry: Entry, cleaner: Cleans, url: str | None = None) -> Treated:
    """Clean an entry and write its marks into it, if they are asked for.

    One that can't be treated passes through with the reason why.
    """
    treated = _treated(entry, cleaner, url)
    added = entry.marked(treated.marks)
    return treated._replace(output=entry.with_added(treated.output, added), added=added) if added else treated


def _treated(entry: Entry, cleaner: Cleans, url: str | None) -> Treated:
    """Clean an entry.

    Before cleaned bytes are given out, the removals are replayed: what does not restore is not written.
    """
    if entry.document is None:
        return Treated(entry, "skipped" if entry.problem else "unchanged", entry.raw, entry.problem)
    document = entry.document
    try:
        cleaned = _cleaned(document, cleaner, url)
        if cleaned.state != "cleaned":
            return Treated(entry, cleaned.state, entry.raw, cleaned.reason, cleaned)
        if restore(cleaned.text, cleaned.removals) != document.text:
            return Treated(entry, "failed", entry.raw, "its removals do not restore it; please report this")
        return Treated(entry, "cleaned", entry.without(cleaned), None, cleaned)
    except ValueError as error:
        return Treated(entry, "skipped", entry.raw, str(error))
    except Exception as error:  # noqa: BLE001 - one document must never end a batch of millions
        return Treated(entry, "failed", entry.raw, f"{type(error).__name__}: {error}")


def _cleaned(document: Document, cleaner: Cleans, url: str | None) -> Cleaned:
    url = document.url or url
    if not document.kept:
        return cleaner.clean(document.text, url, document.language)
    masked = Masked(document.text, document.kept)
    return masked.unmasked(cleaner.clean(masked.text, url, document.language))
