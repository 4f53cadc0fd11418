"""Record a contributor's first commit to a corpus with the hooks, as it is in `git-session.txt`.

    python docs/record_session.py > docs/git-session.txt

The session has the real git and pre-commit, in a folder that is gone afterwards, and installs the hooks from this
repository: git is told that it is the one of the address. Dates and names are fixed, so that two records are the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = "https://github.com/boilerstrip/boilerstrip"
VERSION = "v0.1.0"
DATE = "2026-01-05T09:00:00+00:00"

CONFIGURATION = f"""\
repos:
  - repo: {ADDRESS}
    rev: {VERSION}
    hooks:
      - id: cleaner-fix
"""
TEXT = """\
Advertisement

The ferry to the outer islands sails again from Monday, after two winters in which nobody could cross the sound by boat.

READ MORE: Lighthouse keepers ask for a second boat

The new ship is shorter than the old one and carries nine cars, four fewer than before.

Share this article
"""
BEFORE = [
    "git init -q",
    "git add .pre-commit-config.yaml",
    "git commit -q -m 'Texts are kept free of boilerplate'",
    "pre-commit install --install-hooks",
]
SESSION = [
    "git switch -q -c ferry",
    "git add texts/ferry.txt",
    "git commit -m 'Add the story of the ferry'",
    "git diff",
    "git add texts/ferry.txt",
    "git commit -m 'Add the story of the ferry'",
    "git show --stat --format=%s",
]


def main() -> int:
    """Print the session."""
    with tempfile.TemporaryDirectory() as folder:
        for part in recorded(Path(folder)):
            print(part, end="", flush=True)
    return 0


def recorded(folder: Path) -> Iterator[str]:
    """What a person sees, command by command, in a repository below a folder."""
    corpus, environment = _prepared(folder)
    for command in SESSION:
        yield f"$ {command}\n{_run(command, corpus, environment)}"


def _prepared(folder: Path) -> tuple[Path, dict[str, str]]:
    """A corpus whose hooks are installed, and a text that is about to be added to it."""
    home, upstream, corpus = (folder / name for name in ("home", "upstream", "corpus"))
    home.mkdir()
    (corpus / "texts").mkdir(parents=True)
    environment = _environment(home)
    (home / ".gitconfig").write_text(
        "[user]\nname = Ada\nemail = ada@example.com\n[init]\ndefaultBranch = main\n[safe]\ndirectory = *\n"
        f'[url "file://{upstream}"]\ninsteadOf = {ADDRESS}\n'
    )
    _run(f"git clone -q '{ROOT}' '{upstream}' && git -C '{upstream}' tag -f {VERSION}", folder, environment)
    (corpus / ".pre-commit-config.yaml").write_text(CONFIGURATION)
    (corpus / "texts/ferry.txt").write_text(TEXT)
    for command in BEFORE:
        _run(command, corpus, environment)
    return corpus, environment


def _environment(home: Path) -> dict[str, str]:
    own = {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PRE_COMMIT_COLOR": "never",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_PAGER": "cat",
        "GIT_AUTHOR_DATE": DATE,
        "GIT_COMMITTER_DATE": DATE,
        "COLUMNS": "80",
        # what the program needs is installed beside this Python: pip is to build and install the program alone
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_IGNORE_INSTALLED": "1",
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | own


def _run(command: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main())
