"""Options that several commands share, and what is made from them."""

from __future__ import annotations

import codecs
import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from cleaner.api import Cleaner
from cleaner.cli import terminal
from cleaner.formats import FORMAT_NAMES, Options

Packs = Annotated[
    list[Path] | None, typer.Option("--packs", metavar="PATH", help="Use the rules of this file or folder as well.")
]
NoBuiltin = Annotated[bool, typer.Option("--no-builtin", help="Leave the built-in packs out.")]
Profile = Annotated[str, typer.Option("--profile", help="The packs and limits to use: article.")]
Only = Annotated[
    list[str] | None, typer.Option("--only", metavar="CATEGORY", help="Remove only this category (repeatable).")
]
Skip = Annotated[list[str] | None, typer.Option("--skip", metavar="CATEGORY", help="Leave this category (repeatable).")]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Use only the packs of this language.")
]
FormatName = Annotated[
    str | None, typer.Option("--format", help=f"{', '.join(FORMAT_NAMES)}; else each file's name tells.")
]
Encoding = Annotated[str, typer.Option("--encoding", help="The encoding of text files.")]
TextField = Annotated[
    str, typer.Option("--text-field", metavar="NAME", help="The field of a JSONL line that is the text.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Json = Annotated[bool, typer.Option("--json", help="Write what is found as JSON to standard output.")]


_CLEANER: dict[str, tuple[Any, object]] = {
    "packs": (Packs, None),
    "no_builtin": (NoBuiltin, False),
    "profile": (Profile, "article"),
    "only": (Only, None),
    "skip": (Skip, None),
    "language": (Language, None),
}
_READING: dict[str, tuple[Any, object]] = {
    "form": (FormatName, None),
    "encoding": (Encoding, "utf-8"),
    "text_field": (TextField, "text"),
}


def with_cleaner(command: Callable[..., int]) -> Callable[..., int]:
    """A command that takes options in place of its parameters ``cleaner`` and ``reading``, which are made from them.

    The command's own options come first, and one of the same name stands in for the shared one; its ``strict`` holds
    for packs with mistakes too.
    """
    hints = get_type_hints(command, include_extras=True)
    signature = inspect.signature(command)
    own = {name: parameter for name, parameter in signature.parameters.items() if name not in ("cleaner", "reading")}
    shared = {name: option for name, option in {**_CLEANER, **_READING}.items() if name not in own}

    @functools.wraps(command)
    def expanded(**values: Any) -> int:  # noqa: ANN401 - the options are of all types
        cleaner = make_cleaner(*(values[name] for name in _CLEANER), strict=values.get("strict", False))
        reading = make_options(*(values[name] for name in _READING))
        return command(cleaner=cleaner, reading=reading, **{name: values[name] for name in own})

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


def make_cleaner(
    packs: list[Path] | None,
    no_builtin: bool,
    profile: str,
    only: list[str] | None,
    skip: list[str] | None,
    language: str | None,
    *,
    strict: bool = False,
) -> Cleaner:
    """The cleaner that the options ask for; a wrong one is a usage error.

    Packs with mistakes are named and left out, or with ``strict`` end the program.
    """
    try:
        cleaner = Cleaner(
            packs or (),
            builtin=not no_builtin,
            profile=profile,
            only=_split(only) if only else None,
            skip=_split(skip or []),
            language=language,
            strict=strict,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    for problem in cleaner.problems:
        terminal.tell(str(problem))
    for path in sorted({problem.path for problem in cleaner.problems}):
        terminal.tell(f"{path}: left out for its mistakes; all other packs are used")
    return cleaner


def make_options(form: str | None, encoding: str, text_field: str) -> Options:
    """How to read inputs; a wrong name is a usage error."""
    if form is not None and form not in FORMAT_NAMES:
        raise typer.BadParameter(f"unknown format `{form}`; known: {', '.join(FORMAT_NAMES)}", param_hint="--format")
    try:
        codecs.lookup(encoding)
        "".encode(encoding)
    except LookupError:
        raise typer.BadParameter(f"unknown encoding `{encoding}`", param_hint="--encoding") from None
    return Options(form, encoding, text_field)


def _split(values: list[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
