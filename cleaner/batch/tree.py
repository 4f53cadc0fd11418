"""Which files hooks look at when they are given folders, and which of all that they are given they leave alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cleaner.formats.choose import MissingLibraryError, Options, format_of
from cleaner.ignore import OWN_FILE, Ignored

_FORMATS = frozenset({"text", "markdown", "jsonl"})
_BY_NAME = Options()


class Chosen(NamedTuple):
    """The files to look at, the folders that were asked for as a whole, and how many files were left alone."""

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    left_alone: int


def chosen(paths: Iterable[Path]) -> Chosen:
    """The files that are meant by some files and folders; raises ``IgnoreError`` and ``OSError``.

    A folder stands for the documents below it that neither git nor this program is asked to ignore; hidden ones, links
    and pages are not among them. A file that is named is looked at, whatever its name, unless a `.cleanerignore` says
    otherwise.
    """
    ignored, ignored_by_git = Ignored((OWN_FILE,)), Ignored((OWN_FILE, ".gitignore"))
    files: dict[Path, None] = {}
    folders = []
    left_alone = 0
    for path in paths:
        if path.is_dir():
            folders.append(path)
            files |= dict.fromkeys(_below(path, ignored_by_git))
        elif ignored.leaves_alone(path):
            left_alone += 1
        else:
            files[path] = None
    return Chosen(tuple(files), tuple(folders), left_alone)


def _below(folder: Path, ignored: Ignored) -> Iterator[Path]:
    if ignored.leaves_folder_alone(folder):
        return
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        path = folder / entry.name
        if entry.is_dir():
            yield from _below(path, ignored)
        elif _is_document(path) and not ignored.leaves_alone(path):
            yield path


def _is_document(path: Path) -> bool:
    try:
        form = format_of(path, _BY_NAME)
    except MissingLibraryError:  # so it is none of those
        return False
    return form is not None and form.name in _FORMATS
