"""The built-in packs: they have no mistakes, and every rule proves itself by its examples."""

import pytest

from cleaner import Cleaner
from cleaner.examples import HOSTS, failures, judge_of
from cleaner.kinds import Label, Phrase
from cleaner.packs import builtin_folder, load_packs
from cleaner.rule import CATEGORIES, OFF_BY_DEFAULT, Confidence

FOLDER = builtin_folder()
LOADED = load_packs([FOLDER])
FILES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.yaml"))


def test_no_mistakes():
    assert [str(problem) for problem in LOADED.problems] == []


@pytest.fixture(scope="module")
def judge():
    return judge_of(rule for pack in LOADED.packs for rule in pack.rules if rule.category not in OFF_BY_DEFAULT)


@pytest.mark.parametrize("name", FILES)
def test_examples(name, judge):
    rules = [rule for pack in LOADED.packs if pack.name == name for rule in pack.rules]
    assert [(f.rule.id, f.example, f.what) for f in failures(rules, judge)] == []
    assert rules, "a pack is named as its path"


@pytest.mark.parametrize("category", sorted(CATEGORIES.keys() - OFF_BY_DEFAULT))
def test_english_has_rules_of_every_category(category):
    assert any(rule.category == category for pack in LOADED.packs if pack.name.startswith("en/") for rule in pack.rules)


@pytest.mark.parametrize("pack", LOADED.packs, ids=lambda pack: pack.name)
def test_a_pack_stands_where_its_language_and_category_say(pack):
    folder, _, category = pack.name.partition("/")
    if folder not in ("sites", "profiles"):
        assert folder in pack.languages
        assert {rule.category for rule in pack.rules} == {category} or folder == "any"


def likely_phrases():
    """The phrases and labels of likely rules, each once."""
    rules = [rule for pack in LOADED.packs for rule in pack.rules if rule.confidence is Confidence.likely]
    return sorted({key for rule in rules if isinstance(rule.body, (Phrase, Label)) for key in rule.body.keys})


def test_what_is_only_likely_never_goes_by_itself():
    """Two likely rules with the same phrase would support each other, and the phrase would be certain in disguise."""
    cleaner = Cleaner()
    middle = next(host for host in HOSTS if host.name == "in the middle")
    alone = {
        phrase: removal.because
        for phrase in likely_phrases()
        for removal in cleaner.clean(middle.around(phrase)).removals
        if removal.confidence != "certain"
    }
    assert alone == {}
