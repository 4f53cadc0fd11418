"""`cleaner rules health`: what each rule takes from a corpus, and which of them a person should look at."""

import json
import shutil
from datetime import UTC, date, datetime

import pytest

from cleaner.batch.dates import as_date
from cleaner.cli.main import main
from tests.trees import PROSE

NOTICE = (
    "Readers who write to this paper agree that their letters may be printed, and that the editors may shorten them."
)
HOSTILE = "</script><script>document.title='owned'</script> \u202eof the mate"
PACK = """\
pack: mine
description: Mine.
rules:
""" + "".join(
    f"""\
  - id: {name}
    description: Takes {name}.
    kind: phrase
    category: furniture
    confidence: certain
    {expires}
    phrases: [{json.dumps(phrase)}]
    examples: {{remove: [{json.dumps(phrase)}], keep: [The council met.]}}
"""
    for name, phrase, expires in (
        ("old", "Our summer offer", "expires: 2020-01-01"),
        ("coming", "Our winter offer", "expires: 2999-01-01"),
        ("ended", "Read the printed paper", ""),
        ("silent", "Nobody ever wrote this", ""),
        ("notice", NOTICE, ""),
        ("all", "Share this page", ""),
        ("hostile", HOSTILE, ""),
    )
)
ROWS = [
    (
        "one.example",
        "2024-05-01",
        ["Our summer offer", "Our winter offer", "Read the printed paper", "Share this page"],
    ),
    ("one.example", "2025-05-01T23:00:00-05:00", ["Read the printed paper", "Share this page"]),
    ("one.example", "2026-05-01", ["Share this page", "Our winter offer", NOTICE, HOSTILE]),
    ("two.example", "2026-06-01", ["Share this page"]),
]


def row(number, host, day, lines):
    text = "\n\n".join([PROSE, *lines])
    return {"id": f"a{number}", "url": f"https://{host}/{number}", "meta": {"day": day}, "text": text}


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(f"{json.dumps(row(at, *one))}\n" for at, one in enumerate(ROWS)))
    (tmp_path / "mine.yaml").write_text(PACK)
    return path


def health(corpus, *options):
    own = ["--no-builtin", "--no-installed", "--no-config", "--packs", str(corpus.parent / "mine.yaml")]
    return main(["rules", "health", str(corpus), *own, *options])


def told(corpus, capsys, *options):
    assert health(corpus, "--json", *options) == 0
    return {one["rule"].removeprefix("mine/"): one for one in map(json.loads, capsys.readouterr().out.splitlines())}


SINCE = ["--date-field", "meta.day", "--stopped-since", "2026-01-01"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], {"ended": "fires", "all": "fires"}),
        (SINCE, {"ended": "stopped", "all": "fires"}),
        ([*SINCE[:3], "2025-05-02"], {"ended": "fires"}),
        ([*SINCE[:3], "2026-06-01"], {"ended": "fires", "all": "fires"}),
        (["--date-field", "meta.nothing"], {"ended": "fires"}),
    ],
    ids=["no dates", "since the new year", "a day that is no sooner", "no later document of its site", "no such field"],
)
def test_states(corpus, capsys, options, expected):
    same = {"old": "expired", "coming": "expires", "silent": "never fired", "notice": "takes prose"}
    states = {name: one["state"] for name, one in told(corpus, capsys, *options).items()}
    assert states | same | expected == states


def test_counts_and_days(corpus, capsys):
    found = told(corpus, capsys, *SINCE)["all"]
    assert {key: found[key] for key in ("hits", "documents", "sites", "prose", "first", "last")} == {
        "hits": 4,
        "documents": 4,
        "sites": 2,
        "prose": 0,
        "first": "2024-05-01",
        "last": "2026-06-01",
    }


def test_what_reads_as_prose_is_shown(corpus, capsys):
    assert told(corpus, capsys)["notice"]["prose-samples"] == [NOTICE]


def test_workers_change_nothing(corpus, capsys):
    assert told(corpus, capsys, *SINCE, "--workers", "1") == told(corpus, capsys, *SINCE, "--workers", "2")


@pytest.mark.parametrize("kind", ["a text", "a day", "a moment"])
def test_days_in_a_table(corpus, capsys, kind):
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet

    rows = [json.loads(line) for line in corpus.read_text().splitlines()]
    for one in rows:
        moment = datetime.fromisoformat(one["meta"]["day"])
        one["meta"]["day"] = {"a text": one["meta"]["day"], "a day": as_date(one["meta"]["day"]), "a moment": moment}[
            kind
        ]
        if kind == "a moment":
            one["meta"]["day"] = moment.astimezone(UTC)
    corpus.unlink()
    path = corpus.with_suffix(".parquet")
    parquet.write_table(arrow.Table.from_pylist(rows), path)
    found = told(path, capsys, *SINCE)
    assert (found["ended"]["last"], found["ended"]["state"]) == ("2025-05-02", "stopped")


def test_the_table(corpus, capsys):
    assert health(corpus, *SINCE) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["hits", "documents", "sites", "prose", "last", "hit", "state", "rule"]
    assert lines[1].split() == ["4", "4", "2", "0", "2026-06-01", "fires", "mine/all"]
    assert "1 rule stopped: the last hit is before the day asked about, and the sites go on" in lines
    assert any(line.endswith("mine/old, until 2020-01-01") for line in lines)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--stopped-since", "2026-01-01"], "no `date` in its documents; --date-field names the field"),
        (["--stopped-since", "last year"], "Invalid value for '--stopped-since'"),
    ],
)
def test_dates_that_are_none(corpus, capsys, options, message):
    assert health(corpus, *options) == 2
    assert message in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        (" 2026-03-01 23:30:00 ", date(2026, 3, 1)),
        ("2026-03-01T23:30:00-05:00", date(2026, 3, 2)),
        (1772323200, date(2026, 3, 1)),
        (1772323200000, date(2026, 3, 1)),
        ("1772323200.5", date(2026, 3, 1)),
        (-86400, date(1969, 12, 31)),
        ("in March", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        (1e300, None),
        (True, None),
        (None, None),
        (["2026-03-01"], None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
    ids=str,
)
def test_dates(value, day):
    assert as_date(value) == day


@pytest.mark.skipif(not (shutil.which("chromium") or shutil.which("chromium-browser")), reason="needs Chromium")
class TestPage:
    @pytest.fixture
    def path(self, corpus, tmp_path):
        pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
        assert health(corpus, *SINCE, "--html", str(tmp_path / "health.html")) == 0
        return tmp_path / "health.html"

    def names(self, page):
        return [name.removeprefix("mine/") for name in page.locator(".health tbody tr:visible a").all_inner_texts()]

    def test_what_to_look_at_comes_first(self, opening, path):
        page = opening(path)
        assert self.names(page)[:4] == ["old", "ended", "notice", "silent"]
        figures = page.locator(".figures > div").all_inner_texts()
        assert [" ".join(figure.split()) for figure in figures] == [
            "expired 1", "stopped 1", "takes prose 1", "never fired 1", "expires 1", "fires 2",
        ]  # fmt: skip

    def test_finding_and_ordering(self, opening, path):
        page = opening(path)
        page.locator("[name=order]").select_option("hits")
        assert self.names(page)[0] == "all"
        page.locator("[name=state]").select_option("stopped")
        assert self.names(page) == ["ended"]
        page.locator("[name=q]").fill("nothing of that")
        assert page.locator("#nothing").is_visible()

    def test_keys(self, opening, path):
        page = opening(path)
        page.keyboard.press("j")
        page.keyboard.press("o")
        assert page.get_by_text("Our summer offer").is_visible()
        assert page.evaluate("document.activeElement.dataset.state") == "expired"

    def test_what_strangers_wrote_is_text(self, opening, path):
        page = opening(path)
        assert page.title() == "corpus.jsonl: how the rules do"
        assert page.locator("tbody script").count() == 0
        assert page.locator(".control", has_text="U+202E").count() == 1

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [380, 1600])
    def test_every_screen(self, opening, path, width, scheme):
        from tests.browsing import violations

        page = opening(path, viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        assert violations(axe, page) == []
