"""The examples of rules, run as tests.

A bare example is tried as a line of a host text, three lines of prose before and after it, at the top, in the middle
and at the end. What must go is tried with the rule alone and support granted, so that it proves the rule itself; what
must stay is tried against all rules that could meet it, in every place, alone, and beside a line that certainly goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from cleaner.engine import Engine, Limits
from cleaner.kinds import Phrase
from cleaner.prefilter import Prefilter
from cleaner.rule import ANYWHERE, Confidence, Rewrite, Rule

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
    """An example that does not hold: its rule, what was expected, and what happened."""

    rule: Rule
    what: str

    def __str__(self) -> str:
        return f"{self.rule.source}: {self.rule.id}: {self.what}"


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


def judge_of(rules: Iterable[Rule]) -> Engine:
    """An engine of all rules that near misses must survive; build it once, it takes a while."""
    together = {rule.id: rule for rule in (*rules, _marker_rule())}
    everything = tuple(together.values())
    return Engine(everything, _NO_CAP, prefilter=Prefilter.of(everything))


def failures(rules: Iterable[Rule], judge: Engine) -> Iterator[Failure]:
    """The examples of rules that do not hold, near misses by what the engine ``judge`` makes of them."""
    for rule in rules:
        yield from _removal_failures(rule)
        for example in rule.examples.keep:
            yield from _keep_failures(rule, example, judge)


def _removal_failures(rule: Rule) -> Iterator[Failure]:
    """Examples that the rule must remove, tried on it alone as if it were certain."""
    engine = Engine([replace(rule, confidence=Confidence.certain)], _NO_CAP)
    for example in rule.examples.remove:
        if isinstance(example, Rewrite):
            after = engine.clean(example.before).text
            if after != example.after:
                yield Failure(rule, f"a `remove` example should become {example.after!r} but becomes {after!r}")
        elif not any(_goes(engine, host, example) for host in HOSTS):
            yield Failure(rule, f"a `remove` example stays: {example!r}{_why_it_stays(rule, example)}")


def _goes(engine: Engine, host: Host, example: str) -> bool:
    return engine.clean(host.around(example)).text == host.without()


def _why_it_stays(rule: Rule, example: str) -> str:
    free = Engine([replace(rule, confidence=Confidence.certain, where=ANYWHERE)], _NO_CAP)
    if any(_goes(free, host, example) for host in HOSTS):
        return " (`where` admits it neither at the top, nor in the middle, nor at the end of a text)"
    return ""


def _keep_failures(rule: Rule, example: str, engine: Engine) -> Iterator[Failure]:
    for host in _KEEP_HOSTS:
        text = host.around(example)
        start = text.index(example.strip("\n"))
        end = start + len(example.strip("\n"))
        takers = [r for r in engine.clean(text).removals if r.start < end and r.end > start]
        if takers:
            yield Failure(rule, f"a `keep` example goes {host.name}, by {takers[0].rule}: {example!r}")
            return


def _marker_rule() -> Rule:
    return Rule(
        id="examples/marker",
        description="Stands for a certain removal beside an example.",
        kind="phrase",
        category="furniture",
        confidence=Confidence.certain,
        body=Phrase.of([_MARKER]),
    )
