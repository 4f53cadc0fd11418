"""Cleaning as a library: packs and an engine behind one object."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import regex

from cleaner.cache import cached, user_cache
from cleaner.engine import Engine, Examined, Limits
from cleaner.packs import Catalog, Pack, PackError, StoredRules, asked_by, load_packs, sources_of_packs
from cleaner.pattern import Pattern, Patterns
from cleaner.prefilter import Prefilter
from cleaner.removal import Cleaned
from cleaner.rule import Rule
from cleaner.settings import SettingError

if TYPE_CHECKING:
    from cleaner.scan import Scan

_REMEMBERED = 10_000
_LANGUAGE = regex.compile(r"\p{L}{2,3}(?:[-_][\p{L}\p{N}]+)*")
PROFILES = {"article": Limits(), "dump": Limits(cap_share=None)}
"""The profiles, and the limits of each."""

REPEATABLE = frozenset({"article"})
"""The profiles in which cleaning a cleaned text changes nothing."""


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
        installed: bool = True,
        profile: str = "article",
        only: Collection[str] | None = None,
        skip: Collection[str] = (),
        off: Collection[str] = (),
        language: str | None = None,
        protect: Iterable[str] = (),
        strict: bool = True,
        cache: bool = True,
    ) -> None:
        """Load packs: the built-in ones, those of installed distributions, and the files and folders of ``packs``.

        ``builtin`` and ``installed`` leave the former out. ``only`` and ``skip`` choose categories, ``off`` names rules
        and packs to switch off, ``language`` narrows to the packs of one language, and a line in which one of the
        regular expressions of ``protect`` is found stays. Raises ``PackError`` with all mistakes of the packs; unless
        ``strict``, packs with mistakes are left out and ``problems`` tells them. Raises ``ValueError`` for an unknown
        profile, category or name, for what is no code of a language, and for a protection that is no regular
        expression. Without ``cache`` nothing is read from the user's cache, nor stored there.
        """
        if language is not None and not _LANGUAGE.fullmatch(language):
            problem = f"`{language}` is no language code; write it as in `de` or `de-AT`"
            raise SettingError("language", language, problem)
        if profile not in PROFILES:
            raise SettingError("profile", profile, f"unknown profile `{profile}`; known: {', '.join(PROFILES)}")
        loaded = load_packs(sources_of_packs(packs, builtin=builtin, installed=installed, cache=cache), cache=cache)
        if strict and loaded.problems:
            raise PackError(loaded.problems)
        self.problems = loaded.problems
        self.profile = profile
        self._key = loaded.key
        self._cache = cache
        self.catalog = Catalog.of(loaded.packs, profile, only, skip, off)
        self._limits = PROFILES[profile]
        self._language = language
        self._protect = _protections(protect)
        protections = [pattern.source for pattern in self._protect]
        self._choices = (profile, only and sorted(only), sorted(skip), sorted(off), language, protections)
        self._engines: dict[tuple[str, ...], Engine] = {}  # by the names of their packs
        self._chosen: dict[tuple[str | None, str | None], Engine] = {}  # by language and host

    @property
    def fingerprint(self) -> str:
        """Differs where another cleaner could clean differently: by its packs' contents or by what was chosen."""
        return f"{self._key} {self._choices}"

    def clean(self, text: str, url: str | None = None, language: str | None = None) -> Cleaned:
        """Clean one text. Its url chooses site packs, its language narrows the packs, both are optional."""
        return self._engine(url, language).clean(text)

    def examine(self, text: str, url: str | None = None, language: str | None = None) -> Examined:
        """Clean one text and say what nearly went as well: what lacked support, and what an exception saved.

        Where lines are scored, each line's sum is told too.
        """
        from cleaner.diagnosis import saved_by_exceptions  # for people, who can wait for it

        engine = self._engine(url, language)
        cleaned, unsupported, _ = engine.examine(text)
        saved = saved_by_exceptions(engine.candidates, self._protect, text, cleaned)
        return Examined(cleaned, tuple(sorted((*unsupported, *saved))), engine.sums(text))

    def rules(self, url: str | None = None, language: str | None = None) -> Sequence[Rule]:
        """The rules that hold for a text from a url, in a language."""
        return self._engine(url, language).rules

    def _engine(self, url: str | None, language: str | None) -> Engine:
        asked = language or self._language, host_of(url)
        engine = self._chosen.get(asked)
        if engine is None:
            if len(self._chosen) >= _REMEMBERED:  # a corpus can be of a million hosts
                self._chosen.clear()
            engine = self._chosen[asked] = self._choose(*asked)
        return engine

    def _choose(self, language: str | None, host: str | None) -> Engine:
        packs = self.catalog.packs_for(language, host)
        names = tuple(pack.name for pack in packs)
        engine = self._engines.get(names)
        if engine is None:
            rules = self.catalog.rules_of(packs)
            prefilter = self._prefilter(names, rules)
            limits = _limits_of(packs, self._limits)
            engine = Engine(rules, limits, self._protect, prefilter, zones_of(packs, rules))
            self._engines[names] = engine
        return engine

    def _prefilter(self, names: Iterable[str], rules: StoredRules) -> Prefilter:
        catalog = self.catalog  # with the packs, all that the choice of the rules depends on
        parts = [self._key, *sorted(catalog.categories), "-", *sorted(catalog.off), "-", *names]
        key, folder = "\n".join(parts), user_cache() if self._cache else None

        def keep(make: Callable[[], Scan]) -> Scan:
            from cleaner.scan import library  # the first text that is not little asks for it

            return cached("scan", f"{library()}\n{key}", make, folder)

        prefilter = cached("prefilter", key, lambda: Prefilter(asked_by(rules, folder)), folder)
        prefilter.finder.kept_by(keep)
        return prefilter

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_engines": {}, "_chosen": {}}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._engines, self._chosen = _arrived.setdefault(self.fingerprint, ({}, {}))


_arrived: dict[str, tuple[dict[tuple[str, ...], Engine], dict[tuple[str | None, str | None], Engine]]] = {}
"""The engines of cleaners that came from other processes, which may send one with each task."""


def zones_of(packs: Iterable[Pack], rules: StoredRules) -> tuple[Rule, ...]:
    """The zones among the rules; only packs of a profile have them, so that no other rule need be read."""
    names = {pack.name for pack in packs if pack.profile}
    return tuple(one.rule for one in rules.stored if one.pack in names and one.rule.kind == "zone")


def _limits_of(packs: Iterable[Pack], limits: Limits) -> Limits:
    """The limits of a profile, with the cap of the packs that know a site's pages."""
    caps = [pack.cap for pack in packs if pack.cap is not None]
    return limits._replace(cap_share=max(caps)) if caps and limits.cap_share is not None else limits


def _protections(sources: Iterable[str]) -> Patterns:
    patterns = tuple(map(Pattern, sources))
    for pattern in patterns:
        try:
            matches_everything = bool(pattern.compiled.search(""))
        except regex.error as error:
            raise _bad_protection(pattern, f"is no regular expression: {error}") from None
        if matches_everything:
            raise _bad_protection(pattern, "matches every line, so nothing would be removed")
    return patterns


def _bad_protection(pattern: Pattern, problem: str) -> SettingError:
    return SettingError("protect", pattern.source, f"the protection `{pattern.source}` {problem}")


def host_of(url: str | None) -> str | None:
    """The host of a url, also of one without a scheme; None where there is none.

    >>> host_of("https://www.example.com/a"), host_of("example.com"), host_of(None)
    ('www.example.com', 'example.com', None)
    """
    if not url:
        return None
    from urllib.parse import urlsplit

    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
