"""Runs that go on where an earlier one ended: what is done is left alone, what changed is done, and the outcome is one."""

import fcntl
import json
import os
import shutil
import subprocess
import sys

import pytest

from cleaner.batch import units
from cleaner.cli.main import main
from cleaner.formats import compression_of
from tests.trees import CLEAN, DIRTY, contents, make_tree, records_of, report_of, told_by

LONG_AGO = 1_000_000_000


@pytest.fixture(autouse=True)
def little_shards(monkeypatch):
    """So that a few lines make a shard of several units."""
    monkeypatch.setattr(units, "_LINES_BYTES", 2000)
    monkeypatch.setattr(units, "_LINES_BYTES_COMPRESSED", 100)
    monkeypatch.setattr(units, "_FILES", 2)


@pytest.fixture
def corpus(tmp_path):
    folder = make_tree(tmp_path / "in")
    rows = b"".join(json.dumps({"text": DIRTY, "n": n}).encode() + b"\n" for n in range(60))
    (folder / "shard.jsonl").write_bytes(rows)
    path = folder / "shard.jsonl.zst"
    path.write_bytes(compression_of(path).compress(rows))
    for path in folder.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO), follow_symlinks=False)
    return folder


@pytest.fixture
def run(corpus, tmp_path, small):
    """A run of the corpus into OUT, which gives its exit code."""
    return lambda *words, out="out": main(["run", str(corpus), "-o", str(tmp_path / out), *small, *words])


@pytest.fixture
def out(run, tmp_path):
    assert run("-q") == 0
    return tmp_path / "out"


def states(folder):
    """When files were written, and which they are: one that was written again is another."""
    found = (path for path in folder.rglob("*") if not path.is_dir() and not path.name.startswith(("manifest", "run.")))
    return {path.relative_to(folder).as_posix(): (path.lstat().st_mtime_ns, path.lstat().st_ino) for path in found}


def written_since(before, folder):
    now = states(folder)
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def check_like_a_single_run(run, out):
    assert run("-q", out="single") == 0
    single = out.with_name("single")
    assert contents(out) == contents(single)
    assert told_by(out) == told_by(single)


class TestWhatIsDoneAgain:
    """Nothing, as long as nothing changed; else what changed, and nothing more."""

    def test_nothing_when_nothing_changed(self, run, out, capsys):
        before, report = states(out), states(report_of(out))
        assert run() == 0
        assert written_since(before, out) == written_since(report, report_of(out)) == set()
        files = len([path for path in out.rglob("*") if path.is_file() and not path.is_symlink()])
        assert f"{files} files of {files} are done already" in capsys.readouterr().err

    def test_an_input_that_changed(self, run, corpus, out):
        before = states(out)
        (corpus / "clean.txt").write_text(DIRTY)
        assert run("-q") == 0
        assert written_since(before, out) == {"clean.txt"}
        assert (out / "clean.txt").read_text() == CLEAN
        check_like_a_single_run(run, out)

    def test_a_shard_that_changed(self, run, corpus, out):
        before = states(out)
        with (corpus / "shard.jsonl").open("ab") as file:
            file.write(json.dumps({"text": DIRTY}).encode())
        assert run("-q") == 0
        assert written_since(before, out) == {"shard.jsonl"}
        check_like_a_single_run(run, out)

    def test_a_file_that_came(self, run, corpus, out):
        before = states(out)
        (corpus / "deep/new.txt").write_text(DIRTY)
        assert run("-q") == 0
        assert written_since(before, out) == {"deep/new.txt"}
        check_like_a_single_run(run, out)

    def test_a_change_that_leaves_size_and_time(self, run, corpus, out):
        """One that came right after the file was read: its time was too young to be trusted."""
        path = corpus / "clean.txt"
        os.utime(path)
        assert run("-q") == 0
        at = path.stat()
        path.write_text(CLEAN.replace("Monday", "Sunday"))
        os.utime(path, ns=(at.st_atime_ns, at.st_mtime_ns))
        assert run("-q") == 0
        assert (out / "clean.txt").read_text() == CLEAN.replace("Monday", "Sunday")

    def test_but_not_an_input_with_another_time_and_the_same_content(self, run, corpus, out):
        before = states(out)
        for path in corpus.rglob("*.*"):
            os.utime(path, follow_symlinks=False)
        assert run("-q") == 0
        assert written_since(before, out) == {"picture.png"}, "a copy is not worth a digest"

    def test_what_was_taken_from_the_output(self, run, out):
        before = states(out)
        (out / "dirty.txt").unlink()
        (out / "shard.jsonl").unlink()
        assert run("-q") == 0
        assert written_since(before, out) == {"dirty.txt", "shard.jsonl"}
        check_like_a_single_run(run, out)

    def test_what_was_changed_in_the_output(self, run, out):
        before = states(out)
        (out / "dirty.txt").write_text("Edited by hand.\n")
        (out / "deep/er/dirty.md").write_bytes(b"x" * len(CLEAN))
        assert run("-q") == 0
        assert written_since(before, out) == {"dirty.txt", "deep/er/dirty.md"}
        check_like_a_single_run(run, out)

    def test_a_shard_whose_records_were_taken(self, run, out):
        before = states(out)
        (report_of(out) / "records/shard.jsonl.zst").unlink()
        assert run("-q") == 0
        assert written_since(before, out) == {"shard.jsonl.zst"}
        check_like_a_single_run(run, out)

    @pytest.mark.parametrize("words", [["--skip", "promo"], ["--text-field", "title"], ["--protect", "Advert"]])
    def test_all_but_copies_with_other_options(self, run, out, words):
        before = states(out)
        assert run("-q", *words) == 0
        assert before.keys() - written_since(before, out) == {"picture.png", "link.txt"}

    def test_all_but_copies_with_another_pack(self, run, out, tmp_path, root):
        before = states(out)
        text = (root / "fixtures/packs/valid/small.yaml").read_text()
        (tmp_path / "own.yaml").write_text(text.replace("pack: small", "pack: own"))
        assert run("-q", "--packs", str(tmp_path / "own.yaml")) == 0
        assert before.keys() - written_since(before, out) == {"picture.png", "link.txt"}

    def test_all_when_it_starts_over(self, run, out):
        before = states(out)
        assert run("-q", "--fresh") == 0
        assert before.keys() - written_since(before, out) == {"link.txt"}
        check_like_a_single_run(run, out)

    def test_what_failed(self, run, corpus, out):
        path = corpus / "broken.jsonl.gz"
        path.write_bytes(b"no stream of gzip")
        assert run("-q") == 1
        before = states(out)
        assert run("-q") == 1
        assert written_since(before, out) == {"broken.jsonl.gz"}
        path.write_bytes(b"")
        assert run("-q") == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_could_not_be_read_is_tried_again(run, corpus, tmp_path):
    out = tmp_path / "out"
    (corpus / "zz.txt").write_text(DIRTY)
    for name in ("zz.txt", "shard.jsonl", "picture.png"):
        (corpus / name).chmod(0)
    assert run("-q") == 1
    assert run("-q") == 1
    for name in ("zz.txt", "shard.jsonl", "picture.png"):
        assert not (out / name).exists()
        (corpus / name).chmod(0o644)
    assert run("-q") == 0
    check_like_a_single_run(run, out)


class TestFilesOfOtherInputs:
    """They stay, and can be undone, until somebody starts over."""

    def test_they_stay_with_their_records(self, run, corpus, out, tmp_path, capsys):
        before = contents(corpus)
        (corpus / "dirty.txt").unlink()
        (corpus / "shard.jsonl").unlink()
        (corpus / "link.txt").unlink()
        (out / "link.txt").unlink()
        assert run() == 0
        assert "2 files of other inputs stay in" in capsys.readouterr().err
        assert main(["restore", "-q", str(out), "-o", str(tmp_path / "back")]) == 0
        for name, content in contents(tmp_path / "back").items():
            assert name.endswith(".zst") or content == before.pop(name)
        assert before.keys() == {"link.txt", "shard.jsonl.zst"}

    def test_starting_over_removes_them(self, run, corpus, out):
        (corpus / "dirty.txt").unlink()
        (corpus / "shard.jsonl").unlink()
        assert run("-q", "--fresh") == 0
        assert not (out / "dirty.txt").exists()
        check_like_a_single_run(run, out)

    def test_but_not_what_somebody_has_changed(self, run, corpus, out):
        (corpus / "dirty.txt").unlink()
        (out / "dirty.txt").write_text("Mine.\n")
        assert run("-q", "--fresh") == 0
        assert (out / "dirty.txt").read_text() == "Mine.\n"
        assert "dirty.txt" not in {record.get("path") for record in records_of(out)}


class TestTheEndOfARun:
    """Early or not, the report tells of what is there, and the next run makes it whole."""

    def test_a_kill_between_the_manifest_and_the_files(self, run, corpus, out, tmp_path, small):
        """The files that were to be put in place last are not there: nothing tells of them, and they are done again."""
        (corpus / "zz.txt").write_text(DIRTY)
        kill_before_placing(corpus, out, small)
        assert not (out / "zz.txt").exists()
        assert main(["restore", "-q", str(out), "-o", str(tmp_path / "back")]) == 0
        assert contents(tmp_path / "back").keys() == contents(out).keys()
        assert json.loads((report_of(out) / "summary.json").read_text())["ended"] == "killed"
        assert run("-q") == 0
        check_like_a_single_run(run, out)

    def test_two_kills_in_a_row(self, run, corpus, out, tmp_path, small):
        """What the first left behind is known to the second."""
        for name in ("yy.txt", "zy.txt", "zz.txt"):
            (corpus / name).write_text(DIRTY)
            kill_before_placing(corpus, out, small)
            (corpus / name).unlink()
        assert main(["restore", "-q", str(out), "-o", str(tmp_path / "back")]) == 0
        assert run("-q") == 0
        check_like_a_single_run(run, out)

    def test_records_of_a_run_that_was_killed_are_asked_for(self, out, capsys):
        """By those who can't put them together; `restore` can, and does."""
        from cleaner.reports.reading import RecordsError, read_documents

        (report_of(out) / "summary.json").unlink()
        with pytest.raises(RecordsError, match="was killed; `cleaner run` with the same words finishes it"):
            list(read_documents(report_of(out)))

    def test_a_report_puts_them_together(self, run, corpus, out, small, capsys):
        (corpus / "zz.txt").write_text(DIRTY)
        kill_before_placing(corpus, out, small)
        assert main(["report", str(out), "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)

    def test_a_failure_that_is_to_end_it(self, run, corpus, out, capsys):
        (corpus / "aa.jsonl.gz").write_bytes(b"no stream of gzip")
        for name in ("aa.txt", "zy.txt", "zz.txt"):
            (corpus / name).write_text(DIRTY)
        assert run("--fail-fast") == 1
        assert "a document is failed, where the run was to end" in capsys.readouterr().err
        assert not (out / "zz.txt").exists()
        assert json.loads((report_of(out) / "summary.json").read_text())["ended"].startswith("failed: ")
        (corpus / "aa.jsonl.gz").unlink()
        (out / "aa.jsonl.gz").unlink()
        assert run("-q") == 0
        check_like_a_single_run(run, out)

    def test_what_strict_asks_about_can_end_it_too(self, run, tmp_path):
        assert run("-q", "--strict", "--fail-fast", out="other") == 1
        assert not (tmp_path / "other/shard.jsonl").exists()
        assert run("-q", "--fail-fast", out="other") == 0

    def test_a_manifest_that_is_none(self, run, out, capsys):
        (report_of(out) / "manifest.sqlite").write_bytes(b"mine" * 5000)
        assert run() == 1
        assert "manifest.sqlite: file is not a database" in capsys.readouterr().err
        assert run("-q", "--fresh") == 0
        check_like_a_single_run(run, out)


def kill_before_placing(corpus, out, small):
    """A run that is killed where a file would be put in place."""
    script = (
        "import os, pathlib, signal, sys\n"
        "from cleaner.cli.main import main\n"
        "place = pathlib.Path.replace\n"
        "def killed(self, target):\n"
        "    if '.report' not in str(target): os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return place(self, target)\n"
        "pathlib.Path.replace = killed\n"
        "main(sys.argv[1:])\n"
    )
    done = subprocess.run([sys.executable, "-c", script, "run", corpus, "-o", out, "-q", *small], check=False)
    assert done.returncode == -9


class TestTwoRuns:
    """Only one at a time for an output and for a report; the lock is the system's, and a kill leaves none."""

    @pytest.mark.parametrize("place", ["out.report/run.lock", "out"])
    def test_the_second_is_refused(self, run, out, tmp_path, place, capsys):
        descriptor = os.open(tmp_path / place, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        before = states(out)
        assert run() == 2
        told = " ".join(capsys.readouterr().err.split())
        assert "another run is at work in" in told
        assert "wait until it has ended, or name another output with -o" in told
        os.close(descriptor)
        assert run("-q") == 0
        assert states(out) == before

    def test_with_another_report_too(self, run, out, tmp_path):
        descriptor = os.open(out, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        assert run("-q", "--report", str(tmp_path / "another")) == 2
        os.close(descriptor)

    def test_restoring_does_not_disturb_a_run(self, out, tmp_path, capsys):
        (report_of(out) / "summary.json").unlink()
        with (report_of(out) / "run.lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            assert main(["restore", str(out), "-o", str(tmp_path / "back")]) == 1
        assert "another run is at work" in capsys.readouterr().err


class TestAnInputThatChangesWhileItIsRead:
    """It fails, is passed through as it then is, and is done again by the next run."""

    @pytest.mark.parametrize("name", ["dirty.txt", "shard.jsonl"])
    def test_it_fails(self, run, corpus, tmp_path, monkeypatch, name, capsys):
        from cleaner.api import Cleaner

        clean = Cleaner.clean

        def growing(self, text, *rest):
            with (corpus / name).open("ab") as file:
                file.write(b'{"text": "One more."}\n')
            return clean(self, text, *rest)

        monkeypatch.setattr(Cleaner, "clean", growing)
        assert run("--workers", "1") == 1
        assert f"{name}: failed: it changed while it was read; run again when it is at rest" in capsys.readouterr().err
        monkeypatch.setattr(Cleaner, "clean", clean)
        assert run("-q") == 0
        assert main(["restore", "-q", str(tmp_path / "out"), "-o", str(tmp_path / "back")]) == 0
        assert (tmp_path / "back" / name).read_bytes() == (corpus / name).read_bytes()


class TestAnInputThatVanishesWhileItIsRead:
    """It fails, the others are done, and what is there can be undone."""

    @pytest.mark.parametrize("name", ["zz.txt", "shard.jsonl", "shard.jsonl.zst"])
    @pytest.mark.parametrize("workers", [1, 2])
    def test_it_fails(self, run, corpus, tmp_path, monkeypatch, name, workers, capsys):
        (corpus / "zz.txt").write_text(DIRTY)
        whole_lines = units._whole_lines

        def vanishing(*arguments):
            for number, lines in enumerate(whole_lines(*arguments)):
                if number == 3:
                    (corpus / name).unlink(missing_ok=True)
                yield lines

        monkeypatch.setattr(units, "_whole_lines", vanishing)
        assert run("--workers", str(workers)) == 1
        told = f"{name}: failed: it can't be read: No such file or directory; it is missing in the output"
        assert told in capsys.readouterr().err
        out, back = tmp_path / "out", tmp_path / "back"
        assert contents(out).keys() == contents(corpus).keys()
        (document,) = [one for one in records_of(out) if one.get("state") == "failed"]
        assert document["path"] == name
        assert main(["restore", "-q", str(out), "-o", str(back)]) == 0
        assert contents(back).keys() == contents(corpus).keys()
        monkeypatch.undo()
        (corpus / name).write_text("")
        assert run("-q") == 0

    def test_one_that_fails_when_it_is_read(self, run, corpus, tmp_path, small, capsys):
        """As on a disk with a bad block; the memory of a program begins with nothing that can be read."""
        out = tmp_path / "out"
        words = ["run", str(corpus / "dirty.txt"), "/proc/self/mem", "-o", str(out), *small]
        assert main(words) == 1
        assert (
            "mem: failed: it can't be read: Input/output error; it is missing in the output" in capsys.readouterr().err
        )
        assert contents(out) == {"dirty.txt": CLEAN.encode()}


class TestNamesAtTheEndOfWhatASystemAllows:
    """They are written in bytes, of which a letter may have four."""

    @pytest.mark.parametrize("letter", ["x", "é", "渡", "😀"])
    def test_they_are_kept(self, tmp_path, small, letter):
        name = f"{letter * (251 // len(letter.encode()))}.txt"
        source = tmp_path / "in"
        source.mkdir()
        (source / name).write_text(DIRTY)
        assert main(["run", str(source), "-o", str(tmp_path / "out"), "-q", *small]) == 0
        assert contents(tmp_path / "out") == {name: CLEAN.encode()}

    def test_a_page_whose_text_would_have_too_long_a_one_fails(self, tmp_path, small, capsys):
        source = tmp_path / "in"
        source.mkdir()
        (source / f"{'x' * 250}.html").write_text(f"<article><p>{CLEAN}</p></article>")
        (source / "z.txt").write_text(DIRTY)
        assert main(["run", str(source), "-o", str(tmp_path / "out"), *small]) == 1
        assert "failed: its name in the output would be too long: xxx" in capsys.readouterr().err
        assert contents(tmp_path / "out") == {"z.txt": CLEAN.encode()}


def test_a_report_that_vanishes_ends_the_run_clearly(run, corpus, out, monkeypatch, capsys):
    from cleaner.api import Cleaner

    clean = Cleaner.clean

    def vanishing(self, *rest):
        shutil.rmtree(report_of(out), ignore_errors=True)
        return clean(self, *rest)

    monkeypatch.setattr(Cleaner, "clean", vanishing)
    assert run("--workers", "1", "--fresh") == 1
    assert f"Error: the report {report_of(out)} is not there any more" in capsys.readouterr().err
    monkeypatch.undo()
    assert run("-q") == 0
    check_like_a_single_run(run, out)


def test_an_output_folder_that_vanishes_ends_the_run_clearly(run, corpus, out, tmp_path, monkeypatch, capsys):
    from cleaner.api import Cleaner

    clean = Cleaner.clean

    def vanishing(self, *rest):
        if out.exists():
            out.rename(tmp_path / "moved")
        return clean(self, *rest)

    monkeypatch.setattr(Cleaner, "clean", vanishing)
    assert run("--workers", "1", "--fresh") == 1
    assert "the output folder" in capsys.readouterr().err
    monkeypatch.undo()
    assert run("-q") == 0


class TestADryRun:
    """It tells all that a run would tell, and writes no text."""

    def test_it_tells_what_a_run_tells(self, run, tmp_path, capsys):
        assert run("--dry-run") == 0
        assert " cleaned, " in capsys.readouterr().err
        assert not (tmp_path / "out").exists()
        assert not (tmp_path / "out.report").exists()
        (tmp_path / "out.dry-run").rename(tmp_path / "out.report")
        assert run("-q", out="single") == 0
        dry, real = told_by(tmp_path / "out"), told_by(tmp_path / "single")
        assert dry.keys() == real.keys()
        assert {name for name in dry if dry[name] != real[name]} == {"report.html"}, "it shows what surrounds a removal"

    def test_it_leaves_output_and_report_of_a_run_alone(self, run, out, tmp_path, capsys):
        before, report = states(out), states(report_of(out))
        assert run("-q", "--dry-run", "--skip", "promo") == 0
        assert (states(out), states(report_of(out))) == (before, report)
        assert run("-q", "--dry-run", "--report", str(report_of(out))) == 2
        assert "is the report of a run, which a dry run must not lose" in " ".join(capsys.readouterr().err.split())
        assert (states(out), states(report_of(out))) == (before, report)

    def test_again_it_tells_what_holds_then(self, run, corpus, tmp_path):
        assert run("-q", "--dry-run") == 0
        (corpus / "dirty.txt").unlink()
        assert run("-q", "--dry-run") == 0
        assert "dirty.txt" not in {record.get("path") for record in records_of(None, tmp_path / "out.dry-run")}
