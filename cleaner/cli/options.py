"""Options that several commands share, and what is made from them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from cleaner.cli.setup import Setup, Wanted
from cleaner.formats import FORMAT_NAMES

Packs = Annotated[
    list[Path] | None, typer.Option("--packs", metavar="PATH", help="Use the rules of this file or folder as well.")
]
NoBuiltin = Annotated[bool, typer.Option("--no-builtin", help="Leave the built-in packs out.")]
NoInstalled = Annotated[
    bool, typer.Option("--no-installed", help="Leave the packs out that other installed distributions bring.")
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile", help="The packs and limits to use: article, the default, or dump, for naive texts of whole pages."
    ),
]
Only = Annotated[
    list[str] | None, typer.Option("--only", metavar="CATEGORY", help="Remove only this category (repeatable).")
]
Skip = Annotated[list[str] | None, typer.Option("--skip", metavar="CATEGORY", help="Leave this category (repeatable).")]
Off = Annotated[
    list[str] | None, typer.Option("--off", metavar="NAME", help="Switch this rule or pack off (repeatable).")
]
Protect = Annotated[
    list[str] | None,
    typer.Option("--protect", metavar="PATTERN", help="Leave lines in which this is found (repeatable)."),
]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Use only the packs of this language.")
]
FormatName = Annotated[
    str | None, typer.Option("--format", help=f"{', '.join(FORMAT_NAMES)}; else each file's name tells.")
]
Encoding = Annotated[str | None, typer.Option("--encoding", help="The encoding of text files; else UTF-8.")]
TextField = Annotated[
    str | None,
    typer.Option(
        "--text-field",
        metavar="NAME",
        help="The field with the text, in JSONL and Parquet; a.b is b in the object a.",
    ),
]
IdField = Annotated[
    str | None, typer.Option("--id-field", metavar="NAME", help="The field with the document's id; else id.")
]
UrlField = Annotated[
    str | None,
    typer.Option("--url-field", metavar="NAME", help="The field with its url, which chooses site packs; else url."),
]
LanguageField = Annotated[
    str | None,
    typer.Option("--language-field", metavar="NAME", help="The field with its language's code; else language."),
]
MaxDocument = Annotated[
    str | None, typer.Option("--max-document", metavar="SIZE", help="Skip documents above this size; else 16MB.")
]
Baseline = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="Report only what this file does not accept; `check` writes it."),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Use this configuration; else the nearest one upwards is."),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither read compiled packs from the cache nor store them.")]
NoConfig = Annotated[bool, typer.Option("--no-config", help="Use no configuration.")]
MarkField = Annotated[
    str | None,
    typer.Option(
        "--mark-field", metavar="NAME", help="Write marks (truncated, boilerplate-only, held) into this field of JSONL."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Json = Annotated[bool, typer.Option("--json", help="Write what is found as JSON to standard output.")]


_SHARED: dict[str, tuple[Any, object]] = {
    "packs": (Packs, None),
    "no_builtin": (NoBuiltin, False),
    "no_installed": (NoInstalled, False),
    "profile": (Profile, None),
    "only": (Only, None),
    "skip": (Skip, None),
    "off": (Off, None),
    "protect": (Protect, None),
    "language": (Language, None),
    "form": (FormatName, None),
    "encoding": (Encoding, None),
    "text_field": (TextField, None),
    "id_field": (IdField, None),
    "url_field": (UrlField, None),
    "language_field": (LanguageField, None),
    "max_document": (MaxDocument, None),
    "config": (Config, None),
    "no_config": (NoConfig, False),
    "no_cache": (NoCache, False),
}
_OF_HOOKS: dict[str, tuple[Any, object]] = {"baseline": (Baseline, None)}
_SEPARATED_BY_COMMAS = ("only", "skip", "off")


def with_cleaner(command: Callable[..., int]) -> Callable[..., int]:
    """A command that takes options in place of its parameters ``cleaner`` and ``reading``, which are made from them.

    They are those of the working directory; a command with the parameter ``setup`` makes those of other folders itself.
    The command's own options come first, and one of the same name stands in for the shared one; its ``strict`` holds
    for packs with mistakes too.
    """
    hints = get_type_hints(command, include_extras=True)
    signature = inspect.signature(command)
    made = {"cleaner", "reading", "setup"} & signature.parameters.keys()
    own = {name: parameter for name, parameter in signature.parameters.items() if name not in made}
    all_shared = _SHARED | _OF_HOOKS if "setup" in made else _SHARED
    shared = {name: option for name, option in all_shared.items() if name not in own}

    @functools.wraps(command)
    def expanded(**values: Any) -> int:  # noqa: ANN401 - the options are of all types
        setup = Setup(wanted(**{name: values[name] for name in (*all_shared, "strict") if name in values}))
        for_command = {name: values[name] for name in own}
        if "setup" in made:
            return command(setup=setup, **for_command)
        cleaner, reading = setup.for_folder(Path.cwd())
        return command(cleaner=cleaner, reading=reading, **for_command)

    expanded.__annotations__ = {name: hints[name] for name in own} | {name: kind for name, (kind, _) in shared.items()}
    expanded.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[
            parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[name])
            for name, parameter in own.items()
        ]
        + [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for name, (kind, default) in shared.items()
        ]
    )
    return expanded


def wanted(**values: Any) -> Wanted:  # noqa: ANN401 - the options are of all types
    """What options ask for: lists as tuples, names separated by commas one by one."""
    for name in _SEPARATED_BY_COMMAS:
        parts = [part.strip() for value in values.get(name) or () for part in value.split(",")]
        values[name] = [part for part in parts if part]
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items() if value is not None
    }
    return Wanted(**given)
