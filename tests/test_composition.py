"""How packs are put together: what one adds to another, changes of it and switches off; and which goes first."""

import json
import os
import sys

import pytest

from cleaner import Cleaner
from cleaner.cli.main import main
from tests.conftest import ROOT

SMALL = ROOT / "fixtures/packs/valid/small.yaml"
PROSE = "The council met on Monday and voted, after a long debate, to keep the library open through the winter.\n"
CLUB = {
    "id": "harbour-club",
    "description": "An invitation to a club.",
    "kind": "phrase",
    "category": "promo",
    "confidence": "certain",
    "phrases": ["join the harbour club"],
    "examples": {"remove": ["Join the harbour club"], "keep": ["They wanted to join the harbour club."]},
}


@pytest.fixture
def pack(tmp_path):
    """Writes a pack and gives its path; JSON is YAML."""

    def write(name, **keys):
        path = tmp_path / f"{name}.yaml"
        path.write_text(json.dumps({"pack": name, "description": "A pack of a test.", **keys}))
        return path

    return write


def goes(packs, line, url=None, **options):
    """Whether a line above prose goes."""
    cleaned = Cleaner([SMALL, *packs], builtin=False, installed=False, **options).clean(f"{line}\n\n{PROSE}", url)
    assert cleaned.text in (PROSE, f"{line}\n\n{PROSE}")
    return cleaned.text == PROSE


ADVERT = "small/advert-label"


class TestChanges:
    """A change of a rule holds wherever the pack that makes it does."""

    @pytest.mark.parametrize(
        ("target", "change", "gone", "kept"),
        [
            (ADVERT, {"phrases+": ["our sponsor writes"]}, "Our sponsor writes", "Our sponsors write"),
            (ADVERT, {"phrases+": ["our sponsor writes"], "phrases-": ["Advert here"]}, "Our sponsor writes", "Advert here"),
            (ADVERT, {"unless+": ["^advert here!$"]}, "Advert here", "Advert here!"),
            (ADVERT, {"confidence": "likely"}, None, "Advert here"),
            (ADVERT, {"confidence": "hint"}, None, "Advert here"),
            (ADVERT, {"where": {"last": 1}}, None, "Advert here"),
            (ADVERT, {"max-words": 1}, None, "Advert here"),
            (ADVERT, {"category": "caption"}, None, "Advert here"),
            ("small/read-also", {"labels+": ["see this as well"]}, "See this as well: Harbour reopens", "See this: Harbour reopens"),
            ("small/most-read", {"start+": "^read by most$"}, "Read by most\nHarbour reopens", "Ready by most\nHarbour reopens"),
            ("small/most-read", {"start+": ["^read by most$"], "start-": "^most read$"}, "Read by most\nHarbour reopens", "Most read\nHarbour reopens"),
        ],
    )  # fmt: skip
    def test_of_a_rule(self, pack, target, change, gone, kept):
        mine = pack("mine", rules=[{"extends": target, **change}])
        if gone:
            assert goes([mine], gone)
        assert not goes([mine], kept)

    def test_hold_for_a_site_alone_where_a_site_makes_them(self, pack):
        site = pack("site", site=["example.com"], rules=[{"extends": ADVERT, "unless+": ["here$"]}])
        assert goes([site], "Advert here", "https://example.org/a")
        assert not goes([site], "Advert here", "https://www.example.com/a")

    def test_add_up_and_of_two_values_the_later_holds(self, pack):
        first = pack("first", rules=[{"extends": ADVERT, "phrases+": ["our sponsor writes"], "confidence": "likely"}])
        second = pack(
            "second", rules=[{"extends": ADVERT, "phrases+": ["our partner writes"], "confidence": "certain"}]
        )
        for order, removed in (([first, second], True), ([second, first], False)):
            assert goes(order, "Our sponsor writes") is removed
            assert goes(order, "Our partner writes") is removed

    def test_that_two_packs_make_alike_are_no_mistake(self, pack):
        packs = [pack(name, rules=[{"extends": ADVERT, "phrases+": ["our sponsor writes"]}]) for name in ("a", "b")]
        assert goes(packs, "Our sponsor writes")

    def test_are_told_by_show(self, pack, capsys):
        mine = pack("mine", site=["example.com"], rules=[{"extends": ADVERT, "phrases+": ["our sponsor writes"]}])
        options = ["--no-builtin", "--packs", str(SMALL), "--packs", str(mine)]
        assert main(["rules", "show", ADVERT, *options]) == 0
        told = capsys.readouterr().out
        assert "changed by mine for example.com" in told
        assert "phrases+: our sponsor writes" in told
        assert main(["rules", "show", "--json", ADVERT, *options]) == 0
        assert json.loads(capsys.readouterr().out)["changes"][0]["pack"] == "mine"


class TestOff:
    """A rule, a pack or a category can be switched off."""

    @pytest.mark.parametrize("name", ["small/advert-label", "small"])
    def test_by_a_pack_or_a_choice(self, pack, name):
        assert not goes([pack("mine", off=[name])], "Advert here")
        assert not goes([], "Advert here", off=[name])
        assert goes([pack("other", off="small/read-also")], "Advert here")

    def test_by_category(self):
        assert not goes([], "Advert here", skip=["promo"])

    def test_for_a_site_alone(self, pack):
        site = pack("site", site=["example.com"], off=["small/advert-label"])
        assert goes([site], "Advert here", "example.org")
        assert not goes([site], "Advert here", "example.com")

    def test_stays_so_whoever_changes_the_rule(self, pack):
        off = pack("off", off=[ADVERT])
        later = pack("zz", rules=[{"extends": ADVERT, "confidence": "certain"}])
        assert not goes([off, later], "Advert here")

    def test_of_what_is_not_there_is_a_mistake(self):
        with pytest.raises(
            ValueError, match="unknown rule or pack `small/advert-labl`; did you mean `small/advert-label`"
        ):
            goes([], "Advert here", off=["small/advert-labl"])


class TestBases:
    """Sites share a base, which holds nowhere else."""

    def test_hold_where_a_pack_extends_them(self, pack):
        base = pack("base", base=True, rules=[CLUB])
        site = pack("site", extends="base", site=["example.com", "example.org"])
        line = "Join the harbour club"
        for url in ("example.com", "https://news.example.org/a"):
            assert goes([base, site], line, url)
        for url in ("example.net", None):
            assert not goes([base, site], line, url)

    def test_can_be_changed_for_one_site(self, pack):
        base = pack("base", base=True, rules=[CLUB])
        plain = pack("plain", extends="base", site=["example.org"])
        other = pack(
            "other",
            extends="base",
            site=["example.com"],
            rules=[{"extends": "base/harbour-club", "phrases+": ["come to the harbour club"]}],
        )
        assert goes([base, plain, other], "Come to the harbour club", "example.com")
        assert not goes([base, plain, other], "Come to the harbour club", "example.org")

    def test_extend_others_in_turn(self, pack):
        bottom = pack("bottom", base=True, rules=[CLUB])
        middle = pack("middle", base=True, extends="bottom")
        site = pack("site", extends=["middle"], site=["example.com"])
        assert goes([site, bottom, middle], "Join the harbour club", "example.com")

    def test_that_extend_each_other_are_told(self, pack):
        packs = [pack("one", base=True, extends="two"), pack("two", base=True, extends="one")]
        cleaner = Cleaner(packs, builtin=False, installed=False, strict=False)
        assert ["`two` extends this pack in turn" in str(problem) for problem in cleaner.problems] == [True, False]

    def test_what_speaks_of_a_broken_pack_is_left_out_with_it(self, pack):
        broken = pack("broken", base=True, rules=[{**CLUB, "kind": "sentence"}])
        site = pack("site", extends="broken", site=["example.com"])
        cleaner = Cleaner([SMALL, broken, site], builtin=False, installed=False, strict=False)
        assert [pack.name for pack in cleaner.catalog.packs] == ["small"]
        assert ["unknown kind" in str(p) for p in cleaner.problems] == [True, False]


class TestInstalled:
    """Other distributions bring packs by an entry point, and run no code for it."""

    @pytest.fixture
    def distribution(self, tmp_path, monkeypatch):
        site = tmp_path / "site-packages"
        (site / "corpus_rules/packs").mkdir(parents=True)
        (site / "corpus_rules/__init__.py").write_text("raise SystemExit('code of a pack ran')\n")
        (site / "corpus_rules/packs/club.yaml").write_text(
            json.dumps({"pack": "club", "description": "A club.", "rules": [CLUB]})
        )
        (site / "corpus_rules-1.0.dist-info").mkdir()
        (site / "corpus_rules-1.0.dist-info/METADATA").write_text(
            "Metadata-Version: 2.1\nName: corpus-rules\nVersion: 1.0\n"
        )
        self.points(site, "corpus_rules.packs")
        monkeypatch.syspath_prepend(str(site))
        return site

    def points(self, site, value):
        (site / "corpus_rules-1.0.dist-info/entry_points.txt").write_text(f"[cleaner.packs]\ncorpus = {value}\n")
        os.utime(site, ns=(1, 1))

    def test_are_used_unless_left_out(self, distribution):
        text = f"Join the harbour club\n\n{PROSE}"
        assert Cleaner(builtin=False).clean(text).text == PROSE
        assert Cleaner(builtin=False, installed=False, packs=[SMALL]).clean(text).text == text
        assert "corpus_rules" not in sys.modules

    def test_that_are_not_there_are_told(self, distribution):
        self.points(distribution, "corpus_rules.nowhere")
        (problem,) = Cleaner(builtin=False, strict=False).problems
        assert "entry point cleaner.packs: corpus = corpus_rules.nowhere" in str(problem)
        assert "can't be read" in str(problem)


class TestPrecedence:
    """Built-in, installed, configured, given: the later changes what the earlier says."""

    def test_of_the_command_line_over_the_configuration(self, pack, tmp_path, monkeypatch):
        likely = pack("likely", rules=[{"extends": ADVERT, "confidence": "likely"}])
        certain = pack("certain", rules=[{"extends": ADVERT, "confidence": "certain"}])
        (tmp_path / "a.txt").write_text(f"Advert here\n\n{PROSE}")
        (tmp_path / "cleaner.toml").write_text(f"builtin = false\npacks = [{str(SMALL)!r}, 'likely.yaml']\n")
        monkeypatch.chdir(tmp_path)
        assert main(["check", "a.txt"]) == 0
        assert main(["check", "--packs", str(certain), "a.txt"]) == 1
        assert main(["check", "--packs", str(certain), "--packs", str(likely), "a.txt"]) == 0
