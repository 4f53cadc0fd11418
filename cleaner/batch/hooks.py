"""The two hooks: one reports what would go, one cleans files in place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from cleaner.api import Cleaner
from cleaner.batch.atomic import replacing
from cleaner.batch.treat import Treated, treat
from cleaner.formats import Entry, Format, Options, compressed, compression_of, format_named, format_of, opened
from cleaner.removal import Removal

Outcome = Literal["clean", "found", "changed", "failed"]
_Act = Callable[[Format, list[Treated]], Outcome]


class Finding(NamedTuple):
    """A removal in a file; the line is that of the file."""

    path: Path
    line: int
    removal: Removal

    def __str__(self) -> str:
        shown = " ".join(self.removal.text.split())
        return f"{self.path}:{self.line}: {self.removal.rule}: {shown}"


class Checked(NamedTuple):
    """What a hook made of a file: its findings, and what could not be treated and why."""

    path: Path
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    messages: tuple[str, ...] = ()


def check_file(path: Path, cleaner: Cleaner, options: Options) -> Checked:
    """Find what cleaning would remove from a file; write nothing."""
    return _checked(path, cleaner, options, lambda form, treated: "found")


def fix_file(path: Path, cleaner: Cleaner, options: Options) -> Checked:
    """Clean a file in place; it is written only if it changes, and keeps its mode.

    A link stays a link and the file that it points to is cleaned. A file that may not be written is refused.
    """

    def write(form: Format, treated: list[Treated]) -> Outcome:
        target = path.resolve()
        if not os.access(target, os.W_OK):
            raise PermissionError(0, "the file is read-only, so it was not cleaned")
        rest = iter(treated)

        def become(entry: Entry) -> bytes:
            one = next(rest, None)
            if one is None or one.entry.raw != entry.raw:
                raise OSError(0, "it changed while it was read, so it was not cleaned")
            return one.output

        with (
            opened(path) as source,
            replacing(target, like=target) as file,
            compressed(compression_of(path), file) as sink,
        ):
            form.rewrite(source, sink, become)
        return "changed"

    return _checked(path, cleaner, options, write)


def _checked(
    path: Path, cleaner: Cleaner, options: Options, act: Callable[[Format, list[Treated]], Outcome]
) -> Checked:
    form = format_of(path, options) or format_named("text", options)
    if form.extracts:
        what = f"{path}: {form.name} can't be cleaned in place, only its text be extracted; use `cleaner run`"
        return Checked(path, "failed", messages=(what,))
    try:
        treated = list(_treat_all(path, form, cleaner))
        findings = tuple(finding for one in treated for finding in _findings(path, one))
        outcome = act(form, treated) if findings else "clean"
    except OSError as error:
        return Checked(path, "failed", messages=(f"{path}: {error.strerror}",))
    messages = tuple(one.message(path) for one in treated if one.reason is not None)
    failed = any(one.state == "failed" for one in treated)
    return Checked(path, "failed" if failed else outcome, findings, messages)


def _treat_all(path: Path, form: Format, cleaner: Cleaner) -> Iterator[Treated]:
    with opened(path) as source:
        for entry in form.entries(source):
            yield treat(entry, cleaner)


def _findings(path: Path, treated: Treated) -> Iterable[Finding]:
    for removal in treated.removals:
        if removal.text.strip():
            yield Finding(path, treated.entry.row or removal.line, removal)
