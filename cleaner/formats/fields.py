"""The names of the fields of a row that matter, and what they may mean: a name as it stands, or a path into objects."""

from __future__ import annotations

from typing import NamedTuple

Path = tuple[str, ...]
"""The names that lead to a field, from the outermost object."""


class Fields(NamedTuple):
    """Where a row has its text, and what is known about it; its date only where somebody asks for it."""

    text: str = "text"
    id: str = "id"
    url: str = "url"
    language: str = "language"
    date: str = ""


USUAL = Fields()
"""What most corpora call them."""


def paths(name: str) -> tuple[Path, ...]:
    """The paths that a name may mean, the one that counts most first.

    >>> paths("text"), paths("page.text")
    ((('text',),), (('page.text',), ('page', 'text')))
    """
    return ((name,), tuple(name.split("."))) if "." in name else ((name,),)
