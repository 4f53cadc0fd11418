"""Strings in a line of JSON by the names of their fields, which may be paths into objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cleaner.formats.fields import Fields, paths
from cleaner.formats.json_literal import members


class Found(NamedTuple):
    """A string: ``line[start:end]`` is what stands between its quotes."""

    start: int
    end: int
    text: str


class _Node(NamedTuple):
    """What a key means: some fields, and others in the object below it."""

    fields: list[str]
    below: dict[str, _Node]

    def all_fields(self) -> Iterator[str]:
        yield from self.fields
        for node in self.below.values():
            yield from node.all_fields()


class FieldFinder:
    """Finds fields in lines.

    >>> FieldFinder(Fields("page.text")).find('{"id": "a", "page": {"text": "The ferry."}}')
    {'text': Found(start=30, end=40, text='The ferry.'), 'id': Found(start=8, end=9, text='a')}
    """

    def __init__(self, fields: Fields) -> None:
        self._tree: dict[str, _Node] = {}
        for field, name in fields._asdict().items():
            for path in paths(name) if name else ():
                tree = self._tree
                for key in path[:-1]:
                    tree = tree.setdefault(key, _Node([], {})).below
                tree.setdefault(path[-1], _Node([], {})).fields.append(field)

    def find(self, line: str) -> dict[str, Found]:
        """The fields that are strings; of two of one name the last, as readers of JSON see it.

        Raises ``JSONDecodeError`` where the line is not one whole object.
        """
        found: dict[str, Found] = {}
        inner: dict[str, Found] = {}
        _collect(line, 0, self._tree, found, inner)
        return {**inner, **found} if inner else found


def _collect(
    line: str, offset: int, tree: Mapping[str, _Node], found: dict[str, Found], inner: dict[str, Found]
) -> None:
    for key, start, end, text in members(line):
        node = tree.get(key)
        if node is None:
            continue
        for field in node.fields:
            if text is None:
                found.pop(field, None)
            else:
                found[field] = Found(offset + start + 1, offset + end - 1, text)
        for below in node.below.values():
            for field in below.all_fields():
                inner.pop(field, None)
        if node.below and line.startswith("{", start):
            _collect(line[start:end], offset + start, node.below, inner, inner)
