"""The pages in which a person judges what was learnt of sites: what goes, what stays, what is taken in after all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from cleaner.reports.excerpt import Excerpt
from cleaner.reports.shell import environment, identified, page_of
from cleaner.rule import CATEGORIES, OFF_BY_DEFAULT

_MOST_BYTES = 4_000_000  # of a page, unless one site alone needs more


class Item(NamedTuple):
    """What can be judged alone: a phrase, a pattern, a heading, or a line that was nearly learnt.

    ``names`` are those by which it is known to have been proposed, ``says`` is how a line of the corpus says it, and
    ``found`` is in how many documents of the sample it would take something.
    """

    names: tuple[str, ...]
    written: str
    says: str
    found: int
    excerpts: tuple[Excerpt, ...]
    is_accepted: bool = False


class Candidate(NamedTuple):
    """A rule as a pack writes it, item by item; ``owners`` tells which item each of its examples belongs to.

    One that was only nearly learnt says in ``why`` what spoke against it.
    """

    rule: dict[str, Any]
    items: tuple[Item, ...]
    owners: tuple[int | None, ...]
    why: str = ""


class Site(NamedTuple):
    """What there is to judge about a site: its pack's own keys, its sample of so many documents, its candidates."""

    name: str
    is_host: bool
    about: dict[str, Any]
    documents: int
    candidates: tuple[Candidate, ...]


class Chunk(NamedTuple):
    """A site as it is laid out, and what a page counts of it."""

    site: Site
    html: Markup


def pages(name: str, sites: Iterable[Site]) -> Iterator[bytes]:
    """The pages for some sites, each as many of them as there is room for."""
    made = _environment()
    waiting: list[Chunk] = []
    size = 0
    for site in sites:
        if not site.candidates:
            continue
        html = made.get_template("site.html").render(site=site, categories=CATEGORIES, off=OFF_BY_DEFAULT)
        if waiting and size + len(html) > _MOST_BYTES:
            yield _page(made, name, waiting)
            waiting, size = [], 0
        waiting.append(Chunk(site, Markup(html)))
        size += len(html)
    if waiting:
        yield _page(made, name, waiting)


def _page(made: Environment, name: str, chunks: list[Chunk]) -> bytes:
    sites = [chunk.site for chunk in chunks]
    candidates = [candidate for site in sites for candidate in site.candidates]
    return page_of(
        "review.html",
        ["review.css", "review.js"],
        made,
        name=name,
        chunks=chunks,
        proposed=sum(not candidate.why for candidate in candidates),
        near=sum(bool(candidate.why) for candidate in candidates),
        choices={
            "site": sorted(site.name for site in sites),
            "category": sorted({candidate.rule.get("category", "") for candidate in candidates} - {""}),
            "confidence": sorted({candidate.rule.get("confidence", "") for candidate in candidates} - {""}),
        },
    )


def _environment() -> Environment:
    made = environment()
    made.filters.update(json=_as_json, identified=lambda what, kind: identified(kind, what))
    return made


def _as_json(value: object) -> str:
    """A value for the script of the page, in ASCII alone: a lone surrogate comes through too."""
    return json.dumps(value, default=str)
