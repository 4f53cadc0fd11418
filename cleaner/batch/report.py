"""The report of a run: records, patch and summary, in a folder of their own."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cleaner.batch.atomic import replacing
from cleaner.reports import records
from cleaner.reports.reading import RECORDS
from cleaner.reports.summary import Summary

PATCH = "diff.patch"
SUMMARY = "summary.json"


def report_folder(out: Path) -> Path:
    """Where the report of a run into a folder stands unless another place is named."""
    return out.with_name(f"{out.resolve().name}.report")


class Report:
    """The report of a run while it grows: records, patch and summary, each put in place when the run ends.

    The run may end early, by an interrupt or a full disk: what was written until then is a report too, and the only
    way to undo what it tells of.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.summary = Summary()
        self._started = time.perf_counter()
        self._stack = ExitStack()

    def __enter__(self) -> Report:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.records: BinaryIO = self._stack.enter_context((self.folder / f"{RECORDS}.part").open("wb"))
        self.patch: BinaryIO = self._stack.enter_context((self.folder / f"{PATCH}.part").open("wb"))
        self.records.write(records.header())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.summary.ended = "interrupted" if isinstance(error, KeyboardInterrupt) else f"failed: {error}"
        self._stack.close()
        for name in (RECORDS, PATCH):
            (self.folder / f"{name}.part").replace(self.folder / name)
        with replacing(self.folder / SUMMARY) as file:
            file.write(json.dumps(self.summary.as_json(self.seconds), indent=2).encode() + b"\n")

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return time.perf_counter() - self._started

    def write_records(self, lines: list[bytes]) -> None:
        """Write records so that they are there before the file that they tell of."""
        if lines:
            self.records.writelines(lines)
            self.records.flush()

    def mark(self) -> tuple[int, int]:
        """A point to go back to."""
        return self.records.tell(), self.patch.tell()

    def go_back(self, mark: tuple[int, int]) -> None:
        """Forget what was written since then."""
        for stream, position in zip((self.records, self.patch), mark, strict=True):
            stream.seek(position)
            stream.truncate()
