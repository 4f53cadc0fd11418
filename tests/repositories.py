"""Corpus repositories with the real git and the real pre-commit."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import yaml

from tests.conftest import ROOT

SMALL = ROOT / "fixtures/packs/valid/small.yaml"
PROGRAM = [sys.executable, "-m", "cleaner"]
PRE_COMMIT = [sys.executable, "-m", "pre_commit"]
CONFIGURATION = f"builtin = false\ninstalled = false\npacks = [{str(SMALL)!r}]\n"


def environment(home):
    """The environment of a person whose home is that folder: nothing of this machine's git, but its cache of packs."""
    own = {
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "PRE_COMMIT_COLOR": "never",
        "PYTHONWARNINGS": "ignore",
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | own


class Repository:
    """A git repository whose hooks are those of ``.pre-commit-hooks.yaml``, run by the program that is tested.

    Only how they are installed is left out: the program is there already. Its configuration has the small pack alone.
    """

    def __init__(self, folder, hook, arguments=()):
        self.folder = folder
        folder.mkdir()
        home = folder.with_name(f"{folder.name}-home")
        home.mkdir()
        self.environment = environment(home)
        (home / ".gitconfig").write_text(
            "[user]\nname = Ada\nemail = ada@example.com\n[core]\nautocrlf = false\n[init]\ndefaultBranch = main\n[safe]\ndirectory = *\n"
        )
        self.git("init", "-q")
        self.write("cleaner.toml", CONFIGURATION)
        self.write(".pre-commit-config.yaml", yaml.safe_dump(self._configuration(hook, arguments)))
        self.git("add", ".")
        self.git("commit", "-qm", "first", "--no-verify")
        self.run(*PRE_COMMIT, "install")

    @staticmethod
    def _configuration(hook, arguments):
        hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
        (shipped,) = (one for one in hooks if one["id"] == hook)
        name, command = shipped["entry"].split()
        assert (name, shipped["language"]) == ("cleaner", "python")
        entry = {"entry": shlex.join([*PROGRAM, command]), "language": "system", "args": list(arguments)}
        return {"repos": [{"repo": "local", "hooks": [shipped | entry]}]}

    def write(self, name, content):
        """Write a file, text or bytes, in a folder that is made if need be."""
        path = self.folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, name):
        """The bytes of a file."""
        return (self.folder / name).read_bytes()

    def run(self, *command):
        """Run a command in the repository; both its outputs are one text."""
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, encoding="utf-8", errors="surrogateescape", check=False,
        )  # fmt: skip

    def git(self, *arguments):
        """Run git and give what it prints; it must end well."""
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def commit(self, *arguments):
        """Commit what is staged, with the hook."""
        return self.run("git", "commit", "-m", "a change", *arguments)

    def run_all(self):
        """Run the hook on all files."""
        return self.run(*PRE_COMMIT, "run", "--all-files")
