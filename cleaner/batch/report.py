"""The report of a run: what the manifest knows, put together as records, patch and summary."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path, PurePath
from types import TracebackType

from cleaner.batch.atomic import remove_leftovers, replacing
from cleaner.batch.lock import only_run
from cleaner.batch.manifest import Manifest, ManifestError
from cleaner.batch.plan import PlanError
from cleaner.reports import layout, records
from cleaner.reports.summary import Summary


def put_together_after_kill(folder: Path, out: Path) -> None:
    """Put together the report of a run that was killed, so that it can be read.

    Raises ``PlanError`` where the run is still at work.
    """
    if (folder / layout.MANIFEST).exists() and not (folder / layout.SUMMARY).exists():
        with only_run(folder, None), Report(folder, out) as report:
            report.put_together("killed")


class Report:
    """The report folder of a run, with the manifest as long as it is open.

    Its summary is there when the report is whole. From the first change on it is gone, until all is put together again
    at the end, also where that comes early, by an interrupt or a full disk: the report then tells of what was written.
    """

    def __init__(self, folder: Path, out: Path | None, *, fresh: bool = False) -> None:
        self.folder = folder
        self._out = out
        self._fresh = fresh
        self._started = time.perf_counter()

    def __enter__(self) -> Report:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.manifest = self._open_manifest(self.folder / layout.MANIFEST)
        if self._out is None and self.manifest.has_outputs():
            self.manifest.close()
            raise PlanError(f"{self.folder} is the report of a run, which a dry run must not lose; name another place")
        self.is_whole = self._ended() == "completed"
        self.summary = Summary()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.manifest.roll_back()
            if error is None:
                self.put_together("completed")
            else:
                with suppress(OSError):  # as it is told why the run ends, and the next one puts it together
                    self.put_together("interrupted" if isinstance(error, KeyboardInterrupt) else f"failed: {error}")
        finally:
            self.manifest.close()

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return time.perf_counter() - self._started

    def reopen(self) -> None:
        """Say that the report is not whole any more: before the first change."""
        self.is_whole = False
        (self.folder / layout.SUMMARY).unlink(missing_ok=True)

    def check_is_there(self) -> None:
        """Raise an ``OSError`` where somebody has removed it in the meantime."""
        if not (self.folder / layout.MANIFEST).exists():
            raise OSError(0, f"the report {self.folder} is not there any more") from None

    def put_together(self, ended: str) -> None:
        """Write what has changed; where nothing has, all stays as it is."""
        if self.is_whole:
            self._total("completed")
            return
        self.check_is_there()
        self.reopen()
        remove_leftovers(self.folder)
        self._forget_what_was_not_placed()
        self._total(ended)
        outdated = self.manifest.outdated()
        for folder in outdated:
            self._write(layout.records_of_folder(folder), self._with_header(self.manifest.records(folder)))
        if outdated or not (self.folder / layout.PATCH).exists():
            self._write(layout.PATCH, self.manifest.patch())
        self._remove_what_tells_of_nothing()
        self.manifest.all_is_written()
        summary = json.dumps(self.summary.as_json(self.seconds), indent=2)
        self._write(layout.SUMMARY, [summary.encode(), b"\n"])
        self.is_whole = True

    def _open_manifest(self, path: Path) -> Manifest:
        try:
            return Manifest(path)
        except ManifestError:
            if not self._fresh:
                raise
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            return Manifest(path)

    def _total(self, ended: str) -> None:
        self.summary = self.manifest.totals()
        self.summary.ended = ended

    def _forget_what_was_not_placed(self) -> None:
        """Of the files that were noted last, forget those that never came to be.

        Where an older file stands in the place of one, what is noted stays: it says that this is not the one.
        """
        for path in self.manifest.placing():
            if self._out and not (self._out / path).exists():
                self.manifest.forget(path)

    def _write(self, name: object, pieces: Iterable[bytes]) -> None:
        path = self.folder / str(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.writelines(pieces)

    def _with_header(self, pieces: Iterable[bytes]) -> Iterable[bytes]:
        yield records.header()
        yield from pieces

    def _remove_what_tells_of_nothing(self) -> None:
        """Remove records and attributes of files that are not there any more, or whose records have moved."""
        wanted = {layout.records_of_shard(shard) for shard in self.manifest.shards()}
        wanted |= {layout.records_of_folder(folder) for folder in self.manifest.folders()}
        self._remove_others(layout.RECORDS, wanted)
        if (self.folder / layout.ATTRIBUTES).exists():
            self._remove_others(layout.ATTRIBUTES, {layout.attributes_of(path) for path, _ in self.manifest.all()})

    def _remove_others(self, name: str, wanted: Collection[PurePath]) -> None:
        paths = {self.folder / path for path in wanted}
        for path in (self.folder / name).rglob("*"):
            if path.is_file() and path not in paths:
                path.unlink()

    def _ended(self) -> str | None:
        try:
            return str(json.loads((self.folder / layout.SUMMARY).read_bytes())["ended"])
        except (OSError, ValueError, KeyError):
            return None
