"""The page in which what was learnt is judged, and what becomes of the decisions.

Needs Debian's Chromium and Playwright; without them these tests are skipped.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest
import yaml

from cleaner.cli.main import main
from tests.browsing import needs_chromium, violations
from tests.test_learn import article

pytestmark = needs_chromium
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)> \u202ethe mate"
LINES = {
    "one.example": ["Share this page", "Write to our news desk", "Letters to the editor", HOSTILE],
    "two.example": ["Share this with us"],
}


def row(site, number):
    below = [*LINES[site], f"{number + 2} comments", *(["Win a week in the hills"] if number < 2 else [])]
    text = article(number, below=below, between=["The reaction"] if number < 4 else ()).text
    return {"id": f"{site}{number}", "url": f"https://{site}/{number}", "text": text}


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.jsonl"
    rows = [row(site, number) for site in LINES for number in range(14)]
    path.write_text("".join(f"{json.dumps(one)}\n" for one in rows))
    return path


@pytest.fixture
def out(corpus, tmp_path):
    """A folder of packs with the page of their review."""
    assert learn(corpus, "-o", str(tmp_path / "learned"), "--review") == 0
    return tmp_path / "learned"


def learn(corpus, *options):
    return main(["learn", *([str(corpus)] if corpus else []), *options, "-q", "--no-config", "--no-installed"])


@pytest.fixture
def page(opening, out):
    return opening(out / "review.html")


def item(page, text):
    return page.locator(".item", has=page.locator(".said", has_text=text)).first


def judge(page, text, how):
    item(page, text).locator(f".{how}").click()


def marks(page):
    return page.locator("#marks").inner_text()


def saved(page, button, path):
    """What a person saves."""
    if not page.locator("#snippet").is_visible():
        page.keyboard.press("y")
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    shutil.copy(download.value.path(), path)
    return download.value.suggested_filename


def phrases(path):
    rules = yaml.safe_load(path.read_text())["rules"]
    return {phrase for rule in rules for phrase in rule.get("phrases", ())}


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals here")
@pytest.mark.parametrize("screen", [True, False], ids=["with a screen", "without one"])
def test_a_terminal_with_a_screen_opens_it(corpus, tmp_path, screen):
    """By the person's browser, which here writes down what it is asked for."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    env = {**os.environ, "BROWSER": str(browser), "DISPLAY": ":0" if screen else "", "WAYLAND_DISPLAY": ""}
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "cleaner", "learn", str(corpus), "-o", str(tmp_path / "learned"), "--review"]
    subprocess.run(command, env=env, stderr=theirs, check=True)
    os.close(theirs)
    os.close(ours)
    opened = tmp_path / "opened"
    page = (tmp_path / "learned/review.html").resolve().as_uri()
    assert (opened.read_text() if opened.exists() else None) == (page if screen else None)


class TestWhatItShows:
    def test_rules_and_their_evidence(self, page):
        rule = page.locator(".candidate", has=page.locator(".said", has_text="Share this page")).first
        assert (
            "share · phrase · certain · 14 documents, 100% of the site · tail" in rule.locator(".facts").text_content()
        )
        assert "takes something in 14 documents" in item(page, "Share this page").text_content()
        assert rule.locator(".stays").is_visible()

    def test_where_a_line_stands(self, page):
        one = item(page, "Share this page")
        one.locator("summary").click()
        assert one.locator(".excerpt").count() == 3
        shown = one.locator(".excerpt").first.locator(".line")
        parts = shown.evaluate_all("all => all.map(one => one.className)")
        assert parts == ["line", "line", "line taken", "line gone", "line gone"]

    def test_what_was_nearly_learnt(self, page, out):
        listed = [line.split("\t") for line in (out / "near/one.example.tsv").read_text().splitlines()]
        (why,) = (why for _, why, text in listed if text == "The reaction")
        near = page.locator(".candidate.near", has=page.locator(".said", has_text="The reaction")).first
        assert f"Nearly learnt: {why}" in near.text_content()
        assert near.locator(".taken", has_text="The reaction").count() == 3

    @pytest.mark.parametrize(
        ("chosen", "rules"),
        [
            ({"site": "two.example", "what": "proposed"}, ["Share this with us", "comments"]),
            ({"site": "two.example", "what": "near"}, ["The reaction", "Win a week in the hills"]),
            ({"category": "share", "site": "one.example"}, ["Share this page"]),
            ({"judged": "accepted"}, []),
        ],
        ids=str,
    )
    def test_finding(self, page, chosen, rules):
        for name, value in chosen.items():
            page.locator(f"[name={name}]").select_option(value)
        found = page.locator(".candidate:visible .said > .line").all_text_contents()
        assert {"comments" if "comments" in text else text for text in found} == set(rules)
        assert page.locator("#nothing").is_visible() == (not rules)

    def test_what_strangers_wrote_is_text(self, page):
        assert page.title() == "learned: what cleaner learnt"
        assert page.locator(".site script, .site img").count() == 0
        assert "<script>document.title='owned'</script>" in item(page, "document.title").text_content()
        assert page.locator(".control", has_text="U+202E").count() > 0
        assert "\u202e" not in page.content()


class TestJudging:
    def test_by_button_and_taken_back(self, page):
        judge(page, "Share this page", "accept")
        judge(page, "Letters to the editor", "reject")
        assert marks(page).endswith("judged: 1 accepted, 1 rejected")
        judge(page, "Letters to the editor", "reject")
        assert marks(page).endswith("judged: 1 accepted, 0 rejected")

    def test_by_key_and_undone(self, page):
        for key in "jarr":
            page.keyboard.press(key)
        assert marks(page).endswith("judged: 1 accepted, 2 rejected")
        page.keyboard.press("u")
        page.keyboard.press("u")
        assert marks(page).endswith("judged: 1 accepted, 0 rejected")
        second = page.locator(".item").nth(1)
        assert second.evaluate("element => element === document.activeElement")

    def test_a_whole_rule_at_once(self, page):
        rule = page.locator(".candidate", has=page.locator(".item:nth-child(2)")).first
        rule.locator("header .reject").click()
        assert rule.locator(".item.rejected").count() == rule.locator(".item").count() > 1
        page.keyboard.press("u")
        assert rule.locator(".item.rejected").count() == 0

    def test_what_is_decided_stays(self, page):
        judge(page, "Share this page", "accept")
        page.reload()
        assert "accepted" in item(page, "Share this page").get_attribute("class")

    def test_only_what_is_open(self, page):
        judge(page, "Share this page", "accept")
        page.locator("[name=judged]").select_option("open")
        assert not item(page, "Share this page").is_visible()


class TestPack:
    def test_proves_itself(self, page, tmp_path, capsys):
        """Without what was rejected, with what was taken in, whatever strangers wrote."""
        judge(page, "Letters to the editor", "reject")
        judge(page, "The reaction", "accept")
        path = tmp_path / "saved.yaml"
        assert saved(page, "Save one.example.yaml", path) == "one.example.yaml"
        assert main(["rules", "test", str(path)]) == 0, capsys.readouterr()
        pack = yaml.safe_load(path.read_text())
        assert (pack["pack"], pack["site"]) == ("learned/one.example", ["one.example"])
        assert "Letters to the editor" not in phrases(path)
        assert {"Share this page", "The reaction"} <= phrases(path)
        assert all("evidence" in rule for rule in pack["rules"])

    def test_is_the_pack_as_it_was_where_nothing_is_rejected(self, page, out, tmp_path):
        saved(page, "Save one.example.yaml", tmp_path / "saved.yaml")
        assert yaml.safe_load((tmp_path / "saved.yaml").read_text()) == yaml.safe_load(
            (out / "one.example.yaml").read_text()
        )

    def test_of_which_nothing_is_left(self, page):
        for button in page.locator(".site").first.locator(".item > .acts .reject").all():
            button.click()
        page.keyboard.press("y")
        assert page.get_by_role("button", name="Save one.example.yaml").is_disabled()


class TestDecisions:
    @pytest.fixture
    def decided(self, page, tmp_path):
        judge(page, "Share this page", "accept")
        judge(page, "Letters to the editor", "reject")
        judge(page, "The reaction", "accept")
        judge(page, "Win a week in the hills", "reject")
        assert saved(page, "Save decisions.json", tmp_path / "decisions.json") == "decisions.json"
        return tmp_path / "decisions.json"

    def test_are_taken_in(self, decided, out, capsys):
        assert learn(None, "-o", str(out), "--decisions", str(decided)) == 0
        pack = out / "one.example.yaml"
        assert {"Share this page", "The reaction"} <= phrases(pack)
        assert "Letters to the editor" not in phrases(pack)
        assert main(["rules", "test", str(out)]) == 0, capsys.readouterr()

    def test_are_never_asked_for_again(self, decided, corpus, out, opening):
        assert learn(corpus, "-o", str(out), "--update", "--review", "--decisions", str(decided)) == 0
        assert "Letters to the editor" not in phrases(out / "one.example.yaml")
        assert not (out / "near/one.example.tsv").exists()
        before = {path: path.read_text() for path in out.rglob("*.yaml")}
        corpus.write_text(corpus.read_text().replace("to the editor", "to the editor\\nWin a week in the hills"))
        assert learn(corpus, "-o", str(out), "--update") == 0
        assert {path: path.read_text() for path in out.rglob("*.yaml")} == before
        page = opening(out / "review.html")
        assert "accepted" in item(page, "Share this page").get_attribute("class")

    def test_the_page_and_the_command_agree(self, page, decided, out, tmp_path):
        saved(page, "Save one.example.yaml", tmp_path / "saved.yaml")
        learn(None, "-o", str(out), "--decisions", str(decided))
        rules = [
            sorted(yaml.safe_load(path.read_text())["rules"], key=lambda rule: rule["id"])
            for path in (tmp_path / "saved.yaml", out / "one.example.yaml")
        ]
        assert rules[0] == rules[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [380, 1600])
def test_every_screen(opening, out, width, scheme):
    page = opening(out / "review.html", viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    judge(page, "Share this page", "accept")
    judge(page, "Letters to the editor", "reject")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    assert violations(axe, page) == []
    page.keyboard.press("y")
    assert violations(axe, page) == []
