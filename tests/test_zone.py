"""The zone: what it keeps of a whole page, what it leaves alone, and that a line's sum is told."""

import json
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, restore
from cleaner.api import zones_of
from cleaner.cli.main import main
from cleaner.engine import Engine, Limits
from cleaner.kinds.zone import has_menus
from cleaner.packs.load import parse_pack
from cleaner.page import Page
from cleaner.pattern import Pattern
from cleaner.reports import explain
from cleaner.zone import FIRST_LOOK, SECOND_LOOK, Evidence, Facts, Impressions, Words, lines_in_reach
from cleaner.zone.facts import best_stretch
from tests.conftest import ROOT
from tests.strategies import TEXTS

CASES = sorted(path.name for path in (ROOT / "fixtures/dumps").iterdir())
ARTICLES = sorted(path.name for path in (ROOT / "fixtures/articles").iterdir())
FLOORS = json.loads((ROOT / "tests/dump_floors.json").read_text())
PROSE = (
    "The ferry to the outer islands sails again from Monday, after two winters in which nobody could cross the sound."
)
MENU = "".join(f"Menu item {number}\n" for number in range(9))
NO_CAP = Limits(cap_share=None)
ZONE = "profiles/dump/outside-the-article"


@pytest.fixture(scope="module")
def dump():
    return Cleaner(profile="dump", installed=False)


@pytest.fixture(scope="module")
def zone(dump):
    return next(rule for rule in dump.rules() if rule.kind == "zone")


def read(folder, case, name):
    return (ROOT / "fixtures" / folder / case / name).read_bytes().decode("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_a_page(dump, case):
    text = read("dumps", case, "input.txt")
    cleaned = dump.clean(text)
    assert cleaned.text == read("dumps", case, "expected.txt")
    assert restore(cleaned.text, cleaned.removals) == text
    assert dump.clean(text) == cleaned


@pytest.mark.parametrize("case", ARTICLES)
def test_no_line_of_an_article_is_outside_of_it(dump, case):
    text = read("articles", case, "expected.txt")
    assert [removal for removal in dump.clean(text).removals if removal.rule == ZONE] == []


class TestWhatIsLeftAlone:
    """A text without a menu is an article, and one without a sentence has none to find."""

    @pytest.mark.parametrize("text", ["", "\n", PROSE, f"Headline\n\n{PROSE}\n", MENU, MENU + "\n" + MENU])
    def test_stays(self, dump, text):
        assert dump.clean(text).text is text

    def test_goes(self, dump):
        text = f"{MENU * 2}\n{PROSE}\n\n{PROSE} {PROSE}\n\n{PROSE} Nobody minds.\n\n{MENU}"
        assert dump.clean(text).text.strip("\n").split("\n\n") == [PROSE, f"{PROSE} {PROSE}", f"{PROSE} Nobody minds."]

    @pytest.mark.parametrize(
        ("lines", "found"),
        [
            (["Home"] * 4, True),
            (["Home"] * 3, False),
            (["Home", "News", PROSE, "Sport", "Jobs"], False),
            (["It rained."] * 4, False),
            (["Home", "", "News", "", "Sport", "", "Jobs"], True),
            (["six words are more than five"] * 4, False),
        ],
    )
    def test_menu(self, lines, found):
        assert has_menus(Page("\n".join(lines)), 4, 4) is found


class TestRemovals:
    """Each removed line has its rule, its category and its score."""

    text = read("dumps", "en-indented", "input.txt")

    def test_tell_the_score(self, dump):
        removals = [removal for removal in dump.clean(self.text).removals if removal.rule == ZONE]
        assert {removal.category for removal in removals} == {"furniture"}
        assert all("below" in removal.because or "no sentence" in removal.because for removal in removals)

    def test_a_line_far_from_any_sentence_goes_unscored(self, dump):
        text = f"{PROSE}\n\n{PROSE} {PROSE}\n\n{PROSE} Nobody minds.\n\n" + MENU * 6
        because = [removal.because for removal in dump.clean(text).removals]
        assert because[-1] == "no sentence within 24 lines"

    def test_the_sum_of_each_line_adds_up_and_is_told(self, zone):
        engine = Engine([zone], NO_CAP, zones=[zone])
        sums = engine.sums(self.text)
        assert {line_sum.line for line_sum in sums} >= {2, 23}
        for line_sum in sums:
            assert sum(part for _, part in line_sum.parts) == pytest.approx(line_sum.score)
        examined = engine.examine(self.text)._replace(sums=sums)
        told = "\n".join(explain.as_text(self.text, examined, colour=False))
        assert f"{ZONE} (furniture): score" in told
        assert f"{ZONE}: score" in told
        assert "ends-sentence +" in told
        assert explain.as_json(examined)["sums"][0]["rule"] == ZONE

    def test_a_protected_line_stays(self, zone):
        free = Engine([zone], NO_CAP, zones=[zone])
        protected = Engine([zone], NO_CAP, protect=(Pattern("Bowls club"),), zones=[zone])
        assert "Bowls club looks back" not in free.clean(self.text).text
        assert "Bowls club looks back" in protected.clean(self.text).text


class TestWhereItHolds:
    """In its profile, and nowhere else."""

    @pytest.mark.parametrize(
        ("options", "there"),
        [({"profile": "dump"}, True), ({}, False), ({"profile": "dump", "skip": ["furniture"]}, False)],
    )
    def test_is_there(self, options, there):
        catalog = Cleaner(installed=False, **options).catalog
        rules = catalog.rules_of(catalog.packs)
        assert [rule.id for rule in zones_of(catalog.packs, rules)] == [ZONE] * there

    @pytest.mark.parametrize("command", ["check", "fix"])
    def test_hooks_refuse_it(self, tmp_path, capsys, command):
        path = tmp_path / "a.txt"
        path.write_text(MENU)
        assert main([command, "--profile", "dump", str(path)]) == 2
        assert "the profile `dump` is not for check and fix" in capsys.readouterr().err
        assert path.read_text() == MENU


@given(TEXTS, st.booleans())
def test_invariants(zone, text, with_menu):
    text = MENU * 3 + text + "\n" + PROSE if with_menu else text
    engine = Engine([zone], NO_CAP, zones=[zone])
    cleaned = engine.clean(text)
    assert restore(cleaned.text, cleaned.removals) == text
    assert engine.clean(text) == cleaned
    if cleaned.state == "unchanged":
        assert cleaned.text is text
    assert pickle.loads(pickle.dumps(zone.body)) == zone.body


class TestFacts:
    """Columns, one value a line."""

    page = Page("Top\n\n    * One\n    * Two\n\n    " + PROSE + "\n      Photo: Ada\nBottom")

    def test_depth_and_bullets(self):
        facts = Facts(self.page, range(len(self.page)))
        assert facts.depth == [0, 6, 6, 4, 6, 0]
        assert facts.bullet == [False, True, True, False, False, False]
        assert facts.modal_depth == 4
        assert facts.blocks == [(0, 1), (1, 3), (1, 3), (3, 6), (3, 6), (3, 6)]

    def test_containers(self):
        facts = Facts(self.page, range(len(self.page)))
        assert facts.containers[0] == [(0, 6), (1, 3), (1, 3), (1, 5), (4, 5), (0, 6)]
        assert facts.containers[2][1] == (1, 5)

    def test_reach(self):
        page = Page("\n".join(["x"] * 5 + [PROSE] + ["x"] * 5))
        assert lines_in_reach(page, 2) == [3, 4, 5, 6, 7]
        assert lines_in_reach(Page("x\ny"), 2) == []

    def test_best_stretch(self):
        assert best_stretch([]) == best_stretch([-1, -2]) == (0, 0)


LINES = {
    "ends-sentence": ("It rained.", "Ten things to know"),
    "ends-colon": ("What it costs:", "What it costs"),
    "ellipsis": ("The harbour office said that…", "The harbour office said that."),
    "starts-small": ("and then it rained", "And then it rained"),
    "numbered": ("3. Boil the water", "3 boats came in"),
    "short-date": ("12 March 2024, 9:40", "In March nobody came"),
    "separators": ("Home | News", "Home and news"),
    "rights": ("© The Gazette", "The Gazette"),
    "credit": ("The pond. Photo: Gazette", "The photo shows a pond"),
    "byline": ("By Tessa Marlow", "Tessa Marlow by the pond"),
    "author-note": ("Tessa Marlow is a reporter at the Gazette.", "The reporter went home."),
    "addresses-reader": ("Tell us what you think of our page", "Tell him what he thinks of the page"),
    "label": ("Price: nine pounds", "Nine pounds is the price"),
    "prose": (PROSE, "A short line"),
    "rule-share": ("Share this", "Share nothing"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_feature_of_a_line(zone, name):
    page = Page("\n".join(LINES[name]))
    facts = Facts(page, range(2), [Evidence("share", 0, 0, True)], zone.body.words)
    yes, no = FIRST_LOOK[name].column(facts)
    assert yes > 0
    assert no == 0


def test_every_feature_gives_a_value_a_line_and_has_a_meaning():
    page = Page(read("dumps", "de-flat", "input.txt"))
    facts = Facts(page, range(len(page)), [], Words())
    for feature in FIRST_LOOK.values():
        assert len(feature.column(facts)) == len(page)
        assert feature.meaning.endswith(".")
    seen = Impressions(facts, [0.0] * len(page))
    for feature in SECOND_LOOK.values():
        assert len(feature.column(seen)) == len(page)
        assert feature.meaning.endswith(".")


def test_every_feature_is_weighed_somewhere(zone):
    looks = (zone.body.indented, zone.body.flat)
    weighed = {name for look in looks for part in look for name in part.weights}
    assert weighed == set(FIRST_LOOK) | set(SECOND_LOOK)


def test_a_zone_is_for_a_profile():
    text = (ROOT / "rules/profiles/dump.yaml").read_text().replace("profile: dump\n", "")
    draft, problems = parse_pack(text, "dump.yaml")
    assert draft is None
    assert [problem.what for problem in problems] == ["a zone takes most of a text, and this pack is for every profile"]


def test_an_unknown_feature_is_named_with_a_suggestion():
    text = (ROOT / "rules/profiles/dump.yaml").read_text().replace("ends-sentence:", "end-sentence:", 1)
    _, problems = parse_pack(text, "dump.yaml")
    assert [(problem.what, problem.hint) for problem in problems] == [
        ("unknown feature `end-sentence`", "did you mean `ends-sentence`?")
    ]


@pytest.fixture(scope="module")
def figures(shared, tmp_path_factory):
    """What the scorer says of the sets of dumps, and of their articles as they should come out."""
    files = [shared / "eval" / f"{name}.dump.jsonl" for name in FLOORS]
    clean = tmp_path_factory.mktemp("clean")
    for file in list(files):
        records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
        rows = [json.dumps({**record, "text": record["gold"]}) for record in records]
        files.append(clean / f"clean_{file.name}")
        files[-1].write_text("".join(f"{row}\n" for row in rows))
    command = [sys.executable, shared / "eval" / "score.py", "--json", "--cmd"]
    command += [f"{sys.executable} -m cleaner filter --profile dump --format jsonl --quiet", *files]
    return json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout)


@pytest.mark.parametrize("name", FLOORS)
def test_quality(figures, name):
    assert figures[f"{name}.dump.jsonl"]["F1"] >= FLOORS[name]["F1"]
    assert figures[f"clean_{name}.dump.jsonl"]["recall"] >= FLOORS[name]["recall of clean articles"]
