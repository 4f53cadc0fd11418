"""A baseline: what is found in texts and accepted there, so that hooks report only what is new.

It is one flat JSON object, made to be merged: a line an entry, sorted by fingerprint, so that two branches seldom write
side by side; each with its comma, as `version` always comes last. It has neither positions nor dates: a text can be
moved about in its file, and nothing changes that was not changed by somebody. An entry reads

    "<fingerprint> <rule> <text>": <how many of it the text has>

where the text is a file, relative to the baseline, and in JSONL `#` and the id of the row follow it, if it has one.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path, PurePath
from typing import NamedTuple

from cleaner.batch.atomic import replacing
from cleaner.batch.lock import locked
from cleaner.user_error import UserError

_VERSION = 1
_DIGITS = 16


class BaselineError(UserError):
    """A baseline that can't be used as it is."""


class Known(NamedTuple):
    """Something that is found in a text and may be accepted there."""

    fingerprint: str
    rule: str
    text: str

    @classmethod
    def of(cls, rule: str, found: str, text: str) -> Known:
        r"""What a rule found in a text, whatever its case, its spaces and the line that it is in.

        >>> Known.of("en/share/bar", "Share  this\n", "a.txt") == Known.of("en/share/bar", "SHARE this", "a.txt")
        True
        """
        normalised = " ".join(unicodedata.normalize("NFC", found).casefold().split())
        digest = sha256(f"{rule}\n{normalised}".encode("utf-8", "surrogatepass")).hexdigest()
        return cls(digest[:_DIGITS], rule, text)


class Baseline(NamedTuple):
    """What is accepted, and the file that says so."""

    path: Path
    accepted: Mapping[Known, int]

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """What a file accepts; raises ``BaselineError``. Of an entry that a merge has doubled the greater one holds."""
        try:
            members = json.loads(path.read_text("utf-8"), object_pairs_hook=list)
        except FileNotFoundError:
            problem = "there is no such baseline; `cleaner check --update-baseline` makes it, given whole folders"
            raise BaselineError(f"{path}: {problem}") from None
        except json.JSONDecodeError as error:
            raise BaselineError(f"{path}:{error.lineno}: the baseline is no JSON: {error.msg}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise BaselineError(f"{path}: the baseline can't be read: {error}") from None
        return cls(path, _entries(path, members))

    def name_of(self, file: Path) -> str:
        """How a file is named in entries."""
        return PurePath(os.path.relpath(file, self.path.parent)).as_posix()

    @property
    def texts(self) -> int:
        """In how many texts something is accepted."""
        return len({known.text for known in self.accepted})

    def stale(self, found: Mapping[Known, int], covers: Callable[[str], bool]) -> list[Known]:
        """What is accepted for the texts that are covered of which there is less."""
        return sorted(one for one, count in self.accepted.items() if covers(one.text) and found.get(one, 0) < count)

    def updated(self, found: Mapping[Known, int], covers: Callable[[str], bool]) -> Baseline:
        """Write the baseline as the file has it now, with other entries for the texts that are covered; gives it back.

        Whoever updates it at the same time waits, so that what two find in two folders is all there.
        """
        with locked(self.path.parent):
            now = Baseline.read(self.path) if self.path.exists() else self
            kept = {entry: count for entry, count in now.accepted.items() if not covers(entry.text)}
            new = Baseline(self.path, kept | dict(found))
            with replacing(self.path, like=self.path if self.path.exists() else None) as file:
                file.write(new.as_bytes())
            return new

    def as_bytes(self) -> bytes:
        """What is written."""
        members = {" ".join(entry): count for entry, count in self.accepted.items()} | {"version": _VERSION}
        return json.dumps(members, indent=1, sort_keys=True).encode("ascii") + b"\n"


def _entries(path: Path, members: object) -> dict[Known, int]:
    if not isinstance(members, list) or ("version", _VERSION) not in members:
        raise BaselineError(f"{path}: this is no baseline of version {_VERSION}")
    entries: dict[Known, int] = {}
    for key, count in members:
        parts = key.split(" ", 2)
        if key != "version":
            if len(parts) < len(Known._fields) or type(count) is not int:
                raise BaselineError(f"{path}: `{key}` is no entry of a baseline")
            entry = Known(*parts)
            entries[entry] = max(count, entries.get(entry, 0))
    return entries
