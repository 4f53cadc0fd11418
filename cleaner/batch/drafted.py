"""Drafted rules on their way into a pack, and a corpus as lines to find near misses in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from cleaner.batch.atomic import replacing
from cleaner.document import split_lines
from cleaner.drafting import as_pack, as_yaml
from cleaner.formats import Options, format_of, opened
from cleaner.packs import PackError, Problem, parse_pack

_FIRST_ITEM = re.compile(r"^rules:[^\S\n]*\n(?:[^\S\n]*(?:#.*)?\n)*([^\S\n]*)- ", re.MULTILINE)
_TOP_LEVEL = re.compile(r"^[^\s#-]", re.MULTILINE)


def add_rule(path: Path, rule: dict[str, Any]) -> str:
    """Add a rule to a pack, or begin a pack with it; gives its id, which may have become another to be unique.

    What the file says stays as it is written. Raises ``PackError`` where the pack has mistakes, or its rules are not
    where one can be added; the file is then as it was.
    """
    if not path.exists():
        text = as_pack(re.sub(r"[^\w.-]+", "-", path.stem), rule)
    else:
        before = path.read_text(encoding="utf-8")
        pack, problems = parse_pack(before, str(path))
        if pack is None:
            raise PackError(problems)
        rule = {**rule, "id": _unused(rule["id"], {known.id.rpartition("/")[2] for known in pack.pack.rules})}
        text = _with_rule(before, path, rule)
    _, problems = parse_pack(text, str(path))
    if problems:
        raise PackError(problems)
    with replacing(path, like=path if path.exists() else None) as file:
        file.write(text.encode("utf-8"))
    return str(rule["id"])


def lines_of(paths: Iterable[Path]) -> Iterator[str]:
    """The lines of all documents of files and folders; what a folder holds that can't be read is passed over."""
    for path in paths:
        path.stat()  # one that is not there is a mistake of the person
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            form = format_of(file, Options())
            if form is not None and file.is_file():
                with suppress(OSError), opened(file) as source:
                    for entry in form.entries(source):
                        text = entry.document.text if entry.document else ""
                        yield from (text[line.start : line.stop] for line in split_lines(text))


def _with_rule(text: str, path: Path, rule: dict[str, Any]) -> str:
    first = _FIRST_ITEM.search(text)
    if first is None or _TOP_LEVEL.search(text, first.end()):
        what = (
            "no rule can be added here, because `rules` is not the last key, or not a list of lines that begin with `-`"
        )
        raise PackError([Problem(str(path), 1, 1, what, "print the rule, without `--to`, and put it where it belongs")])
    added = re.sub(r"^  ", first[1], as_yaml(rule), flags=re.MULTILINE)
    return text + ("" if text.endswith("\n") else "\n") + added


def _unused(name: str, names: set[str]) -> str:
    number = 2
    unused = name
    while unused in names:
        unused = f"{name}-{number}"
        number += 1
    return unused
