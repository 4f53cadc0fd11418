"""The pages of a review, written beside the packs that are reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cleaner.batch.atomic import replacing
from cleaner.batch.learning import Found
from cleaner.batch.shelf import Added, Pack, is_sound
from cleaner.learn import Vocabulary, near_names, rule_of
from cleaner.learn.candidates import candidates
from cleaner.reports import review

_PAGE = "review"


def write_review(folder: Path, sites: Iterable[tuple[Found, Added, Pack]], vocabulary: Vocabulary) -> list[Path]:
    """Write the pages for what was learnt and added of some sites, whose packs stand in the folder."""
    return write_pages(folder, (_to_judge(*one, vocabulary) for one in sites))


def _to_judge(found: Found, added: Added, pack: Pack, vocabulary: Vocabulary) -> review.Site:
    """What there is to judge about a site: its pack as it stands, and what was nearly learnt."""
    drafted = ((one, rule_of(one, found.learnt.documents, vocabulary)) for one in added.near)
    nearly = [(rule, one.why, sorted(near_names(one.text))) for one, rule in drafted if is_sound(rule)]
    judged = candidates(pack.rules, nearly, pack.accepted, found.documents)
    return review.Site(found.site.name, found.site.is_host, pack.about, len(found.documents), judged)


def write_pages(folder: Path, sites: Iterable[review.Site]) -> list[Path]:
    """Write the pages for some sites into a folder of packs, in place of those that were there; none for no site."""
    written: list[Path] = []
    for number, content in enumerate(review.pages(folder.resolve().name, sites), start=1):
        path = folder / (f"{_PAGE}.html" if number == 1 else f"{_PAGE}-{number}.html")
        with replacing(path) as file:
            file.write(content)
        written.append(path)
    for path in {*folder.glob(f"{_PAGE}-*.html"), *folder.glob(f"{_PAGE}.html")} - set(written):
        path.unlink()
    return written
