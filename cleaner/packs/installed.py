"""Packs that other installed distributions bring, through the entry point group `cleaner.packs`.

The value of such an entry point is the dotted name of a package or of a folder in one, as `corpus_rules.packs`. It is
found without importing it: packs are data, and to use them must not run anybody's code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from importlib.machinery import PathFinder
from pathlib import Path

from cleaner.cache import cached, user_cache

GROUP = "cleaner.packs"


def installed_folders(search_path: Iterable[str] | None = None, *, cache: bool = True) -> tuple[Path, ...]:
    """The folders of packs of installed distributions, by the names of their entry points.

    An entry point that names no folder gives a path that is not there, which is told like any pack that can't be read.
    """
    places = [place for place in (sys.path if search_path is None else search_path) if Path(place or ".").is_dir()]
    state = (f"{place} {Path(place or '.').stat().st_mtime_ns}" for place in places)
    return cached("installed", "\n".join(state), lambda: tuple(_find(places)), user_cache() if cache else None)


def _find(places: list[str]) -> Iterator[Path]:
    from importlib.metadata import distributions  # the answer is cached, so most runs do without

    points = {
        point.name: point.value
        for distribution in distributions(path=places)
        for point in distribution.entry_points
        if point.group == GROUP
    }
    for name, value in sorted(points.items()):
        yield _folder(name, value, places)


def _folder(name: str, value: str, places: list[str]) -> Path:
    package, *below = value.replace(":", ".").split(".")
    spec = PathFinder.find_spec(package, places)
    for location in (spec and spec.submodule_search_locations) or ():
        folder = Path(location, *below)
        if folder.is_dir():
            return folder
    return Path(f"entry point {GROUP}: {name} = {value}")
