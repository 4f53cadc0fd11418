"""The page of a run, in a browser: what a person can find, reach, read and take away, and what strangers can't do to it.

Needs Debian's Chromium and Playwright; without them these tests are skipped.
"""

import json
import shutil
from pathlib import Path

import pytest

from cleaner.cli.main import main
from tests.browsing import needs_chromium, playwright, violations
from tests.trees import PROSE

pytestmark = needs_chromium

LONG = "\n\n".join(f"{PROSE} This is paragraph {number}." for number in range(12))
HEBREW = "המעבורת לאיים החיצוניים תפליג שוב ביום שני, לאחר שני חורפים."
HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> said \u202ethe mate\u202c"
)
FILES = {
    "ferry.txt": f"Advert here\n\n{LONG}\n\nRead also: Harbour reopens after the storm\n\n{LONG}\n",
    "inline.txt": f"Advertisement\n\nAdvert here\n\n{PROSE} It takes an hour (sign up here).\n\n{PROSE}\n",
    "hebrew.txt": f"Advert here\n\n{HEBREW}\n\n{PROSE}\n",
    "hostile <b>&\u202e.txt": f"{HOSTILE}\n\nRead also: </script><script>document.title='owned'</script>\n\n{PROSE}\n",
    "most-read.txt": f"{PROSE}\n\nMost read\nHarbour reopens\nSchool gets a new roof\n",
    "escape.txt": f"Advert here\n\n{PROSE} \x1b[31m \x00 end\n",
    "plain.txt": f"{PROSE}\n",
    "latin-1.txt": b"Caf\xe9\n",
    "all.txt": "Advert here\n" * 60,
}
ROWS = [
    {"id": "1", "url": "https://news.example/1", "text": f"Advert here\n\n{PROSE}"},
    {"id": "2", "url": "https://sea.example/2", "text": f"{PROSE}\n\nRead also: Another boat for the island"},
]


def write(folder):
    for name, text in FILES.items():
        raw = text if isinstance(text, bytes) else text.encode()
        (folder / name).write_bytes(raw)
    (folder / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in ROWS))


@pytest.fixture(scope="module")
def made(tmp_path_factory, root):
    """A run, and its page."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "in").mkdir()
    write(folder / "in")
    small = ["--no-builtin", "--no-installed", "--packs", str(root / "fixtures/packs/valid/small.yaml")]
    assert main(["run", str(folder / "in"), "-o", str(folder / "out"), "-q", *small]) == 0
    return folder / "out.report/report.html"


@pytest.fixture
def opened(opening, made):
    """Opens the page, or another one."""
    return lambda hash_="", path=made, **options: opening(path, hash_, **options)


def names(page):
    return [name.strip() for name in page.locator(".document:visible h3").all_text_contents()]


def choose(page, **values):
    for name, value in values.items():
        page.locator(f"[name={name}]").select_option(value)


class TestWhatItShows:
    def test_the_numbers(self, opened):
        page = opened()
        figures = page.locator(".figures > div").all_inner_texts()
        assert [" ".join(figure.split()) for figure in figures] == [
            "documents 11", "changed 8 72.7 %", "held 1", "skipped 1", "failed 0", "truncated 0",
        ]  # fmt: skip
        assert "promo" in page.locator(".card").first.inner_text()

    def test_all_changed_documents(self, opened):
        assert sorted(names(opened())) == [
            "escape.txt", "ferry.txt", "hebrew.txt", "hostile <b>&U+202E.txt", "inline.txt", "most-read.txt",
            "rows.jsonl:1", "rows.jsonl:2",
        ]  # fmt: skip

    def test_what_went_its_rule_and_its_reason(self, opened):
        page = opened("#q=ferry.txt")
        note = page.locator(".document:visible .note").first
        assert page.locator(".document:visible .passage del").first.inner_text() == "Advert here"
        assert "small/advert-label" in note.inner_text()
        assert "certain" in note.inner_text()

    def test_prose_that_stayed_is_folded(self, opened):
        page = opened("#q=ferry.txt")
        folds = page.locator(".document:visible .kept details")
        assert folds.count() == 2
        assert folds.first.locator("summary").inner_text() == "8 lines kept"
        hidden = page.get_by_text("This is paragraph 5.").first
        assert not hidden.is_visible()
        folds.first.locator("summary").click()
        assert hidden.is_visible()

    def test_a_part_of_a_line(self, opened):
        page = opened("#q=inline.txt")
        assert page.locator(".document:visible .trimmed .line").first.inner_text().endswith("an hour (sign up here).")
        assert page.locator(".document:visible .trimmed del").inner_text() == " (sign up here)"

    def test_text_from_right_to_left(self, opened):
        page = opened("#q=hebrew.txt")
        directions = page.locator(".document:visible .line:not(.blank)").evaluate_all(
            "lines => lines.map(line => getComputedStyle(line).direction)"
        )
        assert directions == ["ltr", "rtl", "ltr"]

    def test_why_documents_were_held_or_skipped(self, opened):
        problems = opened().locator("#overview table.plain").first.inner_text()
        assert "all.txt" in problems
        assert "would go" in problems
        assert "not utf-8 (byte 3)" in problems


class TestWhatStrangersWrote:
    def test_is_text(self, opened):
        page = opened("#q=hostile")
        text = page.locator(".document:visible .text").inner_text()
        assert page.title() == "out: what cleaner removed"
        assert "<script>document.title='owned'</script><img src=x" in text
        assert page.locator(".document script, .document img").count() == 0

    def test_characters_that_steer_are_named(self, opened):
        page = opened()
        assert page.locator(".control", has_text="U+202E").count() >= 2
        assert page.locator(".control", has_text="U+001B").count() == 1
        assert page.locator(".control", has_text="U+0000").count() == 1
        assert not {"\u202e", "\x1b", "\x00"} & set(page.content())

    def test_nothing_else_may_run(self, opened, made, tmp_path):
        """Where markup came through after all, the policy of the page would still let nothing of it run."""
        broken = made.read_text().replace("<main>", f"<main>{HOSTILE}<p style='color:red'>", 1)
        (tmp_path / "broken.html").write_text(broken)
        page = opened(path=tmp_path / "broken.html", complains=True)
        assert page.title() == "out: what cleaner removed"
        assert page.locator("main > p").first.evaluate("element => getComputedStyle(element).color") != "rgb(255, 0, 0)"


class TestFinding:
    @pytest.mark.parametrize(
        ("chosen", "expected"),
        [
            ({"category": "newsletter"}, ["inline.txt"]),
            ({"rule": "small/most-read"}, ["most-read.txt"]),
            ({"site": "sea.example"}, ["rows.jsonl:2"]),
            ({"site": "sea.example", "category": "promo"}, []),
        ],
        ids=str,
    )
    def test_by_what_went(self, opened, chosen, expected):
        page = opened()
        choose(page, **chosen)
        assert names(page) == expected
        assert page.locator("#nothing").is_visible() == (not expected)

    def test_by_text(self, opened):
        page = opened()
        page.locator("[name=q]").fill("SCHOOL gets")
        assert names(page) == ["most-read.txt"]
        assert page.locator("#found").inner_text() == "1 of 8 documents, 1 place that match"
        assert page.evaluate("CSS.highlights.get('search').size") == 1

    def test_what_is_found_in_a_fold_is_unfolded(self, opened):
        page = opened()
        page.locator("[name=q]").fill("paragraph 5")
        assert page.get_by_text("This is paragraph 5.").first.is_visible()

    def test_removals_that_were_not_asked_for_stand_back(self, opened):
        page = opened("#q=ferry.txt&category=related")
        assert page.locator(".document:visible .note.unmatched").count() == 1

    def test_clearing(self, opened):
        page = opened("#category=newsletter")
        page.get_by_role("button", name="Clear").first.click()
        playwright.expect(page.locator(".document:visible")).to_have_count(8)

    def test_order(self, opened):
        page = opened()
        choose(page, order="name")
        assert names(page) == sorted(names(page), key=str.casefold)

    def test_from_the_overview(self, opened):
        page = opened()
        page.get_by_role("link", name="small/sign-up").first.click()
        assert names(page) == ["inline.txt"]
        assert page.locator("[name=rule]").input_value() == "small/sign-up"


class TestLinks:
    def test_to_a_document(self, opened):
        anchor = opened("#q=inline.txt").locator(".document:visible").get_attribute("id")
        page = opened(f"#{anchor}")
        assert page.locator(f"#{anchor}").evaluate("element => element === document.activeElement")
        playwright.expect(page.locator(f"#{anchor}")).to_be_in_viewport()

    def test_to_a_removal(self, opened):
        anchor = opened("#q=ferry.txt").locator(".document:visible .note").last.get_attribute("id")
        page = opened(f"#{anchor}")
        playwright.expect(page.locator(f"#{anchor}")).to_be_in_viewport()
        assert page.locator(f"#{anchor}").evaluate("element => element.matches('.current')")

    def test_to_a_choice(self, opened):
        page = opened()
        choose(page, category="related")
        page.locator("[name=q]").fill("harbour")
        again = opened(page.evaluate("location.hash"))
        assert names(again) == names(page)
        assert again.locator("[name=category]").input_value() == "related"

    def test_to_nowhere(self, opened):
        assert len(names(opened("#d-0000000000"))) == 8
        assert len(names(opened("#%E0%A4"))) == 8


class TestKeys:
    def current(self, page):
        return page.evaluate("document.activeElement.id")

    def test_removals(self, opened):
        page = opened()
        notes = page.locator(".note").evaluate_all("notes => notes.map(note => note.id)")
        seen = []
        for key in "jjkj":
            page.keyboard.press(key)
            seen.append(self.current(page))
        assert seen == [notes[0], notes[1], notes[0], notes[1]]
        assert page.evaluate("location.hash") == f"#{notes[1]}"

    def test_documents(self, opened):
        page = opened()
        documents = page.locator(".document").evaluate_all("all => all.map(one => one.id)")
        seen = []
        for key in "nnp":
            page.keyboard.press(key)
            seen.append(self.current(page))
        assert seen == [documents[0], documents[1], documents[0]]
        page.keyboard.press("j")
        assert self.current(page).startswith(f"{documents[0]}-")
        page.keyboard.press("n")
        assert self.current(page) == documents[1]

    def test_only_what_was_asked_for(self, opened):
        page = opened("#category=newsletter")
        for _ in range(3):
            page.keyboard.press("j")
        assert page.evaluate("document.activeElement.dataset.category") == "newsletter"

    def test_help_and_search(self, opened):
        page = opened()
        page.keyboard.press("?")
        assert page.get_by_role("dialog", name="Keys").is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("jknp?")
        assert page.locator("[name=q]").input_value() == "jknp?"
        assert page.get_by_role("dialog").count() == 0

    def test_theme(self, opened):
        page = opened()
        colours = set()
        for _ in range(3):
            page.keyboard.press("t")
            colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert len(colours) == 2


class TestSideBySide:
    def test_what_was_and_what_is(self, opened):
        page = opened("#q=inline.txt&view=side")
        assert page.locator(".document:visible .trimmed .after").inner_text().endswith("an hour.")
        before, after = (
            page.locator(f".document:visible .kept .pair > .line{kind}").last.bounding_box()
            for kind in (":not(.after)", ".after")
        )
        assert before["y"] == after["y"]
        assert before["x"] + before["width"] <= after["x"]

    def test_and_back(self, opened):
        page = opened("#q=inline.txt")
        page.keyboard.press("s")
        page.keyboard.press("s")
        assert page.locator(".after:visible").count() == 0


def saved(page, folder):
    """The review that a person saves."""
    page.keyboard.press("y")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    shutil.copy(download.value.path(), folder / "review.yaml")


class TestReview:
    @pytest.fixture(params=["small", "built-in"])
    def reviewing(self, request, tmp_path, monkeypatch, root):
        """A folder whose packs are the small one, or the built-in ones for English, and a run with them."""
        builtin = [root / "rules" / name for name in ("en", "any")]
        packs = [root / "fixtures/packs/valid/small.yaml"] if request.param == "small" else builtin
        settings = {"builtin": "false", "installed": "false", "packs": json.dumps([str(path) for path in packs])}
        (tmp_path / "cleaner.toml").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
        monkeypatch.chdir(tmp_path)
        shutil.copytree(root / "fixtures/corpus", "in")
        write(Path("in"))
        assert main(["run", "in", "-o", "out", "-q"]) == 0
        return tmp_path

    def test_what_was_wrong_stays(self, opened, reviewing, capsys):
        page = opened(path=reviewing / "out.report/report.html")
        for button in page.locator(".wrong").all():
            button.click()
        saved(page, reviewing)
        assert main(["rules", "test", "review.yaml"]) == 0, capsys.readouterr()
        assert main(["run", "in", "-o", "again", "--packs", "review.yaml", "-q"]) == 0
        assert json.loads(Path("again.report/summary.json").read_text())["removed"] == {}

    def test_what_was_missed_goes(self, opened, reviewing, capsys):
        page = opened("#q=inline.txt", path=reviewing / "out.report/report.html")
        page.locator(".document:visible .mark-lines").click()
        for button in page.locator(".take:visible").all():
            button.click()
        saved(page, reviewing)
        assert main(["rules", "test", "review.yaml"]) == 0, capsys.readouterr()
        Path("one.txt").write_text(f"{PROSE}\n\nA line of its own that stays.\n")
        assert main(["run", "one.txt", "-o", "again", "--packs", "review.yaml", "-q"]) == 0
        assert Path("again/one.txt").read_text() == "A line of its own that stays.\n"

    def test_marks_by_key_and_taken_back(self, opened):
        page = opened()
        assert page.locator("#tray").is_hidden()
        page.keyboard.press("j")
        page.keyboard.press("w")
        assert page.locator("#marks").inner_text() == "1 mark"
        page.keyboard.press("w")
        assert page.locator("#tray").is_hidden()

    def test_marks_stay(self, opened):
        page = opened()
        page.keyboard.press("j")
        page.keyboard.press("w")
        page.reload()
        assert page.locator("#marks").inner_text() == "1 mark"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [380, 1600])
class TestEveryScreen:
    def test_it_fits(self, opened, width, scheme):
        page = opened(viewport={"width": width, "height": 900}, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        choose(page, view="side")
        assert page.evaluate("document.documentElement.scrollWidth") == width

    def test_it_is_for_everybody(self, opened, width, scheme):
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        page = opened(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        page.locator(".mark-lines").first.click()
        page.locator(".wrong").first.click()
        assert violations(axe, page) == []
        page.keyboard.press("y")
        assert violations(axe, page) == []
