"""From the checked keys of a `zone` rule to the zone."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.kinds import Looks, Zone
from cleaner.packs.problem import did_you_mean
from cleaner.packs.schema import LookKeys, LooksKeys, ZoneKeys
from cleaner.packs.yaml_source import Place
from cleaner.zone import FIRST_LOOK, SECOND_LOOK, Look, Words


def zone_of(keys: ZoneKeys) -> Zone:
    """The zone that the keys describe."""
    return Zone(
        indented=_looks(keys.layouts.indented),
        flat=_looks(keys.layouts.flat),
        reach=keys.reach,
        keep_from=keys.keep_from,
        menu=keys.menu,
        short_lines=keys.short_lines,
        words=Words(
            **{name: frozenset(word.casefold() for word in words) for name, words in keys.vocabulary if words},
        ),
    )


def unknown_features(keys: ZoneKeys) -> Iterator[tuple[Place, str, str]]:
    """The places of features that do not exist, below the rule, each with what is wrong and a hint."""
    for layout, looks in keys.layouts:
        for look, known in (("first", FIRST_LOOK), ("second", SECOND_LOOK)):
            for name in getattr(looks, look).features:
                if name not in known:
                    place = ("layouts", layout, look, "features", name)
                    yield place, f"unknown feature `{name}`", did_you_mean(name, known)


def _looks(keys: LooksKeys) -> Looks:
    return Looks(_look(keys.first), _look(keys.second))


def _look(keys: LookKeys) -> Look:
    return Look(keys.bias, dict(keys.features))
