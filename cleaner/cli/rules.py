"""`cleaner rules`: what the rules are, whether they hold, and how to write more."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cleaner.api import Cleaner, host_of
from cleaner.batch.atomic import replacing
from cleaner.batch.drafted import add_rule, lines_of
from cleaner.batch.health import health as health_of
from cleaner.batch.plan import PlanError, plan
from cleaner.cli import options, terminal
from cleaner.cli.ending import ending
from cleaner.cli.setup import UsageError, settings_here
from cleaner.drafting import Words, as_pack, draft, nearest_lines
from cleaner.examples import failures, judge_of, rules_around, rules_to_prove, uncovered
from cleaner.formats import Options
from cleaner.kinds import KINDS
from cleaner.lint import advice
from cleaner.packs import (
    Loaded,
    Pack,
    PackError,
    builtin_folder,
    did_you_mean,
    load_packs,
    pack_files,
    sources_of_packs,
    with_bases,
)
from cleaner.packs.locate import Locator
from cleaner.reports import rules as report
from cleaner.reports.counted import counted
from cleaner.reports.health import as_table
from cleaner.rule import CATEGORIES

app = typer.Typer(help="List, show, test and write rules.", no_args_is_help=True, rich_markup_mode=None)
Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATHS...", help="Packs; else those of the configuration, else the built-in ones."),
]


@app.command("list")
@ending
def list_rules(
    packs: options.Packs = None,
    no_builtin: options.NoBuiltin = False,
    no_installed: options.NoInstalled = False,
    no_cache: options.NoCache = False,
    category: Annotated[str | None, typer.Option("--category", help="Only the rules of this category.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Only the rules of this language.")] = None,
    site: Annotated[
        str | None, typer.Option("--site", metavar="HOST", help="Only the rules for this site alone, by host or url.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only the rules of this kind.")] = None,
    as_json: options.Json = False,
) -> int:
    """List the rules, one a line: id, kind, category, confidence, description."""
    for name, word, words in (("category", category, CATEGORIES), ("kind", kind, KINDS)):
        if word is not None and word not in words:
            raise UsageError(f"unknown {name} `{word}`; {did_you_mean(word, words)}")
    chosen = loaded = _load(packs, no_builtin, no_installed, no_cache)
    if site is not None:
        chosen = tuple(with_bases((p for p in loaded if p.hosts and p.serves(host_of(site))), loaded))
    for pack in chosen:
        for rule in pack.rules if pack.reads(language) else ():
            if category in (None, rule.category) and kind in (None, rule.kind):
                terminal.show(json.dumps(report.as_json(rule)) if as_json else report.as_line(rule))
    return 0


@app.command()
@ending
def show(
    rule: Annotated[str, typer.Argument(metavar="ID", help="A rule's id, or the end of it.")],
    packs: options.Packs = None,
    no_builtin: options.NoBuiltin = False,
    no_installed: options.NoInstalled = False,
    no_cache: options.NoCache = False,
    as_json: options.Json = False,
) -> int:
    """Show a rule as it is written, where that is, and what other packs change of it."""
    loaded = _load(packs, no_builtin, no_installed, no_cache)
    rules = [known for pack in loaded for known in pack.rules]
    found = [known for known in rules if known.id == rule or known.id.endswith(f"/{rule}")]
    if not found:
        hint = did_you_mean(rule, [known.id for known in rules], "`cleaner rules list` names them all")
        raise UsageError(f"no rule `{rule}`; {hint}")
    locator = Locator()
    for known in found:
        changes = report.changes_to(known, loaded)
        terminal.show(
            json.dumps(report.as_json(known, changes))
            if as_json
            else report.as_page(known, locator.written(known), changes)
        )
    return 0


@app.command("test")
@ending
def prove(
    paths: Paths = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Fail also alternatives of patterns that no example exercises.")
    ] = False,
    no_cache: options.NoCache = False,
    quiet: options.Quiet = False,
) -> int:
    """Run the examples of rules: what must go goes, and near misses stay, against all other packs too."""
    tested, all_packs = _tested(paths, no_cache)
    locator = Locator()
    rules = list(rules_to_prove(tested, all_packs))
    wrong = 0
    for failure in failures(rules, judge_of(rules_around(tested, all_packs), cache=not no_cache)):
        wrong += 1
        terminal.show(str(locator.problem(failure.rule, ("examples", *failure.example), failure.what, failure.hint)))
    for rule in rules if coverage else ():
        for place, source in uncovered(rule):
            wrong += 1
            hint = "add a line that it finds to `remove`"
            what = f"no example of `{rule.id}` exercises `{source}`"
            terminal.show(str(locator.problem(rule, place, what, hint)))
    if not quiet:
        count = sum(len(rule.examples.remove) + len(rule.examples.keep) for rule in rules)
        terminal.tell(f"{counted(len(rules), 'rule')}, {counted(count, 'example')}, {wrong} failed")
    return 1 if wrong else 0


@app.command()
@ending
def lint(paths: Paths = None, no_cache: options.NoCache = False, quiet: options.Quiet = False) -> int:
    """Give advice on rules: what takes too much, what takes too long, what says the same twice, what has expired.

    Ends with 1 if there is a warning; notes are no failure.
    """
    locator = Locator()
    tested, all_packs = _tested(paths, no_cache)
    rules = [rule for pack in tested for rule in pack.rules]
    counts = {"warning": 0, "note": 0}
    for item in advice(rules, rules_around(tested, all_packs), locator.written, datetime.now(UTC).date()):
        counts[item.severity] += 1
        terminal.show(str(locator.problem(item.rule, item.place, f"{item.severity}: {item.what}", item.hint)))
    if not quiet:
        found = ", ".join(counted(count, severity) for severity, count in counts.items())
        terminal.tell(f"{counted(len(rules), 'rule')}, {found}")
    return 1 if counts["warning"] else 0


@app.command()
@ending
def new(
    samples: Annotated[list[str], typer.Argument(metavar="SAMPLE...", help="Lines that should go, each in quotes.")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="PACK", help="Add the rule to this pack, or begin it; else print it.")
    ] = None,
    category: Annotated[
        str | None, typer.Option("--category", help="What the lines are; else guessed from the rules that are there.")
    ] = None,
    corpus: Annotated[
        list[Path] | None,
        typer.Option("--corpus", metavar="PATH", help="Look for near misses in these texts (repeatable)."),
    ] = None,
    no_cache: options.NoCache = False,
    quiet: options.Quiet = False,
) -> int:
    """Draft a rule from lines that should go, with its examples. Read it before you use it."""
    samples = [line for sample in samples for line in sample.splitlines() if line.strip()] or samples
    known = _load(None, no_builtin=False, no_installed=False, no_cache=no_cache)
    if category is not None and category not in CATEGORIES:
        raise UsageError(f"unknown category `{category}`; {did_you_mean(category, CATEGORIES)}")
    chosen = category or Words.of(rule for pack in known for rule in pack.rules).category_of(samples)
    try:
        rule = draft(samples, chosen, nearest_lines(samples, lines_of(corpus or ())))
    except ValueError as error:
        raise UsageError(str(error)) from None
    if to is None:
        sys.stdout.write(as_pack("mine", rule))
        return 0
    if not to.parent.is_dir():
        raise UsageError(f"{to}: there is no folder `{to.parent}`")
    added = add_rule(to, rule)
    if not quiet:
        terminal.tell(f"`{added}` is in {to}; read it, then: cleaner rules test {to}")
    return 0


@app.command()
@ending
@options.with_cleaner
def health(
    cleaner: Cleaner,
    reading: Options,
    corpus: Annotated[list[Path], typer.Argument(metavar="CORPUS...", help="Files and folders, as `run` reads them.")],
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="Work with N processes; else as many as is worth it."),
    ] = None,
    date_field: Annotated[
        str | None,
        typer.Option(
            "--date-field", metavar="NAME", help="The field with a document's date; a.b is b in the object a."
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--stopped-since",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Find rules whose hits ended before this day, though their sites go on; needs dates.",
        ),
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write it as a page to this file.")
    ] = None,
    as_json: options.Json = False,
) -> int:
    """Tell what each rule takes from a corpus, what never fires, and what a person should look at.

    For each rule: hits, documents, sites, how many hits read as prose, first and last day, and its state: expired,
    stopped, takes prose, never fired, expires, or just fires.
    """
    nowhere = Path(os.devnull)
    field = date_field or ("date" if since else "")
    try:
        tasks = plan(corpus, nowhere, nowhere, reading._replace(fields=reading.fields._replace(date=field)))
    except PlanError as error:
        raise UsageError(str(error)) from None
    rules = [
        rule for pack in cleaner.catalog.packs for rule in pack.rules if rule.category in cleaner.catalog.categories
    ]
    day = since.date() if since else None
    found = health_of(
        tasks, cleaner, rules, datetime.now(UTC).date(), date_field=field or None, since=day, workers=workers
    )
    if since and not any(one.hits.last for one in found):
        raise UsageError(f"nothing that went has a date: no `{field}` in its documents; --date-field names the field")
    if html is not None:
        from cleaner.reports.health_page import page  # what it is made with takes a while to load

        with replacing(html) as file:
            file.write(page(corpus[0].resolve().name, found))
        terminal.tell(f"health: {html}")
        return 0
    for line in (json.dumps(one.as_json()) for one in found) if as_json else as_table(found):
        terminal.show(line)
    return 0


@app.command()
@ending
def schema(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write the reference for people instead, as it stands in docs/rules.md.")
    ] = False,
) -> int:
    """Write the JSON Schema of packs, for editors that complete and check."""
    from cleaner.packs import reference

    sys.stdout.write(reference.markdown() if markdown else reference.json_schema())
    return 0


def _load(packs: list[Path] | None, no_builtin: bool, no_installed: bool, no_cache: bool) -> tuple[Pack, ...]:
    """The packs that are active here, with those of the configuration."""
    settings = settings_here()
    builtin, installed = settings.builtin and not no_builtin, settings.installed and not no_installed
    own = [*settings.packs, *(packs or ())]
    sources = sources_of_packs(own, builtin=builtin, installed=installed, cache=not no_cache)
    return _without_problems(load_packs(sources, cache=not no_cache))


def _tested(paths: list[Path] | None, no_cache: bool) -> tuple[list[Pack], tuple[Pack, ...]]:
    """The packs at the paths, and all that they meet."""
    settings = settings_here()
    wanted = paths or settings.packs or [builtin_folder()]
    own = [*settings.packs, *wanted]
    sources = sources_of_packs(own, builtin=settings.builtin, installed=settings.installed, cache=not no_cache)
    loaded = _without_problems(load_packs(sources, cache=not no_cache))
    files = {file.resolve() for path in wanted for file in pack_files(path)}
    return [pack for pack in loaded if Path(pack.path).resolve() in files], loaded


def _without_problems(loaded: Loaded) -> tuple[Pack, ...]:
    if loaded.problems:
        raise PackError(loaded.problems)
    return loaded.packs
