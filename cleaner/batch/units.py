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

    ``position`` is how much of the file, compressed as it may be, is read by then. With ``is_rest`` it is no lines but
    part of one that is too large, whose beginning was the end of the lines before.
    """

    task: Task
    raw: bytes
    rows_before: int
    position: int
    is_rest: bool = False


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


def _lines(task: Task) -> Iterator[Unit]:
    try:
        file = task.source.open("rb")
    except OSError:
        yield Files((task,))  # as which it is told why it can't be read
        return
    rows = 0
    size = size_of(task.source)
    try:
        compression = compression_of(task.source)
        with file:
            stream = file if compression is None else compression.read_from(file)
            limit = task.form.max_bytes if task.form else None
            for raw, is_rest in _whole_lines(stream, limit):
                if size_of(task.source) != size:  # it could go on growing for ever
                    yield Broken(task, CHANGED)
                    return
                yield Lines(task, raw, rows, file.tell(), is_rest)
                rows += raw.count(b"\n")
    except OSError as error:
        yield Broken(task, error.strerror or str(error))
    else:
        yield Lines(task, b"", rows, size)


def _whole_lines(stream: BinaryIO, limit: int | None) -> Iterator[tuple[bytes, bool]]:
    """Some lines at a time; of a line above the limit the parts one by one, each after the first with true."""
    begun: list[bytes] = []
    size = 0
    is_in_large = False
    while block := stream.read(_LINES_BYTES):
        if is_in_large:
            end = block.find(b"\n") + 1
            yield block[: end or None], True
            if not end:
                continue
            block, is_in_large = block[end:], False
        end = block.rfind(b"\n") + 1
        if end:
            yield b"".join((*begun, block[:end])), False
            begun, size = [], 0
        begun.append(block[end:])
        size += len(begun[-1])
        if limit is not None and size > limit:
            yield b"".join(begun), False
            begun, size, is_in_large = [], 0, True
    last = b"".join(begun)
    if last:
        yield last, False
