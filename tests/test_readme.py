"""The README keeps its word: its commands, its rule and its Python run as they stand."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
import zstandard

from cleaner.cli.main import main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


MAIN_JOB, TESTS, *OTHERS = [line for block in blocks("sh") for line in block.strip().splitlines()]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with what the README's commands speak of."""
    monkeypatch.chdir(tmp_path)
    Path("scraped").mkdir()
    Path("scraped/article.txt").write_text("Advertisement\n\nThe ferry sails again from Monday.\n")
    Path("shard.jsonl.zst").write_bytes(zstandard.compress(b'{"text": "Advertisement\\n\\nThe ferry sails again."}\n'))
    for name in ("article.txt", "page.txt"):
        Path(name).write_text("Advertisement\n\nThe ferry sails again from Monday.\n")
    Path("mine.yaml").write_text(next(block for block in blocks("yaml") if block.startswith("pack:")))
    return tmp_path


def test_the_main_job_runs_after_its_set_up(tmp_path):
    set_up, command = MAIN_JOB.split(" && ", 2)[:2], MAIN_JOB.split(" && ", 2)[2]
    assert set_up == ["python3 -m venv .venv", ".venv/bin/pip install --quiet ."]
    command = command.replace(".venv/bin/cleaner", f"{shlex.quote(sys.executable)} -m cleaner")
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    done = subprocess.run(["bash", "-ec", command], cwd=tmp_path, capture_output=True, check=True)
    assert b"-Advertisement" in done.stdout
    assert b"cleaned" in done.stderr


def test_ci_runs_the_test_command_of_the_readme():
    assert TESTS.endswith(".venv/bin/pytest -n auto")
    assert "/^Run the tests:/" in (ROOT / ".ci" / "run").read_text()


@pytest.mark.parametrize("command", [line for line in OTHERS if line.startswith("cleaner ")])
def test_command(here, command):
    if command.startswith(("cleaner restore", "cleaner report")):
        assert main(["run", "scraped/", "-o", "cleaned/", "-q"]) == 0
    program = f"{shlex.quote(sys.executable)} -m cleaner"
    done = subprocess.run(
        ["bash", "-c", command.replace("cleaner", program, 1)], cwd=here, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_python_runs(capsys):
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {})
    assert "The ferry sails again from Monday." in capsys.readouterr().out


def test_the_hooks_of_the_readme_exist():
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert hooks == {"cleaner-check", "cleaner-fix"}
    assert all(hook in README for hook in hooks)
