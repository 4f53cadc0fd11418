"""`.cleanerignore`: the patterns of git, found upwards from each file."""

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.ignore import Ignored, IgnoreError

FILES = ["a.txt", "b.md", "raw/a.txt", "raw/deep/a.txt", "raw/deep/b.md", "kept/raw/a.txt", "name with space .txt", "ünï/a.txt"]  # fmt: skip
PATTERNS = ["raw", "raw/", "/raw", "*.txt", "!a.txt", "!raw/a.txt", "raw/*", "**/deep", "deep/**", "!deep", "# raw", "", "\\#", "b.[md]*", "?.md", "name with space .txt", "ünï/", "!raw/", "/*", "!/kept", "raw/**/a.txt", "a.txt ", "*", "!*/", "**", "**/*", "!/**"]  # fmt: skip


def left_alone(folder):
    return {name for name in FILES if Ignored().leaves_alone(folder / name)}


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A repository in which each `.cleanerignore` is a `.gitignore` too."""
    folder = tmp_path_factory.mktemp("tree")
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


def ignored_by_git(folder):
    names = "".join(f"{name}\0" for name in FILES).encode()
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=folder,
        input=names,
        capture_output=True,
        check=False,
    )
    return set(done.stdout.decode().split("\0")) - {""}


LISTS = st.lists(st.sampled_from(PATTERNS), max_size=5)


@settings(max_examples=100)  # each asks git
@given(above=LISTS, below=LISTS)
@example(above=["raw"], below=["!a.txt"])
@example(above=["raw/*"], below=["!a.txt"])
@example(above=["/*", "!/kept"], below=[])
def test_what_is_left_alone_is_what_git_would_ignore(tree, above, below):
    for folder, lines in (("", above), ("raw", below)):
        for name in (".gitignore", ".cleanerignore"):
            (tree / folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert left_alone(tree) == ignored_by_git(tree)


def test_without_a_file_nothing_is_left_alone(tmp_path):
    assert left_alone(tmp_path) == set()


def test_paths_may_be_relative_and_odd(tmp_path, monkeypatch):
    (tmp_path / ".cleanerignore").write_bytes(b"\xef\xbb\xbfraw/\n\xff.txt\n")
    (tmp_path / "kept").mkdir()
    monkeypatch.chdir(tmp_path / "kept")
    ignored = Ignored()
    path = type(tmp_path)
    assert ignored.leaves_alone(path("../raw/a.txt"))
    assert ignored.leaves_alone(path("../\udcff.txt"))
    assert ignored.leaves_folder_alone(path("../raw"))
    assert not ignored.leaves_folder_alone(path("."))


def test_a_mistake_is_told_with_its_place(tmp_path):
    file = tmp_path / ".cleanerignore"
    file.write_text("raw/\n\n!\n")
    with pytest.raises(IgnoreError) as caught:
        Ignored().leaves_alone(tmp_path / "a.txt")
    assert str(caught.value) == f"{file}:3: `!` is no pattern of paths, as `.gitignore` has them"


def test_a_folder_of_that_name_is_told(tmp_path):
    (tmp_path / ".cleanerignore").mkdir()
    with pytest.raises(IgnoreError, match="the patterns can't be read: Is a directory"):
        Ignored().leaves_alone(tmp_path / "a.txt")
