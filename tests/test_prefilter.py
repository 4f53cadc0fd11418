"""Invariant 4: with and without the prefilter the same is removed."""

import json
import pickle
import sys

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner.engine import Engine, Limits
from cleaner.finder import LITTLE
from cleaner.kinds import Label, LinePattern, Phrase
from cleaner.kinds.phrase import keys_of
from cleaner.letters import LENGTH, letters_of, openings
from cleaner.literals import required_literals
from cleaner.packs import Catalog, builtin_folder, load_packs
from cleaner.pattern import Pattern
from cleaner.prefilter import Prefilter
from cleaner.rule import Confidence, Rule
from cleaner.scan import is_available
from cleaner.view import IRREGULAR, fold
from tests.strategies import TEXTS, rule_sets

scanned = pytest.param(
    0, marks=pytest.mark.skipif(not is_available(), reason="there is no hyperscan for this platform")
)
in_both_ways = pytest.mark.parametrize("little", [scanned, LITTLE], ids=["scanned", "one by one"])
LIMITS = Limits(cap_share=None)


@in_both_ways
@given(TEXTS, rule_sets())
def test_the_same_for_random_texts_and_rules(little, text, rules):
    fast = Engine(rules, LIMITS, prefilter=pickle.loads(pickle.dumps(Prefilter.of(rules, little))))
    assert fast.examine(text) == Engine(rules, LIMITS).examine(text)


@in_both_ways
def test_the_same_for_the_built_in_packs_and_real_texts(little, shared):
    catalog = Catalog.of(load_packs([builtin_folder()]).packs, "article")
    rules = catalog.rules_of(catalog.packs_for(None, None))
    fast, plain = Engine(rules, prefilter=Prefilter.of(rules, little)), Engine(rules)
    lines = (shared / "eval" / "dev_multi.residue.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[::9]:
        text = json.loads(line)["text"]
        assert fast.clean(text) == plain.clean(text)


PIECES = st.sampled_from(
    ["a", "b c", "É", "ß", "[ab]", "[^a]", "[a-c]", r"\d", r"\bab\b", "(?:ab|cd)", "(a|)", "x?", "y*", "z+", "(?:ab){2}",
     "c{0,2}", "d{1}", "(?=e)", "(?<!f)", r"\.", r"\p{Lu}", "(?-i:G)", ".", "a{2,}", "(?>hi)", "[.,]", "(?i:j)", "|k",
     "^", "^", "$", r"\W*", r"\W*", r"\s", "[^\\p{L}]*", "(?:^a|^b)", "(?:^|x)", "(?:d$|e$)", "it’s", "’", "…", "ǆ",
     "ﬁ", "s", "ss", "k", "i", "д", "ς", "関連", "-", r"\S", "ѓ"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["a", "b c", "é", "É", "SS", "ss", "ab", "abab", "cd", "x", "y", "z", "zz", "d", "e", "G", "hi", ".", "J", "k", " ", "1",
     "  ", "\u00a0", "\u2009", "\t", "\u200b", "\u00ad", "e\u0301", "\u0301", "\ufb01", "\u212a", "\u017f", "\u0130",
     "\u0131", "\uff41", "\uff0e", "\u2026", "\u2019", "\u2013", "ß", "ẞ", "Д", "Σ", "ς", "ǅ", "関連", "\u00bb ", "² ", "Ⅷ",
     "г\u0301", "it's", "\u02bc", "\u1c80", "…", "- ", "(12)", "\n", "\r", "\r\n"]
)  # fmt: skip
SOURCES = st.lists(PIECES, min_size=1, max_size=6).map("".join)


@in_both_ways
@given(SOURCES, st.lists(WORDS, max_size=16).map("".join))
def test_the_same_for_random_patterns_and_odd_characters(little, source, text):
    rule = Rule("t/r", "", "line", "promo", Confidence.certain, LinePattern((Pattern(source),)))
    fast, plain = Engine([rule], LIMITS, prefilter=Prefilter.of([rule], little)), Engine([rule], LIMITS)
    assert fast.examine(text) == plain.examine(text)


@in_both_ways
@given(st.lists(WORDS, min_size=1, max_size=6).map("".join), st.lists(WORDS, max_size=16).map("".join), st.booleans())
def test_the_same_for_random_phrases_and_labels(little, phrase, text, bare):
    keys = keys_of([phrase.replace("\n", " ").replace("\r", " ")]) - {""}
    bodies = [Phrase(keys), Label(keys, bare)]
    rules = [Rule(f"t/{n}", "", "", "promo", Confidence.certain, body) for n, body in enumerate(bodies)]
    text = f"{text}{phrase}\n{text}\n{phrase}: {text}"
    assert Engine(rules, LIMITS, prefilter=Prefilter.of(rules, little)).examine(text) == Engine(rules, LIMITS).examine(
        text
    )


@given(st.lists(WORDS, max_size=40).map("".join).map(lambda text: text.replace("\n", "").replace("\r", "")))
def test_a_line_begins_with_the_letters_of_its_view(row):
    (found,) = openings([row])
    letters = letters_of(fold(row))
    assert found == letters if len(found) <= LENGTH else letters.startswith(found[:LENGTH])


def test_what_a_view_changes_in_its_letters_is_irregular():
    """For every character that there is, alone and after a letter that it might be joined to."""
    for character in map(chr, range(sys.maxunicode + 1)):
        for text in (character, "a" + character):
            if letters_of(fold(text)) != letters_of(text):
                assert IRREGULAR.search(text), f"U+{ord(character):04X}"


def test_letters_that_a_search_takes_for_the_same_are_the_same_letters():
    cased = [c for c in map(chr, range(sys.maxunicode + 1)) if c.lower() != c or c.upper() != c or c.casefold() != c]
    everything = "".join(cased)
    for character in cased:
        for other in regex.findall(character, everything, regex.IGNORECASE):
            assert letters_of(fold(character)) == letters_of(fold(other)), (character, other)


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
