"""What was learnt of a site, piece by piece, with the places in its documents where each piece would take something."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from cleaner.document import Document
from cleaner.engine import Engine, Limits
from cleaner.learn.proposal import items_of, names_of, says
from cleaner.packs import parse_pack
from cleaner.prefilter import Prefilter
from cleaner.reports.excerpt import Excerpt, excerpt
from cleaner.reports.review import Candidate, Item
from cleaner.rule import Confidence, Rule

_EXCERPTS = 3
_KINDS = {"phrase": "phrases", "line": "pattern", "section": "start"}
_UNBOUND = Limits(cap_share=None)

Written = dict[str, Any]


class Seen:
    """For each of some pieces in how many documents it takes something, and some of the places."""

    def __init__(self, pieces: Sequence[Written], documents: Iterable[Document]) -> None:
        self.found = [0] * len(pieces)
        self.excerpts: list[list[Excerpt]] = [[] for _ in pieces]
        rules = list(_rules(pieces))
        engine = Engine(rules, _UNBOUND, prefilter=Prefilter.of(rules))
        for document in documents:
            self._look(document, engine)

    def _look(self, document: Document, engine: Engine) -> None:
        removals = engine.clean(document.text).removals
        for name in {name for removal in removals for name in (removal.rule, *removal.also)}:
            at = int(name.rpartition("/p")[2])
            self.found[at] += 1
            if len(self.excerpts[at]) < _EXCERPTS:
                self.excerpts[at].append(excerpt(document.id or "", document.text, removals, name))


def candidates(
    rules: Sequence[Written],
    near: Sequence[tuple[Written, str, Collection[str]]],
    accepted: Collection[str],
    documents: Sequence[Document],
) -> tuple[Candidate, ...]:
    """The rules of a site, and those that lines would become that were nearly learnt: each with a reason and names."""
    pieces = [piece for rule in (*rules, *(rule for rule, *_ in near)) for piece in _pieces(rule)]
    seen = Seen(pieces, documents)
    numbers = iter(range(len(pieces)))

    def item(rule: Written, names: Collection[str], written: str) -> Item:
        at = next(numbers)
        excerpts = tuple(seen.excerpts[at])
        said = next((one.taken for one in excerpts), "") or written
        return Item(tuple(names), written, said, seen.found[at], excerpts, any(name in accepted for name in names))

    proposed = [
        Candidate(
            rule,
            tuple(item(rule, [name], piece) for name, piece in zip(names_of(rule), items_of(rule), strict=False)),
            tuple(_owners(rule)),
        )
        for rule in rules
    ]
    nearly = [Candidate(rule, (item(rule, names, items_of(rule)[0]),), (0,), why) for rule, why, names in near]
    return (*proposed, *nearly)


def _pieces(rule: Written) -> Iterator[Written]:
    """A rule for each piece of a rule."""
    key = _KINDS.get(rule.get("kind", ""))
    for piece in items_of(rule):
        yield {**rule, key: [piece] if key != "start" else piece} if key else rule


def _rules(pieces: Sequence[Written]) -> Iterator[Rule]:
    """The pieces as rules that take what they find, and whose names are their numbers; other kinds are left out."""
    numbered = [
        {**{key: value for key, value in piece.items() if key != "evidence"}, "id": f"p{at}"}
        for at, piece in enumerate(pieces)
        if piece.get("kind") in _KINDS
    ]
    rules = _parsed(numbered)
    if rules is None:  # what one of them says keeps the others from being read, as two that say the same
        rules = [rule for one in numbered for rule in _parsed([one]) or ()]
    yield from (rule._replace(confidence=Confidence.certain) for rule in rules)


def _parsed(rules: list[Written]) -> Sequence[Rule] | None:
    text = json.dumps({"pack": "review", "description": "What is reviewed.", "rules": rules}, ensure_ascii=False)
    plain = "".join(one if " " <= one <= "~" else f"\\U{ord(one):08x}" for one in text)  # YAML reads JSON but for pairs
    draft = parse_pack(plain, "review.yaml")[0]
    return draft.pack.rules if draft else None


def _owners(rule: Written) -> Iterator[int | None]:
    """For each line that a rule shows as an example, the number of the piece that takes it."""
    kind, items = rule.get("kind", ""), items_of(rule)
    for at, shown in enumerate(rule.get("examples", {}).get("remove", ()) if kind in ("phrase", "line") else ()):
        first = [at] if at < len(items) else []
        order = [*first, *range(len(items))]
        yield next((one for one in order if isinstance(shown, str) and says(kind, items[one : one + 1], shown)), None)
