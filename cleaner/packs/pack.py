"""A pack as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.rule import Rule

ANY_LANGUAGE = "any"


@dataclass(frozen=True, slots=True)
class Pack:
    """A file of rules: its name, the languages that it is written for, and the hosts if it is a site's."""

    name: str
    description: str
    path: str
    languages: frozenset[str]
    hosts: frozenset[str]
    profile: str | None
    rules: tuple[Rule, ...]

    def reads(self, language: str | None) -> bool:
        """Whether the pack applies to a text in a language; to one of unknown language every pack does.

        >>> pack = Pack("de/share", "", "", frozenset({"de"}), frozenset(), None, ())
        >>> pack.reads("de-AT"), pack.reads("en")
        (True, False)
        """
        if language is None or ANY_LANGUAGE in self.languages:
            return True
        return language.replace("_", "-").split("-")[0].lower() in self.languages

    def serves(self, host: str | None) -> bool:
        """Whether the pack applies to a document from a host: those it names, and their subdomains.

        >>> pack = Pack("sites/example.com", "", "", frozenset({"any"}), frozenset({"example.com"}), None, ())
        >>> pack.serves("www.example.com"), pack.serves("example.org"), pack.serves(None)
        (True, False, False)
        """
        if not self.hosts:
            return True
        labels = (host or "").lower().rstrip(".").split(".")
        return any(".".join(labels[index:]) in self.hosts for index in range(len(labels)))
