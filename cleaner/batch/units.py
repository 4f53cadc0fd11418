"""How the work of a run is cut into units that any process can do: some files, or some lines of a big one.

The cuts depend on the input alone, so what comes out is the same for any number of processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cleaner.batch.plan import Task
from cleaner.formats import compression_of

_LINES_BYTES = 1 << 20
_LINES_BYTES_COMPRESSED = 1 << 17
_FILES = 64
_FILES_BYTES = 1 << 20

CHANGED = "it changed while it was read; run again when it is at rest"


class Files(NamedTuple):
    """Files to be treated one by one."""

    tasks: tuple[Task, ...]


class Lines(NamedTuple):
    """Some lines of a file, of which ``rows_before`` went before; ``raw`` is empty at the end of the file.

    ``position`` is how much of the file, compressed as it may be, is read by then.
    """

    task: Task
    raw: bytes
    rows_before: int
    position: int


class Broken(NamedTuple):
    """A file whose lines can't be read to the end, and why."""

    task: Task
    reason: str


Unit = Files | Lines | Broken


def units(tasks: Iterable[Task]) -> Iterator[Unit]:
    """The units of some files, in their order; the lines of big ones are read as they are asked for."""
    waiting: list[Task] = []
    size = 0
    for task in tasks:
        task_size = size_of(task.source)
        is_big = _is_read_by_lines(task, task_size)
        if waiting and (is_big or len(waiting) == _FILES or size + task_size > _FILES_BYTES):
            yield Files(tuple(waiting))
            waiting, size = [], 0
        if is_big:
            yield from _lines(task)
        else:
            waiting.append(task)
            size += task_size
    if waiting:
        yield Files(tuple(waiting))


def size_of(path: Path) -> int:
    """How many bytes a file has; none, if it can't be told."""
    try:
        return path.stat().st_size
    except OSError:
        return 0  # told of when it is read


def _is_read_by_lines(task: Task, size: int) -> bool:
    if task.form is None or task.form.name != "jsonl":
        return False
    return size > (_LINES_BYTES if compression_of(task.source) is None else _LINES_BYTES_COMPRESSED)


def _lines(task: Task) -> Iterator[Lines | Broken]:
    rows = 0
    size = size_of(task.source)
    try:
        compression = compression_of(task.source)
        with task.source.open("rb") as file:
            for raw in _whole_lines(file if compression is None else compression.read_from(file)):
                if size_of(task.source) != size:  # it could go on growing for ever
                    yield Broken(task, CHANGED)
                    return
                yield Lines(task, raw, rows, file.tell())
                rows += raw.count(b"\n")
    except OSError as error:
        yield Broken(task, error.strerror or str(error))
    else:
        yield Lines(task, b"", rows, size)


def _whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    begun: list[bytes] = []
    while block := stream.read(_LINES_BYTES):
        end = block.rfind(b"\n") + 1
        if end:
            yield b"".join((*begun, block[:end]))
            begun = []
        begun.append(block[end:])
    last = b"".join(begun)
    if last:
        yield last
