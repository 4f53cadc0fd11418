"""Whether packs fit together: what one says of another is true, and no rule is there twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.packs.build import bound_problem, short_phrases
from cleaner.packs.change import Change, MisfitError
from cleaner.packs.pack import Pack
from cleaner.packs.problem import Problem, did_you_mean
from cleaner.packs.stored import Stored, StoredRules
from cleaner.packs.yaml_source import Place, YamlSource
from cleaner.rule import Confidence, Rule

_LISTED = "`cleaner rules list` names those that are there"


class Draft(NamedTuple):
    """A pack that is right in itself, and the file that it was read from, as long as that is of use."""

    pack: Pack
    source: YamlSource | None

    def stored(self) -> Draft:
        """With rules as they are stored, and without the file of a pack that says nothing of others.

        All files with all places in them, and all rules as objects, take ten times as much room.
        """
        pack = self.pack._replace(rules=StoredRules.of(self.pack.rules))
        speaks_of_others = pack.extends or pack.off or pack.changes
        return Draft(pack, self.source if speaks_of_others else None)


def composed(drafts: Iterable[Draft]) -> tuple[tuple[Pack, ...], list[Problem]]:
    """The packs that fit together, and the problems of those that do not.

    A pack that is left out can leave others behind that speak of it, so it is looked at until all fit.
    """
    kept, problems = _defined_once(drafts)
    while True:
        known = _Known.of(kept)
        found = [(draft, list(known.problems_of(draft))) for draft in kept]
        if not any(wrong for _, wrong in found):
            return tuple(draft.pack for draft in kept), problems
        problems += [problem for _, wrong in found for problem in wrong]
        kept = [draft for draft, wrong in found if not wrong]


def _defined_once(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Problem]]:
    kept: list[Draft] = []
    problems: list[Problem] = []
    first: dict[str, Stored] = {}
    for draft in drafts:
        rules = StoredRules.of(draft.pack.rules).stored
        wrong = [
            Problem(*one.rule.source, f"the rule `{one.id}` is defined twice", _first_is_at(first[one.id].rule))
            for one in rules
            if one.id in first
        ]
        problems += wrong
        if not wrong:
            kept.append(draft)
            first.update({one.id: one for one in rules})
    return kept, problems


def _first_is_at(rule: Rule) -> str:
    return f"the first is at {rule.source}; rename the pack or the rule"


class _Known(NamedTuple):
    """What packs can speak of: rules by id, and packs by name."""

    rules: dict[str, Stored]
    packs: dict[str, Pack]

    @classmethod
    def of(cls, drafts: Sequence[Draft]) -> _Known:
        rules = {one.id: one for draft in drafts for one in StoredRules.of(draft.pack.rules).stored}
        return cls(rules, {draft.pack.name: draft.pack for draft in drafts})

    def problems_of(self, draft: Draft) -> Iterator[Problem]:
        pack, source = draft
        if source is None:
            return
        for place, name in _named(source, "extends"):
            if name not in self.packs:
                hint = did_you_mean(name, self.packs, _LISTED)
                if name in self.rules:
                    hint = "that is a rule: change it in `rules`, with `- extends: …`"
                yield source.problem(place, f"there is no pack `{name}`", hint)
            elif self._extends_itself(name, pack.name):
                who = "a pack" if name == pack.name else f"`{name}` extends this pack in turn, and a pack"
                yield source.problem(place, f"{who} can't extend itself")
        for place, name in _named(source, "off"):
            if name not in self.packs and name not in self.rules:
                hint = did_you_mean(name, [*self.packs, *self.rules], _LISTED)
                yield source.problem(place, f"there is no rule or pack `{name}` to switch off", hint)
        for place, change in _changes(source, pack):
            yield from self._problems_of_change(source, place, change)

    def _extends_itself(self, name: str, pack: str) -> bool:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            at = waiting.pop()
            if at == pack:
                return True
            if at in self.packs and at not in seen:
                seen.add(at)
                waiting += self.packs[at].extends
        return False

    def _problems_of_change(self, source: YamlSource, place: Place, change: Change) -> Iterator[Problem]:
        if change.target not in self.rules:
            hint = did_you_mean(change.target, self.rules, _LISTED)
            if change.target in self.packs:
                hint = "that is a pack: name one of its rules, or write `extends` at the top of this one"
            yield source.problem((*place, "extends"), f"there is no rule `{change.target}` to change", hint)
            return
        rule = self.rules[change.target].rule
        try:
            change.check(rule)
        except MisfitError as error:
            yield source.problem((*place, error.key), error.what, error.hint, at_key=True)
            return
        changed = change.applied(rule)
        if changed.confidence is Confidence.certain and changed.category != "promo":
            before = short_phrases(rule.body) if rule.confidence is Confidence.certain else ()
            for key in sorted({*short_phrases(changed.body)} - {*before}):
                yield source.problem(place, f"`{key}` is too short for `{rule.id}` to be certain", "let it be likely")
        unbounded = bound_problem(changed)
        if unbounded and not bound_problem(rule):
            yield source.problem(place, *unbounded)


def _named(source: YamlSource, key: str) -> Iterator[tuple[Place, str]]:
    """The names of a list in the head of a pack, each with its place."""
    value = source.value.get(key) if isinstance(source.value, dict) else None
    for index, name in enumerate([value] if isinstance(value, str) else value or ()):
        yield (key, index), name


def _changes(source: YamlSource, pack: Pack) -> Iterator[tuple[Place, Change]]:
    """The changes of a pack, each with its place."""
    rules = source.value.get("rules", []) if isinstance(source.value, dict) else []
    places = [("rules", index) for index, rule in enumerate(rules) if "extends" in rule]
    return zip(places, pack.changes, strict=True)
