"""Folding: what looks alike to a reader is alike to a rule, and every character keeps its place."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.view import fold, fold_pattern, view_of

ALIKE = [
    ("Don\u2019t miss", "Don't miss"),
    ("\u201cRead\u201d", '"Read"'),
    ("Sign\u2011up \u2014 now", "Sign-up - now"),
    ("Read\u00a0\u00a0more", "Read more"),
    ("\u3000続きを読む\u3000", "続きを読む"),
    ("Zum Abo\u00adnnement", "Zum Abonnement"),
    ("\ufeffRead \u200bmore\u200b", "Read more"),
    ("Re\u0301agir", "Réagir"),
    ("\uff21\uff22\uff11\uff1a", "AB1:"),
    ("More\u2026", "More..."),
    ("İLGİNİZİ", "iLGiNiZi"),
    ("a\tb\x0cc\u2028d", "a b c d"),
]


@pytest.mark.parametrize(("written", "folded"), ALIKE)
def test_folds(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize("text", ["«Lire»", "naïve", "한국어", "emoji 🙂", "a.b", "ﬁn"])
def test_leaves_alone(text):
    assert fold(text) == text


@given(st.text())
def test_each_character_of_a_view_has_a_place_in_order(text):
    view = view_of(text, 0, len(text))
    spans = [view.span(k, k + 1) for k in range(len(view.text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.start <= right.start and left.end <= right.end for left, right in pairwise(spans))


@given(st.text())
def test_folding_twice_is_folding_once_but_for_new_compositions(text):
    once = fold(text)
    if unicodedata.is_normalized("NFC", once):
        assert fold(once) == once


@pytest.mark.parametrize(
    ("source", "folded"),
    [("don\u2019t", "don't"), ("[–—]", r"[\-\-]"), ("a\u00a0b", "a b"), ("続き？", r"続き\?"), (r"\w+…", r"\w+\.\.\.")],
)
def test_patterns_fold_without_changing_their_syntax(source, folded):
    assert fold_pattern(source) == folded
