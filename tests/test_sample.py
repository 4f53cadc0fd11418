"""`cleaner run --sample N`: some documents and what would go from them, and nothing written."""

import json
from random import Random

import pytest

from cleaner.api import Cleaner
from cleaner.batch.plan import plan
from cleaner.batch.sample import sample
from cleaner.cli.main import main
from cleaner.formats import Options
from tests.trees import CLEAN, DIRTY, contents


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(DIRTY)
    (folder / "broken.txt").write_bytes(b"\xff")
    (folder / "rows.jsonl").write_text("".join(json.dumps({"text": DIRTY}) + "\n" for _ in range(100)) + "not json\n")
    return folder


def test_it_shows_diffs_and_writes_nothing(corpus, tmp_path, small, capsys):
    before = contents(tmp_path)
    assert main(["run", str(corpus), "-o", str(tmp_path / "out"), "--sample", "4", *small]) == 0
    out, err = capsys.readouterr()
    assert out.count("diff --git") == 4
    assert "-Advert here\n" in out
    assert "4 of 4 documents would change, by 228 characters; nothing was written" in err
    assert contents(tmp_path) == before


def test_what_would_not_change_is_named(tmp_path, small, capsys):
    (tmp_path / "a.txt").write_text(CLEAN)
    assert main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "--sample", "4", *small]) == 0
    assert capsys.readouterr().out == "a.txt: unchanged\n"


@pytest.mark.parametrize(("count", "found"), [(1, 1), (6, 6), (40, 40), (1000, 105)])
def test_as_many_as_asked_for_or_as_there_are(corpus, root, count, found):
    cleaner = Cleaner([root / "fixtures/packs/valid/small.yaml"], builtin=False)
    tasks = plan([corpus], corpus.with_name("out"), corpus.with_name("report"), Options())
    for seed in range(5):
        places = [one.place for one in sample(tasks, count, cleaner, Random(seed))]
        assert len(set(places)) == len(places) <= found
        assert len(places) >= min(found, 5)
