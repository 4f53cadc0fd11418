"""Invariant 4: with and without the prefilter the same is removed."""

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.engine import Engine, Limits
from cleaner.literals import required_literals
from cleaner.packs import Catalog, builtin_folder, load_packs
from cleaner.pattern import Pattern
from cleaner.prefilter import Prefilter, is_available
from tests.strategies import TEXTS, rule_sets

pytestmark = pytest.mark.skipif(not is_available(), reason="there is no hyperscan for this platform")
LIMITS = Limits(cap_share=None)


@given(TEXTS, rule_sets())
def test_the_same_for_random_texts_and_rules(text, rules):
    fast = Engine(rules, LIMITS, prefilter=pickle.loads(pickle.dumps(Prefilter(rules))))
    assert fast.examine(text) == Engine(rules, LIMITS).examine(text)


def test_the_same_for_the_built_in_packs_and_real_texts(shared):
    catalog = Catalog.of(load_packs([builtin_folder()]).packs, "article")
    rules = catalog.rules_of(catalog.packs_for(None, None))
    fast, plain = Engine(rules, prefilter=Prefilter(rules)), Engine(rules)
    lines = (shared / "eval" / "dev_multi.residue.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[::9]:
        text = json.loads(line)["text"]
        assert fast.clean(text) == plain.clean(text)


PIECES = st.sampled_from(
    ["a", "b c", "É", "ß", "[ab]", "[^a]", "[a-c]", r"\d", r"\bab\b", "(?:ab|cd)", "(a|)", "x?", "y*", "z+", "(?:ab){2}",
     "c{0,2}", "d{1}", "(?=e)", "(?<!f)", r"\.", r"\p{Lu}", "(?-i:G)", ".", "a{2,}", "(?>hi)", "[.,]", "(?i:j)", "|k"]
)  # fmt: skip
WORDS = st.sampled_from(
    [
        "a",
        "b c",
        "é",
        "É",
        "SS",
        "ss",
        "ab",
        "abab",
        "cd",
        "x",
        "y",
        "z",
        "zz",
        "d",
        "e",
        "G",
        "hi",
        ".",
        "J",
        "k",
        " ",
        "1",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=6).map("".join), st.lists(WORDS, max_size=12).map("".join))
def test_every_match_has_a_required_literal(source, text):
    pattern = Pattern(source)
    if pattern.literals is not None and pattern.search(text):
        assert any(literal in text.casefold() for literal in pattern.literals)


@pytest.mark.parametrize(
    ("source", "literals"),
    [
        ("^read more", {"read more"}),
        ("(subscribe|sign up) (?:now|today)", {"subscribe now", "subscribe today", "sign up now", "sign up today"}),
        (r"\w+ newsletter\b.*inbox", {" newsletter"}),
        ("comments?$", {"comment", "comments"}),
        ("続きを読む", {"続きを読む"}),
        ("STRASSE", {"strasse"}),
    ],
)
def test_literals(source, literals):
    assert required_literals(source) == literals


@pytest.mark.parametrize(
    "source", [r"\d+", "a?", "(?:ab)*", "[^x]+", "a|b", "(?:subscribe){e<=1}", r"(a)\1", "(?x) a b", "ab|"]
)
def test_without_literals(source):
    assert required_literals(source) is None
