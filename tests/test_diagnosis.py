"""Why a rule leaves a line: every condition that can speak against it, in a pair with one that does not."""

import json

import pytest

from cleaner import Cleaner
from cleaner.cli.main import main
from cleaner.diagnosis import answers
from cleaner.packs import load_packs

PROSE = "The council met on Monday and voted, after a long debate, to keep the library open through the winter."
RULES = """
pack: p
description: Rules of every kind, for the conditions of each.
rules:
  - {id: phrase, kind: phrase, phrases: [join the harbour club], where: {first: 1}, EVERY}
  - {id: likely, kind: phrase, phrases: [join the harbour club], EVERY, confidence: likely}
  - {id: hint, kind: phrase, phrases: [join the harbour club], EVERY, confidence: hint}
  - {id: label, kind: label, labels: [see this as well], EVERY}
  - {id: line, kind: line, pattern: '^join (us|them)', all: ['today'], max-words: 5, unless: ['they said'], EVERY}
  - {id: inline, kind: inline, pattern: '\\(join us\\)', EVERY}
  - {id: section, kind: section, start: '^most read$', until: prose, max-lines: 2, contains: ['harbour'], EVERY}
  - {id: list, kind: list, shape: {words: {min: 2}, final-stop: false}, at-least: 2, EVERY}
"""
EVERY = "description: d, category: promo, confidence: certain, examples: {remove: [x], keep: [x]}"


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    path = tmp_path_factory.mktemp("packs") / "p.yaml"
    path.write_text("\n".join(_with_conditions(line) for line in RULES.splitlines()))
    loaded = load_packs([path])
    assert loaded.problems == ()
    return {rule.id: rule for pack in loaded.packs for rule in pack.rules}


def _with_conditions(line):
    every = EVERY.replace("confidence: certain, ", "") if "EVERY, confidence" in line else EVERY
    return line.replace("EVERY", every)


@pytest.mark.parametrize(
    ("rule", "text", "finding", "why"),
    [
        ("phrase", "Join the Harbour Club!", "goes", "the rule is certain"),
        ("phrase", f"{PROSE}\nJoin the harbour club", "stays", "it is found, but `where` does not admit it: it is 2. of 2 lines, 1. from the end, in the tail"),
        ("phrase", "Join the harbour clubs", "stays", "it says none of the phrases; the nearest is `join the harbour club`"),
        ("phrase", "Something else", "stays", "it says none of the phrases"),
        ("likely", "Join the harbour club", "likely", "the rule is likely, so it goes only with support beside it"),
        ("hint", "Join the harbour club", "supports", "the rule is a hint, which removes nothing and supports its neighbours"),
        ("label", "See this as well: Harbour reopens", "goes", "the rule is certain"),
        ("label", "See this as well: the harbour reopens.", "stays", "`See this as well` is a label, but `the harbour reopens.` is no title: too long, a row of a table, or a sentence"),
        ("label", "See that as well", "stays", "it says none of the labels; the nearest is `see this as well`"),
        ("line", "Join us today", "goes", "the rule is certain"),
        ("line", "Leave us today", "stays", "`pattern` is not found"),
        ("line", "Join us tomorrow", "stays", "`pattern` is found, but of `all` not `today`"),
        ("line", "Join us today at nine by the quay", "stays", "it is found, but a line has 8 words, and `max-words` is 5"),
        ("line", "Join us today, they said", "stays", "it is found, but the exception `they said` is found in it"),
        ("inline", "The ferry sails (join us).", "goes", "the rule is certain"),
        ("inline", "The ferry sails.", "stays", "`pattern` is not found"),
        ("section", f"Most read\nHarbour reopens\n{PROSE}", "goes", "the rule is certain"),
        ("section", f"Most often read\nHarbour reopens\n{PROSE}", "stays", "`start` is not found"),
        ("section", f"Most read\nHarbour\nSchool\nQuay\n{PROSE}", "stays", "`start` is found, but no end within 2 lines"),
        ("section", f"Most read\nSchool reopens\n{PROSE}", "stays", "`start` is found, but in the section nothing of `contains`"),
        ("list", "Harbour reopens\nSchool closes", "goes", "the rule is certain"),
        ("list", PROSE, "stays", "it is prose, which no list takes"),
        ("list", "Harbour", "stays", "it is not of the shape: `words`"),
        ("list", "Harbour reopens.", "stays", "it is not of the shape: `final-stop`"),
        ("list", "Harbour reopens", "stays", "it is of the shape, but its row is too short, has no heading, or is not as `row` asks"),
    ],
)  # fmt: skip
def test_the_answer_for_a_line(rules, rule, text, finding, why):
    line = text.splitlines()[-1 if text.startswith(PROSE) else 0]
    answer = next(answer for answer in answers(rules[f"p/{rule}"], text) if answer.text == line)
    assert (answer.finding, answer.why) == (finding, why)


@pytest.fixture
def packs(root):
    return {"packs": [root / "fixtures/packs/valid/small.yaml"], "builtin": False, "installed": False}


class TestSaved:
    """What an exception or a protection saved is told with what nearly went."""

    def test_by_an_exception(self, tmp_path, packs):
        change = {"extends": "small/advert-label", "unless+": ["!$"]}
        (tmp_path / "a.yaml").write_text(json.dumps({"pack": "a", "description": "d", "rules": [change]}))
        cleaner = Cleaner([*packs.pop("packs"), tmp_path / "a.yaml"], **packs)
        examined = cleaner.examine("Advert here\n\nAdvert here!\n")
        assert [near.because for near in examined.near_misses] == ["saved by the exception `!$`"]
        assert [(near.line, near.start, near.end) for near in examined.near_misses] == [(3, 13, 25)]
        assert examined.cleaned.text == "Advert here!\n"

    def test_by_a_protection(self, packs):
        examined = Cleaner(**packs, protect=["^advert"]).examine(f"{PROSE}\n\nAdvert here\n")
        assert [(near.line, near.because) for near in examined.near_misses] == [
            (3, "saved by the protection `^advert`")
        ]

    def test_nothing(self, packs):
        assert Cleaner(**packs, protect=["^abc"]).examine(f"{PROSE}\n").near_misses == ()


class TestCommand:
    """`cleaner explain --rule`."""

    def test_tells_each_line(self, tmp_path, small, capsys):
        (tmp_path / "a.txt").write_text("Advert here\n\nAdverts here\n")
        assert main(["explain", str(tmp_path / "a.txt"), "--rule", "advert-label", *small]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "small/advert-label: A label above an advertisement.",
            "    1 - Advert here",
            "          the rule is certain",
            "    3   Adverts here",
            "          it says none of the phrases; the nearest is `advert here`",
        ]
        assert main(["explain", "--json", str(tmp_path / "a.txt"), "--rule", "advert-label", *small]) == 0
        assert [line["finding"] for line in json.loads(capsys.readouterr().out)["lines"]] == ["goes", "stays"]

    def test_of_an_unknown_rule(self, tmp_path, small, capsys):
        (tmp_path / "a.txt").write_text("Advert here\n")
        assert main(["explain", str(tmp_path / "a.txt"), "--rule", "small/advert-labl", *small]) == 2
        assert "did you mean `small/advert-label`?" in capsys.readouterr().err
