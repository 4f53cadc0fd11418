"""Invariant 7: no rule, pack or document can hang it. And what happens to a document that costs too much."""

import subprocess
import sys

import pytest

from cleaner.engine import Engine, Limits
from cleaner.kinds import LinePattern, Phrase
from cleaner.pattern import Pattern
from cleaner.rule import Confidence, Rule

ADVERT = Rule("t/advert", "", "phrase", "promo", Confidence.certain, Phrase.of(["advert here"]))
SLOW = ADVERT._replace(id="t/slow", kind="line", body=LinePattern((Pattern("^(?:x|xx|xxx)+[yz]$"),)))
BAIT = "x" * 60 + "q"


def test_a_pattern_over_its_time_is_dropped_and_the_others_clean_from_the_start():
    cleaned = Engine([ADVERT, SLOW]).clean(f"Advert here\n{BAIT}\n")
    assert cleaned.text == f"{BAIT}\n"
    assert cleaned.dropped_rules == ("t/slow",)


def test_a_slow_pattern_that_is_not_baited_stays():
    cleaned = Engine([ADVERT, SLOW]).clean("Advert here\nThe council met.\n")
    assert cleaned.text == "The council met.\n"
    assert cleaned.dropped_rules == ()


def test_a_slow_exception_drops_its_rule_rather_than_the_exception():
    guarded = ADVERT._replace(unless=(Pattern("^(?:x|xx|xxx)+[yz]$"),), body=LinePattern((Pattern("^x"),)))
    cleaned = Engine([guarded]).clean(f"{BAIT}\n")
    assert cleaned.text == f"{BAIT}\n"
    assert cleaned.dropped_rules == ("t/advert",)


def test_a_document_over_its_time_is_held():
    text = "Advert here\nThe council met.\n"
    cleaned = Engine([ADVERT], Limits(document_seconds=-1.0)).clean(text)
    assert cleaned.state == "held"
    assert cleaned.text is text
    assert "took too long" in cleaned.reason


def test_a_document_on_which_a_protect_pattern_takes_too_long_is_held():
    rule = ADVERT._replace(body=LinePattern((Pattern("^x"),)))
    cleaned = Engine([rule], protect=SLOW.body.pattern).clean(f"{BAIT}\n")
    assert cleaned.state == "held"
    assert "`protect`" in cleaned.reason


@pytest.mark.parametrize(
    "text", ["x " * 500_000, "x" * 1_000_000, "\n" * 1_000_000, "ab\n" * 200_000, "é\u00a0 " * 250_000]
)
def test_large_texts_come_back_whole(text):
    rules = [ADVERT, ADVERT._replace(id="t/line", body=LinePattern((Pattern("^subscribe to .* newsletter$"),)))]
    assert Engine(rules).clean(text).text is text


def test_more_than_the_cap_is_held_and_less_is_cleaned():
    notice = "advert here\n"
    mostly, partly = notice * 100 + "The council met.\n", notice * 3 + "The council met.\n" * 100
    held = Engine([ADVERT]).clean(mostly)
    assert (held.state, held.text) == ("held", mostly)
    assert "99% of its characters" in held.reason
    assert Engine([ADVERT]).clean(partly).state == "cleaned"


def test_a_short_text_may_lose_everything():
    assert Engine([ADVERT]).clean("Advert here").text == ""


@pytest.mark.parametrize("pattern", ["^(?:x+x+)+y$", "^(?:x|xx|xxx)+[yz]$"])
@pytest.mark.parametrize("bait", ["x" * 40, "x" * 5_000, ("x" * 500 + "\n") * 200, BAIT])
def test_an_exploding_pack_neither_hangs_nor_changes_the_text(tmp_path, pattern, bait):
    pack = tmp_path / "exploding.yaml"
    examples = "{remove: [xy], keep: [The mix]}"
    rule = f"{{id: a, description: d, kind: line, category: promo, confidence: certain, pattern: '{pattern}', examples: {examples}}}"
    pack.write_text(f"pack: exploding\ndescription: A pack that could take for ever.\nrules: [{rule}]\n")
    command = [sys.executable, "-m", "cleaner", "filter", "--no-builtin", "--packs", str(pack)]
    done = subprocess.run(command, input=bait.encode(), capture_output=True, check=True, timeout=120)
    assert done.stdout.decode() == bait
