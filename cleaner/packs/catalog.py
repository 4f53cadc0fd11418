"""Which rules apply: by profile, category, language and site."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cleaner.packs.pack import Pack
from cleaner.rule import CATEGORIES, OFF_BY_DEFAULT, Rule


@dataclass(frozen=True)
class Catalog:
    """The packs of a profile and the categories that are wanted."""

    packs: tuple[Pack, ...]
    categories: frozenset[str]

    @classmethod
    def of(
        cls,
        packs: Iterable[Pack],
        profile: str,
        only: Collection[str] | None = None,
        skip: Collection[str] = (),
    ) -> Catalog:
        """Choose the packs of a profile; without ``only`` the categories are all that are on by default.

        Raises ``ValueError`` for a category that does not exist.
        """
        unknown = sorted({*(only or ()), *skip} - CATEGORIES.keys())
        if unknown:
            raise ValueError(f"unknown category `{unknown[0]}`; known: {', '.join(CATEGORIES)}")
        wanted = frozenset(CATEGORIES) - OFF_BY_DEFAULT if only is None else frozenset(only)
        return cls(tuple(pack for pack in packs if pack.profile in (None, profile)), wanted - frozenset(skip))

    def packs_for(self, language: str | None, host: str | None) -> tuple[Pack, ...]:
        """The packs that apply to a document in a language, from a host."""
        return tuple(pack for pack in self.packs if pack.reads(language) and pack.serves(host))

    def rules_of(self, packs: Iterable[Pack]) -> tuple[Rule, ...]:
        """The rules of the wanted categories, by id, so that no result depends on the order of the packs."""
        rules = [rule for pack in packs for rule in pack.rules if rule.category in self.categories]
        return tuple(sorted(rules, key=lambda rule: rule.id))
