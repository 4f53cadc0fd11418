"""Changes that one pack makes to a rule of another: more phrases, fewer, another confidence, an exception.

A change is an edit of a finished rule, so it can hold for some documents and not for others, as that of a site's pack.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cleaner.pattern import Pattern
from cleaner.rule import NO_EXAMPLES, NOWHERE, Examples, Rule, Source

_LISTS = {
    "phrase": {"phrases": "keys"},
    "label": {"labels": "keys"},
    "line": {"pattern": "pattern", "all": "all"},
    "inline": {"pattern": "pattern"},
    "section": {"start": "start", "contains": "contains"},
    "list": {"headed-by": "headed_by"},
}
"""By kind, the lists that can be edited: as a pack writes them, and as the kind's class calls them."""


class MisfitError(Exception):
    """A change that the rule does not allow: at which key, why, and what to do."""

    def __init__(self, key: str, what: str, hint: str = "") -> None:
        super().__init__(key, what, hint)
        self.key, self.what, self.hint = key, what, hint


class Edit(NamedTuple):
    """Items of one list of a rule, added or taken away; ``written`` is each as its author wrote it."""

    key: str
    sign: str
    items: tuple[str | Pattern, ...]
    written: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(self.written)}"

    @property
    def name(self) -> str:
        """The key as it is written in a pack."""
        return self.key + self.sign

    def check(self, rule: Rule) -> None:
        """Raise ``MisfitError`` where the edit does not fit the rule as it was written."""
        known = {**_LISTS.get(rule.kind, {}), "unless": "unless"}
        if self.key not in known:
            hint = f"it has {', '.join(f'`{key}{self.sign}`' for key in known)}"
            raise MisfitError(self.name, f"`{rule.id}` is a {rule.kind} rule, which has no `{self.key}`", hint)
        present = self.list_of(rule)
        for item, written in zip(self.items, self.written, strict=True):
            if (item in present) == (self.sign == "+"):
                what = f"`{rule.id}` {'already has' if self.sign == '+' else 'does not have'} `{written}`"
                raise MisfitError(self.name, what, f"the rule is at {rule.source}")

    def applied(self, rule: Rule) -> Rule:
        """The rule with the list edited; what another pack added or took away before is as well."""
        if self.key == "unless":
            return rule._replace(unless=self._edited(rule.unless))
        body: Any = rule.body
        return rule._replace(body=body._replace(**{_LISTS[rule.kind][self.key]: self._edited(self.list_of(rule))}))

    def list_of(self, rule: Rule) -> Any:  # noqa: ANN401 - a frozen set of keys or a tuple of patterns
        """The list of a rule that the edit is of."""
        return rule.unless if self.key == "unless" else getattr(rule.body, _LISTS[rule.kind][self.key])

    def _edited(self, present: Any) -> Any:  # noqa: ANN401 - of the same type
        if self.sign == "+":
            return type(present)([*present, *(item for item in self.items if item not in present)])
        return type(present)(item for item in present if item not in self.items)


class Change(NamedTuple):
    """What a pack changes of a rule: edits of its lists, other values of its conditions, and examples that prove it."""

    target: str
    edits: tuple[Edit, ...] = ()
    values: tuple[tuple[str, Any], ...] = ()
    examples: Examples = NO_EXAMPLES
    source: Source = NOWHERE

    def check(self, rule: Rule) -> None:
        """Raise ``MisfitError`` where the change does not fit the rule as it was written."""
        for edit in self.edits:
            edit.check(rule)
        changed = self.applied(rule)
        for edit in self.edits:
            if edit.key != "unless" and not edit.list_of(changed):
                what = f"nothing is left of its `{edit.key}`"
                raise MisfitError(edit.name, what, f"switch the rule off: `off: {rule.id}`")

    def applied(self, rule: Rule) -> Rule:
        """The changed rule.

        It is proved by the examples of the change, and by the near misses of the rule, which must still stay.
        """
        for edit in self.edits:
            rule = edit.applied(rule)
        examples = Examples(self.examples.remove, (*self.examples.keep, *rule.examples.keep))
        return rule._replace(**dict(self.values), examples=examples)

    def __str__(self) -> str:
        parts = [str(edit) for edit in self.edits]
        parts += [f"{name.replace('_', '-')}: {getattr(value, 'name', value)}" for name, value in self.values]
        return "; ".join(parts)
