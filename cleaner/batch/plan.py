"""What a run will do: which file goes where, decided and checked before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath, PurePosixPath
from typing import Literal, NamedTuple

from cleaner.batch.atomic import is_leftover
from cleaner.batch.choice import Choice, Chooser, split_pattern
from cleaner.formats import Format, MissingLibraryError, Options, format_named, format_of_name
from cleaner.formats.compression import without_suffix
from cleaner.path_patterns import PathPatternError
from cleaner.user_error import UserError

ALL = Choice()
Action = Literal["clean", "copy", "link", "folder"]


class PlanError(UserError):
    """A run that can't begin as it was asked for."""


class Task(NamedTuple):
    """One thing to put into the output: ``target`` is its path below it. What is cleaned has a format.

    A corpus may have millions of them, so what is kept is no more than two strings, of which one is often the other.
    """

    action: Action
    folder: Path
    below: str
    target_name: str
    form: Format | None = None

    @property
    def source(self) -> Path:
        """What is to be put there."""
        return self.folder / self.below

    @property
    def target(self) -> PurePath:
        """Where to put it, below the output."""
        return PurePath(self.target_name)


def plan(inputs: Iterable[Path], out: Path, report: Path, options: Options, choice: Choice = ALL) -> list[Task]:
    """The tasks of a run, in the order of their targets. Raises ``PlanError``.

    The contents of a folder go directly below the output, as ``cp -r IN/. OUT`` does it, a file under its own name, and
    what an input with wildcards matches as if the folder before the first of them were the input.
    """
    tasks: dict[str, Task] = {}
    try:
        planner = _Planner(options, choice, out, report)
        for source in inputs:
            for task in planner.tasks_of(source):
                _add(tasks, task)
    except PathPatternError as error:
        raise PlanError(str(error)) from None
    _check_parents(tasks)
    return sorted(tasks.values(), key=lambda task: task.target_name.replace("/", "\0"))  # as by the parts of the paths


def _check_apart(source: Path, target: Path, what: str, *, may_hold: bool) -> None:
    here, there = source.resolve(), target.resolve()
    if here == there:
        raise PlanError(f"{what} {target} is the input itself; name another place")
    if here in there.parents and not may_hold:
        raise PlanError(
            f"{what} {target} lies inside the input {source}, and would be read as input; name another place"
        )
    if there in here.parents and source.is_dir():
        raise PlanError(f"the input {source} lies inside {what} {target}, which could overwrite it; name another place")


class _Planner:
    """Finds the tasks of inputs, of which none may meet what is written."""

    def __init__(self, options: Options, choice: Choice, out: Path, report: Path) -> None:
        self._options = options
        self._chooser = Chooser(choice)
        self._choice = choice
        self._written = {"the output": out, "the report": report}
        self._outputs = {path.resolve() for path in (out, report)}

    def tasks_of(self, source: Path) -> Iterator[Task]:
        """The tasks of an input."""
        split = None if source.exists() else split_pattern(source)
        if split is None and not source.exists():
            raise PlanError(f"{source}: no such file or folder")
        for what, target in self._written.items():
            _check_apart(split[0] if split else source, target, what, may_hold=split is not None)
        if split is not None:
            yield from self._matched(source, *split)
        elif source.is_dir():
            yield from self._below(source, "", self._chooser)
        else:
            yield from self._named(source)

    def _named(self, source: Path) -> Iterator[Task]:
        if self._chooser.takes(source.name):
            form = self._format_of(source.parent, source.name) or format_named("text", self._options)
            yield from self._cleaning(source.parent, source.name, form)

    def _matched(self, source: Path, folder: Path, pattern: str) -> Iterator[Task]:
        tasks = self._below(folder, "", Chooser(self._choice, pattern))
        first = next(tasks, None)
        if first is None:
            raise PlanError(f"{source}: no file matches")
        yield first
        yield from tasks

    def _below(self, folder: Path, below: str, chooser: Chooser, *, is_hidden: bool = False) -> Iterator[Task]:
        """What is in a folder of the input, or in one below it."""
        try:
            with os.scandir(folder / below) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            raise PlanError(f"{folder / below}: the folder can't be read: {error.strerror}") from None
        for entry in entries:
            name = f"{below}/{entry.name}" if below else entry.name
            hidden = is_hidden or (entry.name.startswith(".") and not self._choice.hidden)
            if entry.is_dir(follow_symlinks=False):
                if chooser.enters(name) and not self._is_output(Path(entry.path)):
                    yield from self._folder(folder, name, chooser, is_hidden=hidden)
            elif chooser.takes(name) and not is_leftover(entry.name):
                yield from self._entry(entry, folder, name, is_hidden=hidden)

    def _is_output(self, path: Path) -> bool:
        """Whether a folder is written to: what a pattern is looked for in may hold it."""
        return any(path.name == output.name and path.resolve() == output for output in self._outputs)

    def _folder(self, folder: Path, below: str, chooser: Chooser, *, is_hidden: bool) -> Iterator[Task]:
        """A folder and what is in it; one in which nothing is wanted only where everything is."""
        tasks = self._below(folder, below, chooser, is_hidden=is_hidden)
        first = next(tasks, None)
        if first is not None or chooser.takes_all:
            yield Task("folder", folder, below, below)
        if first is not None:
            yield first
            yield from tasks

    def _entry(self, entry: os.DirEntry[str], folder: Path, below: str, *, is_hidden: bool) -> Iterator[Task]:
        if entry.is_symlink():
            yield Task("link", folder, below, below)
        elif entry.is_file():
            form = None if is_hidden else self._format_of(folder, below)
            if form is None:
                yield Task("copy", folder, below, below)
            else:
                yield from self._cleaning(folder, below, form)
        else:
            raise PlanError(f"{entry.path}: neither a file nor a folder; move it away or leave it out with --exclude")

    def _format_of(self, folder: Path, below: str) -> Format | None:
        try:
            return format_of_name(below, self._options)
        except MissingLibraryError as error:
            hint = f"or leave such files out: --exclude '*{without_suffix(PurePath(below)).suffix}*'"
            raise PlanError(f"{folder / below}: {error}, {hint}") from None

    def _cleaning(self, folder: Path, below: str, form: Format) -> Iterator[Task]:
        if self._choice.keep_html and form.name == "html":
            yield Task("copy", folder, below, below)
        target = form.output_path(PurePath(below)).as_posix() if form.extracts else below
        yield Task("clean", folder, below, target, form)


def _add(tasks: dict[str, Task], task: Task) -> None:
    other = tasks.setdefault(task.target_name, task)
    if other is not task and other.source != task.source and not other.action == task.action == "folder":
        raise PlanError(f"{other.source} and {task.source} would both become {task.target}; run them apart")


def _check_parents(tasks: dict[str, Task]) -> None:
    for folder in {task.target_name.rpartition("/")[0] for task in tasks.values()}:
        for parent in map(str, (PurePosixPath(folder), *PurePosixPath(folder).parents)):
            other = tasks.get(parent)
            if other is not None and other.action != "folder":
                inner = next(task for task in tasks.values() if task.target_name.startswith(f"{parent}/"))
                raise PlanError(f"{other.source} and {inner.source} would meet at {parent}; run them apart")
