"""What is doubtful in rules that are right in form: the advice of an experienced author.

A *warning* names what will cost text, time or trust; a *note* what could be better. Nothing here depends on a corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

import regex

from cleaner.kinds import Label, LinePattern, ListRow, Phrase, Section
from cleaner.kinds.patterns import patterns_by_key
from cleaner.kinds.phrase import phrase_key
from cleaner.packs.yaml_source import Place
from cleaner.pattern import Pattern, Patterns
from cleaner.rule import Confidence, Rule
from cleaner.view import fold

_ORDINARY_LINES = (
    "Yes.",
    "2.",
    "1987",
    "Lisbon",
    "- Milk",
    "* * *",
    "CHAPTER TWO",
    "Anna Berg",
    "by Anna Berg",
    "Monday 4 May, 19.30",
    "Rovers 2 United 1",
    "200 g butter, softened",
    "What happens next?",
    '"We never left," she said.',
    "Council votes to keep the library open",
    "Der Rat stimmt am Montag ab",
    "Le conseil se réunit lundi à dix heures",
    "El puente se abrió de nuevo en marzo",
    "Мост снова открыли в марте",
    "委員会は月曜日に開かれた",
    "The council voted on Monday to keep the library open through the winter, despite the cost of the new roof.",
)
"""Lines of articles of all sorts. A pattern that is found in one of them takes more than boilerplate."""

_TOKEN = regex.compile(
    r"(?P<repeat>[*+]|\{\d*,\})[+?]?|(?P<bounded>\?|\{\d+(?:,\d+)?\})[+?]?"
    r"|(?P<open>\((?:\?[^:)=!<>]*:|\?<?[=!]|\?P?<\w+>|\?>)?)|(?P<close>\))"
    r"|(?P<fixed>\\[^\w]|\\s|\[[^\w\\^\]]+\]|[^\\\[.|^$])|(?P<other>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.)",
    regex.DOTALL,
)

Severity = Literal["warning", "note"]


class Advice(NamedTuple):
    """What is doubtful: the rule, where in it, what it is, what to do, and how much it matters."""

    rule: Rule
    place: Place
    what: str
    hint: str
    severity: Severity = "warning"


def advice(
    rules: Iterable[Rule], others: Iterable[Rule], written: Callable[[Rule], dict[str, Any]], today: date
) -> Iterator[Advice]:
    """What is doubtful in rules, rule by rule.

    ``others`` are rules that hold at the same time; ``written`` gives a rule as its author wrote it.
    """
    likely = _first_likely(others)
    for rule in rules:
        yield from _on_patterns(rule)
        yield from _on_breadth(rule)
        yield from _on_phrases(rule, written(rule))
        yield from _on_age(rule, today)
        yield from _on_mutual_support(rule, likely)


def has_nested_quantifier(source: str) -> bool:
    r"""Whether a part that repeats without end repeats a part that does, with nothing fixed to tell them apart.

    Such a pattern can match in endlessly many ways, and tries them all where it does not match.

    >>> has_nested_quantifier(r"^(?:x+x+)+y$"), has_nested_quantifier(r"^\w+(?: \w+)+$")
    (True, False)
    """
    groups = [_Group()]
    tokens = list(_TOKEN.finditer(source))
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        repeats = following is not None and following.lastgroup == "repeat"
        stands_once = following is None or following.lastgroup not in ("repeat", "bounded")
        match token.lastgroup:
            case "open":
                groups.append(_Group())
            case "close" if len(groups) > 1:
                closed = groups.pop()
                if repeats and closed.repeats and not closed.has_fixed_part:
                    return True
                groups[-1].repeats |= repeats or closed.repeats
                groups[-1].has_fixed_part |= stands_once and closed.has_fixed_part
            case "fixed" if stands_once:
                groups[-1].has_fixed_part = True
            case _:
                groups[-1].repeats |= repeats
    return False


@dataclass
class _Group:
    """What is known of an open group."""

    repeats: bool = False
    has_fixed_part: bool = False


def _patterns_of(rule: Rule) -> Iterator[tuple[str, Patterns]]:
    yield from patterns_by_key(rule.body)
    if isinstance(rule.body, Section) and isinstance(rule.body.until, Pattern):
        yield "until", (rule.body.until,)
    yield "unless", rule.unless


def _on_patterns(rule: Rule) -> Iterator[Advice]:
    for key, patterns in _patterns_of(rule):
        for index, pattern in enumerate(patterns):
            if has_nested_quantifier(pattern.source):
                what = "a repeated part is repeated within itself, which can take time without end"
                yield Advice(rule, (key, index), what, "let only one of the two repeat")
    if None in rule.body.triggers:
        what = "no literal can be looked for, so the rule is tried on every line of every text"
        yield Advice(rule, (), what, "let each pattern contain a word", "note")


def _on_breadth(rule: Rule) -> Iterator[Advice]:
    if rule.confidence is Confidence.hint or rule.support == "both-sides":
        return  # they say where something else stands, and take nothing by themselves
    if isinstance(rule.body, (ListRow, Phrase, Label)):
        return
    required = rule.body.all if isinstance(rule.body, LinePattern) else ()
    key, patterns = next(_patterns_of(rule))
    for index, pattern in enumerate(patterns):
        for line in _ORDINARY_LINES:
            if pattern.search(line) and all(other.search(line) for other in required):
                what = f"the pattern is found in an ordinary line: `{line}`"
                yield Advice(rule, (key, index), what, "name the words that make it boilerplate")
                break


def _on_phrases(rule: Rule, written: dict[str, Any]) -> Iterator[Advice]:
    for key in ("phrases", "labels"):
        first: dict[str, str] = {}
        for index, phrase in enumerate(written.get(key, ())):
            said = phrase_key(fold(phrase))
            if said in first:
                what = f"`{phrase}` says the same as `{first[said]}`: case and edge punctuation are ignored"
                yield Advice(rule, (key, index), what, "drop one of them")
            first.setdefault(said, phrase)


def _on_age(rule: Rule, today: date) -> Iterator[Advice]:
    if rule.expires and date.fromisoformat(rule.expires) < today:
        what = f"the rule expired on {rule.expires}"
        yield Advice(rule, ("expires",), what, "see whether it is still needed, then drop it or give it a later date")


def _on_mutual_support(rule: Rule, likely: dict[str, Rule]) -> Iterator[Advice]:
    for key in sorted(_likely_keys(rule)):
        other = likely.setdefault(key, rule)
        if other.id != rule.id:
            what = f"`{key}` is likely here and in `{other.id}`, so the two support each other"
            yield Advice(rule, (), what, "leave it to one of them, or it goes as if it were certain")


def _first_likely(rules: Iterable[Rule]) -> dict[str, Rule]:
    first: dict[str, Rule] = {}
    for rule in rules:
        for key in _likely_keys(rule):
            first.setdefault(key, rule)
    return first


def _likely_keys(rule: Rule) -> frozenset[str]:
    if rule.confidence is Confidence.likely and isinstance(rule.body, (Phrase, Label)):
        return rule.body.keys
    return frozenset()
