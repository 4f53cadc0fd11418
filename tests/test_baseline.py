"""Baselines: what is accepted in texts is neither reported nor cleaned, and what is new is both."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.batch.accept import Acceptance
from cleaner.batch.baseline import Baseline, BaselineError, Known
from cleaner.batch.hooks import check_file, fix_file
from cleaner.batch.lock import locked
from cleaner.cli.main import main
from cleaner.formats import Options
from cleaner.removal import restore
from tests.conftest import ROOT
from tests.strategies import ENDINGS
from tests.trees import DIRTY, PROSE

SMALL = ROOT / "fixtures/packs/valid/small.yaml"
ADVERT, READ_ALSO = (Known.of(rule, found, "").fingerprint for rule, found in (("small/advert-label", "Advert here"), ("small/read-also", "Read also: Harbour reopens after the storm")))  # fmt: skip
UPDATE = ["check", "--update-baseline", "--baseline", "accepted.json"]
CHECK = ["check", "--baseline", "accepted.json"]
FIX = ["fix", "--baseline", "accepted.json"]


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A folder with a text whose findings are accepted."""
    (tmp_path / "cleaner.toml").write_text(f"builtin = false\ninstalled = false\npacks = [{str(SMALL)!r}]\n")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/a.txt").write_text(DIRTY)
    monkeypatch.chdir(tmp_path)
    assert main([*UPDATE, "."]) == 0
    return tmp_path


def test_what_is_written_is_sorted_and_has_neither_lines_nor_dates(corpus):
    lines = sorted(
        [f' "{ADVERT} small/advert-label texts/a.txt": 1,', f' "{READ_ALSO} small/read-also texts/a.txt": 1,']
    )
    assert (corpus / "accepted.json").read_text().splitlines() == ["{", *lines, ' "version": 1', "}"]


def test_what_is_accepted_is_hidden_and_counted(corpus, capsys):
    capsys.readouterr()
    assert main([*CHECK, "texts/a.txt"]) == 0
    assert capsys.readouterr() == ("", "accepted.json: 2 findings accepted\n")
    assert main([*CHECK, "--quiet", "texts/a.txt"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("before", "after", "fixed"),
    [
        pytest.param(DIRTY, f"{PROSE}\n\n{DIRTY}", None, id="moved"),
        pytest.param(DIRTY, DIRTY.replace("Advert here", "ADVERT   HERE"), None, id="other case and space"),
        pytest.param(DIRTY, DIRTY.replace("\n", "\r\n"), None, id="other line endings"),
        pytest.param(DIRTY, f"{PROSE}\n", None, id="gone"),
        pytest.param(DIRTY, f"{DIRTY}Advert here\n", DIRTY, id="one more of the same"),
        pytest.param(f"Advert here\n{DIRTY}", DIRTY, None, id="one less of the same"),
        pytest.param(DIRTY, f"{DIRTY}Read also: Other\n", DIRTY, id="a new one below"),
        pytest.param(f"{PROSE}\nAdvert here", f"{PROSE}\nRead also: New\nAdvert here", f"{PROSE}\nAdvert here", id="above the last line"),
        pytest.param(f"{PROSE}\nAdvert here\n", f"{PROSE}\n\nAdvert here\n\nRead also: New\n\n{PROSE}\n", f"{PROSE}\n\nAdvert here\n\n{PROSE}\n", id="its blank lines go with a new one"),
        pytest.param(f"{PROSE}\nAdvert here\n", f"{PROSE}\n\nRead also: New\n\nAdvert here\n\n{PROSE}\n", f"{PROSE}\n\nAdvert here\n\n{PROSE}\n", id="blank lines above an accepted one"),
        pytest.param(f"A word (sign up here).\n{PROSE}\n", f"A word (sign up here).\n{PROSE} (sign up here)\n", f"A word (sign up here).\n{PROSE}\n", id="within lines"),
    ],
)  # fmt: skip
def test_what_is_new_is_found_and_fixed_and_what_is_accepted_stays(corpus, before, after, fixed):
    path = corpus / "texts/a.txt"
    path.write_text(before)
    assert main([*UPDATE, "-q", "."]) == 0
    path.write_bytes(after.encode())
    found = 0 if fixed is None else 1
    assert main([*CHECK, "-q", "texts/a.txt"]) == found
    assert main([*FIX, "-q", "texts/a.txt"]) == found
    assert path.read_bytes() == (after if fixed is None else fixed).encode()
    assert main([*FIX, "-q", "texts/a.txt"]) == 0
    assert main([*CHECK, "-q", "texts/a.txt"]) == 0


def test_what_is_accepted_in_one_text_is_not_in_another(corpus, capsys):
    shutil.copy("texts/a.txt", "texts/b.txt")
    capsys.readouterr()
    assert main([*CHECK, "texts"]) == 1
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["texts/b.txt"] * 2


def test_rows_are_told_apart_by_their_ids(corpus, capsys):
    rows = [{"id": "x", "text": "Advert here\nNo."}, {"id": "y", "text": "No."}, {"id": 3, "text": "Advert here\nNo."}]
    path = corpus / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    assert main([*UPDATE, "-q", "."]) == 0
    keys = [key for key in json.loads((corpus / "accepted.json").read_text()) if "rows" in key]
    assert keys == [f"{ADVERT} small/advert-label rows.jsonl", f"{ADVERT} small/advert-label rows.jsonl#x"]
    rows[1], rows[0] = rows[0] | {"id": "y"}, rows[1] | {"id": "x"}
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    capsys.readouterr()
    assert main([*CHECK, "rows.jsonl"]) == 1
    assert capsys.readouterr().out == "rows.jsonl:2: small/advert-label: Advert here\n"


def test_the_configuration_can_name_the_baseline(corpus, capsys):
    with (corpus / "cleaner.toml").open("a") as file:
        file.write("baseline = 'accepted.json'\n")
    assert main(["check", "texts/a.txt"]) == 0
    assert main(["fix", "texts/a.txt"]) == 0
    assert main(["check", "--baseline", "other.json", "--update-baseline", "."]) == 0
    assert (corpus / "other.json").read_bytes() == (corpus / "accepted.json").read_bytes()


class TestStale:
    """What is accepted and gone is named, where all of a folder was looked at."""

    @pytest.fixture(autouse=True)
    def gone(self, corpus, capsys):
        (corpus / "texts/a.txt").write_text(f"Advert here\n\n{PROSE}\n")
        (corpus / "texts/b.txt").write_text("Advert here\n")
        (corpus / "b.txt").write_text("Advert here\n")
        main([*UPDATE, "texts", "."])
        (corpus / "texts/a.txt").write_text(f"{PROSE}\n")
        (corpus / "texts/b.txt").unlink()
        capsys.readouterr()

    @pytest.mark.parametrize("folder", [".", "texts"])
    def test_of_folders_it_is_named(self, folder, capsys):
        assert main([*CHECK, folder]) == 0
        told = [
            line for line in capsys.readouterr().err.splitlines() if "findings" not in line and "1 finding" not in line
        ]
        assert told == [
            "accepted.json: stale: texts/a.txt: small/advert-label is accepted, and no longer found",
            "accepted.json: stale: texts/b.txt: small/advert-label is accepted, and no longer found",
            "accepted.json: 2 lines can go; `cleaner check --update-baseline` takes them out",
        ]

    def test_also_when_no_text_is_left(self, corpus, capsys):
        (corpus / "texts/a.txt").unlink()
        assert main([*CHECK, "texts"]) == 0
        assert capsys.readouterr().err.count("stale") == 2
        assert main([*UPDATE, "texts"]) == 0
        assert "texts" not in (corpus / "accepted.json").read_text()

    def test_of_files_it_is_not(self, capsys):
        assert main([*CHECK, "texts/a.txt", "b.txt"]) == 0
        assert "stale" not in capsys.readouterr().err

    def test_an_update_takes_it_out_and_keeps_what_other_folders_have(self, corpus):
        assert main([*UPDATE, "texts"]) == 0
        assert [key.split()[-1] for key in json.loads((corpus / "accepted.json").read_text())] == ["b.txt", "version"]

    def test_what_can_not_be_read_is_not_stale(self, corpus, capsys):
        (corpus / "texts/a.txt").unlink()
        (corpus / "texts/b.txt").mkdir()  # no document any more
        (corpus / "texts/a.txt.gz").write_bytes(b"not gzip")
        with Path("accepted.json").open("w") as file:
            json.dump({f"{ADVERT} small/advert-label texts/a.txt.gz": 1, "version": 1}, file)
        assert main([*CHECK, "texts"]) == 2
        assert "stale" not in capsys.readouterr().err
        assert main([*UPDATE, "texts"]) == 2
        assert "a.txt.gz" in (corpus / "accepted.json").read_text()


class TestUpdate:
    """Only whole folders can make a baseline anew."""

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ([*UPDATE, "texts/a.txt"], "Error: `--update-baseline` looks at whole folders"),
            ([*UPDATE, "texts", "texts/a.txt"], "Error: `--update-baseline` looks at whole folders"),
            (["check", "--update-baseline", "."], "Error: there is no baseline to update; name one with `--baseline`"),
        ],
    )
    def test_else_it_is_refused(self, corpus, arguments, message, capsys):
        before = (corpus / "accepted.json").read_bytes()
        assert main(arguments) == 2
        assert capsys.readouterr().err.startswith(message)
        assert (corpus / "accepted.json").read_bytes() == before

    def test_it_changes_no_text_and_leaves_nothing_behind(self, corpus):
        assert sorted(path.name for path in corpus.iterdir()) == ["accepted.json", "cleaner.toml", "texts"]
        assert (corpus / "texts/a.txt").read_text() == DIRTY

    def test_it_is_the_same_in_any_order(self, corpus):
        for number in range(9):
            (corpus / f"texts/{number}.txt").write_text(f"Read also: {number}\n{DIRTY}")
        assert main([*UPDATE, "."]) == 0
        whole = (corpus / "accepted.json").read_bytes()
        (corpus / "accepted.json").write_text('{"version": 1}')
        (corpus / "more").mkdir()
        assert main([*UPDATE, "more", "texts"]) == 0
        assert (corpus / "accepted.json").read_bytes() == whole

    @pytest.mark.skipif(sys.platform == "win32", reason="folders can't be locked there")
    def test_the_lock_is_the_systems(self, corpus):
        import fcntl

        def try_to_lock():
            descriptor = os.open(corpus, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            finally:
                os.close(descriptor)

        with locked(corpus), pytest.raises(BlockingIOError):
            try_to_lock()
        try_to_lock()

    def test_two_at_once_lose_nothing(self, corpus):
        for number in range(4):
            (corpus / f"part{number}").mkdir()
            (corpus / f"part{number}/a.txt").write_text(f"Read also: {number}\n")

        def update(number):
            command = [sys.executable, "-m", "cleaner", *UPDATE, f"part{number}"]
            return subprocess.run(command, capture_output=True, check=False).returncode

        with ThreadPoolExecutor() as pool:
            assert list(pool.map(update, range(4))) == [0] * 4
        accepted = json.loads((corpus / "accepted.json").read_text())
        assert {key.split()[-1] for key in accepted} == {
            "texts/a.txt",
            "version",
            *(f"part{n}/a.txt" for n in range(4)),
        }


class TestMerge:
    """Branches that accept different things merge, with git's own merge or with its union."""

    @pytest.fixture
    def git(self, corpus):
        def run(*arguments):
            user = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
            return subprocess.run(["git", *user, *arguments], capture_output=True, text=True, check=False)

        run("init", "-q", "-b", "main")
        run("add", "-A")
        run("commit", "-qm", "first")
        return run

    def branch(self, git, name, lines):
        git("checkout", "-q", "-b", name, "main")
        Path(f"texts/{name}.txt").write_text("".join(f"{PROSE}\nRead also: {name} {line}\n" for line in range(lines)))
        assert main([*UPDATE, "-q", "."]) == 0
        git("add", "-A")
        git("commit", "-qm", name)

    def test_with_union_any_two_branches_merge(self, corpus, git):
        (corpus / ".gitattributes").write_text("accepted.json merge=union\n")
        git("add", "-A")
        git("commit", "-qm", "attributes")
        for name in ("one", "two"):
            self.branch(git, name, 30)
        done = git("merge", "one")
        assert done.returncode == 0, done.stdout
        assert main([*CHECK, "-q", "."]) == 0
        before = Baseline.read(corpus / "accepted.json").accepted
        assert main([*UPDATE, "-q", "."]) == 0
        assert Baseline.read(corpus / "accepted.json").accepted == before
        assert len(before) == 62

    def test_what_lies_apart_merges_by_itself(self, corpus, git):
        known = [Known.of("small/read-also", f"Read also: {n}", "t.txt") for n in range(40)]
        (corpus / "accepted.json").write_bytes(Baseline(Path("x"), dict.fromkeys(known, 1)).as_bytes())
        git("commit", "-qam", "many")
        for name, new in (("one", "0" * 16), ("two", "f" * 16)):
            git("checkout", "-q", "-b", name, "main")
            merged = Baseline(Path("x"), dict.fromkeys([*known, Known(new, "small/read-also", "t.txt")], 1))
            (corpus / "accepted.json").write_bytes(merged.as_bytes())
            git("commit", "-qam", name)
        assert git("merge", "one").returncode == 0
        assert len(Baseline.read(corpus / "accepted.json").accepted) == 42


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, ": there is no such baseline; `cleaner check --update-baseline` makes it, given whole folders"),
        ('{\n"a b c": 1\n"version": 1\n}', ":3: the baseline is no JSON: Expecting ',' delimiter"),
        ('{\n<<<<<<< HEAD\n', ":2: the baseline is no JSON: Expecting property name enclosed in double quotes"),
        ("[]", ": this is no baseline of version 1"),
        ('{"version": 2}', ": this is no baseline of version 1"),
        ('{"a b": 1, "version": 1}', ": `a b` is no entry of a baseline"),
        ('{"a b c": "1", "version": 1}', ": `a b c` is no entry of a baseline"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_changes_nothing(corpus, text, message, capsys):
    path = corpus / "bad.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(BaselineError) as caught:
        Baseline.read(path)
    assert str(caught.value) == f"{path}{message}"
    assert main(["fix", "--baseline", "bad.json", "texts/a.txt"]) == 2
    assert capsys.readouterr().err.endswith(f"Error: bad.json{message}\n")
    assert (corpus / "texts/a.txt").read_text() == DIRTY


def test_entries_that_a_merge_has_doubled_are_one(tmp_path):
    path = tmp_path / "b.json"
    path.write_text('{"a b c d": 2, "a b c d": 1, "version": 1, "version": 1}')
    assert Baseline.read(path).accepted == {Known("a", "b", "c d"): 2}


LINES = st.sampled_from(["Advert here", "Read also: A", "Read also: B", "A word (sign up here).", "(sign up here)", "Most read", "Harbour reopens", "", "", PROSE])  # fmt: skip
TEXTS = st.lists(st.tuples(LINES, ENDINGS), max_size=12).map(lambda lines: "".join(map("".join, lines)))


@pytest.fixture(scope="module")
def small():
    return Cleaner([SMALL], builtin=False, installed=False)


@given(before=TEXTS, after=TEXTS)
def test_any_text_is_restored_settles_and_keeps_what_is_accepted(small, tmp_path_factory, before, after):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(before.encode())
    accepted = Acceptance("any.txt", {})
    check_file(path, small, Options(), accepted)

    acceptance = Acceptance("any.txt", accepted.found)
    cleaned = acceptance.before(small, None).clean(after)
    assert restore(cleaned.text, cleaned.removals) == after
    assert (cleaned.text is after) == (not cleaned.removals)

    path.write_bytes(after.encode())
    assert fix_file(path, small, Options(), acceptance.again()).outcome in {"clean", "changed"}
    assert check_file(path, small, Options(), acceptance.again()).outcome == "clean"


@given(text=TEXTS)
def test_where_all_is_accepted_nothing_changes(small, tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "all.txt"
    path.write_bytes(text.encode())
    first = Acceptance("all.txt", {})
    check_file(path, small, Options(), first)
    checked = fix_file(path, small, Options(), Acceptance("all.txt", first.found))
    assert (checked.outcome, checked.findings, path.read_bytes()) == ("clean", (), text.encode())
