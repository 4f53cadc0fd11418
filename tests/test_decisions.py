"""What a person decided about what was learnt, on its way into the packs; all else of them stays as it is written."""

import json

import pytest
import yaml

from cleaner.batch.judged import change_rules
from cleaner.cli.main import main
from cleaner.learn import without
from cleaner.packs import PackError

PACK = """\
# read by me
pack: learned/one.example
description: Learnt.
site: [one.example]
rules:
  - id: letters  # the paper's own
    description: Letters.
    kind: phrase
    category: newsletter
    confidence: certain
    phrases:
      # both are in the tail
      - Subscribe to the Norfolk Letter
      - "Letters to the editor"
    examples:
      remove:
        - Subscribe to the Norfolk Letter
        - Letters to the editor
      keep: [The council met.]

  # counts
  - id: counts
    description: Counts.
    kind: line
    category: comments
    confidence: certain
    pattern:
      - '^\\W*\\d+ comments\\W*$'
    examples: {remove: [12 comments], keep: [The council met.]}
"""
LETTERS, SUBSCRIBE, COUNTS = (
    "phrase letters to the editor",
    "phrase subscribe to the norfolk letter",
    r"line ^\W*\d+ comments\W*$",
)


@pytest.fixture
def pack(tmp_path):
    path = tmp_path / "one.example.yaml"
    path.write_text(PACK)
    return path


def reject(pack, *names):
    return change_rules(pack, lambda rule: without(rule, names))


def test_nothing_is_rejected(pack):
    assert reject(pack, "phrase something else") == 0
    assert pack.read_text() == PACK


def test_a_phrase_goes_with_its_example_and_nothing_else(pack):
    assert reject(pack, LETTERS) == 1
    gone = ('      - "Letters to the editor"\n', "        - Letters to the editor\n")
    assert pack.read_text() == PACK.replace(gone[0], "").replace(gone[1], "")


def test_a_rule_goes_and_what_stands_around_it_stays(pack):
    assert reject(pack, LETTERS, SUBSCRIBE) == 1
    start, end = PACK.index("  - id: letters"), PACK.index("\n  # counts")
    assert pack.read_text() == PACK[:start] + PACK[end:]


def test_the_last_rule(pack):
    assert reject(pack, COUNTS) == 1
    assert pack.read_text() == PACK[: PACK.index("  - id: counts")]


def test_all_rules_and_so_the_pack(pack):
    assert reject(pack, LETTERS, SUBSCRIBE, COUNTS) == 2
    assert not pack.exists()


def test_lists_on_one_line_are_written_anew(pack):
    lines = "phrases: [Subscribe to the Norfolk Letter, Letters to the editor]"
    start, end = PACK.index("phrases:"), PACK.index("\n    examples:")
    pack.write_text(PACK[:start] + lines + PACK[end:])
    reject(pack, SUBSCRIBE)
    (rule, _) = yaml.safe_load(pack.read_text())["rules"]
    assert rule["phrases"] == rule["examples"]["remove"] == ["Letters to the editor"]
    assert "  # counts\n" in pack.read_text()


def test_a_rule_without_an_example_of_its_own_gets_one(pack):
    pack.write_text(PACK.replace("        - Letters to the editor\n", ""))
    reject(pack, SUBSCRIBE)
    assert yaml.safe_load(pack.read_text())["rules"][0]["examples"]["remove"] == ["Letters to the editor"]


@pytest.mark.parametrize("text", [PACK.replace("kind: line", "kind: lines"), PACK.replace("rules:", "rules: {}\nx:")])
def test_a_pack_with_mistakes_stays_as_it_is(pack, text):
    pack.write_text(text)
    with pytest.raises(PackError):
        reject(pack, LETTERS)
    assert pack.read_text() == text


def told(**sites):
    empty = {"host": True, "accepted": [], "rejected": [], "taken": []}
    return json.dumps(
        {"version": 1, "sites": {name.replace("_", "."): {**empty, **one} for name, one in sites.items()}}
    )


def take_in(folder, text):
    (folder / "saved.json").write_text(text)
    return main(["learn", "-o", str(folder), "--decisions", str(folder / "saved.json"), "--no-config"])


def test_what_was_taken_in_begins_a_pack_for_its_site_alone(tmp_path, capsys):
    rule = yaml.safe_load(PACK)["rules"][0]
    assert take_in(tmp_path, told(sea_example={"taken": [rule]})) == 0
    pack = yaml.safe_load((tmp_path / "sea.example.yaml").read_text())
    assert (pack["site"], pack["rules"]) == (["sea.example"], [rule])
    assert "1 rule taken in" in capsys.readouterr().err
    assert main(["rules", "test", str(tmp_path / "sea.example.yaml"), "-q"]) == 0


def test_taking_in_twice_changes_nothing(tmp_path):
    rule = yaml.safe_load(PACK)["rules"][0]
    take_in(tmp_path, told(sea_example={"taken": [rule]}))
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    take_in(tmp_path, told(sea_example={"taken": [rule]}))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before


def test_later_decisions_hold(pack):
    take_in(pack.parent, told(one_example={"accepted": [LETTERS]}))
    take_in(pack.parent, told(one_example={"rejected": [LETTERS]}))
    kept = json.loads((pack.parent / "decisions.json").read_text())["sites"]["one.example"]
    assert (kept["accepted"], kept["rejected"]) == ([], [LETTERS])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "this is no file of decisions"),
        ("not JSON", "this is no file of decisions"),
        ('{"version": 2, "sites": {}}', "version 2 of decisions is not known here"),
        (told(**{"../up": {}}), "this is no file of decisions"),
        (told(one_example={"rejected": [1]}), "this is no file of decisions"),
        (told(one_example={"taken": ["rule"]}), "this is no file of decisions"),
        (told(one_example={"taken": [{"kind": "phrase"}]}), "what was taken in for one.example is no rule"),
    ],
)
def test_what_is_no_file_of_decisions(tmp_path, text, message, capsys):
    assert take_in(tmp_path, text) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["saved.json"]


def test_a_corpus_or_decisions_are_needed(tmp_path, capsys):
    assert main(["learn", "-o", str(tmp_path / "learned"), "--no-config"]) == 2
    assert "name the files and folders to learn from" in capsys.readouterr().err
