"""Which rules apply: by profile, category, language and site, with what packs change of each other.

Packs have an order of precedence: built-in, installed, one's own in the order given, in a folder by path. Of two
changes of the same condition the later holds, and what is added or taken away adds up. What is switched off stays off,
whoever changes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from cleaner.packs.change import Change
from cleaner.packs.pack import Pack
from cleaner.packs.problem import did_you_mean
from cleaner.packs.stored import Stored, StoredRules
from cleaner.rule import CATEGORIES, OFF_BY_DEFAULT, Rule
from cleaner.settings import SettingError


class Catalog(NamedTuple):
    """The packs of a profile, the categories that are wanted, and the rules and packs that are switched off."""

    packs: tuple[Pack, ...]
    categories: frozenset[str]
    off: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        packs: Iterable[Pack],
        profile: str,
        only: Collection[str] | None = None,
        skip: Collection[str] = (),
        off: Collection[str] = (),
    ) -> Catalog:
        """Choose the packs of a profile; without ``only`` the categories are all that are on by default.

        Raises ``ValueError`` for a category that does not exist, and for a name in ``off`` that no rule or pack has.
        """
        packs = tuple(packs)
        _check_known("only", "category", only or (), CATEGORIES)
        _check_known("skip", "category", skip, CATEGORIES)
        if off:
            names = {pack.name for pack in packs} | {one.id for pack in packs for one in _stored(pack)}
            _check_known("off", "rule or pack", off, names)
        wanted = frozenset(CATEGORIES) - OFF_BY_DEFAULT if only is None else frozenset(only)
        chosen = tuple(pack for pack in packs if pack.profile in (None, profile))
        return cls(chosen, wanted - frozenset(skip), frozenset(off))

    def packs_for(self, language: str | None, host: str | None) -> tuple[Pack, ...]:
        """The packs that apply to a document in a language, from a host."""
        return tuple(pack for pack in self.packs if not pack.base and pack.reads(language) and pack.serves(host))

    def rules_of(self, packs: Iterable[Pack]) -> StoredRules:
        """The rules that hold where these packs do, by id, so that no result depends on the order of the packs."""
        active = with_bases(packs, self.packs)
        rules = {one.id: one for pack in active for one in _stored(pack)}
        targets = {change.target for change in changes_of(active)} & rules.keys()
        edited = changed({target: rules[target].rule for target in targets}, active)
        rules |= {target: Stored.of(rule) for target, rule in edited.items()}
        off = self.off.union(*(pack.off for pack in active))
        wanted = [one for one in rules.values() if one.category in self.categories]
        return StoredRules(sorted(one for one in wanted if not off & {one.id, one.pack}))


def with_bases(packs: Iterable[Pack], among: Iterable[Pack]) -> list[Pack]:
    """The packs and those that they extend, in the order of their precedence."""
    by_name = {pack.name: pack for pack in among}
    names: set[str] = set()
    waiting = [pack.name for pack in packs]
    while waiting:
        name = waiting.pop()
        if name not in names and name in by_name:
            names.add(name)
            waiting += by_name[name].extends
    return [pack for pack in by_name.values() if pack.name in names]


def _stored(pack: Pack) -> tuple[Stored, ...]:
    return StoredRules.of(pack.rules).stored


def changed(rules: dict[str, Rule], packs: Iterable[Pack]) -> dict[str, Rule]:
    """The rules with the changes that packs make to them, one after the other."""
    rules = dict(rules)
    for change in changes_of(packs):
        if change.target in rules:
            rules[change.target] = change.applied(rules[change.target])
    return rules


def changes_of(packs: Iterable[Pack]) -> Iterator[Change]:
    """All changes, in the order of precedence."""
    return (change for pack in packs for change in pack.changes)


def _check_known(setting: str, what: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in sorted(set(names) - set(known)):
        hint = did_you_mean(name, known, "`cleaner rules list` names them all")
        raise SettingError(setting, name, f"unknown {what} `{name}`; {hint}")
