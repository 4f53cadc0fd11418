"""Whole runs over files, beside what reading and writing the same files costs."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import zstandard

from benchmarks.peers import seconds_of


class Cost(NamedTuple):
    """Seconds of processor time, of a process and its children, and seconds on the clock."""

    processor: float
    clock: float


def shard_shares(texts: list[str]) -> tuple[float, float]:
    """A JSONL.zst file: the cost of decoding and encoding alone in that of a run, and one worker's time in two's."""
    with _folder() as folder:
        shard = folder / "in.jsonl.zst"
        rows = (json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(texts))
        shard.write_bytes(zstandard.ZstdCompressor().compress("".join(rows).encode()))
        floor = seconds_of(lambda: _copied(shard, folder / "copy.jsonl.zst"))
        return floor / _cleaning(shard, folder, workers=1).processor, _speed_up(shard, folder)


def folder_shares(texts: list[str]) -> tuple[float, float]:
    """A folder of small files: the cost of reading and writing in that of a run, and one worker's time in two's."""
    with _folder() as folder:
        source = folder / "in"
        source.mkdir()
        for number, text in enumerate(texts):
            (source / f"{number:06}.txt").write_text(text, "utf-8", "surrogatepass")
        (folder / "copy").mkdir()
        floor = seconds_of(
            lambda: [(folder / "copy" / path.name).write_bytes(path.read_bytes()) for path in _in(source)]
        )
        return floor / _cleaning(source, folder, workers=1).processor, _speed_up(source, folder)


def _copied(source: Path, target: Path) -> None:
    """Decode a shard line by line and encode it again."""
    with source.open("rb") as raw, target.open("wb") as out:
        reader = io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True))
        with zstandard.ZstdCompressor().stream_writer(out) as writer:
            for line in reader:
                writer.write(line)


def _in(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.iterdir()))


def _speed_up(source: Path, folder: Path) -> float:
    return _cleaning(source, folder, workers=1).clock / _cleaning(source, folder, workers=2).clock


def _cleaning(source: Path, folder: Path, *, workers: int) -> Cost:
    """What `cleaner run` costs above its own start."""
    little = folder / "little.txt"
    little.write_text("The ferry sails again.\n", "utf-8")
    _, start, whole = (_run(path, folder, workers) for path in (little, little, source))  # the first fills the cache
    return Cost(whole.processor - start.processor, whole.clock - start.clock)


def _run(source: Path, folder: Path, workers: int) -> Cost:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    out = tempfile.mkdtemp(dir=folder)
    command = [sys.executable, "-m", "cleaner", "run", str(source), "-o", f"{out}/out", "-q", "--workers", str(workers)]
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return Cost(used, time.perf_counter() - started)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)
