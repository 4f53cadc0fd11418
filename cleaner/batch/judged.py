"""Rules of a pack file that are changed or dropped, while all else of the file stays as a person wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from cleaner.batch.atomic import replacing
from cleaner.drafting import as_yaml
from cleaner.packs import PackError, Problem, parse_pack

Rule = dict[str, Any]


def written_rules(path: Path) -> list[Rule]:
    """The rules of a pack as they are written; raises ``PackError`` where it has mistakes."""
    text = path.read_text(encoding="utf-8")
    problems = parse_pack(text, str(path))[1]
    if problems:
        raise PackError(problems)
    return list(yaml.safe_load(text)["rules"])


def change_rules(path: Path, change: Callable[[Rule], Rule | None]) -> int:
    """Let each rule of a pack become another one or none; gives how many did. A pack without rules is no pack any more.

    Of a rule that changes, lists lose just the lines that they lose where that can be. Raises ``PackError`` where the
    pack has mistakes, or its rules are not written line by line; it is then as it was.
    """
    before = written_rules(path)
    after = [change(rule) for rule in before]
    changed = [at for at, rule in enumerate(after) if rule is not before[at]]
    if not any(after):
        path.unlink()
    elif changed:
        text = path.read_text(encoding="utf-8").rstrip() + "\n"
        lines = text.splitlines(keepends=True)
        nodes = _nodes(path, text)
        for at in reversed(changed):
            first, end = _extent(nodes[at], lines)
            lines[first:end] = _lines(nodes[at], lines[first:end], first, after[at])
        with replacing(path, like=path) as file:
            file.write("".join(lines).encode("utf-8"))
    return len(changed)


def _nodes(path: Path, text: str) -> list[yaml.MappingNode]:
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    rules = next(value for key, value in root.value if key.value == "rules")
    if rules.flow_style:
        raise PackError(
            [Problem(str(path), 1, 1, "no rule can be changed here, because `rules` is not a list of lines")]
        )
    return list(rules.value)


def _extent(node: yaml.MappingNode, lines: list[str]) -> tuple[int, int]:
    """The lines of a rule; blank lines and comments below it belong to what follows."""
    end = min(node.end_mark.line + bool(node.flow_style), len(lines))
    while end > node.start_mark.line + 1 and re.match(r"\s*(#|$)", lines[end - 1]):
        end -= 1
    return node.start_mark.line, end


def _lines(node: yaml.MappingNode, lines: list[str], first: int, rule: Rule | None) -> list[str]:
    """The lines of a rule as it is to be."""
    if rule is None:
        return []
    gone = {at - first for at in _lost(node, rule)}
    kept = [line for at, line in enumerate(lines) if at not in gone]
    if _read("".join(kept)) == [rule]:
        return kept
    indent = re.match(r"\s*", lines[0])[0]  # type: ignore[index]
    return re.sub(r"^  ", indent, as_yaml(rule), flags=re.MULTILINE).splitlines(keepends=True)


def _lost(node: yaml.MappingNode, rule: Rule) -> Iterator[int]:
    """The lines in which a rule says what it is not to say any more, as far as these are items of lists."""
    for key, value in node.value:
        new = rule.get(key.value)
        if isinstance(value, yaml.MappingNode) and isinstance(new, dict):
            yield from _lost(value, new)
        elif isinstance(value, yaml.SequenceNode) and isinstance(new, list):
            for item in value.value:
                if isinstance(item, yaml.ScalarNode) and item.value not in new:
                    yield from range(item.start_mark.line, item.end_mark.line + 1)


def _read(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None
