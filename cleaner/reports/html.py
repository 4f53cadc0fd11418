"""The page that a person reads before a corpus is trusted to the tool: one file, which asks nothing of any other.

All that it shows comes from strangers. It is escaped where it is put in, characters that steer or hide are shown as
what they are, and the policy of the page lets nothing run, load or be sent but its own script and style.
"""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup, escape

from cleaner.reports.blocks import blocks, removed_blocks
from cleaner.reports.choice import Sample, worth_a_look
from cleaner.reports.counted import counted
from cleaner.reports.original import Original, originals
from cleaner.reports.reading import Place, RecordedDocument, read_documents, read_summary
from cleaner.reports.tally import Tally, site_of
from cleaner.reports.visible import parted, visible
from cleaner.rule import CATEGORIES

_MOST_BYTES = 4_000_000  # of the documents; with what is around them the page stays under five megabytes
_MOST_DOCUMENTS = 500
_MOST_READ_BYTES = 1_000_000_000  # of outputs: a page should not take as long as the run
_BARS = 10
_RULES = 500
_QUOTE = 240
_FAINT = frozenset("\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff")  # stand in honest texts too, so they are shown small


def page(out: Path, report: Path, descriptions: Mapping[str, str] | None = None) -> bytes:
    """The page of a run, drawn from its records and its output; ``descriptions`` say what rules remove.

    Of a large run it shows documents that are worth a look, and says so.
    """
    tally, sample = Tally(), Sample(_MOST_DOCUMENTS)
    for told in read_documents(report):
        tally.add(told)
        if told.removals:
            sample.add(told)
    environment = _environment(descriptions or {})
    wanted = _within_reach(out, worth_a_look(tally, sample.drawn()))
    articles, problems = _articles(environment.get_template("document.html"), wanted, out)
    style, script = _asset("report.css"), _asset("report.js")
    text = environment.get_template("report.html").render(
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        name=out.resolve().name,
        tally=tally,
        summary=read_summary(report),
        articles=articles.values(),
        shown=articles.keys(),
        problems=problems,
        categories=CATEGORIES,
        limits={"bars": _BARS, "rules": _RULES},
    )
    return text.encode("utf-8", "backslashreplace")


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
    return f"d-{sha256(f'{path}:{row}'.encode('utf-8', 'backslashreplace')).hexdigest()[:10]}"


def _environment(descriptions: Mapping[str, str]) -> Environment:
    environment = Environment(
        loader=PackageLoader("cleaner.reports", "page"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        shown=shown, safely=visible, anchor=anchor, percent=_percent, quote=_quote, counted=counted
    )
    environment.globals["descriptions"] = descriptions
    return environment


def shown(text: str) -> Markup:
    r"""A text in a page: escaped, and characters that steer or hide as what they are.

    >>> shown("<b>\u202e")
    Markup('&lt;b&gt;<bdi class="control" data-code="202e" title="RIGHT-TO-LEFT OVERRIDE">U+202E</bdi>')
    """
    parts = parted(text)
    return Markup("").join(_control(part) if index % 2 else escape(part) for index, part in enumerate(parts))


def _control(character: str) -> Markup:
    code = f"{ord(character):04x}"
    name = unicodedata.name(character, "a control character")
    if character in _FAINT:
        return Markup('<bdi class="control faint" data-code="{}" title="{}"></bdi>').format(code, name)
    return Markup('<bdi class="control" data-code="{}" title="{}">U+{}</bdi>').format(code, name, code.upper())


def _percent(share: float) -> str:
    """A share as a percentage, with a decimal where it is small.

    >>> _percent(0.123), _percent(0.5), _percent(0.0001)
    ('12.3 %', '50 %', '<0.1 %')
    """
    if 0 < share < 0.001:  # noqa: PLR2004
        return "<0.1 %"
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def _quote(text: str) -> str:
    said = " ".join(text[: 4 * _QUOTE].split())
    return said if len(said) <= _QUOTE else f"{said[:_QUOTE]}…"


def _asset(name: str) -> str:
    return (files("cleaner.reports") / "page" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """What the page allows: its own style and script, known by their hashes, and nothing else."""
    hashes: dict[str, Any] = {
        name: b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
        for name, text in (("style", style), ("script", script))
    }
    return (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
