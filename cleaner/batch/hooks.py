"""The two hooks: one reports what would go, one cleans files in place."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

from cleaner.batch.atomic import replacing
from cleaner.batch.treat import Cleans, Treated, treat
from cleaner.formats import Compression, Format, Options, compressed, compression_of, format_named, format_of, opened
from cleaner.removal import Removal

if TYPE_CHECKING:
    from cleaner.batch.accept import Acceptance

Outcome = Literal["clean", "found", "changed", "failed"]

_ROUNDS = 32
_MAY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


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


def check_file(path: Path, cleaner: Cleans, options: Options, acceptance: Acceptance | None = None) -> Checked:
    """Find what cleaning would remove from a file; write nothing. What is accepted is not found."""
    try:
        form = _format_of(path, options)
        with opened(path) as source:
            treated = _treat_all(source, form, cleaner, acceptance)
    except OSError as error:
        return _failed(path, error)
    return _checked(path, [treated], "found")


def fix_file(path: Path, cleaner: Cleans, options: Options, acceptance: Acceptance | None = None) -> Checked:
    """Clean a file in place, but for what is accepted; it is written only if it changes, and keeps its mode.

    A link stays a link and the file that it points to is cleaned. A file that is read-only, or that somebody else
    writes to meanwhile, is refused.
    """
    try:
        form = _format_of(path, options)
        target = path.resolve()
        before = target.stat()
        with opened(path) as source:
            content = source.read()
        rounds = [_treat_all(BytesIO(content), form, cleaner, acceptance)]
        while _has_changed(rounds[-1]):
            if len(rounds) > _ROUNDS:
                raise OSError(0, "whatever is cleaned, something more is found; left as it is")
            content = _rewritten(content, form, rounds[-1])
            again = acceptance and acceptance.again()  # some stays, so that a cleaning may leave something to the next
            rounds.append(_treat_all(BytesIO(content), form, cleaner, again))
        if len(rounds) > 1:
            _write(target, before, content, compression_of(path))
    except OSError as error:
        return _failed(path, error)
    return _checked(path, rounds, "changed")


def _format_of(path: Path, options: Options) -> Format:
    form = format_of(path, options) or format_named("text", options)
    if form.extracts:
        raise OSError(0, f"{form.name} can't be cleaned in place, only its text be extracted; use `cleaner run`")
    return form


def _treat_all(source: BinaryIO, form: Format, cleaner: Cleans, acceptance: Acceptance | None) -> list[Treated]:
    if acceptance is None:
        return [treat(entry, cleaner) for entry in form.entries(source)]
    return [
        treat(entry, acceptance.before(cleaner, entry.document.id if entry.document else None))
        for entry in form.entries(source)
    ]


def _has_changed(treated: Iterable[Treated]) -> bool:
    return any(one.has_changed for one in treated)


def _rewritten(content: bytes, form: Format, treated: Iterable[Treated]) -> bytes:
    """A file's content with each entry as it came out."""
    written = BytesIO()
    outputs = (one.output for one in treated)
    form.rewrite(BytesIO(content), written, lambda entry: next(outputs))
    return written.getvalue()


def _write(target: Path, before: os.stat_result, content: bytes, compression: Compression | None) -> None:
    """Put other content in the place of a file's, which had that state when it was read. Raises ``OSError``."""
    if not before.st_mode & _MAY_WRITE or not os.access(target, os.W_OK):  # root may write to anything
        raise PermissionError(0, "the file is read-only, so it was not cleaned")
    with replacing(target, like=target) as file:
        if hasattr(os, "fchown"):
            with suppress(PermissionError):  # only root can give a file away, and so has to keep it its owner's
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
        with compressed(compression, file) as sink:
            sink.write(content)
        now = target.stat()
        if (now.st_mtime_ns, now.st_size) != (before.st_mtime_ns, before.st_size):
            raise OSError(0, "somebody wrote to the file while it was cleaned, so it was left alone")


def _checked(path: Path, rounds: list[list[Treated]], outcome: Outcome) -> Checked:
    findings = tuple(finding for treated in rounds for one in treated for finding in _findings(path, one))
    messages = tuple(one.message(path) for one in rounds[0] if one.reason is not None)
    if any(one.state == "failed" for one in rounds[0]):
        return Checked(path, "failed", findings, messages)
    return Checked(path, outcome if _has_changed(rounds[0]) else "clean", findings, messages)


def _failed(path: Path, error: OSError) -> Checked:
    return Checked(path, "failed", messages=(f"{path}: {error.strerror}",))


def _findings(path: Path, treated: Treated) -> Iterable[Finding]:
    for removal in treated.removals:
        if removal.text.strip():
            yield Finding(path, treated.entry.row or removal.line, removal)
