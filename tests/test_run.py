"""`cleaner run` and back: what it writes, and that everything can be undone."""

import json
import os
import subprocess
import sys

import pytest

from cleaner.cli.main import main
from cleaner.reports.reading import read_documents
from tests.trees import CLEAN, FILES, PROSE, contents, make_tree, records_of, told_by


@pytest.fixture
def small(root):
    return ["--no-builtin", "--packs", str(root / "fixtures/packs/valid/small.yaml")]


@pytest.fixture
def corpus(tmp_path):
    return make_tree(tmp_path / "in")


@pytest.fixture
def cleaned(corpus, tmp_path, small):
    assert main(["run", str(corpus), "-o", str(tmp_path / "out"), "--quiet", *small]) == 0
    return tmp_path / "out"


RECORDS = "out.report/records/_files.jsonl"


def test_out_mirrors_the_input(corpus, cleaned):
    assert contents(cleaned).keys() == contents(corpus).keys()


@pytest.mark.parametrize(
    ("name", "expected"),
    {
        "clean.txt": CLEAN.encode(),
        "dirty.txt": CLEAN.encode(),
        "deep/er/dirty.md": CLEAN.encode(),
        "crlf.txt": CLEAN.replace("\n", "\r\n").encode(),
        "mac.txt": CLEAN.replace("\n", "\r").encode(),
        "mixed.txt": PROSE.encode(),
        "bom.txt": b"\xef\xbb\xbf" + CLEAN.encode(),
        "no-final-ending.txt": PROSE.encode(),
        "inline.txt": f"One word.\n{PROSE}\n{PROSE}".encode(),
        "all.txt": b"",
        "latin-1.txt": FILES["latin-1.txt"],
        "blank.txt": FILES["blank.txt"],
        "picture.png": FILES["picture.png"],
        "rows.jsonl": (
            b'{"id": 1, "n": 1.10, "text": "Caf\\u00e9 \\ud83d\\ude00.\\n", "z": [1, {"a": null}]}\n'
            b"\n"
            b'{"text": "The ferry sails."  }\r\n'
            b"not json\n"
            b'{"title": "no text"}\n'
            b'{"text": "The ferry sails.", "text2": "Advert here"}'
        ),
    }.items(),
)
def test_what_becomes_of(cleaned, name, expected):
    assert (cleaned / name).read_bytes() == expected


def test_modes_are_kept(cleaned):
    assert (cleaned / "dirty.txt").stat().st_mode & 0o777 == 0o640


def test_restore_gives_the_input_byte_for_byte(corpus, cleaned, tmp_path):
    back = tmp_path / "back"
    assert main(["restore", str(cleaned), "-o", str(back), "--quiet"]) == 0
    assert contents(back) == contents(corpus)
    assert subprocess.run(["diff", "-r", corpus, back], capture_output=True, check=False).stdout == b""


@pytest.mark.parametrize(
    "command",
    [["git", "apply", "-R", "-p1", "-"], ["patch", "-R", "-p1", "--binary", "-s"]],
    ids=["git apply", "patch"],
)
def test_the_patch_reversed_gives_the_input(corpus, cleaned, command):
    patch = (cleaned.with_name("out.report") / "diff.patch").read_bytes()
    # Below a repository `git apply` may do nothing and return 0, so it gets one of its own and the bytes are compared.
    subprocess.run(["git", "init", "-q"], cwd=cleaned, check=True)
    done = subprocess.run(command, cwd=cleaned, input=patch, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    found = {name: content for name, content in contents(cleaned).items() if not name.startswith(".git")}
    assert found == contents(corpus)


def test_the_patch_applied_to_the_input_gives_the_output(corpus, cleaned):
    subprocess.run(["git", "init", "-q"], cwd=corpus, check=True)
    patch = cleaned.with_name("out.report") / "diff.patch"
    subprocess.run(["git", "apply", patch], cwd=corpus, check=True)
    found = {name: content for name, content in contents(corpus).items() if not name.startswith(".git")}
    assert found == contents(cleaned)


def test_records_tell_every_removal(cleaned):
    header, *rest = records_of(cleaned)
    assert header == {"type": "header", "version": 1}
    removal = next(r for r in rest if r["type"] == "removal" and r["path"] == "dirty.txt")
    assert removal == {
        "type": "removal", "path": "dirty.txt", "row": None, "start": 0, "end": 12, "text": "Advert here\n",
        "rule": "small/advert-label", "also": [], "category": "promo", "confidence": "certain", "line": 1,
        "because": "certain",
    }  # fmt: skip
    rows = [r for r in rest if r["type"] == "document" and r["path"] == "rows.jsonl"]
    assert [(r["row"], r["state"]) for r in rows] == [(1, "cleaned"), (4, "skipped"), (5, "skipped"), (6, "cleaned")]


def test_records_are_ascii(cleaned):
    assert (cleaned.parent / RECORDS).read_bytes().isascii()


def test_summary(cleaned):
    summary = json.loads((cleaned.with_name("out.report") / "summary.json").read_text())
    assert summary["ended"] == "completed"
    assert summary["copied"] == 1
    assert summary["documents"] == {"total": 20, "unchanged": 4, "cleaned": 13, "held": 0, "skipped": 3, "failed": 0}
    assert set(summary["removed"]) == {"promo", "related", "newsletter"}


def test_the_summary_ends_the_run_on_standard_error(corpus, tmp_path, small, capsys):
    main(["run", str(corpus), "-o", str(tmp_path / "out"), *small])
    out, err = capsys.readouterr()
    assert out == ""
    for word in ("13 cleaned", "3 skipped", "promo", "MB/s", "out.report", "latin-1.txt: skipped: not utf-8 (byte 15)"):
        assert word in err
    assert "rows.jsonl:4: skipped: not JSON" in err
    assert "rows.jsonl:5: skipped: no text in the field `text`" in err


def test_strict_ends_with_1_when_a_document_was_skipped(corpus, tmp_path, small):
    assert main(["run", str(corpus), "-o", str(tmp_path / "out"), "--strict", "-q", *small]) == 1


def test_two_runs_give_the_same_bytes(corpus, cleaned, tmp_path, small):
    again = tmp_path / "again"
    main(["run", str(corpus), "-o", str(again), "-q", *small])
    assert contents(again) == contents(cleaned)
    assert told_by(again) == told_by(cleaned)


def test_an_encoding_by_name_is_cleaned_and_written_back_in_it(tmp_path, small):
    source = tmp_path / "in"
    source.mkdir()
    for name, encoding in {"latin": "latin-1", "sixteen": "utf-16"}.items():
        path = source / f"{name}.txt"
        path.write_bytes("Advert here\nCafé, naïve.\n".encode(encoding))
        out, back = tmp_path / f"{name}-out", tmp_path / f"{name}-back"
        assert main(["run", str(path), "-o", str(out), "--encoding", encoding, "-q", *small]) == 0
        assert (out / path.name).read_bytes() == "Café, naïve.\n".encode(encoding)
        assert main(["restore", str(out), "-o", str(back), "-q"]) == 0
        assert (back / path.name).read_bytes() == path.read_bytes()


def test_html_is_extracted_and_named_so(tmp_path, small):
    page = tmp_path / "a.html"
    paragraphs = f"<p>{PROSE}</p><p>Advert here</p><p>{PROSE.replace('Monday', 'Friday')}</p>"
    page.write_text(
        f"<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1>{paragraphs}</article></body></html>"
    )
    out = tmp_path / "out"
    assert main(["run", str(page), "-o", str(out), "-q", *small]) == 0
    text = (out / "a.html.txt").read_text()
    assert PROSE in text
    assert "Advert here" not in text
    assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert "Advert here" in (tmp_path / "back/a.html.txt").read_text()


def test_several_inputs_meet_in_out(tmp_path, small):
    for name in ("one", "two"):
        (tmp_path / name / "shared").mkdir(parents=True)
        (tmp_path / name / "shared" / f"{name}.txt").write_text("Advert here\nThe ferry.\n")
    out = tmp_path / "out"
    assert main(["run", str(tmp_path / "one"), str(tmp_path / "two"), "-o", str(out), "-q", *small]) == 0
    assert contents(out) == {"shared": None, "shared/one.txt": b"The ferry.\n", "shared/two.txt": b"The ferry.\n"}


class TestWhatIsRefused:
    """Bad input ends with 2 before anything is written."""

    @pytest.mark.parametrize(
        ("out", "why"),
        [("in", "is the input itself"), ("in/out", "lies inside the input"), (".", "lies inside the output")],
    )
    def test_out_that_would_meet_the_input(self, corpus, tmp_path, small, capsys, out, why):
        before = contents(tmp_path)
        assert main(["run", str(corpus), "-o", str(tmp_path / out), *small]) == 2
        assert why in " ".join(capsys.readouterr().err.split())
        assert contents(tmp_path) == before

    def test_a_missing_input(self, tmp_path, small, capsys):
        assert main(["run", str(tmp_path / "nothing"), "-o", str(tmp_path / "out"), *small]) == 2
        assert "no such file or folder" in capsys.readouterr().err
        assert not (tmp_path / "out").exists()

    def test_two_inputs_for_one_output(self, corpus, tmp_path, small, capsys):
        other = tmp_path / "other"
        other.mkdir()
        (other / "dirty.txt").write_text("Another.\n")
        assert main(["run", str(corpus), str(other), "-o", str(tmp_path / "out"), *small]) == 2
        assert "would both become dirty.txt" in " ".join(capsys.readouterr().err.split())
        assert not (tmp_path / "out").exists()

    def test_a_page_and_a_text_for_one_output(self, tmp_path, small):
        source = tmp_path / "in"
        source.mkdir()
        (source / "a.html").write_text("<p>x</p>")
        (source / "a.html.txt").write_text("x")
        assert main(["run", str(source), "-o", str(tmp_path / "out"), *small]) == 2

    def test_an_out_that_is_a_file(self, corpus, tmp_path, small):
        (tmp_path / "out").write_text("mine")
        assert main(["run", str(corpus), "-o", str(tmp_path / "out"), *small]) == 2
        assert (tmp_path / "out").read_text() == "mine"

    @pytest.mark.parametrize(
        "wrong", [["--only", "papers"], ["--profile", "novel"], ["--encoding", "klingon"], ["--format", "docx"]]
    )
    def test_a_wrong_option(self, corpus, tmp_path, small, wrong, capsys):
        assert main(["run", str(corpus), "-o", str(tmp_path / "out"), *small, *wrong]) == 2
        assert "unknown" in capsys.readouterr().err

    def test_a_folder_with_a_pipe(self, tmp_path, small):
        source = tmp_path / "in"
        source.mkdir()
        os.mkfifo(source / "pipe")
        assert main(["run", str(source), "-o", str(tmp_path / "out"), *small]) == 2


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="needs root and Linux to mount a small disk")
class TestAFullDisk:
    """It ends the run with nothing torn; when there is room again, the next run goes on."""

    @pytest.fixture
    def disk(self, tmp_path):
        disk = tmp_path / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("this machine does not let tests mount a disk")
        yield disk
        subprocess.run(["umount", disk], check=True)

    @pytest.fixture
    def source(self, tmp_path):
        source = tmp_path / "in"
        source.mkdir()
        for number in range(40):
            (source / f"{number:02}.txt").write_text(f"Advert here\n{PROSE}\n" * 200)
        return source

    def check(self, source, out, report, disk, small):
        words = ["run", str(source), "-o", str(out), "--report", str(report), *small]
        assert main(words) == 1
        assert len(list(out.iterdir())) <= 40
        self.check_whole(out)
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        assert main([*words, "-q"]) == 0
        assert len(list(out.iterdir())) == 40
        self.check_whole(out)
        assert json.loads((report / "summary.json").read_text())["documents"]["cleaned"] == 40
        assert len(list(read_documents(report))) == 40

    def check_whole(self, out):
        assert all(path.suffix == ".txt" and path.read_text() == f"{PROSE}\n" * 200 for path in out.iterdir())

    def test_of_the_output(self, source, disk, tmp_path, small, capsys):
        out, report = disk / "out", tmp_path / "report"
        self.check(source, out, report, disk, small)
        assert "No space left" in capsys.readouterr().err

    def test_of_the_report(self, source, disk, tmp_path, small, capsys):
        self.check(source, tmp_path / "out", disk / "report", disk, small)
        err = capsys.readouterr().err
        assert "No space left" in err or "disk is full" in err or "disk I/O error" in err


class TestRestoreRefuses:
    """What can't be undone safely is not."""

    def test_a_changed_output(self, cleaned, tmp_path, capsys):
        (cleaned / "dirty.txt").write_text("Edited by hand.\n")
        assert main(["restore", str(cleaned), "-o", str(tmp_path / "back")]) == 1
        assert "changed since the run wrote it" in capsys.readouterr().err

    def test_a_missing_output(self, cleaned, tmp_path, capsys):
        (cleaned / "dirty.txt").unlink()
        assert main(["restore", str(cleaned), "-o", str(tmp_path / "back")]) == 1
        assert "not there any more" in capsys.readouterr().err

    def test_missing_records(self, cleaned, tmp_path, capsys):
        (tmp_path / RECORDS).unlink()
        assert main(["restore", str(cleaned), "-o", str(tmp_path / "back")]) == 1
        assert "records can't be read" in capsys.readouterr().err

    def test_damaged_records(self, cleaned, tmp_path, capsys):
        path = tmp_path / RECORDS
        path.write_bytes(path.read_bytes()[:-10])
        assert main(["restore", str(cleaned), "-o", str(tmp_path / "back")]) == 1
        assert "not a record" in capsys.readouterr().err

    def test_a_place_that_is_taken(self, cleaned, corpus, capsys):
        before = contents(corpus)
        assert main(["restore", str(cleaned), "-o", str(corpus)]) == 1
        assert contents(corpus) == before
