"""The hooks in corpus repositories, with the real git and the real pre-commit."""

import re
import sysconfig

import pytest

from tests.conftest import ROOT
from tests.repositories import PRE_COMMIT, PROGRAM, Repository
from tests.trees import CLEAN, DIRTY

FOUND = ["1: small/advert-label: Advert here", "5: small/read-also: Read also: Harbour reopens after the storm"]
LATIN = "Advert here\nCafé\n".encode("latin-1")
NAMES = [
    "plain.txt",
    "with spaces.txt",
    "ünï-記.md",
    "new\nline.txt",
    "quo'te\".txt",
    "deep/-dash.text",
    "deep/er/text.markdown",
]


@pytest.fixture
def checking(tmp_path):
    return Repository(tmp_path / "corpus", "cleaner-check")


@pytest.fixture
def fixing(tmp_path):
    return Repository(tmp_path / "corpus", "cleaner-fix")


def found_in(name):
    return [f"{name}:{line}" for line in FOUND]


class TestACommit:
    """What a contributor sees."""

    def test_the_checking_hook_stops_it_and_says_why(self, checking):
        checking.write("a.txt", DIRTY)
        checking.git("add", "a.txt")
        done = checking.commit()
        assert done.returncode == 1
        assert [line for line in done.stdout.splitlines() if line.startswith("a.txt")] == found_in("a.txt")
        assert "files were modified" not in done.stdout
        assert checking.read("a.txt") == DIRTY.encode()
        checking.write("a.txt", CLEAN)
        checking.git("add", "a.txt")
        done = checking.commit()
        assert (done.returncode, "Passed" in done.stdout) == (0, True)

    def test_the_fixing_hook_stops_it_fixes_and_lets_it_pass_when_it_is_added(self, fixing):
        fixing.write("a.txt", DIRTY)
        fixing.git("add", "a.txt")
        done = fixing.commit()
        assert done.returncode == 1
        assert "files were modified by this hook" in done.stdout
        assert [line for line in done.stdout.splitlines() if line.startswith("a.txt")] == found_in("a.txt")
        assert "cleaned a.txt" in done.stdout
        assert fixing.read("a.txt") == CLEAN.encode()
        fixing.git("add", "a.txt")
        assert fixing.commit().returncode == 0
        assert fixing.git("show", "HEAD:a.txt") == CLEAN

    def test_only_what_is_committed_is_looked_at(self, checking):
        checking.write("old.txt", DIRTY)
        checking.git("add", ".")
        checking.git("commit", "-qnm", "without the hook")
        checking.write("new.txt", CLEAN)
        checking.git("add", ".")
        assert checking.commit().returncode == 0

    def test_of_a_partly_staged_file_what_is_staged_is_checked(self, checking):
        checking.write("a.txt", CLEAN)
        checking.git("add", ".")
        checking.write("a.txt", DIRTY)
        assert checking.commit().returncode == 0
        assert checking.read("a.txt") == DIRTY.encode()

    def test_a_fix_that_meets_unstaged_changes_is_rolled_back_by_pre_commit_and_nothing_is_lost(self, fixing):
        fixing.write("a.txt", DIRTY)
        fixing.git("add", ".")
        mine = DIRTY.replace("Read also", "My note.\nRead also")
        fixing.write("a.txt", mine)
        done = fixing.commit()
        assert done.returncode == 1
        assert "Rolling back fixes" in done.stdout
        assert fixing.read("a.txt") == mine.encode()
        assert fixing.git("show", ":a.txt") == DIRTY

    def test_a_fix_beside_unstaged_changes_of_another_file_keeps_both(self, fixing):
        fixing.write("other.txt", CLEAN)
        fixing.git("add", ".")
        fixing.git("commit", "-qnm", "other")
        fixing.write("other.txt", DIRTY)
        fixing.write("a.txt", DIRTY)
        fixing.git("add", "a.txt")
        assert fixing.commit().returncode == 1
        assert (fixing.read("a.txt"), fixing.read("other.txt")) == (CLEAN.encode(), DIRTY.encode())


class TestAllFiles:
    """`pre-commit run --all-files`, on whatever lies in a repository."""

    def test_any_name(self, fixing):
        for name in NAMES:
            fixing.write(name, DIRTY)
        fixing.git("add", ".")
        done = fixing.run_all()
        assert done.returncode == 1
        assert {fixing.read(name) for name in NAMES} == {CLEAN.encode()}
        assert len([line for line in done.stdout.splitlines() if "small/" in line]) == 2 * len(NAMES)
        assert fixing.run_all().returncode == 0

    def test_what_is_no_text_is_left_as_it_is(self, fixing):
        contents = {
            "latin-1.txt": LATIN,
            "binary.txt": b"\x00\xff\xfeAdvert here\n\x00",
            "utf-16.txt": DIRTY.encode("utf-16"),
            "picture.png": b"\x89PNG\r\n\x1a\n\x00Advert here\n",
            "program.py": DIRTY.encode(),
            "empty.txt": b"",
            "blank.txt": b"\n\n",
            "empty.jsonl": b"",
            "broken.jsonl": b'not json\n{"title": "Advert here"}\n{"text": 3}\n\xff\n',
            "deep.jsonl": b'{"text": ' + b"[" * 5000 + b"\n",
        }
        for name, content in contents.items():
            fixing.write(name, content)
        fixing.git("add", ".")
        done = fixing.run_all()
        assert done.returncode == 0, done.stdout
        assert {name: fixing.read(name) for name in contents} == contents

    def test_an_encoding_that_the_configuration_names_is_cleaned(self, fixing):
        with (fixing.folder / "cleaner.toml").open("a") as file:
            file.write("[paths.'old/']\nencoding = 'latin-1'\n")
        fixing.write("old/a.txt", LATIN)
        fixing.write("a.txt", LATIN)
        fixing.git("add", ".")
        assert fixing.run_all().returncode == 1
        assert (fixing.read("old/a.txt"), fixing.read("a.txt")) == ("Café\n".encode("latin-1"), LATIN)

    def test_bytes_that_are_not_removed_stay(self, fixing):
        row = '{"n": 1.10, "text": "Advert here\\nCaf\\u00e9.", "z": [1]}'
        fixing.write("crlf.txt", DIRTY.replace("\n", "\r\n"))
        fixing.write("bom.txt", "\ufeff" + DIRTY)
        fixing.write("rows.jsonl", f"{row}\r\n\n{row}")
        fixing.git("add", ".")
        assert fixing.run_all().returncode == 1
        assert fixing.read("crlf.txt") == CLEAN.replace("\n", "\r\n").encode()
        assert fixing.read("bom.txt") == ("\ufeff" + CLEAN).encode()
        kept = row.replace("Advert here\\n", "")
        assert fixing.read("rows.jsonl") == f"{kept}\r\n\n{kept}".encode()

    def test_modes_and_links_are_kept_and_a_read_only_file_is_refused(self, fixing):
        for name, mode in (("run.txt", 0o755), ("mine.txt", 0o600), ("locked.txt", 0o444)):
            fixing.write(name, DIRTY).chmod(mode)
        fixing.write("outside.notes", DIRTY)
        (fixing.folder / "link.txt").symlink_to("outside.notes")
        inode = (fixing.folder / "locked.txt").stat().st_ino
        fixing.git("add", ".")
        done = fixing.run_all()
        assert done.returncode == 1
        assert "locked.txt: the file is read-only, so it was not cleaned" in done.stdout
        assert (fixing.read("locked.txt"), (fixing.folder / "locked.txt").stat().st_ino) == (DIRTY.encode(), inode)
        assert {
            (fixing.read(name), (fixing.folder / name).stat().st_mode & 0o777) for name in ("run.txt", "mine.txt")
        } == {
            (CLEAN.encode(), 0o755),
            (CLEAN.encode(), 0o600),
        }
        assert (fixing.folder / "link.txt").is_symlink()
        assert fixing.read("outside.notes") == DIRTY.encode()
        assert "mode" not in fixing.git("diff")

    def test_a_mistake_in_the_configuration_is_told_with_its_line_and_changes_nothing(self, fixing):
        fixing.write("a.txt", DIRTY)
        with (fixing.folder / "cleaner.toml").open("a") as file:
            file.write("skip = ['promos']\n")
        fixing.git("add", ".")
        done = fixing.run_all()
        assert done.returncode == 1
        assert "cleaner.toml:4: unknown category `promos`; did you mean `promo`?" in done.stdout
        assert fixing.read("a.txt") == DIRTY.encode()

    def test_a_cleanerignore_is_kept_to(self, checking):
        checking.write(".cleanerignore", "raw/\n")
        checking.write("raw/a.txt", DIRTY)
        checking.git("add", ".")
        assert checking.run_all().returncode == 0

    def test_a_baseline_hides_what_is_there_and_shows_what_is_new(self, checking):
        with (checking.folder / "cleaner.toml").open("a") as file:
            file.write("baseline = '.cleaner-baseline.json'\n")
        checking.write("old.txt", DIRTY)
        checking.write("new.txt", CLEAN)
        assert checking.run(*PROGRAM, "check", "--update-baseline", ".").returncode == 0
        checking.git("add", ".")
        assert checking.run_all().returncode == 0
        checking.write("new.txt", DIRTY)
        done = checking.run_all()
        assert [line for line in done.stdout.splitlines() if ": small/" in line] == found_in("new.txt")
        assert ".cleaner-baseline.json: 2 findings accepted" in done.stdout
        assert "stale" not in done.stdout

    def test_five_thousand_files_over_several_processes(self, fixing):
        names = [f"part-{number % 50:02}/a-text-with-a-long-name-{number:05}.txt" for number in range(5000)]
        dirty = set(names[::10])
        for name in names:
            fixing.write(name, DIRTY if name in dirty else CLEAN)
        fixing.git("add", ".")
        done = fixing.run_all()
        assert done.returncode == 1
        found = re.findall(r"^(part-.*?):\d+: small/", done.stdout, flags=re.MULTILINE)
        assert sorted(found) == sorted([*dirty, *dirty])
        assert sorted(re.findall(r"^cleaned (.*)$", done.stdout, flags=re.MULTILINE)) == sorted(dirty)
        assert {fixing.read(name) for name in names} == {CLEAN.encode()}
        assert fixing.run_all().returncode == 0


class TestInstalled:
    """The hooks as pre-commit installs them, from this repository as it is here."""

    def test_try_repo_installs_and_runs_both(self, tmp_path):
        if not (ROOT / ".git").exists():
            pytest.skip("pre-commit installs hooks from git alone")
        corpus = Repository(tmp_path / "corpus", "cleaner-check")
        corpus.write("a.txt", DIRTY)
        corpus.git("add", ".")
        corpus.environment |= OFFLINE
        done = corpus.run(*PRE_COMMIT, "try-repo", str(ROOT), "--all-files")
        assert "Installing environment" in done.stdout
        assert [line for line in done.stdout.splitlines() if line.startswith("a.txt:")] == 2 * found_in("a.txt"), (
            done.stdout
        )
        assert "cleaned a.txt" in done.stdout
        assert done.returncode == 1
        assert corpus.read("a.txt") == CLEAN.encode()


OFFLINE = {
    # what the program needs is here; pip builds and installs the program alone, and need not ask anybody for anything
    "PYTHONPATH": sysconfig.get_path("purelib"),
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",
    "PIP_IGNORE_INSTALLED": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}
