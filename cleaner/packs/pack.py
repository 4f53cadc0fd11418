"""A pack as a frozen value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.packs.change import Change
from cleaner.rule import Rule

ANY_LANGUAGE = "any"


class About(NamedTuple):
    """What a pack says of itself to people."""

    version: str | None = None
    license: str | None = None
    maintainers: tuple[str, ...] = ()


class Pack(NamedTuple):
    """A file of rules: its name, the languages that it is written for, and the hosts if it is a site's.

    ``extends`` names packs whose rules hold wherever this one does; a ``base`` holds only there. ``changes`` are made
    to other packs' rules and ``off`` names rules and packs that are switched off, both only where this pack holds.
    ``cap`` is the share of a document of these hosts that may go.
    """

    name: str
    description: str = ""
    path: str = ""
    languages: frozenset[str] = frozenset({ANY_LANGUAGE})
    hosts: frozenset[str] = frozenset()
    cap: float | None = None
    profile: str | None = None
    rules: Sequence[Rule] = ()
    extends: tuple[str, ...] = ()
    base: bool = False
    changes: tuple[Change, ...] = ()
    off: frozenset[str] = frozenset()
    about: About = About()

    def reads(self, language: str | None) -> bool:
        """Whether the pack applies to a text in a language; to one of unknown language every pack does.

        >>> pack = Pack("de/share", languages=frozenset({"de"}))
        >>> pack.reads("de-AT"), pack.reads("en")
        (True, False)
        """
        if language is None or ANY_LANGUAGE in self.languages:
            return True
        return language.replace("_", "-").split("-")[0].lower() in self.languages

    def serves(self, host: str | None) -> bool:
        """Whether the pack applies to a document from a host: those it names, and their subdomains.

        >>> pack = Pack("sites/example.com", hosts=frozenset({"example.com"}))
        >>> pack.serves("www.example.com"), pack.serves("example.org"), pack.serves(None)
        (True, False, False)
        """
        if not self.hosts:
            return True
        labels = (host or "").lower().rstrip(".").split(".")
        return any(".".join(labels[index:]) in self.hosts for index in range(len(labels)))
