"""Each format against its floor: `python -m benchmarks.formats --corpus FOLDER`.

The floor of a format is its library alone, reading a file and writing it again. `format` is this program's reading and
writing with nothing done to the texts, `run` is with all built-in rules. Processor time of one core, in memory; HTML is
extracted by trafilatura in all three.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
from collections.abc import Callable, Iterator
from html import escape
from pathlib import PurePath
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, WarcRecordType

from benchmarks.corpus import arguments, recombined, texts_of
from benchmarks.peers import seconds_of
from cleaner import Cleaner
from cleaner.batch.treat import treat
from cleaner.formats import Compression, Entry, Format, Options, compressed, compression_of, format_of
from cleaner.formats.html import extracted

TARGET = 0.4
ROWS_A_GROUP = 1000
PAGES = 200


class Case(NamedTuple):
    """Files of a name, and what reads and writes one without this program."""

    name: str
    raws: list[bytes]
    floor_of: Callable[[bytes, Compression | None], object]

    def floor(self) -> None:
        """Read and write them without it."""
        compression = compression_of(PurePath(self.name))
        for raw in self.raws:
            self.floor_of(raw, compression)

    def rewrite(self, become: Callable[[Entry], bytes]) -> None:
        """Read and write them by this program."""
        form, compression = self._form(), compression_of(PurePath(self.name))
        for stream in map(io.BytesIO, self.raws):
            with compressed(compression, io.BytesIO()) as sink:
                form.rewrite(stream if compression is None else compression.read_from(stream), sink, become)

    def _form(self) -> Format:
        form = format_of(PurePath(self.name), Options())
        assert form is not None, "all cases are of formats that are known"
        return form


def cases(texts: list[str]) -> Iterator[Case]:
    """A case for each format, of the same texts."""
    rows = [{"id": number, "url": f"https://example.com/{number}", "text": text} for number, text in enumerate(texts)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    for name in ("text.txt", "text.md"):
        yield Case(name, [text.encode() for text in texts], _text_floor)
    for suffix in ("", ".gz", ".zst", ".xz"):
        yield Case(f"rows.jsonl{suffix}", [_packed(lines, suffix)], _jsonl_floor)
    for codec in ("snappy", "zstd"):
        stream = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), stream, row_group_size=ROWS_A_GROUP, compression=codec)
        yield Case(f"{codec}.parquet", [stream.getvalue()], _parquet_floor)
    yield Case("texts.warc.wet.gz", [b"".join(_packed(_record(row), ".gz") for row in rows)], _wet_floor)
    yield Case("page.html", [_page(text) for text in texts[:PAGES]], _html_floor)


def _packed(raw: bytes, suffix: str) -> bytes:
    compression = compression_of(PurePath(f"a{suffix}"))
    return raw if compression is None else compression.compress(raw)


def _record(row: dict[str, object]) -> bytes:
    body = str(row["text"]).encode()
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {row['url']}\r\nContent-Type: text/plain\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def _page(text: str) -> bytes:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    return f"<html><body><article>{paragraphs}</article></body></html>".encode()


def _text_floor(raw: bytes, compression: Compression | None) -> object:
    return raw.decode().encode()


def _jsonl_floor(raw: bytes, compression: Compression | None) -> object:
    stream = io.BytesIO(raw)
    with compressed(compression, io.BytesIO()) as sink:
        for line in stream if compression is None else compression.read_from(stream):
            sink.write(json.dumps(json.loads(line), ensure_ascii=False).encode() + b"\n")
    return sink


def _parquet_floor(raw: bytes, compression: Compression | None) -> object:
    file = pq.ParquetFile(io.BytesIO(raw))
    codec = file.metadata.row_group(0).column(0).compression
    with pq.ParquetWriter(io.BytesIO(), file.schema_arrow, compression=codec) as writer:
        for index in range(file.num_row_groups):
            writer.write_table(file.read_row_group(index, use_threads=False))
    return writer


def _wet_floor(raw: bytes, compression: Compression | None) -> object:
    with compressed(compression, io.BytesIO()) as sink:
        for record in ArchiveIterator(io.BytesIO(raw), record_types=WarcRecordType.conversion):
            row = {"url": record.headers["WARC-Target-URI"], "text": record.reader.read().decode()}
            sink.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return sink


def _html_floor(raw: bytes, compression: Compression | None) -> object:
    return extracted(raw)


def main() -> None:
    """Measure and print."""
    options = _options()
    texts = recombined(texts_of(options.corpus), options.megabytes)
    cleaner = Cleaner(installed=False)
    cleaner.clean("\n".join(texts[:200]))
    print("| file | floor, MB/s | format | run | |\n|---|---|---|---|---|")
    for case in cases([text.encode("utf-8", "ignore").decode() for text in texts]):

        def median(work: Callable[[], object]) -> float:
            return statistics.median(seconds_of(work) for _ in range(options.runs))

        floor = median(case.floor)
        shown = texts[:PAGES] if case.name.endswith(".html") else texts
        size = sum(len(text.encode("utf-8", "surrogatepass")) for text in shown) / 1e6
        reading = floor / median(lambda: case.rewrite(lambda entry: entry.raw + b" "))  # noqa: B023 - called at once
        cleaning = floor / median(lambda: case.rewrite(lambda entry: treat(entry, cleaner).output))  # noqa: B023
        reached = "reached" if cleaning >= TARGET else "not reached"
        print(f"| {case.name} | {size / floor:.0f} | {reading:.2f} | {cleaning:.2f} | {reached} |", flush=True)


def _options() -> argparse.Namespace:
    parser = arguments("benchmarks.formats", __doc__)
    parser.add_argument("--megabytes", type=float, default=20, help="the size of the texts")
    return parser.parse_args()


if __name__ == "__main__":
    main()
