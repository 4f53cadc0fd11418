"""Packs from files and folders, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleaner.cache import cached, key_of
from cleaner.packs.builtin import builtin_folder
from cleaner.packs.installed import installed_folders
from cleaner.packs.pack import Pack
from cleaner.packs.problem import Problem

if TYPE_CHECKING:
    from cleaner.packs.compose import Draft

_SUFFIXES = (".yaml", ".yml")


class Loaded(NamedTuple):
    """Packs that can be used, the problems of those that can't, and a key of all that was read."""

    packs: tuple[Pack, ...]
    problems: tuple[Problem, ...]
    key: str


class _File(NamedTuple):
    """A pack file as it was read, or why it could not be."""

    path: str
    text: str
    problem: Problem | None = None


def sources_of_packs(
    own: Iterable[str | Path] = (), *, builtin: bool = True, installed: bool = True
) -> list[str | Path]:
    """Where packs come from, in the order of their precedence: built-in, installed, one's own in the order given."""
    return [*([builtin_folder()] if builtin else ()), *(installed_folders() if installed else ()), *own]


def load_packs(paths: Iterable[str | Path]) -> Loaded:
    """Read pack files, and folders of them, in the order of their paths.

    A file with a mistake gives its problems and no pack; the others are read all the same. Of two packs that define the
    same rule the later one is left out; a file that is given twice counts where it is given last.
    """
    found = {file.resolve(): file for path in reversed(list(paths)) for file in reversed(pack_files(Path(path)))}
    files = [_read(file) for file in reversed(found.values())]
    key = key_of(part for file in files for part in (file.path, file.text, str(file.problem)))
    packs, problems = cached(f"packs-{key}", lambda: _parse_all(files))
    return Loaded(packs, problems, key)


def _parse_all(files: Iterable[_File]) -> tuple[tuple[Pack, ...], tuple[Problem, ...]]:
    from cleaner.packs.compose import composed  # with the schema, takes longer to import than the cache to load

    drafts: list[Draft] = []
    problems: list[Problem] = []
    for file in files:
        draft, wrong = (None, [file.problem]) if file.problem else parse_pack(file.text, file.path)
        drafts += [draft] if draft else []
        problems += wrong
    packs, wrong = composed(drafts)
    return packs, tuple(sorted(problems + wrong))


def parse_pack(text: str, path: str) -> tuple[Draft | None, list[Problem]]:
    """A pack from the text of a file; ``path`` is for the messages."""
    from pydantic import ValidationError

    from cleaner.packs.build import PackBuilder
    from cleaner.packs.compose import Draft
    from cleaner.packs.messages import requirement_problem, schema_problems
    from cleaner.packs.schema import PackKeys
    from cleaner.packs.yaml_source import YamlSource

    source = YamlSource.read(path, text)
    if source.value is None and not source.problems:
        return None, [Problem(path, 1, 1, "the file is empty", "a pack has `pack`, `description` and `rules`")]
    if source.value is None:
        return None, source.problems
    unmet = requirement_problem(source)
    if unmet:
        return None, [unmet]
    try:
        keys = PackKeys.model_validate(source.value)
    except ValidationError as error:
        return None, _first_at_each_place(source.problems + schema_problems(source, error.errors()))
    builder = PackBuilder(source)
    pack = builder.pack(keys)
    problems = _first_at_each_place(source.problems + builder.problems)
    return (None, problems) if problems else (Draft(pack, source), [])


def _first_at_each_place(problems: list[Problem]) -> list[Problem]:
    """Without the problems that only follow from one with the form of the same value."""
    first: dict[tuple[int, int, str], Problem] = {}
    for problem in problems:
        missing = problem.what if problem.what.endswith("is missing") else ""  # of these a mapping can have several
        first.setdefault((problem.line, problem.column, missing), problem)
    return sorted(first.values())


def _read(path: Path) -> _File:
    try:
        if path.is_dir():
            what = "the folder has no packs"
            return _File(str(path), "", Problem(str(path), 1, 1, what, "packs are files that end in .yaml or .yml"))
        return _File(str(path), path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        return _File(str(path), "", Problem(str(path), 1, 1, f"the pack can't be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        return _File(str(path), "", Problem(str(path), 1, 1, f"the pack is not UTF-8 (byte {error.start})"))


def pack_files(path: Path) -> list[Path]:
    """The packs of a folder, or the path itself where it is none or has none."""
    found = sorted(file for file in path.rglob("*") if file.suffix in _SUFFIXES and file.is_file())
    return found or [path]
