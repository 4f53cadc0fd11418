"""Packs from files and folders, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from cleaner.packs.build import PackBuilder
from cleaner.packs.messages import schema_problems
from cleaner.packs.pack import Pack
from cleaner.packs.problem import Problem
from cleaner.packs.schema import PackKeys
from cleaner.packs.yaml_source import YamlSource

_SUFFIXES = (".yaml", ".yml")


class Loaded(NamedTuple):
    """Packs that can be used, and the problems of those that can't."""

    packs: tuple[Pack, ...]
    problems: tuple[Problem, ...]


def load_packs(paths: Iterable[str | Path]) -> Loaded:
    """Read pack files, and folders of them, in the order of their paths.

    A file with a mistake gives its problems and no pack; the others are read all the same. Of two packs that define the
    same rule the later one is left out.
    """
    packs: list[Pack] = []
    problems: list[Problem] = []
    for path in paths:
        for file in _files(Path(path), problems):
            pack, wrong = _load_file(file)
            problems += wrong
            again = [] if pack is None else list(_defined_again(pack, packs))
            problems += again
            if pack is not None and not again:
                packs.append(pack)
    return Loaded(tuple(packs), tuple(sorted(problems)))


def parse_pack(text: str, path: str) -> tuple[Pack | None, list[Problem]]:
    """A pack from the text of a file; ``path`` is for the messages."""
    source = YamlSource.read(path, text)
    if source.value is None and not source.problems:
        return None, [Problem(path, 1, 1, "the file is empty", "a pack has `pack`, `description` and `rules`")]
    if source.value is None:
        return None, source.problems
    try:
        keys = PackKeys.model_validate(source.value)
    except ValidationError as error:
        return None, source.problems + schema_problems(source, error.errors())
    builder = PackBuilder(source)
    pack = builder.pack(keys)
    problems = source.problems + builder.problems
    return (None, problems) if problems else (pack, [])


def _load_file(path: Path) -> tuple[Pack | None, list[Problem]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        return None, [Problem(str(path), 1, 1, f"the pack can't be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        return None, [Problem(str(path), 1, 1, f"the pack is not UTF-8 (byte {error.start})")]
    return parse_pack(text, str(path))


def _files(path: Path, problems: list[Problem]) -> Iterator[Path]:
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix in _SUFFIXES and file.is_file())
        if not found:
            problems.append(
                Problem(str(path), 1, 1, "the folder has no packs", "packs are files that end in .yaml or .yml")
            )
        yield from found
    else:
        yield path


def _defined_again(pack: Pack, packs: Iterable[Pack]) -> Iterator[Problem]:
    first = {rule.id: rule.source for other in packs if other.name == pack.name for rule in other.rules}
    for rule in pack.rules:
        if rule.id in first:
            what = f"the rule `{rule.id}` is defined twice"
            yield Problem(*rule.source, what, f"the first is at {first[rule.id]}; rename the pack or the rule")
