"""`[tool.cleaner]` and `cleaner.toml`: found upwards, checked, and outdone by the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.cli.main import main
from cleaner.config import ConfigError, configuration_for, read_configuration
from cleaner.settings import Settings
from tests.conftest import ROOT

SMALL = ROOT / "fixtures/packs/valid/small.yaml"
DIRTY = "Advert here\n\nThe council met on Monday.\n"


def read_settings(path):
    return read_configuration(path).settings


def settings_for(folder):
    return configuration_for(folder).settings


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("", Settings()),
        ("builtin = false\ninstalled = false", Settings(builtin=False, installed=False)),
        ("skip = ['promo']\noff = ['en/share', 'a/b']", Settings(skip=("promo",), off=("en/share", "a/b"))),
        ("only = []", Settings(only=())),
        ("language = 'de'\ntext-field = 'body'\nencoding = 'cp1252'", Settings(language="de", text_field="body", encoding="cp1252")),
        ("protect = ['^Advert']", Settings(protect=("^Advert",))),
    ],
)  # fmt: skip
def test_what_a_file_says(tmp_path, text, settings):
    (tmp_path / "cleaner.toml").write_text(text)
    (tmp_path / "pyproject.toml").write_text("[tool.cleaner]\n" + text)
    assert read_settings(tmp_path / "cleaner.toml") == settings
    assert read_settings(tmp_path / "pyproject.toml") == settings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("language = 'de'\nskipp = ['promo']", "cleaner.toml:2: unknown key `skipp`; did you mean `skip`?"),
        ("text_field = 'body'", "cleaner.toml:1: unknown key `text_field`; did you mean `text-field`?"),
        ("skip = 'promo'", "cleaner.toml:1: `skip` must be a list of texts, not 'promo'"),
        ("packs = [1]", "cleaner.toml:1: `packs` must be a list of paths, not [1]"),
        ("builtin = 'no'", "cleaner.toml:1: `builtin` must be true or false, not 'no'"),
        ("skip = [", "cleaner.toml:1: this is no TOML: "),
        ("language = 'de'\nskip = 'promo", "cleaner.toml:2: this is no TOML: "),
        ("paths = ['raw/']", "cleaner.toml:1: `paths` must be a table, not ['raw/']"),
        ("skip = []\n[paths]\n'raw/' = 1", "cleaner.toml:3: `raw/` must be a table, not 1"),
        ("skip = []\n[paths.'raw/']\nskip = 1", "cleaner.toml:3: `skip` must be a list of texts, not 1"),
        (
            "[paths.'a']\nskip = []\n[paths.'b']\nskipp = []",
            "cleaner.toml:4: unknown key `skipp`; did you mean `skip`?",
        ),
        ("[paths]\na.skip = []\nb = {skipp = []}", "cleaner.toml:3: unknown key `skipp`; did you mean `skip`?"),
        ("[paths.'!']\nskip = []", "cleaner.toml:1: `!` is no pattern of paths, as `.gitignore` has them"),
        ("[paths.'a'.paths]", "cleaner.toml:1: unknown key `paths`; "),
        ("packs = ['a\\u0000']".replace("'", '"'), "cleaner.toml:1: `packs` must be a list of paths, not ['a\\x00']"),
        ("language = 'de'\n[packs]\na = 1", "cleaner.toml:2: `packs` must be a list of paths, not {'a': 1}"),
        (
            "[tool.cleaner]\nskip = ['promo']",
            "cleaner.toml:1: unknown key `tool`; in cleaner.toml the keys stand at the top, without `[tool.cleaner]`",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, text, message):
    (tmp_path / "cleaner.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_settings(tmp_path / "cleaner.toml")
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    (tmp_path / "cleaner.toml").write_bytes(b"\xef\xbb\xbflanguage = 'de'")
    assert settings_for(tmp_path) == Settings(language="de")


def test_a_mistake_is_placed_in_its_own_table(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.other]\nskip = 1\n[tool.cleaner]\nskip = 2")
    with pytest.raises(ConfigError, match=r"pyproject\.toml:4: `skip`"):
        settings_for(tmp_path)


@pytest.mark.parametrize(
    ("project", "language"),
    [
        ("[tool]\ncleaner = {language = 'de'}", "de"),
        ("[ tool . cleaner ]\nlanguage = 'de'", "de"),
        ("tool.cleaner.language = 'de'", "de"),
        ("# [tool.cleaner]\n[project]\nname = 'cleaner'", "fr"),
        ("tool = 3  # tool.cleaner", "fr"),
        ("not toml, but of a cleaner =", "fr"),
    ],
)
def test_a_project_configures_by_its_table_however_it_is_written(tmp_path, project, language):
    (tmp_path / "cleaner.toml").write_text("language = 'fr'")
    (tmp_path / "below").mkdir()
    (tmp_path / "below/pyproject.toml").write_text(project)
    assert settings_for(tmp_path / "below").language == language


def test_the_nearest_upwards_is_used_and_its_packs_are_beside_it(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.cleaner]\nlanguage = 'de'\npacks = ['rules']")
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/pyproject.toml").write_text("[project]\nname = 'without'")
    assert settings_for(tmp_path / "a/b") == Settings(language="de", packs=(tmp_path / "rules",))
    (tmp_path / "a/cleaner.toml").write_text("language = 'fr'")
    assert settings_for(tmp_path / "a/b") == Settings(language="fr")


PATHS = """
skip = ["promo"]
[paths."raw/"]
language = "de"
[paths."*.jsonl"]
text-field = "body"
skip = ["share"]
[paths."/raw/**/new.*"]
language = "fr"
packs = ["new.yaml"]
"""


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("a.txt", Settings()),
        ("raw/a.txt", Settings(language="de")),
        ("a.jsonl", Settings(text_field="body", skip=("share",))),
        ("raw/deep/a.jsonl", Settings(language="de", text_field="body", skip=("share",))),
        ("raw/deep/new.txt", Settings(language="fr")),
        ("new.txt", Settings()),
    ],
)  # fmt: skip
def test_patterns_choose_settings_and_the_last_goes_before_the_others(tmp_path, monkeypatch, name, settings):
    (tmp_path / "cleaner.toml").write_text(PATHS)
    (tmp_path / "raw/deep").mkdir(parents=True)
    settings = settings._replace(
        skip=("promo", *settings.skip), packs=(tmp_path / "new.yaml",) if settings.language == "fr" else ()
    )
    assert configuration_for(tmp_path).settings_of(tmp_path / name) == settings
    monkeypatch.chdir(tmp_path / "raw")
    assert configuration_for(tmp_path).settings_of(Path("..") / name) == settings


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A repository whose folder `own` has a configuration that keeps adverts."""
    settings = f"builtin = false\npacks = [{str(SMALL)!r}]\n"
    (tmp_path / "own").mkdir()
    (tmp_path / "cleaner.toml").write_text(settings)
    (tmp_path / "own/cleaner.toml").write_text(settings + "skip = ['promo']\n")
    for name in ("a.txt", "own/a.txt"):
        (tmp_path / name).write_text(DIRTY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_hooks_ask_the_configuration_of_each_file(corpus, capsys):
    assert main(["check", "--json", "a.txt", "own/a.txt"]) == 1
    assert [json.loads(line)["path"] for line in capsys.readouterr().out.splitlines()] == ["a.txt"]


def test_runs_and_filters_ask_that_of_the_working_directory(corpus):
    assert main(["run", "own", "-o", "out", "-q"]) == 0
    assert (corpus / "out/a.txt").read_text() == "The council met on Monday.\n"
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "filter"],
        cwd=corpus / "own",
        input=DIRTY.encode(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == DIRTY


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 1),
        (["--skip", "promo"], 0),
        (["--only", "related"], 0),
        (["--off", "small/advert-label"], 0),
        (["--off", "small"], 0),
        (["--protect", "^advert"], 0),
        (["--config", "own/cleaner.toml"], 0),
        (["--no-config", "--packs", str(SMALL), "--no-builtin", "--no-installed"], 1),
        (["--off", "small/advert"], 2),
        (["--protect", "("], 2),
        (["--protect", "x*"], 2),
        (["--config", "missing.toml"], 2),
    ],
)
def test_options_go_before_the_configuration(corpus, options, code):
    assert main(["check", "-q", *options, "a.txt"]) == code


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("skip = [\n  'promos',\n]", "cleaner.toml:4: unknown category `promos`; did you mean `promo`?"),
        ("only = ['promos']", "cleaner.toml:3: unknown category `promos`; did you mean `promo`?"),
        ("off = ['small/advert-lable']", "cleaner.toml:3: unknown rule or pack `small/advert-lable`; did you mean"),
        ("protect = ['^ok', '(']", "cleaner.toml:3: the protection `(` is no regular expression: "),
        ("protect = ['x*']", "cleaner.toml:3: the protection `x*` matches every line"),
        ("language = 'german!'", "cleaner.toml:3: `german!` is no language code; "),
        ("encoding = 'latin-99'", "cleaner.toml:3: unknown encoding `latin-99`"),
        ("profile = 'articles'", "cleaner.toml:3: unknown profile `articles`; known: article, dump"),
        ("profile = 'dump'", "cleaner.toml:3: the profile `dump` is not for check and fix: hooks run again and again"),
        ("[paths.'own/']\nskip = ['promos']", "cleaner.toml:4: unknown category `promos`; "),
        ("[paths.'own/']\nprotect = [\"\\\\d(\"]", "cleaner.toml:4: the protection `\\d(` is no regular expression: "),
    ],
)
@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_mistake_of_meaning_is_told_with_its_place_before_any_file_changes(
    corpus, command, settings, message, capsys
):
    (corpus / "own/cleaner.toml").unlink()
    with (corpus / "cleaner.toml").open("a") as file:
        file.write(settings)
    (corpus / "clean.txt").write_text("The council met.\n")
    assert main([command, "a.txt", "clean.txt", "own/a.txt"]) == 2
    assert capsys.readouterr().err.startswith(f"Error: {corpus / message}")
    assert {path.read_text() for path in corpus.glob("**/a.txt")} == {DIRTY}


def test_a_mistake_of_the_command_line_is_not_placed_in_the_configuration(corpus, capsys):
    assert main(["check", "--skip", "promos", "a.txt"]) == 2
    assert capsys.readouterr().err.startswith("Error: unknown category `promos`; ")


def test_hooks_have_the_settings_of_each_path(corpus, capsys):
    (corpus / "own/cleaner.toml").unlink()
    with (corpus / "cleaner.toml").open("a") as file:
        file.write("[paths.'own/']\nprotect = ['^Advert']\n[paths.'latin-*']\nencoding = 'latin-1'\n")
    (corpus / "latin-1.txt").write_bytes("Advert here\nCafé\n".encode("latin-1"))
    assert main(["fix", "a.txt", "own/a.txt", "latin-1.txt"]) == 1
    assert (corpus / "a.txt").read_text() == "The council met on Monday.\n"
    assert (corpus / "own/a.txt").read_text() == DIRTY
    assert (corpus / "latin-1.txt").read_bytes() == "Café\n".encode("latin-1")
