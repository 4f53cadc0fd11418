"""A folder of learnt packs, which a person edits, and what was proposed and decided, so that nothing is asked twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cleaner.batch.atomic import replacing
from cleaner.batch.drafted import add_rule
from cleaner.batch.judged import change_rules, written_rules
from cleaner.batch.learning import Site
from cleaner.drafting import as_yaml
from cleaner.engine import DEFAULT_LIMITS
from cleaner.learn import Decisions, Learnt, Near, names_of, near_names, unproposed, without
from cleaner.packs import PackError, parse_pack
from cleaner.user_error import UserError

PROPOSED = "proposed.json"
"""The names of all that was ever proposed, beside the packs."""

NEAR = "near"
"""The folder for lines that were nearly learnt."""

DECISIONS = "decisions.json"
"""What a person decided in a review, beside the packs."""


class Added(NamedTuple):
    """What was written for a site: how many rules are new, and which lines were near and not judged yet."""

    path: Path
    rules: int
    near: list[Near]


class Pack(NamedTuple):
    """The pack of a site as it stands: what it says of itself, its rules as they are written, and what was accepted."""

    about: dict[str, Any]
    rules: list[dict[str, Any]]
    accepted: frozenset[str]


class Shelf:
    """A folder of learnt packs. A person edits them; what was proposed once is not proposed again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / PROPOSED
        self._proposed: dict[str, list[str]] = {}
        if self._path.exists():
            self._proposed = json.loads(self._path.read_text(encoding="utf-8"))
        self._decisions = Decisions()
        if (folder / DECISIONS).exists():
            self._decisions = Decisions.read(folder / DECISIONS)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever proposed here."""
        return not self._proposed

    def put(self, site: Site, learnt: Learnt) -> Added:
        """Write what is new of a site: a new pack, or rules added to the one that is there."""
        path = self._pack_path(site.name)
        known = self._known(site.name)
        rules = [rule for rule in unproposed(learnt.rules, known) if is_sound(rule)]
        self._add(site.name, _about(site, learnt), rules)
        near = [one for one in learnt.near if known.isdisjoint(near_names(one.text))]
        _write_near(self._folder / NEAR / f"{site.name}.tsv", near)
        self._note(site.name, {name for rule in rules for name in names_of(rule)})
        return Added(path, len(rules), near)

    def pack(self, site: Site) -> Pack:
        """The pack of a site as it stands, of which there may be none yet."""
        path = self._pack_path(site.name)
        about = _about(site)
        if path.exists():
            written = yaml.safe_load(path.read_text(encoding="utf-8"))
            about = {key: value for key, value in written.items() if key != "rules"}
        return Pack(about, self._written(site.name), frozenset(self._decisions.of(site.name).accepted))

    def decide(self, decisions: Decisions) -> tuple[int, int]:
        """Take decisions in: what was rejected goes from the packs, what was taken in comes into them.

        Gives how many rules were changed or dropped, and how many were added. Raises ``UserError`` where what was taken
        in is no rule.
        """
        for name, one in decisions.sites.items():
            if not all(map(is_sound, one.taken)):
                raise UserError(f"what was taken in for {name} is no rule that a pack may have; nothing was done")
        changed = added = 0
        for name, one in sorted(decisions.sites.items()):
            path = self._pack_path(name)
            if path.exists():
                changed += change_rules(path, lambda rule, rejected=one.rejected: without(rule, rejected))  # type: ignore[misc]
            there = {name for rule in self._written(name) for name in names_of(rule)}
            taken = unproposed(one.taken, there)
            self._add(name, _about(Site(name, one.is_host)), taken)
            added += len(taken)
            self._note(name, {*one.rejected, *one.accepted, *(each for rule in one.taken for each in names_of(rule))})
        self._decisions.add(decisions)
        _write(self._folder / DECISIONS, str(self._decisions))
        return changed, added

    def _pack_path(self, name: str) -> Path:
        return self._folder / f"{name}.yaml"

    def _written(self, name: str) -> list[dict[str, Any]]:
        path = self._pack_path(name)
        return written_rules(path) if path.exists() else []

    def _known(self, name: str) -> set[str]:
        """The names of all that was proposed of a site, and of what its pack says by now."""
        known = set(self._proposed.get(name, ()))
        with suppress(PackError):  # with mistakes in it a pack can stay as it is until there is something to add
            known.update(each for rule in self._written(name) for each in names_of(rule))
        return known

    def _add(self, name: str, about: dict[str, Any], rules: Sequence[dict[str, Any]]) -> None:
        path = self._pack_path(name)
        if rules and path.exists():
            for rule in rules:
                add_rule(path, rule)
        elif rules:
            _write(path, _as_pack(about, rules))

    def _note(self, name: str, proposed: set[str]) -> None:
        proposed.update(self._proposed.get(name, ()))
        if proposed:
            self._proposed[name] = sorted(proposed)
            _write(self._path, json.dumps(self._proposed, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _about(site: Site, learnt: Learnt | None = None) -> dict[str, Any]:
    """What a pack says of itself; a cap, only where its rules take more than any other document may lose."""
    origin = f", learnt from {learnt.documents} documents" if learnt else ""
    is_more = site.is_host and learnt and learnt.cap > (DEFAULT_LIMITS.cap_share or 1)
    return {
        "pack": f"learned/{site.name}",
        "description": f"What recurs on {site.name}{origin}.",
        **({"site": [site.name]} if site.is_host else {}),
        **({"cap": f"{learnt.cap:.0%}"} if learnt and is_more else {}),
    }


def _as_pack(about: dict[str, Any], rules: Sequence[dict[str, Any]]) -> str:
    return yaml.safe_dump(about, allow_unicode=True, sort_keys=False) + "rules:\n" + "".join(map(as_yaml, rules))


def is_sound(rule: dict[str, Any]) -> bool:
    """Whether a rule is one that a pack may have: a corpus can say what no pattern may."""
    return not parse_pack(_as_pack(_about(Site("sound", True)), [rule]), "learned.yaml")[1]


def _write_near(path: Path, found: Sequence[Near]) -> None:
    if found:
        lines = (f"{near.documents}\t{near.why}\t{near.text}\n" for near in found)
        path.parent.mkdir(exist_ok=True)
        _write(path, "".join(lines))
    else:
        path.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    with replacing(path, like=path if path.exists() else None) as file:
        file.write(text.encode("utf-8", "replace"))
