"""A summary in Markdown, for `$GITHUB_STEP_SUMMARY` and for the text of a pull request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from cleaner.reports.counted import counted
from cleaner.reports.finding import Finding
from cleaner.reports.tally import Counts, Tally
from cleaner.reports.visible import visible

_RULES = 20
_OUTLIERS = 5
_PROBLEMS = 20
_FINDINGS = 50
_QUOTE = 120
_SPECIAL = re.compile(r"[^\w\s,;?/=']")


def as_markdown(tally: Tally, summary: dict[str, Any]) -> Iterator[str]:
    """The lines of the summary."""
    total = (summary.get("documents") or {}).get("total")
    changed, removed = tally.states.get("cleaned", 0), tally.total
    of_all = f" of {total:,}" if total else ""
    yield "## What `cleaner` removes"
    yield ""
    yield (
        f"{counted(removed.removals, 'removal')}, {counted(removed.characters, 'character')}, "
        f"in {counted(changed, 'document')}{of_all}."
    )
    if removed.removals:
        yield from _counts("category", tally, tally.categories)
        yield from _counts("rule", tally, tally.rules)
        longest = [(quoted(one.stretch.text), code(one.told.name)) for one in tally.longest[:_OUTLIERS] if one.stretch]
        yield from table(("longest removals", "document"), longest)
        shares = [(f"{one.size:.1%}", code(one.told.name)) for one in tally.shares[:_OUTLIERS]]
        yield from table(("highest share removed", "document"), shares)
    problems = [(code(told.name), told.state, plain(told.reason or "")) for told in tally.problems[:_PROBLEMS]]
    yield from table(("document", "state", "why"), problems)


def findings_as_markdown(findings: Iterable[Finding]) -> Iterator[str]:
    """The lines of a summary of findings: how many, by rule, and the first of them."""
    found = list(findings)
    yield "## What `cleaner` found"
    yield ""
    yield f"{counted(len(found), 'finding')} in {counted(len({one.path for one in found}), 'file')}."
    rules = Counter(one.removal.rule for one in found).most_common(_RULES)
    yield from table(("rule", "findings"), [(code(rule), f"{count:,}") for rule, count in rules])
    rows = [(code(f"{one.path}:{one.line}"), code(one.removal.rule), quoted(one.removal.text)) for one in found]
    yield from table(("line", "rule", "text"), rows[:_FINDINGS])
    if len(rows) > _FINDINGS:
        yield f"and {counted(len(rows) - _FINDINGS, 'other')}"


def _counts(name: str, tally: Tally, counts: Counts) -> Iterator[str]:
    found = tally.most(counts)
    rows = [
        (code(each), f"{count.removals:,}", f"{count.documents:,}", f"{count.characters:,}")
        for each, count in found[:_RULES]
    ]
    yield from table((name, "removals", "documents", "characters"), rows)
    if len(found) > _RULES:
        yield f"and {counted(len(found) - _RULES, 'other')}"


def table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The lines of a table whose cells are Markdown; nothing, where there are no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        yield from ("", f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}", *lines)


def plain(text: str) -> str:
    """A text in which nothing is Markdown, a mention, an issue or markup.

    >>> plain("@you *see* <b> #1 | a_b")
    '&#64;you &#42;see&#42; &#60;b&#62; &#35;1 &#124; a&#95;b'
    """
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", visible(text)).replace("_", "&#95;")


def code(text: str) -> str:
    """A text as code, in which nothing is Markdown either."""
    return f"<code>{plain(text)}</code>"


def quoted(text: str) -> str:
    """The beginning of a text, on one line."""
    said = " ".join(text.split())
    return plain(said if len(said) <= _QUOTE else f"{said[:_QUOTE]}…")
