"""`cleaner learn`: what recurs on a site becomes a pack, and what belongs to articles does not."""

import json
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.api import Cleaner
from cleaner.cli.main import main
from cleaner.document import Document
from cleaner.drafting import Words
from cleaner.learn import DEFAULTS, Packed, Sample, Vocabulary, learn_site, names_of, unproposed
from cleaner.learn.duplicates import groups_of
from cleaner.page import Page

NOUNS = [
    "mill",
    "bridge",
    "harbour",
    "school",
    "theatre",
    "orchard",
    "railway",
    "museum",
    "bakery",
    "chapel",
    "quay",
    "farm",
]
WORDS = Vocabulary(
    Words(
        {"related": {"related": 1.0, "more": 0.5}, "comments": {"comments": 1.0}, "share": {"share": 1.0}},
        frozenset({"related", "more", "comments", "share", "page", "subscribe", "latest", "stories", "news"}),
    ),
    bylines=frozenset({"by"}),
    pictures=frozenset({"photo"}),
)


def prose(noun, number):
    return (
        f"The old {noun} was sold for {number} thousand to a family of the next town, {number} years after it had closed.",
        f"Nobody at the {noun} wanted to speak of the price, but a neighbour named {number} as the number that he heard.",
    )


def article(number, *, above=(), between=(), below=()):
    """An article of its own, with lines around it."""
    first, second = prose(NOUNS[number % len(NOUNS)], number + 3)
    lines = (
        *above,
        f"{NOUNS[number % len(NOUNS)]} sold for {NOUNS[number % 5]}".capitalize(),
        first,
        *between,
        second,
        *below,
    )
    return Document("\n".join(lines) + "\n", f"a{number}")


def learnt(documents, thresholds=DEFAULTS):
    return learn_site(documents, WORDS, thresholds)


def taken(rules):
    """What rules name, each by its kind."""
    return {name for rule in rules for name in names_of(rule)}


def phrases(rules):
    return {phrase for rule in rules if rule["kind"] == "phrase" for phrase in rule["phrases"]}


def test_a_line_below_every_article_is_learnt():
    found = learnt([article(number, below=["Subscribe to the Norfolk Letter"]) for number in range(6)])
    (rule,) = found.rules
    assert rule["phrases"] == ["Subscribe to the Norfolk Letter"]
    assert rule["confidence"] == "certain"
    assert rule["evidence"] == {"documents": 6, "share": "100%", "usually": ["tail"], "samples": ["a0", "a1", "a2"]}


@pytest.mark.parametrize(("count", "confidence"), [(2, None), (3, "likely"), (5, "certain")])
def test_evidence_makes_confidence(count, confidence):
    below = ["Write to our desk", "Read our house rules"]
    documents = [article(number, below=below if number < count else ()) for number in range(30)]
    assert [rule["confidence"] for rule in learnt(documents).rules] == ([confidence] if confidence else [])


def test_on_a_small_site_few_documents_are_many():
    documents = [article(number, below=["Write to our news desk"] if number < 3 else ()) for number in range(10)]
    assert [rule["confidence"] for rule in learnt(documents).rules] == ["certain"]


def test_an_article_that_stands_in_the_corpus_many_times_counts_once():
    copies = [
        Document(article(1).text.replace("neighbour", word), word)
        for word in ("neighbour", "friend", "cousin", "mason")
    ]
    assert learnt([*copies, article(2), article(3)]).rules == []


def test_pages_that_share_their_furniture_are_no_duplicates():
    furniture = [sentence for noun in NOUNS[:2] for sentence in prose(noun, 70)]
    pages = [Page(article(number, below=furniture).text) for number in range(5)]
    assert groups_of(pages, DEFAULTS.likeness) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "line",
    ['"We never left," she said.', "«Nous ne sommes jamais partis», dit-elle.", "The reaction", "Lisbon"],
    ids=["a quote", "a French quote", "a section head", "a dateline"],
)
def test_what_stands_between_lines_of_articles_is_left_and_listed(line):
    found = learnt([article(number, between=[line] if number < 4 else ()) for number in range(20)])
    assert found.rules == []
    assert [(near.documents, near.text) for near in found.near] == [(4, line)]


def test_prose_that_recurs_within_articles_is_left():
    standard = (
        "The company, which was founded in the year of the great flood, makes bells and clocks for the whole region."
    )
    assert learnt([article(number, between=[standard]) for number in range(12)]).rules == []


def test_prose_in_which_numbers_vary_is_news():
    def report(number):
        return (
            f"The index of the exchange rose by {number} points to {number * 31}, as it had not done since last spring."
        )

    documents = [article(number, above=["Share this page"], below=[report(number)]) for number in range(8)]
    assert phrases(learnt(documents).rules) == {"Share this page"}
    assert not any(rule["kind"] == "line" for rule in learnt(documents).rules)


def test_prose_that_recurs_around_articles_is_learnt():
    notice = "Readers write what they think themselves, and the editors of this paper answer for none of it in any way."
    assert phrases(learnt([article(number, below=[notice]) for number in range(6)]).rules) == {notice}
    assert (
        phrases(learnt([article(number, below=[notice] if number < 4 else ()) for number in range(6)]).rules) == set()
    )


@pytest.mark.parametrize(
    ("line", "category"),
    [("By Anna Berg of the desk", "byline"), ("Photo from the town archive", "caption"), ("Share this page", "share")],
)
def test_categories(line, category):
    found = learnt([article(number, above=[line]) for number in range(6)])
    assert [rule["category"] for rule in found.rules] == [category]


def test_a_name_below_by_is_a_byline():
    found = learnt([article(number, above=["By", "Anna Berg"]) for number in range(6)])
    assert {rule["category"] for rule in found.rules} == {"byline"}


def test_a_headline_that_is_linked_to_is_related():
    below = ["Share this page", "Council votes on the legal claims of the harbour"]
    found = learnt([article(number, below=below) for number in range(6)])
    assert {rule["phrases"][0]: rule["category"] for rule in found.rules} == {below[0]: "share", below[1]: "related"}


@pytest.mark.parametrize(
    ("template", "pattern"),
    [
        ("{} readers have written comments", r"^\W*\d[\d.,:]* readers have written comments\W*$"),
        ("Top stories of {:02}:{:02} today", r"^\W*Top stories of \d[\d.,:]* today\W*$"),
    ],
)
def test_numbers_may_vary(template, pattern):
    found = learnt(
        [article(number, below=["Share this page", template.format(number, number + 7)]) for number in range(6)]
    )
    assert [rule["pattern"] for rule in found.rules if rule["kind"] == "line"] == [[pattern]]


def test_a_word_may_vary():
    found = learnt(
        [article(number, below=["Share this page", f"Latest {NOUNS[number]} News Headlines"]) for number in range(6)]
    )
    assert [rule["pattern"] for rule in found.rules if rule["kind"] == "line"] == [
        [r"^\W*Latest [^\s\d]+ News Headlines\W*$"]
    ]


def test_a_headline_goes_where_it_is_linked_and_stays_where_it_belongs(tmp_path):
    headline = "Mill sold for mill"
    documents = [article(number, below=["Share this page", headline]) for number in range(6)]
    text = article(0).text + "Share this page\n" + headline + "\n"
    assert cleaner_of(tmp_path, learnt(documents)).clean(text).text == article(0).text


def test_lines_below_a_heading_are_learnt_though_each_stands_once(tmp_path):
    def below(number):
        one, other = NOUNS[number], NOUNS[-number]
        return ["Related stories of ours", f"Council votes on {one} and {other}", f"Fire at {other} spares the {one}"]

    cleaner = cleaner_of(tmp_path, learnt([article(number, below=below(number)) for number in range(6)]))
    for number in range(6, 9):
        assert cleaner.clean(article(number, below=below(number)).text).text == article(number).text


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        (
            "By {} {} of our desk | Updated {:02}:15",
            r"^\W*By \S+(?: \S+){0,7} of our desk \| Updated \d[\d.,:]*\W*$",
        ),
        ("Council buys {0} and {1} for {2} pounds", None),
    ],
    ids=["who and when", "titles that are alike"],
)
def test_some_words_may_vary_in_who_and_when(line, pattern):
    documents = [
        article(number, above=["Share this page", line.format(NOUNS[number], NOUNS[-number], number + 10)])
        for number in range(12)
    ]
    rules = [rule for rule in learnt(documents).rules if rule["kind"] == "line"]
    assert [(rule["category"], rule["pattern"]) for rule in rules] == ([("byline", [pattern])] if pattern else [])


MEALS = ["butter", "flour", "sugar", "eggs", "milk", "salt", "onion", "thyme", "rice", "beans", "cream", "basil"]


def recipe(number, bullet="", above=()):
    """A recipe: its prose is like no other, its lists say the same few words in ever new order."""
    random = Random(number)
    amounts = [f"{bullet}{random.randint(1, 9) * 10} g {one}" for one in random.sample(MEALS, random.randint(4, 7))]
    steps = [f"{bullet}Stir the {random.choice(MEALS)} with the {random.choice(MEALS)}" for _ in range(4)]
    return article(number, below=[*above, "Ingredients", *amounts, "Method", *steps, "Subscribe to more stories"])


@pytest.mark.parametrize("bullet", ["", "- "])
@pytest.mark.parametrize("above", [(), ("Share this page", "Write to the kitchen")])
def test_recipes_are_left(bullet, above):
    found = learnt([recipe(number, bullet, above) for number in range(30)])
    assert taken(found.rules) - {"phrase subscribe to more stories"} <= {
        "phrase share this page",
        "phrase write to the kitchen",
    }


@pytest.mark.parametrize(
    "line",
    ["Price: {} pounds", "Rated {} of 10 by us", "The weight is {} grams", "Our verdict", "Kick-off at {}"],
)
def test_facts_and_heads_of_the_story_below_furniture_are_left(line):
    documents = [
        article(number, above=["Share this page", line.format(number + 2), f"About {NOUNS[number]}"])
        for number in range(12)
    ]
    assert taken(learnt(documents).rules) == {"phrase share this page"}


def test_the_times_of_a_live_report_are_left():
    documents = [
        article(number, between=[f"1{number % 3}:0{at}" for at in range(4)], below=["Share this page"])
        for number in range(12)
    ]
    assert taken(learnt(documents).rules) == {"phrase share this page"}


def test_teasers_with_bullets_below_a_heading_go_though_they_are_prose(tmp_path):
    def below(number):
        return ["Latest news", *(f"- {line}" for line in prose(NOUNS[-number], number + 40)), "Our house rules"]

    cleaner = cleaner_of(tmp_path, learnt([article(number, below=below(number)) for number in range(8)]))
    assert cleaner.clean(article(9, below=below(9)).text).text == article(9).text


def test_a_headline_that_speaks_of_comments_heads_no_comments():
    headline = "Minister comments on the share of a page of more news"
    documents = [
        article(number, below=["Share this page", headline, *([*prose("letter", number)] if number % 2 else ())])
        for number in range(10)
    ]
    assert not any(rule["category"] == "reader-comments" for rule in learnt(documents).rules)


def test_where_pages_are_mostly_furniture_the_pack_says_so(tmp_path):
    furniture = [f"Share this page with the {noun} of {other}" for noun in NOUNS for other in NOUNS]
    documents = [article(number, below=furniture) for number in range(6)]
    found = learnt(documents)
    share = 1 - len(article(7).text) / len(article(7, below=furniture).text)
    assert found.cap == pytest.approx(min(0.99, share + 0.03), abs=0.01)
    assert learnt([article(number, below=furniture[:2]) for number in range(6)]).cap < 0.5


def test_what_readers_wrote_is_learnt_but_off_by_default():
    def below(number):
        return ["Readers' comments", *([*prose("letter", number)] if number % 2 else ())]

    found = learnt([article(number, below=below(number)) for number in range(10)])
    assert [rule["category"] for rule in found.rules if rule["kind"] == "section"] == ["reader-comments"]


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_documents_changes_nothing(random):
    documents = [article(number, below=["Share this page", f"{number} likes of it"]) for number in range(12)]
    shuffled = list(documents)
    random.shuffle(shuffled)
    assert sampled(shuffled) == sampled(documents)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), max_size=60), st.randoms(use_true_random=False))
def test_a_sample_is_that_of_the_set_of_documents(numbers, random):
    documents = [Document(f"Text {number}", f"a{number}") for number in numbers]
    shuffled = list(documents)
    random.shuffle(shuffled)
    assert sampled(shuffled, most=10) == sampled(sorted(set(documents)), most=10)
    assert len(sampled(documents, most=10)) == min(10, len(set(numbers)))


def sampled(documents, most=100):
    with Sample(":memory:", most, 10**8) as sample:
        for document in documents:
            sample.add(Packed.of("site", document.id, document.text))
        return sample.documents("site") if sample.sites() else []


def test_what_was_proposed_is_not_proposed_again():
    rules = learnt([article(number, below=["Subscribe to the Norfolk Letter"]) for number in range(6)]).rules
    again = learnt(
        [article(number, below=["Subscribe to the Norfolk Letter", "Our house rules"]) for number in range(6)]
    ).rules
    assert unproposed(rules, taken(rules)) == []
    new = unproposed(again, taken(rules))
    assert taken(new) == taken(again) - taken(rules)
    assert all("Norfolk" not in str(rule["examples"]["remove"]) for rule in new)


def cleaner_of(folder, found):
    path = folder / "learned.yaml"
    path.write_text(yaml.safe_dump({"pack": "learned", "description": "Learnt.", "rules": found.rules}))
    return Cleaner([path], builtin=False)


@pytest.fixture
def corpus(tmp_path):
    """Two sites in one file, in no order."""
    rows = [
        {"id": f"{site}{number}", "url": f"https://{site}/{number}", "text": article(number, below=lines).text}
        for site, lines in (
            ("www.one.example", ["Share this page", "Letters to the editor"]),
            ("two.example", ["Share this with us"]),
        )
        for number in range(8)
    ]
    Random(1).shuffle(rows)
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def contents(folder):
    return {path.name: path.read_text() for path in folder.rglob("*") if path.is_file()}


def run_learn(corpus, out, *options):
    return main(["learn", str(corpus), "-o", str(out), "-q", *options])


def test_a_pack_for_each_site_that_proves_itself(corpus, tmp_path, capsys):
    out = tmp_path / "learned"
    assert run_learn(corpus, out) == 0
    assert sorted(path.name for path in out.glob("*.yaml")) == ["one.example.yaml", "two.example.yaml"]
    assert yaml.safe_load((out / "one.example.yaml").read_text())["site"] == ["one.example"]
    assert main(["rules", "test", str(out)]) == 0


def test_workers_and_order_change_nothing(corpus, tmp_path):
    assert run_learn(corpus, tmp_path / "a", "--workers", "1") == 0
    lines = corpus.read_text().splitlines(keepends=True)
    corpus.write_text("".join(reversed(lines)))
    assert run_learn(corpus, tmp_path / "b", "--workers", "2") == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_an_update_keeps_what_a_person_changed(corpus, tmp_path):
    out = tmp_path / "learned"
    run_learn(corpus, out)
    path = out / "one.example.yaml"
    edited = (
        path.read_text()
        .replace("    - Letters to the editor\n", "", 1)
        .replace("learnt from 8", "read by me, learnt from 8")
    )
    path.write_text(edited)
    (out / "two.example.yaml").unlink()
    assert run_learn(corpus, out, "--update") == 0
    assert path.read_text() == edited
    assert not (out / "two.example.yaml").exists()


def test_an_update_adds_what_is_new(corpus, tmp_path):
    out = tmp_path / "learned"
    run_learn(corpus, out)
    path = out / "two.example.yaml"
    before = path.read_text()
    corpus.write_text(corpus.read_text().replace("Share this with us", "Share this with us\\nWrite to our news desk"))
    assert run_learn(corpus, out, "--update") == 0
    assert path.read_text().startswith(before)
    assert "Write to our news desk" in path.read_text()[len(before) :]


def test_packs_are_not_overwritten(corpus, tmp_path, capsys):
    run_learn(corpus, tmp_path / "learned")
    assert run_learn(corpus, tmp_path / "learned") == 2
    assert "--update adds what is new" in capsys.readouterr().err


def test_texts_without_a_url_go_by_their_folder(tmp_path):
    for number in range(6):
        path = tmp_path / "in" / "gazette" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number, below=["Subscribe to the Norfolk Letter"]).text)
    assert run_learn(tmp_path / "in", tmp_path / "learned") == 0
    assert "site" not in yaml.safe_load((tmp_path / "learned" / "gazette.yaml").read_text())


def test_a_size_that_is_none(corpus, tmp_path, capsys):
    assert run_learn(corpus, tmp_path / "learned", "--memory", "lots") == 2
    assert "`lots` is no size; write it as in 500M or 2G" in capsys.readouterr().err


def test_the_health_of_rules(corpus, tmp_path, capsys):
    out = tmp_path / "learned"
    run_learn(corpus, out)
    assert main(["rules", "health", str(corpus), "--no-builtin", "--no-installed", "--packs", str(out), "--json"]) == 0
    told = {one["rule"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    (one,) = (told[rule] for rule in told if rule.startswith("learned/two.example"))
    assert (one["state"], one["hits"], one["documents"], one["sites"], one["prose"]) == ("fires", 8, 8, 1, 0)


def test_a_rule_that_never_fires_is_told_of(corpus, root, capsys):
    small = root / "fixtures/packs/valid/small.yaml"
    assert main(["rules", "health", str(corpus), "--no-builtin", "--no-installed", "--packs", str(small)]) == 0
    assert "never fired" in capsys.readouterr().out
