"""What is learnt depends on the set of documents and nothing else: not on their order, their files, or the processes.

A corpus has more documents of each site than its sample holds, some of them twice, and more files than one unit of
work, so that processes have something to share.
"""

import json
import tempfile
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.cli.main import main
from tests.test_learn import article

SITES = ("one.example", "www.two.example", "sea.example")
LINES = ["Share this page", "Write to our news desk", "Letters to the editor", "The reaction", "Our house rules"]
LIKELY = 0.7
TWICE = 20
UNIT = 64  # files: see batch/units.py


def corpus(random):
    """Documents of some sites, each with some of the lines below it; those of a rare site are fewer than its sample."""
    site_lines = {site: random.sample(LINES, random.randint(2, len(LINES))) for site in SITES}
    rows = []
    for number in range(random.randint(UNIT + 10, UNIT + 30)):
        site = SITES[0 if number % 7 else 2] if number % 2 else SITES[1]
        below = [line for line in site_lines[site] if random.random() < LIKELY] + [f"{number} comments"]
        rows.append({"id": f"a{number}", "url": f"https://{site}/{number}", "text": article(number, below=below).text})
    return [*rows, *({**row, "id": f"{row['id']}-again"} for row in random.sample(rows, TWICE))]


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
@given(st.integers(0, 2**32), st.sampled_from([1, 2, 3]))
def test_order_files_and_workers_change_nothing(seed, workers):
    random = Random(seed)
    rows = corpus(random)
    shuffled = random.sample(rows, len(rows))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        as_one_file(Path(one), rows)
        as_many_files(Path(other), shuffled)
        expected = learnt(Path(one), "--workers", "1")
        assert {path.name for path in expected} >= {"proposed.json", "review.html", "two.example.yaml"}
        assert learnt(Path(other), "--workers", str(workers)) == expected
