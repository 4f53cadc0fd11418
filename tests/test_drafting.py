"""`cleaner rules new`: from lines that annoy somebody to a rule that holds for them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cli.main import main
from cleaner.drafting import Words, as_pack, draft, nearest_lines
from cleaner.examples import failures, judge_of
from cleaner.packs import builtin_folder, load_packs
from cleaner.packs.load import parse_pack


@pytest.mark.parametrize(
    ("samples", "body"),
    [
        (["Tell a friend about this"], {"kind": "phrase", "phrases": ["tell a friend about this"], "confidence": "certain"}),
        (["Tell a friend!", "» tell a friend", "Tell your friends"], {"kind": "phrase", "phrases": ["tell a friend", "tell your friends"]}),
        (["Friends"], {"kind": "phrase", "phrases": ["friends"], "confidence": "likely"}),
        (["友達に教える"], {"kind": "phrase", "phrases": ["友達に教える"], "confidence": "certain"}),
        (["You have 3 articles left", "You have 12 articles left"], {"kind": "line", "pattern": r"^You have \d+(?:[.,:]\d+)* articles left$"}),
        (["Page 1 (of 9)"], {"kind": "line", "pattern": r"^Page \d+(?:[.,:]\d+)* \(of \d+(?:[.,:]\d+)*\)$"}),
        (["More here: The harbour opens again", "And here > The ferry sails in May"], {"kind": "label", "labels": ["more here", "and here"]}),
        (["More here: The harbour opens again", "Tell a friend"], {"kind": "phrase", "phrases": ["more here: the harbour opens again", "tell a friend"]}),
        (
            ["If you liked this story, you can tell the friends whom you meet at the quay about it whenever you like."],
            {"kind": "line", "max-words": 36, "pattern": "^If you liked this story, you"},
        ),
    ],
)  # fmt: skip
def test_what_lines_have_in_common_decides(samples, body):
    rule = draft(samples, "share")
    assert {key: rule[key] for key in body} == body


@pytest.mark.parametrize("samples", [[], [""], ["* * *"], ["Tell a friend", "—"]])
def test_lines_without_words_give_no_rule(samples):
    with pytest.raises(ValueError, match="needs a letter or a digit"):
        draft(samples, "share")


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x85\u2028\u2029"), min_size=1, max_size=150),
        min_size=1,
        max_size=3,
    )
)
def test_a_draft_is_a_pack_that_holds_for_its_samples(samples):
    try:
        rule = draft(samples, "promo")
    except ValueError:
        return
    read, problems = parse_pack(as_pack("mine", rule), "mine.yaml")
    assert [problem.what for problem in problems] == []
    rules = read.pack.rules
    wrong = [failure for failure in failures(rules, judge_of(rules)) if failure.example[0] == "remove"]
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("Subscribe to our weekly newsletter for the quay", "newsletter"),
        ("Share this on Facebook and Twitter", "share"),
        ("Leave a comment at the harbour office", "comments"),
        ("Subscribers can unlock this article", "paywall"),
        ("zzz qqq", "furniture"),
    ],
)
def test_the_category_is_that_of_rules_which_say_the_same_words(line, category):
    rules = [rule for pack in load_packs([builtin_folder()]).packs for rule in pack.rules]
    assert Words.of(rules).category_of([line]) == category


def test_near_misses_are_the_lines_of_a_corpus_that_share_most_words():
    lines = [
        "Tell a friend",
        "She would tell a friend and nobody else.",
        "  Tell a friend!  ",
        "It rained.",
        "Tell a friend 12",
    ]
    assert nearest_lines(["Tell a friend"], lines) == ["She would tell a friend and nobody else."]


class TestCommand:
    """The rule is printed as a pack, or added to one."""

    def test_prints_a_pack(self, capsys):
        assert main(["rules", "new", "Tell a friend", "--category", "share"]) == 0
        read, problems = parse_pack(capsys.readouterr().out, "mine.yaml")
        assert problems == []
        assert [rule.id for rule in read.pack.rules] == ["mine/tell-a-friend"]

    def test_a_sample_of_several_lines_is_several_samples(self, capsys):
        assert main(["rules", "new", "Tell a friend\r\n\nTell the others\n", "--category", "share"]) == 0
        read, _ = parse_pack(capsys.readouterr().out, "mine.yaml")
        assert [rule.examples.remove for rule in read.pack.rules] == [("Tell a friend", "Tell the others")]

    def test_begins_a_pack_and_adds_to_it(self, tmp_path, capsys):
        pack = tmp_path / "harbour news.yaml"
        for sample in ("Tell a friend", "Tell a friend!", "Join 40 readers of ours"):
            assert main(["rules", "new", sample, "--to", str(pack), "--category", "share"]) == 0
        assert [rule.id for rule in load_packs([pack]).packs[0].rules] == [
            f"harbour-news/{name}" for name in ("tell-a-friend", "tell-a-friend-2", "join-40-readers-of")
        ]
        assert main(["rules", "test", str(pack)]) == 0

    def test_leaves_the_rest_of_a_pack_as_it_is_written(self, tmp_path):
        pack = tmp_path / "p.yaml"
        before = (
            as_pack("p", draft(["Tell a friend"], "share"))
            .replace("rules:\n", "rules:  \n# ours\n\n")
            .replace("\n  ", "\n")
        )
        pack.write_text(before)
        assert main(["rules", "new", "Tell the others", "--to", str(pack), "--category", "share"]) == 0
        assert pack.read_text().startswith(before)
        assert len(load_packs([pack]).packs[0].rules) == 2

    @pytest.mark.parametrize("text", ["pack: p\n", "rules:\n", "pack: p\ndescription: d\nrules: []\noff: [a/b]\n"])
    def test_leaves_a_pack_with_mistakes_as_it_is(self, tmp_path, text, capsys):
        pack = tmp_path / "p.yaml"
        pack.write_text(text)
        assert main(["rules", "new", "Tell a friend", "--to", str(pack), "--category", "share"]) == 2
        assert pack.read_text() == text
        assert str(pack) in capsys.readouterr().err

    def test_finds_near_misses_in_a_corpus(self, tmp_path, capsys):
        (tmp_path / "a.jsonl").write_text(
            json.dumps({"text": "She would tell a friend and nobody else.\nIt rained."}) + "\nnot json\n"
        )
        assert main(["rules", "new", "Tell a friend", "--category", "share", "--corpus", str(tmp_path)]) == 0
        assert "- She would tell a friend and nobody else." in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["* * *"], "needs a letter"),
            (["\n"], "needs a letter"),
            (["Tell a friend", "--category", "shar"], "did you mean `share`?"),
            (["Tell a friend", "--corpus", "missing"], "missing: No such file"),
            (["Tell a friend", "--to", "missing/mine.yaml"], "missing/mine.yaml: there is no folder `missing`"),
        ],
    )
    def test_says_what_it_can_not_do(self, arguments, message, capsys):
        assert main(["rules", "new", *arguments]) == 2
        assert message in capsys.readouterr().err
