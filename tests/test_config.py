"""`[tool.cleaner]` and `cleaner.toml`: found upwards, checked, and outdone by the command line."""

import json
import subprocess
import sys

import pytest

from cleaner.cli.main import main
from cleaner.config import ConfigError, Settings, read_settings, settings_for
from tests.conftest import ROOT

SMALL = ROOT / "fixtures/packs/valid/small.yaml"
DIRTY = "Advert here\n\nThe council met on Monday.\n"


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
        ("skip = [", "cleaner.toml: the configuration can't be read: "),
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
