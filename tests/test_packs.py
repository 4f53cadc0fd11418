"""Mistakes in packs, each in a file of its own, and the message that teaches to mend it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.packs import load_packs
from cleaner.packs.load import parse_pack
from tests.conftest import ROOT

INVALID = ROOT / "fixtures" / "packs" / "invalid"
SMALL = ROOT / "fixtures" / "packs" / "valid" / "small.yaml"
NAMES = sorted(path.stem for path in INVALID.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_the_message_of_a_mistake(name, monkeypatch):
    monkeypatch.chdir(INVALID)
    loaded = load_packs(["../valid/small.yaml", f"{name}.yaml"])
    assert [pack.name for pack in loaded.packs] == ["small"]
    assert "".join(f"{problem}\n" for problem in loaded.problems) == (INVALID / f"{name}.txt").read_text()


def test_every_mistake_has_one_message_and_every_message_a_mistake():
    assert {path.stem for path in INVALID.glob("*.txt")} == set(NAMES)


def test_all_mistakes_of_all_files_at_once():
    loaded = load_packs([INVALID])
    assert loaded.packs == ()
    assert {problem.path for problem in loaded.problems} == {str(INVALID / f"{name}.yaml") for name in NAMES}


def test_yml_and_yaml_both_count_and_other_files_do_not(tmp_path):
    valid = (ROOT / "fixtures/packs/valid/small.yaml").read_text()
    for name in ("a.yaml", "b.yml", "c.txt"):
        (tmp_path / name).write_text(valid.replace("pack: small", f"pack: {name[0]}"))
    assert [pack.name for pack in load_packs([tmp_path]).packs] == ["a", "b"]


def test_the_same_rule_in_two_packs(tmp_path):
    valid = (ROOT / "fixtures/packs/valid/small.yaml").read_text()
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(valid)
    loaded = load_packs([tmp_path])
    assert [pack.path for pack in loaded.packs] == [str(tmp_path / "a.yaml")]
    assert f"{tmp_path / 'b.yaml'}:4:5: the rule `small/advert-label` is defined twice" in str(loaded.problems[0])
    assert f"the first is at {tmp_path / 'a.yaml'}:4:5" in loaded.problems[0].hint


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"pack: \xff", "not UTF-8 (byte 6)"),
        (b"", "the file is empty"),
        (b"\xef\xbb\xbfpack: x", "`description` is missing"),
    ],
)
def test_files_that_are_no_packs(tmp_path, raw, message):
    (tmp_path / "a.yaml").write_bytes(raw)
    assert any(message in str(problem) for problem in load_packs([tmp_path / "a.yaml"]).problems)


RULE = """\
pack: near
description: What looks like a mistake and is none.
{head}
rules:
  - id: rule
    description: A rule.
    category: furniture
    confidence: certain
{body}
    examples:
      remove: ["Abcde: abcde"]
      keep: ["Another line, with - and # and @ in it, stays."]
"""


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "    kind: line\n    pattern: '^(?:ab){999}(?:c{99}){9}$'"),
        ("", "    kind: line\n    pattern: '^" + "(?:" * 30 + "a" + ")" * 30 + "$'"),
        ("", r"    kind: line" + "\n" + r"    pattern: '^[(((((((((((((((((((((((((((((((((((((((((((((((((((((]\(\(a$'"),
        ("", "    kind: line\n    pattern: '^share|print$'\n    max-words: 3"),
        ("", "    kind: line\n    pattern: '^share(?: this|$)|^print [|] close$'".replace("(?: this|$)", "(?: this|)$")),
        ("", "    kind: list\n    shape: {bullet: false}\n    at-least: 3"),
        ("", "    kind: section\n    start: '^most read$'\n    until: '(?:ends)'\n    max-lines: 5"),
        ("", "    kind: section\n    start: '^most read$'\n    until: newsletter\n    max-lines: 5"),
        ("", "    kind: line\n    pattern: '^a$'\n    expires: 2027-01-31\n    where: {first: 20%}"),
        ("language: [de, any, fil]", "    kind: phrase\n    phrases: ['read more: here', '@home with us']"),
        ("requires: cleaner >= 0.0." + "0" * 5000, "    kind: phrase\n    phrases: &p [abcde abcde]\n    unless: *p"),
    ],
)  # fmt: skip
def test_what_looks_like_a_mistake_and_is_none(head, body):
    assert parse_pack(RULE.format(head=head, body=body), "near.yaml")[1] == []


def test_the_places_of_what_is_no_text(tmp_path):
    for raw, place in ((b"pack: x\ndescription: caf\xe9", "2:17"), ("pack: x\ndescription: café\x07".encode(), "2:18")):
        (tmp_path / "a.yaml").write_bytes(raw)
        (problem,) = load_packs([tmp_path / "a.yaml"]).problems
        assert f"{problem.line}:{problem.column}" == place


def test_a_version_of_any_number_of_digits():
    text = RULE.format(head="requires: cleaner >= 1" + "0" * 5000, body="    kind: phrase")
    (problem,) = parse_pack(text, "near.yaml")[1]
    assert problem.what.startswith("the pack requires cleaner 10000000")


def test_a_message_cannot_steer_a_terminal():
    (problem,) = parse_pack('pack: x\ndescription: "\u202eevil" x\n', "near.yaml")[1]
    assert "\u202e" not in str(problem)


@pytest.mark.parametrize("path", ["missing", "empty"])
def test_places_without_packs(tmp_path, path):
    (tmp_path / "empty").mkdir()
    (problem,) = load_packs([tmp_path / path]).problems
    assert ("can't be read" if path == "missing" else "has no packs") in str(problem)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- " * 50_000,
        "{a: " * 50_000,
        "\n".join(" " * depth + "a:" for depth in range(2000)),
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [" + ",".join([f"*{chr(97 + n)}"] * 10) + "]\n" for n in range(9)),
        "pack: x\ndescription: d\nrules: " + "[" * 39 + "]" * 39,
    ],
    ids=["flow", "blocks", "mappings", "indentation", "billion laughs", "deep rules"],
)  # fmt: skip
def test_bombs_end_in_a_message(text):
    pack, problems = parse_pack(text, "bomb.yaml")
    assert pack is None
    assert 1 <= len(problems) <= 50


SMALL = (ROOT / "fixtures/packs/valid/small.yaml").read_text()
PIECES = [
    "",
    " ",
    "\t",
    ":",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "#",
    "&a",
    "*a",
    "!!x ",
    "|",
    "yes",
    "012",
    "~",
    "\x00",
    "\ud800",
    "é",
    "(",
    "\\",
]


@st.composite
def mutated_packs(draw):
    """A valid pack with some of its characters, words or lines replaced, doubled or gone."""
    text = SMALL
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from([0, 1, 1, 5, 20, 200]))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.just(text[start : start + length] * 2), st.text(max_size=5)))
        text = text[:start] + piece + text[start + length :]
    return text


@settings(max_examples=5 * settings.default.max_examples)
@given(mutated_packs())
def test_a_wrong_pack_gives_messages_and_never_a_traceback(text):
    pack, problems = parse_pack(text, "p.yaml")
    assert (pack is None) == bool(problems)
    assert all(problem.line >= 1 and problem.column >= 1 and problem.what for problem in problems)
