"""What `check` and `fix` do with files, folders and `.cleanerignore`, whoever calls them."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.batch.hooks import check_file, fix_file
from cleaner.cli.main import main
from cleaner.formats import Options
from tests.conftest import ROOT
from tests.strategies import TEXTS
from tests.trees import CLEAN, DIRTY, FILES, contents, make_tree

SMALL = ROOT / "fixtures/packs/valid/small.yaml"
FOUND = ["1: small/advert-label: Advert here", "5: small/read-also: Read also: Harbour reopens after the storm"]


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A folder whose configuration has the small pack alone."""
    (tmp_path / "cleaner.toml").write_text(f"builtin = false\ninstalled = false\npacks = [{str(SMALL)!r}]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found_in(name):
    return [f"{name}:{line}" for line in FOUND]


class TestFolders:
    """A folder stands for the documents below it."""

    def test_documents_are_looked_at_in_order_and_nothing_else_is(self, corpus, capsys):
        for name in ("b.txt", "a/b.md", "a/a.txt", "picture.png", "page.html", ".hidden/a.txt", ".hidden.txt"):
            (corpus / name).parent.mkdir(exist_ok=True)
            (corpus / name).write_text(DIRTY)
        (corpus / "link.txt").symlink_to("b.txt")
        assert main(["check", "."]) == 1
        assert capsys.readouterr().out.splitlines() == [*found_in("a/a.txt"), *found_in("a/b.md"), *found_in("b.txt")]

    def test_what_git_ignores_is_not_looked_at_below_a_folder_unless_it_is_named(self, corpus, capsys):
        (corpus / ".gitignore").write_text("raw/\n")
        (corpus / "raw").mkdir()
        (corpus / "raw/a.txt").write_text(DIRTY)
        assert main(["check", "."]) == 0
        assert main(["check", "raw"]) == 0
        assert main(["check", "raw/a.txt"]) == 1

    def test_a_file_that_is_named_twice_is_looked_at_once(self, corpus, capsys):
        (corpus / "a.txt").write_text(DIRTY)
        assert main(["check", ".", "a.txt", "a.txt"]) == 1
        assert capsys.readouterr().out.splitlines() == found_in("a.txt")


class TestIgnore:
    """A `.cleanerignore` leaves files alone, however they are named."""

    @pytest.mark.parametrize("command", ["check", "fix"])
    def test_it_says_how_many(self, corpus, command, capsys):
        (corpus / ".cleanerignore").write_text("*.md\n!b.md\n")
        for name in ("a.md", "b.md", "c.md"):
            (corpus / name).write_text(DIRTY)
        assert main([command, "a.md", "b.md", "c.md"]) == 1
        out, err = capsys.readouterr()
        assert out.splitlines() == found_in("b.md")
        assert "2 files left alone, as .cleanerignore asks" in err
        assert (corpus / "a.md").read_text() == DIRTY

    def test_a_mistake_in_it_changes_no_file(self, corpus, capsys):
        (corpus / "a.txt").write_text(DIRTY)
        (corpus / "below").mkdir()
        (corpus / "below/.cleanerignore").write_text("ok\n!\n")
        assert main(["fix", "a.txt", "below/b.txt"]) == 2
        assert f"Error: {corpus}/below/.cleanerignore:2: `!` is no pattern of paths" in capsys.readouterr().err
        assert (corpus / "a.txt").read_text() == DIRTY


class TestFix:
    """`fix` writes what it must, and refuses what it may not."""

    def test_a_tree_is_fixed_once_and_then_passes(self, corpus):
        before = contents(make_tree(corpus / "tree"))
        assert main(["fix", "tree", "-q"]) == 1
        after = contents(corpus / "tree")
        assert {name for name in before if before[name] != after[name]} == {
            name
            for name in FILES
            if name.endswith((".txt", ".md", ".jsonl")) and name not in {"clean.txt", "empty.txt", "blank.txt", "latin-1.txt", "empty.jsonl"}
        }  # fmt: skip
        assert (corpus / "tree/dirty.txt").stat().st_mode & 0o777 == 0o640
        assert after.keys() == before.keys()
        assert main(["fix", "tree", "-q"]) == 0
        assert contents(corpus / "tree") == after

    @pytest.mark.parametrize("mode", [0o444, 0o555])
    def test_a_read_only_file_is_refused_also_to_root(self, corpus, mode, capsys):
        (corpus / "a.txt").write_text(DIRTY)
        (corpus / "b.txt").write_text(DIRTY)
        (corpus / "a.txt").chmod(mode)
        inode = (corpus / "a.txt").stat().st_ino
        assert main(["fix", "a.txt", "b.txt"]) == 2
        assert "a.txt: the file is read-only, so it was not cleaned" in capsys.readouterr().err
        assert ((corpus / "a.txt").read_text(), (corpus / "a.txt").stat().st_ino) == (DIRTY, inode)
        assert (corpus / "b.txt").read_text() == CLEAN

    def test_a_read_only_file_without_findings_passes(self, corpus):
        (corpus / "a.txt").write_text(CLEAN)
        (corpus / "a.txt").chmod(0o444)
        assert main(["fix", "a.txt"]) == 0

    def test_a_file_that_somebody_writes_to_meanwhile_is_left_alone(self, corpus):
        class Slow:
            def __init__(self, cleaner):
                self.clean_now = cleaner.clean

            def clean(self, *text):
                (corpus / "a.txt").write_text("Theirs.\n")
                return self.clean_now(*text)

        (corpus / "a.txt").write_text(DIRTY)
        cleaner = Cleaner([SMALL], builtin=False, installed=False)
        checked = fix_file(corpus / "a.txt", Slow(cleaner), Options())
        assert (checked.outcome, len(checked.messages)) == ("failed", 1)
        assert "somebody wrote to the file" in checked.messages[0]
        assert contents(corpus)["a.txt"] == b"Theirs.\n"
        assert {path.name for path in corpus.iterdir()} == {"a.txt", "cleaner.toml"}

    def test_a_name_may_be_any_bytes(self, corpus, capsys):
        (corpus / ".cleanerignore").write_bytes(b"left-\xe9.*\n")
        with (corpus / "cleaner.toml").open("a") as file:
            file.write("[paths.'kept-*']\nprotect = ['Advert', 'Read']\n")
        names = [os.fsdecode(name) for name in (b"a-\xe9.txt", b"left-\xe9.txt", b"kept-\xe9.txt")]
        for name in names:
            (corpus / name).write_text(DIRTY)
        assert main(["fix", *names]) == 1
        assert [(corpus / name).read_text() for name in names] == [CLEAN, DIRTY, DIRTY]
        assert main(["check", "--update-baseline", "--baseline", "accepted.json", "."]) == 0
        assert main(["check", "--baseline", "accepted.json", *names]) == 0

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
    def test_a_file_stays_its_owners_when_root_fixes_it(self, corpus):
        (corpus / "a.txt").write_text(DIRTY)
        (corpus / "a.txt").chmod(0o640)
        os.chown(corpus / "a.txt", 1234, 4321)
        assert main(["fix", "a.txt"]) == 1
        state = (corpus / "a.txt").stat()
        assert (state.st_uid, state.st_gid, state.st_mode & 0o777) == (1234, 4321, 0o640)

    def test_a_link_to_nowhere_is_told(self, corpus, capsys):
        (corpus / "gone.txt").symlink_to("nowhere")
        assert main(["fix", "gone.txt"]) == 2
        assert "gone.txt: No such file or directory" in capsys.readouterr().err


FIXTURES = sorted(ROOT.glob("fixtures/**/*.txt"))


@pytest.fixture(scope="module")
def builtin():
    return Cleaner(installed=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("fixed") / "a.txt"


def assert_second_run_passes(path, cleaner):
    """What the first run of the fixing hook says it changed is changed, and nothing is left to the second run."""
    before = path.read_bytes()
    checked = check_file(path, cleaner, Options())
    assert path.read_bytes() == before
    fixed = fix_file(path, cleaner, Options())
    assert (checked.outcome == "found") == (fixed.outcome == "changed") == (path.read_bytes() != before)
    assert fix_file(path, cleaner, Options()).outcome == "clean"
    assert check_file(path, cleaner, Options()).outcome == "clean"


def test_the_second_run_passes_on_every_fixture(builtin, place):
    assert len(FIXTURES) > 100
    for fixture in FIXTURES:
        place.write_bytes(fixture.read_bytes())
        assert_second_run_passes(place, builtin)


LINES = st.sampled_from(
    [
        *sorted({line for fixture in FIXTURES for line in fixture.read_text("utf-8").splitlines()}),
        *(
            "",
            "",
            " ",
            "Advertisement",
            "Share this article",
            "Read more: the ferry sails",
            "Sign up for our newsletter",
        ),
    ]
)
MIXED = st.builds(
    lambda lines, endings: "".join(line + ending for line, ending in zip(lines, endings, strict=True)),
    st.shared(st.integers(0, 30), key="n").flatmap(lambda n: st.lists(LINES, min_size=n, max_size=n)),
    st.shared(st.integers(0, 30), key="n").flatmap(
        lambda n: st.lists(st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r"]), min_size=n, max_size=n)
    ),
)


@given(text=st.one_of(MIXED, TEXTS))
def test_the_second_run_passes_on_any_text(builtin, place, text):
    for path in (place, place.with_suffix(".md")):
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        assert_second_run_passes(path, builtin)


@given(texts=st.lists(st.one_of(MIXED, TEXTS), max_size=4), is_ascii=st.booleans())
def test_the_second_run_passes_on_any_rows(builtin, place, texts, is_ascii):
    path = place.with_suffix(".jsonl")
    rows = (json.dumps({"n": 1.0, "text": text, "z": [text]}, ensure_ascii=is_ascii) for text in texts)
    path.write_bytes("\n".join(rows).encode("utf-8", "surrogatepass"))
    assert_second_run_passes(path, builtin)
