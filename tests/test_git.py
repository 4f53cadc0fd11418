"""`docs/git.md` keeps its word: its recipes, its session and its settings, with the real tools."""

import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml

from cleaner.cli.main import main
from cleaner.config import read_configuration
from docs import record_session
from tests.conftest import ROOT
from tests.repositories import PROGRAM, Repository
from tests.trees import CLEAN, DIRTY, PROSE

PAGE = (ROOT / "docs/git.md").read_text(encoding="utf-8")
FOUND = ["1: small/advert-label: Advert here", "5: small/read-also: Read also: Harbour reopens after the storm"]


def block(language, start=""):
    """The first code block of a language that begins so."""
    return next(b for b in re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL) if b.startswith(start))


@pytest.fixture
def corpus(tmp_path):
    """A repository in which `cleaner` is a command."""
    repository = Repository(tmp_path / "corpus", "cleaner-check")
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin/cleaner"
    command.write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n')
    command.chmod(0o755)
    repository.environment["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{repository.environment['PATH']}"
    return repository


class TestSession:
    """The recorded session is what happens."""

    def test_it_is_as_recorded(self, tmp_path):
        if not (ROOT / ".git").exists():
            pytest.skip("pre-commit installs hooks from git alone")
        assert "".join(record_session.recorded(tmp_path)) == (ROOT / "docs/git-session.txt").read_text("utf-8")

    def test_what_the_page_shows_of_it_is_in_it(self):
        shown = [line.strip() for line in PAGE.splitlines() if line.startswith("    texts/")]
        assert len(shown) == 2
        assert set(shown) <= set((ROOT / "docs/git-session.txt").read_text("utf-8").splitlines())

    def test_its_configuration_names_shipped_hooks(self):
        shipped = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
        (named,) = yaml.safe_load(block("yaml", "repos:"))["repos"][0]["hooks"]
        assert named["id"] in shipped
        assert all(f"`{hook}`" in PAGE for hook in shipped)


def test_the_settings_of_the_page_are_right(tmp_path):
    (tmp_path / "cleaner.toml").write_text(block("toml", "skip"))
    configuration = read_configuration(tmp_path / "cleaner.toml")
    assert configuration.settings_of(tmp_path / "interviews/a.txt").off == ("en/comments",)
    assert configuration.settings_of(tmp_path / "archive/a.txt").encoding == "latin-1"
    assert configuration.settings_of(tmp_path / "shards/a.jsonl").text_field == "body"
    (tmp_path / "a.txt").write_text(CLEAN)
    (tmp_path / "interviews").mkdir()
    (tmp_path / "interviews/a.txt").write_text(CLEAN)
    assert main(["check", str(tmp_path)]) == 0


def test_the_baseline_of_the_page(corpus):
    with (corpus.folder / "cleaner.toml").open("a") as file:
        file.write(block("toml", "# cleaner.toml"))
    corpus.write("a.txt", DIRTY)
    commands, told = [], []
    for line in block("console").splitlines():
        (commands if line.startswith("$ ") else told).append(line.removeprefix("$ "))
    assert [corpus.run("bash", "-c", command).stdout.strip() for command in commands] == told


class TestPullRequests:
    """The recipes are valid, and their steps find what a branch brings and nothing else."""

    @pytest.fixture
    def branch(self, corpus, tmp_path):
        """A branch that brings one dirty text, to a main branch with another."""
        corpus.write("old.txt", DIRTY)
        corpus.write("gone.txt", DIRTY)
        corpus.git("add", ".")
        corpus.git("commit", "-qnm", "old")
        corpus.git("clone", "-q", "--bare", ".", str(tmp_path / "origin"))
        corpus.git("remote", "add", "origin", str(tmp_path / "origin"))
        corpus.git("fetch", "-q", "origin")
        corpus.git("switch", "-qc", "branch")
        corpus.write("new text.txt", DIRTY)
        corpus.write("clean.txt", CLEAN)
        corpus.write("other.csv", DIRTY)
        corpus.git("rm", "-q", "gone.txt")
        corpus.git("add", ".")
        corpus.git("commit", "-qnm", "branch")
        return corpus

    @pytest.mark.parametrize(
        ("start", "schema"), [("# GitHub", "vendor.github-workflows"), ("# GitLab", "vendor.gitlab-ci")]
    )
    def test_is_valid(self, tmp_path, start, schema):
        (tmp_path / "recipe.yml").write_text(block("yaml", start))
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(tmp_path / "recipe.yml")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout

    def github_steps(self):
        (job,) = yaml.safe_load(block("yaml", "# GitHub"))["jobs"].values()
        return [step["run"] for step in job["steps"] if "run" in step]

    def test_github(self, branch):
        install, check = self.github_steps()
        assert install == "pip install boilerstrip"
        branch.environment["GITHUB_BASE_REF"] = "main"
        run = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check)  # as GitHub does it
        done = branch.run(*run)
        assert done.returncode != 0
        marked = re.findall(r"^::\w+ file=(.*),line=(\d+),title=(.*?)::.*: (.*)$", done.stdout, flags=re.MULTILINE)
        assert marked == [
            ("new text.txt", "1", "small/advert-label", "Advert here"),
            ("new text.txt", "5", "small/read-also", "Harbour reopens after the storm"),
        ]
        branch.git("rm", "-q", "new text.txt")
        branch.git("commit", "-qnm", "without")
        assert branch.run(*run).returncode == 0
        branch.git("rm", "-q", "clean.txt")
        branch.git("commit", "-qnm", "no text at all")
        assert branch.run(*run).returncode == 0

    def test_gitlab(self, branch):
        job = yaml.safe_load(block("yaml", "# GitLab"))["boilerplate"]
        assert job["before_script"] == ["pip install boilerstrip"]
        branch.environment["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] = "main"
        done = branch.run("bash", "-eo", "pipefail", "-c", "\n".join(job["script"]))
        assert done.returncode != 0
        assert done.stdout.splitlines() == [f"new text.txt:{line}" for line in FOUND]


class TestDiff:
    """`git diff` without boilerplate, by the driver of the page."""

    @pytest.fixture
    def shown(self, corpus):
        attributes = [line.strip() for line in PAGE.splitlines() if line.endswith("diff=cleaner")]
        corpus.write(".gitattributes", "\n".join([*attributes, "*.gz diff=cleaner", ""]))
        for line in block("sh").splitlines():
            assert corpus.run("bash", "-ec", line).returncode == 0
        corpus.write("a.txt", f"Advert here\n\n{PROSE}\n\nRead also: One\n")
        corpus.git("add", ".")
        corpus.git("commit", "-qnm", "first")
        return corpus

    def test_a_change_of_boilerplate_alone_is_none(self, shown):
        shown.write("a.txt", f"{PROSE}\n\nRead also: Another\nRead also: A third\n")
        assert shown.git("diff") == ""
        assert "+Read also: Another" in shown.git("diff", "--no-textconv")
        assert shown.git("status", "--porcelain") == " M a.txt\n"

    def test_a_change_of_the_article_is_shown_alone(self, shown):
        shown.write("a.txt", f"Advert here\n\n{PROSE}\nTickets cost the same.\n\nRead also: Another\n")
        changed = [line for line in shown.git("diff").splitlines() if re.match(r"[+-](?![+-])", line)]
        assert changed == ["+Tickets cost the same."]

    @pytest.mark.parametrize("command", ["log -p", "show", "blame a.txt"])
    def test_other_commands_show_it_so_too(self, shown, command):
        printed = shown.git(*command.split())
        assert PROSE in printed
        assert "Read also" not in printed

    def test_rows_and_what_is_no_text_pass_through(self, shown):
        latin = "Advert here\nCafé\n".encode("latin-1")
        damaged = b"\x1f\x8b\x08 damaged\n"
        for name, content in (
            ("latin.txt", latin),
            ("zero.txt", b"\x00\xff\n"),
            ("bad.txt.gz", damaged),
            ("empty.txt", b""),
        ):
            shown.write(name, content)
        shown.write("rows.jsonl", '{"text": "Advert here\\nNo."}\nnot json\n')
        shown.git("add", "-N", ".")
        printed = shown.git("diff")
        assert "+Advert here\n+Caf\udce9\n" in printed
        assert '+{"text": "No."}\n+not json\n' in printed
        assert "damaged" in printed
        assert shown.git("-c", "diff.cleaner.cachetextconv=true", "diff") == printed

    def test_the_configuration_of_the_repository_holds(self, shown):
        with (shown.folder / "cleaner.toml").open("a") as file:
            file.write("protect = ['^Read also']\n")
        shown.git("commit", "-qnam", "protect")
        shown.write("a.txt", f"Advert here\n\n{PROSE}\n\nRead also: Another\n")
        assert "+Read also: Another" in shown.git("diff")
