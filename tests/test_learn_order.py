"""What is learnt depends on the set of documents and nothing else: not on their order, their files, or the processes.

A corpus has more documents of each site than its sample holds, some of them twice, and more files than one unit of
work, so that processes have something to share.
"""

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.cli.main import main
from tests.test_learn import article

SITES = ("one.example", "www.two.example", "sea.example")
LINES = ["Share this page", "Write to our news desk", "Letters to the editor", "The reaction", "Our house rules"]
UNIT = 64  # files: see batch/units.py


@st.composite
def corpora(draw):
    """Documents of some sites, each with some of the lines below it; those of a rare site are fewer than its sample."""
    site_lines = {site: draw(st.lists(st.sampled_from(LINES), min_size=2, unique=True)) for site in SITES}
    rows = []
    for number in range(draw(st.integers(UNIT + 10, UNIT + 30))):
        site = SITES[0 if number % 7 else 2] if number % 2 else SITES[1]
        below = [line for line in site_lines[site] if draw(st.integers(0, 3))] + [f"{number} comments"]
        rows.append({"id": f"a{number}", "url": f"https://{site}/{number}", "text": article(number, below=below).text})
    twice = draw(st.lists(st.sampled_from(rows), max_size=5))
    return [*rows, *({**row, "id": f"{row['id']}-again"} for row in twice)]


def learnt(folder, *options):
    """All that learning writes, the page of the review too."""
    out = folder / "learned"
    wanted = ["--sample", "20", "--review", "-q", "--no-config", "--no-installed"]
    assert main(["learn", str(folder / "in"), "-o", str(out), *wanted, *options]) == 0
    return {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def as_one_file(folder, rows):
    (folder / "in").mkdir()
    (folder / "in/all.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))


def as_many_files(folder, rows):
    (folder / "in").mkdir()
    for at, row in enumerate(rows):
        (folder / f"in/{at:03}.jsonl").write_text(json.dumps(row))


@settings(max_examples=4, deadline=None)
@given(corpora(), st.randoms(use_true_random=False), st.sampled_from([1, 2, 3]))
def test_order_files_and_workers_change_nothing(rows, random, workers):
    shuffled = random.sample(rows, len(rows))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        as_one_file(Path(one), rows)
        as_many_files(Path(other), shuffled)
        expected = learnt(Path(one), "--workers", "1")
        assert {path.name for path in expected} >= {"proposed.json", "review.html", "two.example.yaml"}
        assert learnt(Path(other), "--workers", str(workers)) == expected
