"""Whole articles: what the built-in packs make of them, and that they settle at once."""

import json
import subprocess
import sys

import pytest

from cleaner import Cleaner, restore
from tests.conftest import ROOT

CASES = sorted(path.name for path in (ROOT / "fixtures" / "articles").iterdir())


@pytest.fixture(scope="module")
def cleaner():
    return Cleaner()


def read(case, name):
    return (ROOT / "fixtures" / "articles" / case / name).read_bytes().decode("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_article(cleaner, case):
    text = read(case, "input.txt")
    cleaned = cleaner.clean(text)
    assert cleaned.text == read(case, "expected.txt")
    assert restore(cleaned.text, cleaned.removals) == text
    assert cleaner.clean(cleaned.text).text is cleaned.text


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("untouched-")])
def test_untouched_means_untouched(case):
    assert read(case, "input.txt") == read(case, "expected.txt")


def test_the_seeds_come_out_perfect(shared):
    command = [
        sys.executable,
        shared / "eval" / "score.py",
        "--json",
        "--cmd",
        f"{sys.executable} -m cleaner filter --format jsonl",
    ]
    done = subprocess.run([*command, shared / "eval" / "seeds.jsonl"], capture_output=True, check=True, cwd=ROOT)
    (figures,) = json.loads(done.stdout).values()
    assert figures["recall"] == 1.0
    assert figures["content lines lost"] == figures["content lines trimmed"] == 0
    assert set(figures["neutral lines removed"].values()) == {"0/1"}


@pytest.mark.parametrize("seed", ["000", "003"])
def test_a_clean_seed_comes_back_as_the_same_bytes(cleaner, shared, seed):
    (path,) = (shared / "seeds").glob(f"{seed}_*.txt")
    text = path.read_bytes().decode("utf-8")
    assert cleaner.clean(text).text is text
