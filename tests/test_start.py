"""How the program starts: the short road and the long one lead to the same call, and the short one carries no luggage."""

import subprocess
import sys

import pytest

from cleaner.api import Cleaner
from cleaner.cli import actions
from cleaner.cli.app import run_app
from cleaner.cli.ending import code_of
from cleaner.cli.plain import plain_call
from cleaner.cli.setup import Setup

HEAVY = {
    "asyncio", "click", "dataclasses", "fastwarc", "hashlib", "hyperscan", "inspect", "json", "lxml", "multiprocessing",
    "pathspec", "pyarrow", "pydantic", "rich", "subprocess", "tempfile", "trafilatura", "typer", "yaml",
}  # fmt: skip
PLAIN = [
    ["filter"],
    ["check", "a.txt"],
    ["check", "a.txt", "folder/b c.md", "-.txt"[1:]],
    ["fix", "a.jsonl"],
    ["fix", "", "a.txt", "../b.txt"],
    ["textconv", "a.txt"],
]


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_both_roads_make_the_same_call(arguments, monkeypatch):
    calls = []

    def note(name):
        def called(*given, **options):
            settings = [
                one.__getstate__() if isinstance(one, Cleaner) else one.wanted if isinstance(one, Setup) else one
                for one in given
                if one is not None
            ]
            calls.append((name, settings, {key: value for key, value in options.items() if value}))
            return 0

        return called

    for name in ("filter_input", "check_files", "fix_files", "show_cleaned"):
        monkeypatch.setattr(actions, name, note(name))
    assert code_of(plain_call(arguments)) == 0
    assert run_app(arguments) == 0
    short, long = calls
    assert short == long


@pytest.mark.parametrize(
    "arguments",
    [[], ["filter", "a.txt"], ["filter", "-q"], ["check"], ["check", "-"], ["check", "--json", "a.txt"],
     ["fix", "a.txt", "-q"], ["fix", "--", "a.txt"], ["explain", "a.txt"], ["textconv", "a.txt", "b.txt"], ["--version"]],
    ids=" ".join,
)  # fmt: skip
def test_what_needs_understanding_takes_the_long_road(arguments):
    assert plain_call(arguments) is None


def test_wildcards_that_no_shell_has_expanded_take_the_long_road(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert plain_call(["check", "*.txt"]) is None
    assert plain_call(["check", "a.txt"]) is not None


@pytest.mark.parametrize("command", ["filter", "check", "fix", "textconv"])
def test_nothing_is_imported_before_it_is_needed(command, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("The ferry to the outer islands sails again from Monday.\n")
    script = (
        "import sys\n"
        "from cleaner.cli.main import main\n"
        f"code = main({[command] if command == 'filter' else [command, str(path)]!r})\n"
        "print(code, *sys.modules, file=sys.stderr)"
    )
    for _ in range(2):  # the first fills the cache
        done = subprocess.run([sys.executable, "-c", script], input=path.read_bytes(), capture_output=True, check=True)
    code, *modules = done.stderr.decode().split()
    assert code == "0"
    assert HEAVY & set(modules) == set()


def test_the_public_names_are_there_and_no_others():
    import cleaner

    assert all(getattr(cleaner, name) for name in cleaner.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Cleanr'"):
        _ = cleaner.Cleanr
