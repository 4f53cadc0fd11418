"""`cleaner rules`: what the rules are, and whether they hold."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from cleaner.cli import options, terminal
from cleaner.cli.ending import ending
from cleaner.examples import failures, judge_of
from cleaner.packs import Loaded, Pack, PackError, builtin_folder, load_packs
from cleaner.rule import OFF_BY_DEFAULT, Rewrite, Rule

app = typer.Typer(help="List, show and test rules.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
@ending
def list_rules(
    packs: options.Packs = None,
    no_builtin: options.NoBuiltin = False,
    category: Annotated[str | None, typer.Option("--category", help="Only the rules of this category.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Only the rules of this language.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only the rules of this kind.")] = None,
    as_json: options.Json = False,
) -> int:
    """List the rules, one a line: id, kind, category, confidence, description."""
    for pack in _load(packs, no_builtin):
        for rule in pack.rules:
            if category in (None, rule.category) and kind in (None, rule.kind) and pack.reads(language):
                print(json.dumps(_as_json(rule)) if as_json else _as_line(rule))
    return 0


@app.command()
@ending
def show(
    rule: Annotated[str, typer.Argument(metavar="ID", help="A rule's id, or the end of it.")],
    packs: options.Packs = None,
    no_builtin: options.NoBuiltin = False,
    as_json: options.Json = False,
) -> int:
    """Show a rule: what it removes, where it is written, its examples."""
    rules = [known for pack in _load(packs, no_builtin) for known in pack.rules]
    found = [known for known in rules if known.id == rule or known.id.endswith(f"/{rule}")]
    if not found:
        raise typer.BadParameter(f"no rule `{rule}`; `cleaner rules list` names them all")
    for known in found:
        print(json.dumps(_as_json(known)) if as_json else _as_page(known))
    return 0


@app.command("test")
@ending
def prove(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATHS...", help="Packs to test; else the built-in ones.")
    ] = None,
    quiet: options.Quiet = False,
) -> int:
    """Run the examples of rules: what must go goes, and near misses stay, against all other packs too."""
    builtin = _load(None, no_builtin=False)
    tested = _without_problems(load_packs(paths)) if paths else builtin
    context = [rule for pack in builtin if not pack.hosts for rule in pack.rules if rule.category not in OFF_BY_DEFAULT]
    rules = [rule for pack in tested for rule in pack.rules]
    wrong = 0
    for failure in failures(rules, judge_of([*context, *rules])):
        wrong += 1
        print(failure)
    if not quiet:
        count = sum(len(rule.examples.remove) + len(rule.examples.keep) for rule in rules)
        terminal.tell(f"{len(rules)} rules, {count} examples, {wrong} failed")
    return 1 if wrong else 0


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


def _load(packs: list[Path] | None, no_builtin: bool) -> tuple[Pack, ...]:
    return _without_problems(load_packs([*([] if no_builtin else [builtin_folder()]), *(packs or ())]))


def _without_problems(loaded: Loaded) -> tuple[Pack, ...]:
    if loaded.problems:
        raise PackError(loaded.problems)
    return loaded.packs


def _as_line(rule: Rule) -> str:
    return f"{rule.id:<50} {rule.kind:<8} {rule.category:<10} {rule.confidence.name:<8} {rule.description}"


def _as_page(rule: Rule) -> str:
    lines = [
        rule.id,
        f"  {rule.description}",
        f"  a {rule.confidence.name} {rule.kind} rule for {rule.category}, at {rule.source}",
    ]
    for example in rule.examples.remove:
        text = (
            f"{example.before.strip()}\nbecomes\n{example.after.strip()}" if isinstance(example, Rewrite) else example
        )
        lines.append(_indented("removes", text))
    lines += [_indented("keeps  ", example) for example in rule.examples.keep]
    return "\n".join(lines)


def _indented(word: str, text: str) -> str:
    return f"  {word}  " + text.strip("\n").replace("\n", "\n           ")


def _as_json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "description": rule.description,
        "kind": rule.kind,
        "category": rule.category,
        "confidence": rule.confidence.name,
        "source": str(rule.source),
        "examples": {
            "remove": [list(item) if isinstance(item, Rewrite) else item for item in rule.examples.remove],
            "keep": list(rule.examples.keep),
        },
    }
