"""Marks: what a removal says of the whole document, in the result, the records, the summary and on request in JSONL."""

import json
import subprocess
import sys

import pytest

from cleaner import Cleaner
from cleaner.cli.main import main
from tests.trees import records_of

PROSE = "The council met on Monday and voted, after a long debate, to keep the library open through the winter."
LOCKED = "The rest of this story is locked."
PACK = f"""
pack: p
description: A notice that says that the rest is locked, and an advert.
rules:
  - id: locked
    description: The rest is locked.
    kind: phrase
    category: paywall
    confidence: certain
    phrases: ["{LOCKED}"]
    marks: truncated
    examples: {{remove: ["{LOCKED}"], keep: ["The rest of this story is locked away in the archive."]}}
  - id: advert
    description: An advert.
    kind: phrase
    category: promo
    confidence: certain
    phrases: [advert here]
    examples: {{remove: [Advert here], keep: [The advert here is old.]}}
"""


@pytest.fixture
def pack(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(PACK)
    return path


CASES = [
    (f"{PROSE}\n\n{LOCKED}\n", "cleaned", ["truncated"]),
    (f"{PROSE}\n\nAdvert here\n", "cleaned", []),
    (f"{PROSE}\n", "unchanged", []),
    ("Advert here\n", "cleaned", ["boilerplate-only"]),
    (f"Advert here\n\n{LOCKED}\n", "cleaned", ["boilerplate-only", "truncated"]),
    ("", "unchanged", []),
    ("Advert here\n" * 100, "held", ["boilerplate-only"]),
    (LOCKED + "\n" + "Advert here\n" * 100 + "Lisbon\n", "held", ["truncated"]),
]


@pytest.mark.parametrize(("text", "state", "marks"), CASES)
def test_of_a_text(pack, text, state, marks):
    cleaned = Cleaner([pack], builtin=False, installed=False).clean(text)
    assert (cleaned.state, list(cleaned.marks)) == (state, marks)


@pytest.fixture
def options(pack):
    return ["--no-builtin", "--no-installed", "--packs", str(pack)]


def lines(name):
    return "".join(json.dumps({"id": number, "text": text}) + "\n" for number, (text, _, _) in enumerate(CASES))


def test_of_a_run_in_records_summary_and_on_request_in_jsonl(tmp_path, options, capsys):
    source, out, back = tmp_path / "in", tmp_path / "out", tmp_path / "back"
    source.mkdir()
    (source / "a.jsonl").write_text(lines("a"))
    assert main(["run", str(source), "-o", str(out), "--json", "--mark-field", "marks", *options]) == 0
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert summary["marks"] == {"boilerplate-only": 3, "held": 2, "truncated": 3}
    expected = [marks + ["held"] * (state == "held") or None for _, state, marks in CASES]
    assert [json.loads(line).get("marks") for line in (out / "a.jsonl").read_text().splitlines()] == expected
    told = {record["row"]: record["marks"] for record in records_of(out) if record["type"] == "document"}
    assert told == {
        row: marks or []
        for row, (marks, case) in enumerate(zip(expected, CASES, strict=True), start=1)
        if case[1] != "unchanged"
    }
    assert main(["restore", str(out), "-o", str(back), "-q"]) == 0
    assert (back / "a.jsonl").read_bytes() == (source / "a.jsonl").read_bytes()


def test_without_the_request_nothing_is_added(tmp_path, options):
    (tmp_path / "a.jsonl").write_text(lines("a"))
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "filter", "-q", "--format", "jsonl", *options],
        input=lines("a").encode(),
        capture_output=True,
        check=True,
    )
    assert all(json.loads(line).keys() == {"id", "text"} for line in done.stdout.splitlines())
