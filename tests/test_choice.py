"""Which files a run takes: folders, patterns, hidden files, links, and inputs that meet in one output."""

import os
import shutil
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.batch.choice import Choice, Chooser
from cleaner.batch.plan import ALL, PlanError, plan
from cleaner.cli.main import main
from cleaner.formats import Options
from tests.trees import CLEAN, DIRTY, contents

FILES = [
    "a.txt", "b.md", "c.jsonl", "photo.png", ".hidden.txt", ".git/config", ".git/notes.txt", "news/2023/a.txt",
    "news/2024/a.txt", "news/2024/draft-b.txt", "news/index.html", "empty/.gitkeep",
]  # fmt: skip


@pytest.fixture
def source(tmp_path):
    for name in FILES:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(DIRTY if name.endswith(".txt") else "")
    return tmp_path / "in"


def planned(inputs, tmp_path, choice=ALL):
    tasks = plan(inputs, tmp_path / "out", tmp_path / "report", Options(), choice)
    return {task.target.as_posix(): task.action for task in tasks if task.action != "folder"}


def taken(inputs, tmp_path, **choice):
    return sorted(planned(inputs, tmp_path, Choice(**choice)))


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"include": ("*.txt",)}, [".git/notes.txt", ".hidden.txt", "a.txt", "news/2023/a.txt", "news/2024/a.txt", "news/2024/draft-b.txt"]),
        ({"include": ("/*.txt", "!.*")}, ["a.txt"]),
        ({"include": ("news/2024/",)}, ["news/2024/a.txt", "news/2024/draft-b.txt"]),
        ({"include": ("*.txt",), "exclude": ("draft-*", ".*", "/a.txt")}, ["news/2023/a.txt", "news/2024/a.txt"]),
        ({"include": ("**/202?/a.txt",)}, ["news/2023/a.txt", "news/2024/a.txt"]),
        ({"exclude": ("*", "!*.md")}, ["b.md"]),
        ({"exclude": ("*", "!*/", "!a.txt")}, ["a.txt", "news/2023/a.txt", "news/2024/a.txt"]),
        ({"exclude": ("news/", ".*")}, ["a.txt", "b.md", "c.jsonl", "photo.png"]),
        ({"exclude": ("news/*", "!news/index.html", ".*"), "include": ("news",)}, ["news/index.html.txt"]),
        ({"include": ("nothing",)}, []),
    ],
    ids=str,
)  # fmt: skip
def test_patterns_are_those_of_gitignore(source, tmp_path, choice, expected):
    assert taken([source], tmp_path, **choice) == expected


LISTS = st.lists(
    st.sampled_from(["*", "!*/", "*.txt", "!a.txt", "news/", "!news/", "/news/*", "!/news/2024/", "**/a.txt", "20*", "draft*/", "!2023"]),
    min_size=1, max_size=4,
)  # fmt: skip


@given(LISTS)
@settings(max_examples=100)  # each starts git
def test_they_leave_out_what_git_would(tmp_path_factory, patterns):
    folder = tmp_path_factory.mktemp("tree")
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    chooser = Chooser(Choice(exclude=tuple(patterns)))
    wanted = {
        name for name in FILES if ".git" not in name and all(map(chooser.enters, parents(name))) and chooser.takes(name)
    }
    assert wanted == kept_by_git(folder, patterns)


def parents(name):
    parts = name.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def kept_by_git(folder, patterns):
    """What git would track, by its own word."""
    lines = "".join(f"{pattern}\n" for pattern in patterns)
    shutil.rmtree(folder / ".git")
    subprocess.run(["git", "init", "-q", folder], check=True)
    (folder / ".git/info/exclude").write_text(lines)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"], cwd=folder, capture_output=True, check=True
    )
    return {name for name in listed.stdout.decode().split("\0") if name and ".gitkeep" not in name}


def test_what_a_killed_run_has_left_is_no_file_of_a_corpus(tmp_path, small):
    """Of the input, which may be what another run was to write; a run would take it for its own."""
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in (".a.txt.12-1.boilerstrip-part", ".hidden", "boilerstrip-part", "a.boilerstrip-part"):
        (source / name).write_text("x")
    assert main(["run", str(source), "-o", str(out), "-q", *small]) == 0
    assert {path.name for path in out.iterdir()} == {".hidden", "boilerstrip-part", "a.boilerstrip-part"}


def test_hidden_files_are_copied_unless_asked_for(source, tmp_path):
    hidden = [".git/config", ".git/notes.txt", ".hidden.txt", "empty/.gitkeep"]
    actions = planned([source], tmp_path)
    assert {actions[name] for name in hidden} == {"copy"}
    actions = planned([source], tmp_path, Choice(hidden=True))
    assert [actions[name] for name in hidden] == ["copy", "clean", "clean", "copy"]
    assert planned([source / ".hidden.txt"], tmp_path) == {".hidden.txt": "clean"}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", [".hidden.txt", "a.txt"]),
        ("news/202?/a.txt", ["2023/a.txt", "2024/a.txt"]),
        ("**/draft*", ["news/2024/draft-b.txt"]),
        ("news/*4", ["2024/a.txt", "2024/draft-b.txt"]),
        ("[bc].*", ["b.md", "c.jsonl"]),
    ],
)
def test_an_input_may_be_a_pattern(source, tmp_path, pattern, expected):
    assert taken([source / pattern], tmp_path) == expected


def test_what_is_written_may_lie_where_a_pattern_is_looked_for(source, small):
    for _ in range(2):
        assert main(["run", str(source / "**/a.txt"), "-o", str(source / "out"), "-q", *small]) == 0
        written = [name for name, content in contents(source / "out").items() if content]
        assert written == ["a.txt", "news/2023/a.txt", "news/2024/a.txt"]


def test_but_no_pattern_may_be_looked_for_in_the_output(source, tmp_path, small, capsys):
    before = contents(tmp_path)
    for out in (source, tmp_path):
        assert main(["run", str(source / "*.txt"), "-o", str(out), *small]) == 2
    assert "lies inside the output" in " ".join(capsys.readouterr().err.split())
    assert contents(tmp_path) == before


def test_a_pattern_that_matches_nothing(source, tmp_path):
    with pytest.raises(PlanError, match="no file matches"):
        planned([source / "*.docx"], tmp_path)


def test_a_name_with_wildcards_is_a_name_where_there_is_such_a_file(tmp_path):
    (tmp_path / "a[1].txt").write_text("x")
    assert taken([tmp_path / "a[1].txt"], tmp_path) == ["a[1].txt"]


def test_folders_in_which_nothing_is_wanted_are_left_out(source, tmp_path):
    def folders(choice):
        tasks = plan([source], tmp_path / "out", tmp_path / "report", Options(), choice)
        return [task.target.as_posix() for task in tasks if task.action == "folder"]

    (source / "void").mkdir()
    assert "void" in folders(Choice())
    assert folders(Choice(include=("2024/",))) == ["news", "news/2024"]
    assert "void" not in folders(Choice(exclude=("void/",)))


class TestLinks:
    """Links are copied as links, so that nothing outside the folder is read and no circle is run in."""

    def test_they_are_never_followed(self, source, tmp_path):
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside/secret.txt").write_text(DIRTY)
        links = {
            "out": "../outside",
            "up": "..",
            "self": ".",
            "file.txt": "../outside/secret.txt",
            "gone.txt": "nowhere",
        }
        for name, target in links.items():
            (source / name).symlink_to(target)
        actions = planned([source], tmp_path)
        assert {name: actions[name] for name in links} == dict.fromkeys(links, "link")
        assert not [name for name in actions if "secret" in name]
        assert taken([source / "*" / "*.txt"], tmp_path) == [".git/notes.txt"]

    def test_an_input_that_is_a_link_is_what_it_points_to(self, source, tmp_path):
        (tmp_path / "link").symlink_to(source)
        assert planned([tmp_path / "link"], tmp_path) == planned([source], tmp_path)

    def test_they_can_be_left_out(self, source, tmp_path):
        (source / "link.txt").symlink_to("a.txt")
        assert "link.txt" not in taken([source], tmp_path, exclude=("link.txt",))


class TestSeveralInputs:
    """Each goes below the output as it would alone; two files for one place are refused."""

    def test_the_same_file_twice_is_one(self, source, tmp_path):
        assert taken([source, source / "a.txt", source / "*.md"], tmp_path) == taken([source], tmp_path)

    def test_two_files_for_one_place(self, source, tmp_path):
        with pytest.raises(PlanError, match=r"2023/a.txt and .*2024/a.txt would both become a.txt; run them apart"):
            planned([source / "news/2023", source / "news/2024/a.txt"], tmp_path)

    def test_a_pattern_keeps_them_apart(self, source, tmp_path):
        assert taken([source / "news/*/a.txt"], tmp_path) == ["2023/a.txt", "2024/a.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_can_be_left_out(source, tmp_path):
    os.mkfifo(source / "pipe")
    with pytest.raises(PlanError, match="--exclude"):
        planned([source], tmp_path)
    assert "pipe" not in taken([source], tmp_path, exclude=("pipe",))


def test_run(source, tmp_path, small):
    out = tmp_path / "out"
    options = ["--include", "*.txt", "--exclude", "draft-*", "--exclude", ".*"]
    assert main(["run", str(source), "-o", str(out), "-q", *options, *small]) == 0
    texts = ("a.txt", "news/2023/a.txt", "news/2024/a.txt")
    assert contents(out) == dict.fromkeys(texts, CLEAN.encode()) | dict.fromkeys(("news", "news/2023", "news/2024"))


def test_pages_can_be_kept_beside_their_texts(tmp_path, small):
    page = f"<html><body><article><h1>Ferry</h1><p>{CLEAN}</p><p>Advert here</p><p>{CLEAN}</p></article></body></html>"
    (tmp_path / "a.html").write_text(page)
    out, back = tmp_path / "out", tmp_path / "back"
    assert main(["run", str(tmp_path / "a.html"), "-o", str(out), "-q", "--keep-html", *small]) == 0
    assert (out / "a.html").read_text() == page
    assert "Advert here" not in (out / "a.html.txt").read_text()
    assert main(["restore", str(out), "-o", str(back), "-q"]) == 0
    assert "Advert here" in (back / "a.html.txt").read_text()
