"""The invariants of the design, for random texts and rules. The numbers are those of docs/design.md."""

import pickle
from concurrent.futures import ThreadPoolExecutor

from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.engine import Engine, Limits
from cleaner.kinds import Inline
from cleaner.pattern import Pattern
from cleaner.removal import restore
from cleaner.rule import Confidence, Rule
from tests.strategies import TEXTS, rule_sets

MEGABYTE = "ab x. " * 170_000
RULES = [Rule("t/r", "", "inline", "promo", Confidence.certain, Inline((Pattern("^ab"),)))]
LIMITS = st.sampled_from([Limits(), Limits(cap_share=None), Limits(cap_share=0.3, cap_characters=3)])


@given(TEXTS, rule_sets(), LIMITS)
@example("", [], Limits())
@example("\ufeffa\r\n\r\n", [], Limits())
@example(MEGABYTE, RULES, Limits())
def test_1_restoring_gives_the_original(text, rules, limits):
    cleaned = Engine(rules, limits).clean(text)
    assert restore(cleaned.text, cleaned.removals) == text


@given(TEXTS, rule_sets(), LIMITS)
@example(MEGABYTE, RULES, Limits())
def test_2_the_output_is_the_original_without_the_removed_spans(text, rules, limits):
    cleaned = Engine(rules, limits).clean(text)
    kept, position = [], 0
    for removal in cleaned.removals:
        assert position <= removal.start < removal.end, "removals are sorted, disjoint and not empty"
        assert removal.text == text[removal.start : removal.end]
        kept.append(text[position : removal.start])
        position = removal.end
    assert "".join(kept) + text[position:] == cleaned.text
    assert {rule for r in cleaned.removals for rule in (r.rule, *r.also)} <= {rule.id for rule in rules}


@given(TEXTS, rule_sets())
def test_2_no_removal_goes_over_two_lines(text, rules):
    for removal in Engine(rules, Limits(cap_share=None)).clean(text).removals:
        body = removal.text.removesuffix("\n").removesuffix("\r")
        assert "\n" not in body
        assert "\r" not in body


@given(TEXTS, rule_sets(), LIMITS)
@example(MEGABYTE, RULES, Limits())
def test_3_cleaning_a_cleaned_text_changes_nothing(text, rules, limits):
    engine = Engine(rules, limits)
    once = engine.clean(text).text
    assert engine.clean(once).text is once


@given(TEXTS, rule_sets(), LIMITS)
@example(MEGABYTE, RULES, Limits())
def test_5_an_unchanged_text_is_the_same_object(text, rules, limits):
    cleaned = Engine(rules, limits).clean(text)
    if cleaned.state != "cleaned":
        assert cleaned.text is text
        assert cleaned.removals == ()
    else:
        assert cleaned.text != text


@given(TEXTS, rule_sets(), st.randoms())
def test_6_the_order_of_the_rules_does_not_matter(text, rules, random):
    shuffled = list(rules)
    random.shuffle(shuffled)
    assert Engine(shuffled).clean(text) == Engine(rules).clean(text)


@given(st.lists(TEXTS, max_size=6), rule_sets())
def test_6_neither_other_documents_nor_threads_nor_pickling_matter(texts, rules):
    engine = Engine(rules)
    alone = [Engine(rules).clean(text) for text in texts]
    again = pickle.loads(pickle.dumps(engine))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(engine.clean, texts)) == alone
    assert [again.clean(text) for text in reversed(texts)] == alone[::-1]


@given(TEXTS, rule_sets())
def test_the_output_ends_with_a_line_ending_if_the_input_did(text, rules):
    cleaned = Engine(rules, Limits(cap_share=None)).clean(text).text
    if cleaned:
        assert (cleaned[-1] in "\r\n") == (text[-1] in "\r\n")
