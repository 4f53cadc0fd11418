"""A ratchet: on the development sets the built-in packs find at least, and lose at most, what they have before.

The floors are figures that were reached (docs/quality.md); they are raised when more is, and never lowered.
"""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT

SETS = ("dev_news", "dev_press", "dev_multi", "dev_web")
FLOORS = json.loads((ROOT / "tests" / "quality_floors.json").read_text())


@pytest.fixture(scope="module", params=["tune", "keep"])
def half(request, shared):
    command = [sys.executable, shared / "eval" / "score.py", "--json", "--half", request.param]
    command += ["--cmd", f"{sys.executable} -m cleaner filter --format jsonl --quiet"]
    command += [shared / "eval" / f"{name}.residue.jsonl" for name in SETS]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    return request.param, json.loads(done.stdout)


@pytest.mark.parametrize("name", SETS)
def test_recall_and_loss(half, name):
    which, figures = half
    reached, floor = figures[f"{name}.residue.jsonl"], FLOORS[which][name]
    assert reached["recall"] >= floor["recall"]
    assert reached["content lines lost"] <= floor["lost"]


def test_neutral_lines_stay(half):
    counts = [
        map(int, count.split("/"))
        for figures in half[1].values()
        for label, count in figures["neutral lines removed"].items()
        if label in "HMPAU"
    ]
    removed, total = map(sum, zip(*counts, strict=True))
    assert removed <= 0.02 * total
