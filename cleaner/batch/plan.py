"""What a run will do: which file goes where, decided and checked before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

from cleaner.formats import Format, MissingLibraryError, Options, format_named, format_of

Action = Literal["clean", "copy", "link", "folder"]


class PlanError(Exception):
    """A run that can't begin as it was asked for."""


@dataclass(frozen=True)
class Task:
    """One thing to put into the output: ``target`` is its path below it. What is cleaned has a format."""

    action: Action
    source: Path
    target: PurePath
    form: Format | None = None


def plan(inputs: Iterable[Path], out: Path, report: Path, options: Options) -> list[Task]:
    """The tasks of a run, in the order of their targets. Raises ``PlanError``.

    The contents of a folder go directly below the output, as ``cp -r IN/. OUT`` does it, a file under its own name.
    """
    sources = list(inputs)
    for source in sources:
        _check_apart(source, out, "the output")
        _check_apart(source, report, "the report")
    tasks: dict[PurePath, Task] = {}
    for source in sources:
        for task in _tasks_of(source, options):
            _add(tasks, task)
    _check_parents(tasks)
    return sorted(tasks.values(), key=lambda task: task.target.parts)


def _check_apart(source: Path, target: Path, what: str) -> None:
    here, there = source.resolve(), target.resolve()
    if here == there:
        raise PlanError(f"{what} {target} is the input itself; name another place")
    if here in there.parents:
        raise PlanError(
            f"{what} {target} lies inside the input {source}, and would be read as input; name another place"
        )
    if there in here.parents and source.is_dir():
        raise PlanError(f"the input {source} lies inside {what} {target}, which could overwrite it; name another place")


def _tasks_of(source: Path, options: Options) -> Iterator[Task]:
    if source.is_dir():
        yield from _tasks_below(source, PurePath(), options)
    elif source.exists():
        form = _format_of(source, options) or format_named("text", options)
        yield _cleaning(source, PurePath(source.name), form)
    else:
        raise PlanError(f"{source}: no such file or folder")


def _tasks_below(folder: Path, below: PurePath, options: Options) -> Iterator[Task]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise PlanError(f"{folder}: the folder can't be read: {error.strerror}") from None
    for entry in entries:
        path, target = Path(entry.path), below / entry.name
        if entry.is_symlink():
            yield Task("link", path, target)
        elif entry.is_dir():
            yield Task("folder", path, target)
            yield from _tasks_below(path, target, options)
        elif entry.is_file():
            form = _format_of(path, options)
            yield Task("copy", path, target) if form is None else _cleaning(path, target, form)
        else:
            raise PlanError(f"{path}: neither a file nor a folder; move it away or name the inputs one by one")


def _format_of(path: Path, options: Options) -> Format | None:
    try:
        return format_of(path, options)
    except MissingLibraryError as error:
        raise PlanError(f"{path}: {error}") from None


def _cleaning(source: Path, target: PurePath, form: Format) -> Task:
    return Task("clean", source, form.output_path(target), form)


def _add(tasks: dict[PurePath, Task], task: Task) -> None:
    other = tasks.setdefault(task.target, task)
    if other is not task and not other.action == task.action == "folder":
        raise PlanError(f"{other.source} and {task.source} would both become {task.target}; run them apart")


def _check_parents(tasks: dict[PurePath, Task]) -> None:
    for folder in {task.target.parent for task in tasks.values()}:
        for parent in (folder, *folder.parents):
            other = tasks.get(parent)
            if other is not None and other.action != "folder":
                inner = next(task for task in tasks.values() if parent in task.target.parents)
                raise PlanError(f"{other.source} and {inner.source} would meet at {parent}; run them apart")
