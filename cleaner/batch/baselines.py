"""The baselines of the files that a hook looks at: what they accept, what of it is gone, and how they are made anew."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from cleaner.batch.accept import Acceptance
from cleaner.batch.baseline import Baseline, Known
from cleaner.reports.counted import counted


class Baselines:
    """Of some files, each of which may have its own.

    ``folders`` are looked at as wholes: what is accepted for a text below them and is not found is stale. With
    ``anew`` nothing is accepted, so that all that is found can be. Raises ``BaselineError``.
    """

    def __init__(self, places: Iterable[Path | None], folders: Sequence[Path] = (), *, anew: bool = False) -> None:
        wanted = sorted({place for place in places if place is not None})
        self._folders = folders
        self._watched = {place: _Watched(Baseline(place, {}) if anew else Baseline.read(place)) for place in wanted}

    def acceptance(self, file: Path, place: Path | None) -> Acceptance | None:
        """What is accepted in a file whose baseline is there, if it has one; what is found in it is to be counted."""
        return None if place is None else self._watched[place].acceptance(file)

    def messages(self) -> Iterator[str]:
        """How much was accepted, and what is stale."""
        for place, watched in self._shown():
            if watched.hidden:
                yield f"{place}: {counted(watched.hidden, 'finding')} accepted"
            stale = watched.baseline.stale(watched.found, watched.covers(self._folders))
            for known in stale:
                yield f"{place}: stale: {known.text}: {known.rule} is accepted, and no longer found"
            if stale:
                yield f"{place}: {counted(len(stale), 'line')} can go; `cleaner check --update-baseline` takes them out"

    def update(self) -> Iterator[str]:
        """Accept what is found in the folders, and nothing else there; tell how much that is."""
        for place, watched in self._shown():
            new = watched.baseline.updated(watched.found, watched.covers(self._folders))
            accepted = sum(new.accepted.values())
            yield f"{place}: {counted(accepted, 'finding')} accepted in {counted(new.texts, 'text')}"

    def _shown(self) -> Iterator[tuple[str, _Watched]]:
        """The baselines by the names that a person at work here has for them."""
        for place, watched in self._watched.items():
            name = os.path.relpath(place)
            yield str(place) if name.startswith(os.pardir) else name, watched


class _Watched:
    """A baseline and what is found of the files that it is for."""

    def __init__(self, baseline: Baseline) -> None:
        self.baseline = baseline
        self._files: list[Acceptance] = []

    def acceptance(self, file: Path) -> Acceptance:
        self._files.append(Acceptance(self.baseline.name_of(file), self.baseline.accepted))
        return self._files[-1]

    @property
    def hidden(self) -> int:
        return sum(file.hidden for file in self._files)

    @property
    def found(self) -> Counter[Known]:
        counts: Counter[Known] = Counter()
        for file in self._files:
            counts.update(file.found)
        return counts

    def covers(self, folders: Iterable[Path]) -> Callable[[str], bool]:
        """Whether a text below some folders was looked at, or would have been if it were still there."""
        above = [self.baseline.name_of(folder) for folder in folders]
        unread = [file.name for file in self._files if not file.was_read]

        def is_covered(text: str) -> bool:
            is_unread = any(text == name or text.startswith(f"{name}#") for name in unread)
            return not is_unread and any(_is_below(text, folder) for folder in above)

        return is_covered


def _is_below(text: str, folder: str) -> bool:
    return not text.startswith("../") if folder == "." else text.startswith(f"{folder}/")
