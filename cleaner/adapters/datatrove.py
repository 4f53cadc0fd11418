"""A step for pipelines of datatrove: it cleans documents, counts what it does, and writes down what it took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack

from datatrove.data import Document
from datatrove.pipeline.formatters.base import BaseFormatter
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.logging import logger
from datatrove.utils.typeshelper import StatHints

from cleaner.api import Cleaner
from cleaner.batch.treat import Treated, treat
from cleaner.formats.value import MAX_DOCUMENT, Value, value_of
from cleaner.reports.records import removal_fields


class RemoveBoilerplate(BaseFormatter):  # type: ignore[misc]  # datatrove has no types
    """Cleans the texts of documents; a url and a language in their metadata choose the packs.

    ``records`` gets a document for each one that was changed, or left as it is for a reason: its text is what was
    removed, or that reason, and its metadata tell all of it. Documents that come out empty are kept; with an
    ``exclusion_writer`` they go there, as they were, and no further.
    """

    name = "🧹 Boilerplate"

    def __init__(
        self,
        records: DiskWriter | None = None,
        exclusion_writer: DiskWriter | None = None,
        *,
        url: str = "url",
        language: str = "language",
        max_document: int | None = MAX_DOCUMENT,
        cleaner: Cleaner | None = None,
    ) -> None:
        """Name the fields of the metadata; without a ``cleaner`` it is one with the packs that are installed."""
        super().__init__()
        self.records = records
        self.exclusion_writer = exclusion_writer
        self.url = url
        self.language = language
        self.max_document = max_document
        self.cleaner = cleaner or Cleaner()

    def format(self, text: str) -> str:
        """A text without its boilerplate, when nothing else is known of it."""
        return _text_of(text, self._treated(Document(text, id="")))

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """The documents, cleaned."""
        with ExitStack() as stack:
            for writer in (self.records, self.exclusion_writer):
                if writer is not None:
                    stack.enter_context(writer)
            for document in data or ():
                with self.track_time():
                    is_kept = self._clean(document, rank)
                if is_kept:
                    yield document

    def _clean(self, document: Document, rank: int) -> bool:
        """Clean a document and tell of it; false where it is not to go on."""
        treated = self._treated(document)
        text = _text_of(document.text, treated)
        is_empty = treated.has_changed and not text.strip()
        is_kept = True
        if is_empty and self.exclusion_writer is not None:
            self.exclusion_writer.write(document, rank)
            is_kept = False
        self._count(treated, is_empty=is_empty, is_kept=is_kept)
        self._record(document, treated, rank)
        document.text = text
        return is_kept

    def _treated(self, document: Document) -> Treated:
        text = document.text
        if not isinstance(text, str):
            return treat(Value(b"", problem=f"it is no text but {type(text).__name__}"), self.cleaner)
        known = (document.metadata.get(name) for name in (self.url, self.language))
        url, language = (value if isinstance(value, str) else None for value in known)
        raw = text.encode("utf-8", "surrogatepass")  # what is no text is found when it is read
        return treat(value_of(raw, self.max_document, document.id, url, language), self.cleaner)

    def _count(self, treated: Treated, *, is_empty: bool, is_kept: bool) -> None:
        self.stat_update(StatHints.total, treated.state, StatHints.forwarded if is_kept else StatHints.dropped)
        if is_empty:
            self.stat_update("empty")
        for removal in treated.removals:
            self.stat_update("removed_characters", value=removal.end - removal.start, unit="removal")
            if removal.text.strip():
                self.stat_update(f"category_{removal.category}", f"rule_{removal.rule}")

    def _record(self, document: Document, treated: Treated, rank: int) -> None:
        """Write down what became of a document that is not just as it was."""
        if self.records is not None and treated.state != "unchanged":
            removed = "".join(removal.text for removal in treated.removals)
            told = {
                "cleaner_status": treated.state,
                "cleaner_error": treated.reason,
                "cleaner_removals": [removal_fields(removal) for removal in treated.removals],
            }
            record = Document(removed or treated.reason, document.id, metadata={**document.metadata, **told})
            self.records.write(record, rank)
        elif treated.state in {"skipped", "failed"}:
            logger.warning(f"{document.id}: {treated.state}: {treated.reason}")


def _text_of(text: str, treated: Treated) -> str:
    return treated.cleaned.text if treated.has_changed and treated.cleaned else text
