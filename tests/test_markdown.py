"""Markdown: front matter and fenced code stay as they are, and around them it is a text like any other."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.api import Cleaner
from cleaner.batch.treat import treat
from cleaner.cli.main import main
from cleaner.document import Kept
from cleaner.formats import Options, format_named
from cleaner.formats.markdown import STAND_IN, kept_parts
from cleaner.masking import Masked
from cleaner.prose import is_prose
from tests.test_formats import CLEANER, LINES, restored
from tests.trees import PROSE

FRONT = "---\ntitle: Advert here\n---\n"
CODE = "```text\nAdvert here\n```\n"
FORM = format_named("markdown", Options())


def clean(text):
    (treated,) = [treat(entry, CLEANER) for entry in FORM.entries(io.BytesIO(text.encode()))]
    assert restored(treated, FORM) == text.encode()
    return treated


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{FRONT}Advert here\n{PROSE}\n", f"{FRONT}{PROSE}\n"),
        (f"{FRONT}\nAdvert here\n\n{PROSE}\n", f"{FRONT}\n{PROSE}\n"),
        (f"+++\ntitle = 'Advert here'\n+++\nAdvert here\n{PROSE}\n", f"+++\ntitle = 'Advert here'\n+++\n{PROSE}\n"),
        (f"---\na: 1\n...\nAdvert here\n{PROSE}\n", f"---\na: 1\n...\n{PROSE}\n"),
        (f"---\nAdvert here\n{PROSE}\n", f"---\n{PROSE}\n"),
        (f"{PROSE}\n---\nAdvert here\n---\n", f"{PROSE}\n---\n---\n"),
        (f"{CODE}Advert here\n{PROSE}\n", f"{CODE}{PROSE}\n"),
        (f"{PROSE}\nAdvert here\n{CODE}", f"{PROSE}\n{CODE}"),
        (f"{PROSE}\n{CODE[:-1]}", f"{PROSE}\n{CODE[:-1]}"),
        ("~~~\nAdvert here\n```\nAdvert here\n~~~~\nAdvert here\n", "~~~\nAdvert here\n```\nAdvert here\n~~~~\n"),
        ("1. One\n\n   ```\n   Advert here\n   ```\n\nAdvert here\n", "1. One\n\n   ```\n   Advert here\n   ```\n"),
        ("> ```\n> Advert here\n> ```\nAdvert here\n", "> ```\n> Advert here\n> ```\n"),
        ("```\nAdvert here\n", "```\nAdvert here\n"),
        ("``` a ``` b\nAdvert here\n", "``` a ``` b\n"),
        (f"Most read\n{CODE}Harbour reopens\n", f"{CODE}Harbour reopens\n"),
        (f"Advert here\r\n{FRONT}", FRONT),
    ],
)  # fmt: skip
def test_what_becomes_of(before, after):
    assert clean(before).output.decode() == after


def test_places_are_those_in_the_file():
    (removal,) = clean(f"{FRONT}{CODE}\n{CODE}Advert here\n{PROSE}\n").removals
    assert (removal.line, removal.text) == (11, "Advert here\n")


BLOCKS = st.one_of(LINES, st.sampled_from(["```", "~~~", "---", "+++", "````", "> ```", "title: x"]))


@given(st.lists(st.tuples(BLOCKS, st.sampled_from(["\n", "\r\n", "\n\n"])), max_size=12))
def test_any_text_is_cleaned_around_its_code_and_comes_back(lines):
    text = "".join(map("".join, lines))
    treated = clean(text)
    kept = [text[part.start : part.end] for part in kept_parts(text)]
    output = treated.output.decode()
    assert treated.state in ("unchanged", "cleaned", "skipped")
    after = [output[part.start : part.end] for part in kept_parts(output)]
    assert after[len(after) - len(kept) :] == kept
    if treated.state == "cleaned":
        assert all(removal.text == text[removal.start : removal.end] for removal in treated.removals)
        assert clean(output).state != "cleaned" or "---" in text or "+++" in text


@given(st.text("ab\n", max_size=40), st.data())
def test_a_masked_text_is_unmasked(text, data):
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    kept = [Kept(start, end, "x" * (start % 3)) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    masked = Masked(text, kept)
    assert len(masked.text) == len(text) + sum(part.start % 3 - (part.end - part.start) for part in kept)
    assert masked.unmasked(CLEANER.clean(masked.text)).text == text


def test_no_rule_takes_what_stands_for_code():
    text = f"{STAND_IN}\n\n" * 3
    assert is_prose(STAND_IN)
    assert Cleaner(installed=False).clean(text).text is text


def test_run_and_back(tmp_path, small):
    text = f"{FRONT}\nAdvert here\n\n{CODE}\n{PROSE}\n"
    (tmp_path / "a.md").write_text(text)
    assert main(["run", str(tmp_path / "a.md"), "-o", str(tmp_path / "out"), "-q", *small]) == 0
    assert (tmp_path / "out/a.md").read_text() == f"{FRONT}\n{CODE}\n{PROSE}\n"
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert (tmp_path / "back/a.md").read_text() == text


def test_explain_shows_what_rules_see(tmp_path, small, capsys):
    (tmp_path / "a.md").write_text(f"{FRONT}{CODE}Advert here\n{PROSE}\n")
    assert main(["explain", str(tmp_path / "a.md"), "--json", *small]) == 0
    assert [one["text"] for one in json.loads(capsys.readouterr().out)["removals"]] == ["Advert here\n"]
