"""Headings that recur below the article, and lines below them that are others in each document.

That is how lists of related stories look: no line of them stands twice, and yet the heading says what they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cleaner import shape
from cleaner.learn.recurring import Read, Recurring, article_of
from cleaner.learn.thresholds import Thresholds
from cleaner.learn.vocabulary import Vocabulary

_BELOW = 0.8  # of its documents have the heading below the article
_SENTENCES = 0.2  # of the lines below it end as sentences do, at most
_SILENT = 0.2  # of the documents with a heading for comments have none
_MOST_LINES = 100
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
    longest: int = 0

    @property
    def max_lines(self) -> int:
        """A bound on its section: half as long again as the longest."""
        return min(_MOST_LINES, self.longest + self.longest // 2 + 1)


def headings(
    documents: Sequence[Read], learnt: Mapping[str, Recurring], vocabulary: Vocabulary, thresholds: Thresholds
) -> list[Heading]:
    """The learnt lines that head sections, in the order of their keys."""
    found = {key: Heading(line) for key, line in learnt.items()}
    for one in documents:
        for key, follow, length in _announced(one, learnt):
            found[key].below.add(one.group)
            _note(found[key], one, follow, length)
    several = thresholds.several(len({one.group for one in documents}))
    return [found[key] for key in sorted(found) if _is_heading(found[key], several, vocabulary)]


def comment_headings(
    documents: Sequence[Read], learnt: Mapping[str, Recurring], vocabulary: Vocabulary, thresholds: Thresholds
) -> list[Heading]:
    """The learnt lines with which readers' comments begin: the first below the article that speaks of comments.

    What readers write looks like prose of the article. That the article has ended is known from documents in which
    nobody has written: no prose follows the heading there.
    """
    speaking = {
        key for key, line in learnt.items() if vocabulary.category_of(sorted(line.texts), varies=False) == "comments"
    }
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
    several = thresholds.several(len({one.group for one in documents}))
    return [
        found[key]
        for key in sorted(found)
        if len(found[key].groups) >= several and len(found[key].below) >= _SILENT * len(found[key].line.groups)
    ]


def _is_heading(heading: Heading, several: int, vocabulary: Vocabulary) -> bool:
    """An isolated heading could be one of the story, so it must speak of what packs speak of."""
    line = heading.line
    return (
        len(heading.groups) >= several
        and len(heading.below) >= _BELOW * len(line.groups)
        and heading.sentences <= _SENTENCES * heading.lines
        and not line.is_prose
        and (not line.is_isolated or vocabulary.knows(list(line.texts)))
    )


def _announced(one: Read, learnt: Mapping[str, Recurring]) -> Iterator[tuple[str, list[str], int]]:
    """Each learnt line below the article, the lines up to the next one, and how many there are to the end."""
    views = one.page.views
    end = len(one.keys)
    follow: dict[int, list[str]] = defaultdict(list)
    start = None
    for at in range(article_of(one, learnt).stop, end):
        if one.keys[at] in learnt:
            start = at
            follow[at] = []
        elif start is not None:
            follow[start].append(views[at].text)
    yield from ((one.keys[at], lines, end - at) for at, lines in follow.items())


def _note(heading: Heading, one: Read, follow: list[str], length: int) -> None:
    if not follow:
        return
    heading.groups.add(one.group)
    heading.samples.append(one.name)
    heading.lines += len(follow)
    heading.sentences += sum(map(shape.ends_sentence, follow))
    heading.longest = max(heading.longest, length)
    shown = tuple(follow[:_SAMPLE_LINES])
    heading.shortest = min(heading.shortest or shown, shown, key=lambda lines: (len(lines), lines))
