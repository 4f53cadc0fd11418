"""Headings that recur below the article, and lines below them that are others in each document.

That is how lists of related stories look: no line of them stands twice, and yet the heading says what they are. Titles
end where prose begins; lines with bullets may be prose, as teasers are, and end with the last bullet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import takewhile

import regex

from cleaner import shape
from cleaner.learn.recurring import Read, Recurring, article_of
from cleaner.learn.vocabulary import Vocabulary

_BELOW = 0.8  # of its documents have the heading below the article
_SENTENCES = 0.2  # of the lines below it end as sentences do, at most
_SILENT = 0.2  # of the documents with a heading for comments have none
_HEADING_WORDS = 6
_HEADS_NOTHING = ("share", "caption", "byline")  # what follows could be the story
_MOST_LINES = 100
_BULLET = r"[-–—•·▪■►▸*+] "
_HAS_BULLET = regex.compile(_BULLET)
_SAMPLE_LINES = 3


@dataclass
class Heading:
    """A heading: in which groups it stands below the article, in which lines that do not recur follow it, and those."""

    line: Recurring
    below: set[int] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)
    samples: list[str] = field(default_factory=list)
    shortest: tuple[str, ...] = ()
    lines: int = 0
    sentences: int = 0
    bulleted: set[int] = field(default_factory=set)
    longest: int = 0

    @property
    def until(self) -> str:
        """What ends its section, as a pack writes it."""
        return f"^(?!{_BULLET})" if self.has_bullets else "prose"

    @property
    def has_bullets(self) -> bool:
        """Whether lines with bullets follow it each time."""
        return self.bulleted == self.groups

    def ends_at(self, one: Read, at: int) -> bool:
        """Whether its section ends before a line."""
        return not _HAS_BULLET.match(one.page.views[at].text) if self.has_bullets else one.page.prose[at]

    @property
    def max_lines(self) -> int:
        """A bound on its section: half as long again as the longest."""
        return min(_MOST_LINES, self.longest + self.longest // 2 + 1)


def headings(
    documents: Sequence[Read],
    learnt: Mapping[str, Recurring],
    others: AbstractSet[str],
    vocabulary: Vocabulary,
    several: int,
) -> list[Heading]:
    """The learnt lines that head sections, in the order of their keys.

    A heading of the story, such as that of the ingredients of a meal, must not be among them, so they speak of what
    packs speak of. What stands below one of the ``others``, which recur and were not learnt, belongs to that.
    """
    known = {key for key, line in learnt.items() if _may_head(line, vocabulary)}
    found = {key: Heading(learnt[key]) for key in sorted(known)}
    for one in documents:
        for key, follow, length in _announced(one, learnt, others, known):
            found[key].below.add(one.group)
            _note(found[key], one, follow, length)
    return [heading for heading in found.values() if _is_heading(heading, several)]


def comment_headings(
    documents: Sequence[Read], learnt: Mapping[str, Recurring], vocabulary: Vocabulary, several: int
) -> list[Heading]:
    """The learnt lines with which readers' comments begin: the first below the article that speaks of comments.

    What readers write looks like prose of the article. That the article has ended is known from documents in which
    nobody has written: no prose follows the heading there.
    """
    speaking = {key for key, line in learnt.items() if _speaks_of_comments(line, vocabulary)}
    found: dict[str, Heading] = {}
    for one in documents:
        article = article_of(one, learnt)
        first = next((at for at, key in enumerate(one.keys) if at > article.start and key in speaking), None)
        if article and first is not None:
            heading = found.setdefault(one.keys[first], Heading(learnt[one.keys[first]]))
            below = [one.page.views[at].text for at in range(first + 1, len(one.keys)) if one.keys[at] not in learnt]
            if first >= article.stop:
                heading.below.add(one.group)
            _note(heading, one, below, len(one.keys) - first)
    return [
        found[key]
        for key in sorted(found)
        if len(found[key].groups) >= several and len(found[key].below) >= _SILENT * len(found[key].line.groups)
    ]


def _may_head(line: Recurring, vocabulary: Vocabulary) -> bool:
    texts = sorted(line.texts)
    return (
        not line.is_prose
        and vocabulary.knows(texts)
        and vocabulary.category_of(texts, varies=False) not in _HEADS_NOTHING
    )


def _speaks_of_comments(line: Recurring, vocabulary: Vocabulary) -> bool:
    """A headline may speak of a debate; a heading is short, and says little else."""
    texts = sorted(line.texts)
    return (
        vocabulary.category_of(texts, varies=False) == "comments"
        and vocabulary.knows_well(texts)
        and shape.count_words(texts[0]) <= _HEADING_WORDS
    )


def _is_heading(heading: Heading, several: int) -> bool:
    return (
        len(heading.groups) >= several
        and len(heading.below) >= _BELOW * len(heading.line.groups)
        and (heading.has_bullets or heading.sentences <= _SENTENCES * heading.lines)
    )


def _announced(
    one: Read, learnt: Mapping[str, Recurring], others: AbstractSet[str], known: AbstractSet[str]
) -> list[tuple[str, list[str], int]]:
    """Each known line below the article, the lines up to the next that recurs, and how many there are to the end."""
    views = one.page.views
    end = len(one.keys)
    announced = []
    follow: list[str] = []
    for at in range(article_of(one, learnt, but=_listed(one, known)).stop, end):
        key = one.keys[at]
        if key in known:
            follow = []
            announced.append((key, follow, end - at))
        elif key in learnt or key in others:
            follow = []
        else:
            follow.append(views[at].text)
    return announced


def _listed(one: Read, known: AbstractSet[str]) -> set[int]:
    """The positions of lines with bullets right below a known line: prose there is no article."""
    listed: set[int] = set()
    for at in range(1, len(one.keys)):
        if _HAS_BULLET.match(one.page.views[at].text) and (at - 1 in listed or one.keys[at - 1] in known):
            listed.add(at)
    return listed


def _note(heading: Heading, one: Read, follow: list[str], length: int) -> None:
    if not follow:
        return
    heading.groups.add(one.group)
    if bullets := list(takewhile(_HAS_BULLET.match, follow)):
        heading.bulleted.add(one.group)
        follow = bullets
    heading.samples.append(one.name)
    heading.lines += len(follow)
    heading.sentences += sum(map(shape.ends_sentence, follow))
    heading.longest = max(heading.longest, length)
    shown = tuple(follow[:_SAMPLE_LINES])
    heading.shortest = min(heading.shortest or shown, shown, key=lambda lines: (len(lines), lines))
