"""`cleaner learn`: the boilerplate of each site of a corpus, as packs to read, edit and commit."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from cleaner.api import Cleaner
from cleaner.batch.learning import Found, Learning
from cleaner.batch.plan import PlanError, plan
from cleaner.batch.shelf import Added, Shelf
from cleaner.cli import options, terminal
from cleaner.cli.progress import progress
from cleaner.cli.setup import UsageError
from cleaner.formats import Options
from cleaner.learn import DEFAULTS, Decisions, Vocabulary
from cleaner.reports.counted import counted

_SIZE = re.compile(r"(\d+)([kMG]?)B?")
_UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}


@options.with_cleaner
def learn(
    cleaner: Cleaner,
    reading: Options,
    out: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder for the packs, one a site.")],
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="CORPUS...", help="Files and folders, as `run` reads them; not needed to take decisions in."
        ),
    ] = None,
    update: Annotated[
        bool,
        typer.Option("--update", help="Add what is new to the packs that are there; your edits stay."),
    ] = False,
    review: Annotated[
        bool,
        typer.Option("--review", help="Write DIR/review.html, to judge the rules in a browser; a terminal opens it."),
    ] = False,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", metavar="FILE", help="First take in what you decided in a review, and saved."),
    ] = None,
    documents: Annotated[
        int,
        typer.Option("--min-documents", min=2, metavar="N", help="A line must stand in so many documents of its site."),
    ] = DEFAULTS.documents,
    share: Annotated[
        float, typer.Option("--min-share", min=0, max=1, help="And in such a share of them.")
    ] = DEFAULTS.share,
    certain: Annotated[
        int, typer.Option("--certain", min=2, metavar="N", help="From so many documents on a rule is certain.")
    ] = DEFAULTS.certain,
    likeness: Annotated[
        float,
        typer.Option("--likeness", min=0.05, max=1, help="Documents that share so much of what is rare count as one."),
    ] = DEFAULTS.likeness,
    sample: Annotated[
        int, typer.Option("--sample", min=10, metavar="N", help="Learn from so many documents of a site at most.")
    ] = 1000,
    memory: Annotated[
        str, typer.Option("--memory", metavar="SIZE", help="Use about so much memory a process, as in 500M or 2G.")
    ] = "1G",
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="Work with N processes; else as many as is worth it."),
    ] = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> int:
    """Learn the boilerplate of each site of a corpus from its own repetition, and write it to DIR as packs.

    Read them, delete what should stay, test them with `cleaner rules test DIR`, and use them with `--packs DIR`. The
    folder `near` in DIR lists the lines that were nearly learnt, and why they were not.
    """
    shelf = Shelf(out)
    if decisions is not None:
        _take_in(decisions, shelf, quiet=quiet)
        if not inputs:
            return 0
    if not inputs:
        raise UsageError("name the files and folders to learn from")
    if not shelf.is_empty and not (update or decisions):
        raise UsageError(f"{out} holds packs that were learnt before; --update adds what is new, and keeps your edits")
    thresholds = DEFAULTS._replace(documents=documents, share=share, certain=certain, likeness=likeness)
    try:
        tasks = plan(inputs, out, out, reading)
    except PlanError as error:
        raise typer.BadParameter(str(error)) from None
    out.mkdir(parents=True, exist_ok=True)
    vocabulary = _vocabulary(cleaner)
    counts: Counter[str] = Counter()
    with progress(quiet=quiet, as_json=as_json) as shown:
        learning = Learning(vocabulary, thresholds, sample, _size(memory), shown, workers)
        pages: list[Path] = []
        sites = _learnt(learning(tasks), shelf, counts, as_json=as_json)
        if review:
            from cleaner.batch.reviewing import write_review  # what it is made with takes a while to load

            pages = write_review(out, ((*one, shelf.pack(one[0].site)) for one in sites), vocabulary)
        else:
            deque(sites, maxlen=0)
    if not quiet:
        done = f"{counted(counts['rules'], 'new rule')} in {counted(counts['packs'], 'pack')}"
        terminal.tell(f"{done}; read them, then: cleaner rules test {out}")
        for path in pages:
            terminal.tell(f"review: {path}")
        terminal.open_pages(pages[:1])
    return 0


def _take_in(decisions: Path, shelf: Shelf, *, quiet: bool) -> None:
    changed, added = shelf.decide(Decisions.read(decisions))
    if not quiet:
        terminal.tell(f"{counted(changed, 'rule')} changed or dropped, {counted(added, 'rule')} taken in")


def _learnt(
    found: Iterable[Found], shelf: Shelf, counts: Counter[str], *, as_json: bool
) -> Iterator[tuple[Found, Added]]:
    """What was learnt of each site, once it is on the shelf."""
    for one in found:
        added = shelf.put(one.site, one.learnt)
        counts["rules"] += added.rules
        counts["packs"] += bool(added.rules)
        if as_json:
            record = {"type": "site", "site": one.site.name, "documents": one.learnt.documents}
            print(json.dumps({**record, "rules": added.rules, "near": len(added.near)}))
        yield one, added


def _vocabulary(cleaner: Cleaner) -> Vocabulary:
    """The words of the packs in use, and those of the profile in which bylines and credits are written."""
    packs = (*Cleaner(profile="dump").catalog.packs, *cleaner.catalog.packs)
    return Vocabulary.of({rule.id: rule for pack in packs for rule in pack.rules}.values())


def _size(text: str) -> int:
    match = _SIZE.fullmatch(text)
    if match is None:
        raise UsageError(f"`{text}` is no size; write it as in 500M or 2G")
    return int(match[1]) * _UNITS[match[2]]
