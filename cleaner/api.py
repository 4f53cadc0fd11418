"""Cleaning as a library: packs and an engine behind one object."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from cleaner.cache import cached, key_of
from cleaner.engine import Engine, Examined, Limits
from cleaner.packs import Catalog, PackError, builtin_folder, load_packs
from cleaner.pattern import Pattern, Patterns
from cleaner.prefilter import Prefilter, is_available
from cleaner.removal import Cleaned
from cleaner.rule import Rule

PROFILES = {"article": Limits()}
"""The profiles, and the limits of each."""


class Cleaner:
    r"""Removes boilerplate from texts with the built-in packs and your own.

    One cleaner serves any number of texts and threads. It pickles as its rules, without compiled state, so that worker
    processes start quickly and clean with just the rules that their parent had.

    >>> cleaned = Cleaner().clean("Advertisement\n\nThe council met.\n")
    >>> cleaned.text
    'The council met.\n'
    >>> [removal.category for removal in cleaned.removals]
    ['promo', 'promo']
    """

    def __init__(
        self,
        packs: Iterable[str | Path] = (),
        *,
        builtin: bool = True,
        profile: str = "article",
        only: Collection[str] | None = None,
        skip: Collection[str] = (),
        language: str | None = None,
        protect: Iterable[str] = (),
        strict: bool = True,
    ) -> None:
        """Load packs: the built-in ones, unless ``builtin`` is false, and the files and folders of ``packs``.

        ``only`` and ``skip`` choose categories, ``language`` narrows to the packs of one language, and a line in which
        one of the regular expressions of ``protect`` is found stays. Raises ``PackError`` with all mistakes of the
        packs; unless ``strict``, packs with mistakes are left out and ``problems`` tells them. Raises ``ValueError``
        for an unknown profile or category.
        """
        if profile not in PROFILES:
            raise ValueError(f"unknown profile `{profile}`; known: {', '.join(PROFILES)}")
        paths = [*([builtin_folder()] if builtin else []), *packs]
        loaded = load_packs(paths)
        if strict and loaded.problems:
            raise PackError(loaded.problems)
        self.problems = loaded.problems
        self._key = loaded.key
        self.catalog = Catalog.of(loaded.packs, profile, only, skip)
        self._limits = PROFILES[profile]
        self._language = language
        self._protect: Patterns = tuple(map(Pattern, protect))
        self._engines: dict[tuple[str, ...], Engine] = {}

    def clean(self, text: str, url: str | None = None, language: str | None = None) -> Cleaned:
        """Clean one text. Its url chooses site packs, its language narrows the packs, both are optional."""
        return self._engine(url, language).clean(text)

    def examine(self, text: str, url: str | None = None, language: str | None = None) -> Examined:
        """Clean one text and say what nearly went as well."""
        return self._engine(url, language).examine(text)

    def _engine(self, url: str | None, language: str | None) -> Engine:
        packs = self.catalog.packs_for(language or self._language, host_of(url))
        names = tuple(pack.name for pack in packs)
        engine = self._engines.get(names)
        if engine is None:
            rules = self.catalog.rules_of(packs)
            engine = self._engines[names] = Engine(rules, self._limits, self._protect, self._prefilter(rules))
        return engine

    def _prefilter(self, rules: tuple[Rule, ...]) -> Prefilter | None:
        key = key_of([self._key, str(is_available()), *(rule.id for rule in rules)])
        return cached(f"prefilter-{key}", lambda: Prefilter.of(rules))

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_engines": {}}


def host_of(url: str | None) -> str | None:
    """The host of a url, also of one without a scheme; None where there is none.

    >>> host_of("https://www.example.com/a"), host_of("example.com"), host_of(None)
    ('www.example.com', 'example.com', None)
    """
    if not url:
        return None
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
