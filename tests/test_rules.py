"""The built-in packs: they have no mistakes, and every rule proves itself by its examples."""

from pathlib import Path

import pytest

from cleaner.examples import failures
from cleaner.packs import builtin_folder, load_packs
from cleaner.rule import CATEGORIES, OFF_BY_DEFAULT

FOLDER = builtin_folder()
LOADED = load_packs([FOLDER])
FILES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.yaml"))


def test_no_mistakes():
    assert [str(problem) for problem in LOADED.problems] == []


@pytest.mark.parametrize("name", FILES)
def test_examples(name):
    rules = [rule for pack in LOADED.packs if pack.name == name for rule in pack.rules]
    context = [rule for pack in LOADED.packs for rule in pack.rules if rule.category not in OFF_BY_DEFAULT]
    assert [str(failure) for failure in failures(rules, context)] == []
    assert rules, "a pack is named as its path"


@pytest.mark.parametrize("category", sorted(CATEGORIES.keys() - OFF_BY_DEFAULT))
def test_english_has_rules_of_every_category(category):
    assert any(rule.category == category for pack in LOADED.packs if pack.name.startswith("en/") for rule in pack.rules)


@pytest.mark.parametrize("pack", LOADED.packs, ids=lambda pack: pack.name)
def test_a_pack_stands_where_its_language_and_category_say(pack):
    folder, _, category = pack.name.partition("/")
    if folder not in ("sites", "profiles"):
        assert pack.languages == {folder}
        assert {rule.category for rule in pack.rules} == {category} or folder == "any"


def test_no_rule_carries_a_path_of_a_machine():
    for path in FOLDER.rglob("*.yaml"):
        assert "/work/" not in Path(path).read_text(encoding="utf-8")
