"""The examples of rules, run as tests.

A bare example is tried as a line of a host text, three lines of prose before and after it, at the top, in the middle
and at the end. What must go is tried with the rule alone and support granted, so that it proves the rule itself; what
must stay is tried against all rules that could meet it, in every place, alone, and beside a line that certainly goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.cache import user_cache
from cleaner.engine import Engine, Limits
from cleaner.kinds import Phrase, Zone
from cleaner.kinds.patterns import patterns_by_key
from cleaner.packs import Pack, asked_by, changed
from cleaner.page import Page
from cleaner.prefilter import Prefilter
from cleaner.rule import ANYWHERE, OFF_BY_DEFAULT, Confidence, Rewrite, Rule

_HOST = (
    "The harbour office opened its doors again on Tuesday, after a winter in which the roof had to be mended twice.",
    "Two of the old cranes will stay where they are, because the town could not agree on who should take them down.",
    "A mason who worked on the first building came back to look at the new walls, and said that they were straight.",
    "Nobody could say when the last ship had been unloaded by hand, but several people remembered the noise of it.",
    "The work cost less than the council had feared, although the windows came late and in the wrong colour.",
    "In spring the school next door will plant lime trees along the quay, one for every class that helps.",
)
_MIDDLE = len(_HOST) // 2
_MARKER = "boilerplate that is certain to go"
_NO_CAP = Limits(cap_share=None)


class Failure(NamedTuple):
    """An example that does not hold: its rule, which example it is, what happened, and what to do."""

    rule: Rule
    example: tuple[str, int]
    what: str
    hint: str = ""


class Host(NamedTuple):
    """A text around an example, and what it is called."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def around(self, example: str) -> str:
        """The host text with the example in its place."""
        return "\n\n".join((*self.before, example.strip("\n"), *self.after)) + "\n"

    def without(self) -> str:
        """The host text without it."""
        return "\n\n".join((*self.before, *self.after)) + "\n"


HOSTS = (
    Host("at the top", (), _HOST),
    Host("in the middle", _HOST[:_MIDDLE], _HOST[_MIDDLE:]),
    Host("at the end", _HOST, ()),
)
_KEEP_HOSTS = (
    *HOSTS,
    Host("alone", (), ()),
    Host("below a certain removal", (*_HOST[:_MIDDLE], _MARKER), _HOST[_MIDDLE:]),
    Host("above a certain removal", _HOST, (_MARKER,)),
)


def judge_of(rules: Iterable[Rule], *, cache: bool = True) -> Engine:
    """An engine of all rules that near misses must survive; build it once, it takes a while."""
    together = {rule.id: rule for rule in (*rules, _marker_rule())}
    everything = tuple(together.values())
    return Engine(everything, _NO_CAP, prefilter=Prefilter(asked_by(everything, user_cache() if cache else None)))


def rules_to_prove(tested: Iterable[Pack], packs: Iterable[Pack]) -> Iterator[Rule]:
    """The rules of the tested packs, and those that they change, each with the examples of the change."""
    by_id = {rule.id: rule for pack in packs for rule in pack.rules}
    for pack in tested:
        yield from pack.rules
        for change in pack.changes:
            yield change.applied(by_id[change.target])._replace(source=change.source)


def rules_around(tested: Sequence[Pack], packs: Iterable[Pack]) -> list[Rule]:
    """The rules that near misses of the tested packs meet: theirs, of all categories, and those that are on by default.

    Packs of other sites and profiles are left out, and so is what the tested packs switch off.
    """
    extended = {name for pack in tested for name in pack.extends}
    active = [p for p in packs if p in tested or p.name in extended or not (p.hosts or p.base or p.profile)]
    rules = {r.id: r for p in active for r in p.rules if p in tested or r.category not in OFF_BY_DEFAULT}
    off = frozenset[str]().union(*(pack.off for pack in tested))
    return [rule for rule in changed(rules, active).values() if not off & {rule.id, rule.pack}]


def failures(rules: Iterable[Rule], judge: Engine) -> Iterator[Failure]:
    """The examples of rules that do not hold, near misses by what the engine ``judge`` makes of them."""
    for rule in rules:
        yield from _removal_failures(rule)
        for index, example in enumerate(rule.examples.keep):
            failure = _keep_failure(rule, index, example, judge)
            if failure:
                yield failure


def _removal_failures(rule: Rule) -> Iterator[Failure]:
    """Examples that the rule must remove, tried on it alone as if it were certain."""
    engine = _alone(rule._replace(confidence=Confidence.certain, support="beside"))
    for index, example in enumerate(rule.examples.remove):
        number = ("remove", index)
        if isinstance(example, Rewrite):
            after = engine.clean(example.before).text
            if after != example.after:
                yield Failure(
                    rule, number, f"the example of `{rule.id}` should become {example.after!r}, not {after!r}"
                )
        elif not any(_goes(engine, host, example) for host in HOSTS):
            yield Failure(rule, number, f"the example stays, but `{rule.id}` should remove it", _hint(rule, example))


def _alone(rule: Rule) -> Engine:
    return Engine([rule], _NO_CAP, zones=[rule] if isinstance(rule.body, Zone) else ())


def _goes(engine: Engine, host: Host, example: str) -> bool:
    return engine.clean(host.around(example)).text == host.without()


def _hint(rule: Rule, example: str) -> str:
    free = _alone(rule._replace(confidence=Confidence.certain, support="beside", where=ANYWHERE))
    if any(_goes(free, host, example) for host in HOSTS):
        return "`where` admits it neither at the top, nor in the middle, nor at the end of a text"
    return "`cleaner explain --rule` tells why a rule leaves a line"


def _keep_failure(rule: Rule, index: int, example: str, engine: Engine) -> Failure | None:
    for host in _KEEP_HOSTS:
        text = host.around(example)
        start = text.index(example.strip("\n"))
        end = start + len(example.strip("\n"))
        takers = [r for r in engine.clean(text).removals if r.start < end and r.end > start]
        if takers:
            what = f"the near miss of `{rule.id}` goes {host.name}, by `{takers[0].rule}` ({takers[0].because})"
            return Failure(rule, ("keep", index), what, "narrow that rule, or give it an `unless`")
    return None


def uncovered(rule: Rule) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The alternatives of a rule that are found in none of its examples: the place in the rule, and the pattern.

    Lists of phrases and labels are literal and say themselves what they find, so they count as one.
    """
    lines = [line for example in rule.examples.remove for line in _views(example)]
    for key, patterns in patterns_by_key(rule.body):
        for index, pattern in enumerate(patterns):
            if not any(pattern.search(line) for line in lines):
                yield (key, index), pattern.source


def _views(example: str | Rewrite) -> list[str]:
    text = example.before if isinstance(example, Rewrite) else example
    return [view.text for view in Page(text).views]


def _marker_rule() -> Rule:
    return Rule(
        id="examples/marker",
        description="Stands for a certain removal beside an example.",
        kind="phrase",
        category="furniture",
        confidence=Confidence.certain,
        body=Phrase.of([_MARKER]),
    )
