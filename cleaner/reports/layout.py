"""Where things stand in the folder of a report."""

from __future__ import annotations

from pathlib import Path, PurePath

from cleaner.formats import compression_of
from cleaner.formats.compression import without_suffix

RECORDS = "records"
ATTRIBUTES = "attributes/boilerstrip"
PATCH = "diff.patch"
SUMMARY = "summary.json"
PAGE = "report.html"
MANIFEST = "manifest.sqlite"
SPOOL = "spool"

_SHARED = "_files"


def report_folder(out: Path) -> Path:
    """Where the report of a run into a folder stands unless another place is named."""
    return out.with_name(f"{out.resolve().name}.report")


def dry_run_folder(out: Path) -> Path:
    """Where the report of a dry run stands, which leaves that of the last run as it is."""
    return out.with_name(f"{out.resolve().name}.dry-run")


def records_of_folder(folder: PurePath) -> PurePath:
    """The records that the small files of a folder of the output share.

    >>> records_of_folder(PurePath("news")).as_posix()
    'records/news/_files.jsonl'
    """
    return RECORDS / folder / f"{_SHARED}.jsonl"


def records_of_shard(path: PurePath) -> PurePath:
    """The records of a big file of the output: of its name, and compressed like it; no two files have the same.

    >>> records_of_shard(PurePath("news/07.jsonl.zst")).as_posix(), records_of_shard(PurePath("b.parquet")).as_posix()
    ('records/news/07.jsonl.zst', 'records/b.parquet.records.jsonl')
    """
    plain = without_suffix(path)
    if plain.suffix == ".jsonl" and plain.stem != _SHARED and ".records" not in path.name:
        return RECORDS / path
    compressed_as = path.suffix if compression_of(path) else ""
    return RECORDS / path.with_name(f"{path.name}.records.jsonl{compressed_as}")


def attributes_of(path: PurePath) -> PurePath:
    """The attributes of the documents of a file, whose name is the same, as the tools that read them want it.

    >>> attributes_of(PurePath("news/07.jsonl.zst")).as_posix()
    'attributes/boilerstrip/news/07.jsonl.zst'
    """
    return ATTRIBUTES / path
