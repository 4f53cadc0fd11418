"""Which lines recur in the documents of a site, where they stand in them, and what varies in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from cleaner.document import Document
from cleaner.kinds.phrase import phrase_key
from cleaner.learn.duplicates import groups_of
from cleaner.learn.lines import key_of
from cleaner.learn.templates import templates
from cleaner.learn.thresholds import Thresholds
from cleaner.page import Page
from cleaner.rule import Part

END = "\0end"
"""Stands for what comes after the last line."""

_ONCE = 1.5


@dataclass
class Read:
    """A document as it is learnt from: the number of its group, its page, and the key of each line."""

    name: str
    group: int
    page: Page
    keys: list[str]


@dataclass
class Recurring:
    """A line that recurs: in which groups of documents, beside which lines, in which parts, and how it is written.

    Furniture keeps its order, so one of its lines has the same neighbour nearly everywhere. Lines of recipes, of
    results or of forecasts recur as well, but in ever new company.
    """

    key: str
    is_prose: bool
    groups: set[int] = field(default_factory=set)
    before: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    after: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    before_prose: set[int] = field(default_factory=set)
    parts: dict[Part, set[int]] = field(default_factory=lambda: {"head": set(), "body": set(), "tail": set()})
    texts: Counter[str] = field(default_factory=Counter)
    samples: list[str] = field(default_factory=list)

    @property
    def usual_parts(self) -> list[Part]:
        """The parts in which it stands in more than a third of its documents."""
        return [part for part, groups in self.parts.items() if 3 * len(groups) > len(self.groups)]

    @property
    def is_headline(self) -> bool:
        """Whether it could be a headline that is linked to: where it stands above the article, it belongs to it."""
        return not self.is_prose and "head" not in self.usual_parts

    @property
    def is_isolated(self) -> bool:
        """Whether it mostly stands between lines that are others each time."""
        return not (self._mostly(_most(self.before)) or self._mostly(_most(self.after)))

    @property
    def usual_before(self) -> str | None:
        """The line before it in most of its documents."""
        return next((key for key, groups in self.before.items() if self._mostly(len(groups))), None)

    @property
    def stands_once(self) -> bool:
        """Whether documents have it once, unlike the times of a live report; near-duplicates may tell it twice."""
        return self.texts.total() <= _ONCE * len(self.groups)

    @property
    def begins_something(self) -> bool:
        """Whether mostly something follows that is another each time, and is not the article's first line of prose."""
        return not self._mostly(_most(self.after)) and not self._mostly(len(self.before_prose & self.parts["head"]))

    def _mostly(self, groups: int) -> bool:
        return 2 * groups > len(self.groups)


def read(documents: Sequence[Document], thresholds: Thresholds) -> list[Read]:
    """Documents read for learning; keys of lines in which words vary have a mark in their place."""
    pages = [Page(document.text) for document in documents]
    groups = groups_of(pages, thresholds.likeness)
    found = [
        Read(document.id or "", group, page, _keys(page))
        for document, page, group in zip(documents, pages, groups, strict=True)
    ]
    open_keys = templates(_holders(found), thresholds.least(len(set(groups))), thresholds.certain)
    for one in found:
        one.keys = [open_keys.get(key, key) for key in one.keys]
    return found


def recurring(documents: Sequence[Read], thresholds: Thresholds) -> dict[str, Recurring]:
    """The lines that recur, by key: prose from as many documents on as make a rule certain."""
    least = thresholds.least(len({one.group for one in documents}))
    holders = _holders(documents)
    prose = {key for one in documents for key, is_prose in zip(one.keys, one.page.prose, strict=True) if is_prose}
    found = {
        key: Recurring(key, key in prose)
        for key, groups in holders.items()
        if key and len(groups) >= (max(least, thresholds.certain) if key in prose else least)
    }
    for one in documents:
        _note(one, found)
    return found


def seldom(documents: Sequence[Read], known: AbstractSet[str], least: int) -> Iterator[tuple[int, str, str]]:
    """Lines that stand in one document too few to recur: in how many, why they do not, and what they say."""
    holders = _holders(documents)
    wanted = {key for key, groups in holders.items() if key and key not in known and len(groups) == least - 1 > 1}
    written: dict[str, str] = {}
    for one in documents:
        for key, view in zip(one.keys, one.page.views, strict=True):
            if key in wanted:
                written[key] = min(view.text, written.get(key, view.text))
    yield from ((len(holders[key]), "in one document too few", written[key]) for key in sorted(wanted))


def article_of(one: Read, furniture: Mapping[str, object], but: AbstractSet[int] = frozenset()) -> range:
    """The positions from the first to the last line of prose that is not furniture, nor at some positions."""
    prose = [at for at, key in enumerate(one.keys) if one.page.prose[at] and key not in furniture and at not in but]
    return range(prose[0], prose[-1] + 1) if prose else range(0)


def _keys(page: Page) -> list[str]:
    """Prose in which numbers vary is news, as of prices and scores; so it recurs only word for word."""
    lines = zip(page.views, page.prose, strict=True)
    return [phrase_key(view.text) if is_prose else key_of(view.text) for view, is_prose in lines]


def _holders(documents: Sequence[Read]) -> dict[str, set[int]]:
    holders: dict[str, set[int]] = defaultdict(set)
    for one in documents:
        for key in one.keys:
            holders[key].add(one.group)
    return holders


def _note(one: Read, found: Mapping[str, Recurring]) -> None:
    article = article_of(one, found)
    last = len(one.keys) - 1
    for at, key in enumerate(one.keys):
        line = found.get(key)
        if line is None:
            continue
        line.groups.add(one.group)
        line.texts[one.page.views[at].text] += 1
        line.parts[_part(at, article)].add(one.group)
        if at and one.keys[at - 1] in found:
            line.before[one.keys[at - 1]].add(one.group)
        if at == last:
            line.after[END].add(one.group)
        elif one.keys[at + 1] in found:
            line.after[one.keys[at + 1]].add(one.group)
        elif one.page.prose[at + 1]:
            line.before_prose.add(one.group)
        if one.name not in line.samples[-1:]:
            line.samples.append(one.name)


def _most(neighbours: Mapping[str, set[int]]) -> int:
    """In how many groups the most usual neighbour stands."""
    return max(map(len, neighbours.values()), default=0)


def _part(at: int, article: range) -> Part:
    if not article or at in article:
        return "body"
    return "head" if at < article.start else "tail"
