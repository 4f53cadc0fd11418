"""The page that a person reads before a corpus is trusted to the tool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup

from cleaner.reports.blocks import blocks, removed_blocks
from cleaner.reports.choice import Sample, worth_a_look
from cleaner.reports.original import Original, originals
from cleaner.reports.reading import Place, RecordedDocument, read_documents, read_summary
from cleaner.reports.shell import environment, identified, page_of
from cleaner.reports.tally import Tally, site_of
from cleaner.rule import CATEGORIES

_MOST_BYTES = 4_000_000  # of the documents; with what is around them the page stays under five megabytes
_MOST_DOCUMENTS = 500
_MOST_READ_BYTES = 1_000_000_000  # of outputs: a page should not take as long as the run
_BARS = 10
_RULES = 500


def page(out: Path, report: Path, descriptions: Mapping[str, str] | None = None) -> bytes:
    """The page of a run, drawn from its records and its output; ``descriptions`` say what rules remove.

    Of a large run it shows documents that are worth a look, and says so.
    """
    tally, sample = Tally(), Sample(_MOST_DOCUMENTS)
    for told in read_documents(report):
        tally.add(told)
        if told.removals:
            sample.add(told)
    made = environment()
    made.filters["anchor"] = anchor
    made.globals["descriptions"] = descriptions or {}
    wanted = _within_reach(out, worth_a_look(tally, sample.drawn()))
    articles, problems = _articles(made.get_template("document.html"), wanted, out)
    return page_of(
        "report.html",
        ["report.js"],
        made,
        name=out.resolve().name,
        tally=tally,
        summary=read_summary(report),
        articles=articles.values(),
        shown=articles.keys(),
        problems=problems,
        categories=CATEGORIES,
        limits={"bars": _BARS, "rules": _RULES},
    )


def _articles(
    template: Template, wanted: Iterable[RecordedDocument], out: Path
) -> tuple[dict[Place, Markup], list[str]]:
    """The documents as they are laid out, as many as there is room for; and why some are shown without their text."""
    order = list(wanted)
    found = {original.told.place: original for original in originals(out, order)}
    shown: dict[Place, Markup] = {}
    problems: list[str] = []
    size = 0
    for told in order:
        original = found[told.place]
        article = _article(template, original)
        size += len(article.encode("utf-8", "backslashreplace"))
        if size > _MOST_BYTES:
            break
        shown[told.place] = Markup(article)
        if original.problem:
            problems.append(original.problem)
    return shown, problems


def _article(template: Template, original: Original) -> str:
    told, text, problem = original
    laid_out = removed_blocks(told.removals) if text is None else blocks(text, told.removals)
    if text is not None:
        told = told._replace(characters=len(text))
    return template.render(told=told, site=site_of(told), anchor=anchor(told.place), blocks=laid_out, problem=problem)


def _within_reach(out: Path, documents: Iterable[RecordedDocument]) -> list[RecordedDocument]:
    """Documents in their order, without those of further big files once enough is to be read."""
    sizes: dict[str, int] = {}
    within = []
    for told in documents:
        path = told.place[0]
        if path not in sizes:
            size = _size(out / path)
            if sum(sizes.values()) + size > _MOST_READ_BYTES and sizes:
                continue
            sizes[path] = size
        within.append(told)
        if len(within) == 2 * _MOST_DOCUMENTS:
            break
    return within


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def anchor(place: Place) -> str:
    """The name by which a document is linked to, the same in every page that shows it.

    >>> anchor(("a.txt", None))
    'd-2e7cca731a'
    """
    path, row = place
    return identified("d", f"{path}:{row}")
