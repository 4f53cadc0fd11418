"""Packs from files and folders, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import regex

from cleaner.cache import cached, each_cached, user_cache
from cleaner.packs.builtin import builtin_folder
from cleaner.packs.files import NO_PACKS, PackFile, PackFiles
from cleaner.packs.installed import installed_folders
from cleaner.packs.pack import Pack
from cleaner.packs.problem import Problem

if TYPE_CHECKING:
    from cleaner.packs.compose import Draft


class Loaded(NamedTuple):
    """Packs that can be used, the problems of those that can't, and a key of all that was read."""

    packs: tuple[Pack, ...]
    problems: tuple[Problem, ...]
    key: str


def sources_of_packs(
    own: Iterable[str | Path] = (), *, builtin: bool = True, installed: bool = True, cache: bool = True
) -> list[str | Path]:
    """Where packs come from, in the order of their precedence: built-in, installed, one's own in the order given."""
    return [*([builtin_folder()] if builtin else ()), *(installed_folders(cache=cache) if installed else ()), *own]


def load_packs(paths: Iterable[str | Path], *, cache: bool = True) -> Loaded:
    """Read pack files, and folders of them, in the order of their paths.

    A file with a mistake gives its problems and no pack; the others are read all the same. Of two packs that define the
    same rule the later one is left out; a file that is given twice counts where it is given last.
    Without ``cache`` nothing is read from the user's cache, nor stored there.
    """
    folder = user_cache() if cache else None
    files = PackFiles(paths)
    key = cached("contents", files.state, files.digest, folder if files.is_settled else None)
    compiled_by = f"regex {regex.__version__}"
    packs, problems = cached(
        "packs", f"{key} {compiled_by}", lambda: _parse_all(files.contents, compiled_by, folder), folder
    )
    return Loaded(packs, problems, key)


def _parse_all(
    files: list[PackFile], compiled_by: str, folder: Path | None
) -> tuple[tuple[Pack, ...], tuple[Problem, ...]]:
    from cleaner.packs.compose import composed  # with the schema, takes longer to import than the cache to load

    parsed = each_cached(
        "drafts", (file.key for file in files), lambda number: _parse_stored(files[number]), compiled_by, folder
    )
    packs, wrong = composed(draft for draft, _ in parsed if draft)
    return packs, tuple(sorted([*wrong, *(problem for _, problems in parsed for problem in problems)]))


def _parse_stored(file: PackFile) -> tuple[Draft | None, list[Problem]]:
    draft, problems = _parse(file)
    return draft and draft.stored(), problems


def _parse(file: PackFile) -> tuple[Draft | None, list[Problem]]:
    if file.unreadable:
        hint = "packs are files that end in .yaml or .yml" if file.unreadable == NO_PACKS else ""
        return None, [Problem(file.path, 1, 1, file.unreadable, hint)]
    try:
        return parse_pack(file.raw.decode("utf-8-sig"), file.path)
    except UnicodeDecodeError as error:
        before = file.raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        what = f"the pack is not UTF-8 (byte {error.start})"
        return None, [Problem(file.path, line, column, what, "save it as UTF-8")]


def parse_pack(text: str, path: str) -> tuple[Draft | None, list[Problem]]:
    """A pack from the text of a file; ``path`` is for the messages."""
    from pydantic import ValidationError

    from cleaner.packs.build import PackBuilder
    from cleaner.packs.compose import Draft
    from cleaner.packs.messages import requirement_problem, schema_problems
    from cleaner.packs.schema import PackKeys, valid_rules
    from cleaner.packs.yaml_source import YamlSource

    source = YamlSource.read(path, text)
    if source.value is None and not source.problems:
        return None, [Problem(path, 1, 1, "the file is empty", "a pack has `pack`, `description` and `rules`")]
    if source.value is None:
        return None, source.problems
    unmet = requirement_problem(source)
    if unmet:
        return None, [unmet]
    builder = PackBuilder(source)
    try:
        keys = PackKeys.model_validate(source.value)
    except ValidationError as error:
        builder.check_rules(valid_rules(source.value))
        return None, _first_at_each_place(source.problems + schema_problems(source, error.errors()) + builder.problems)
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
