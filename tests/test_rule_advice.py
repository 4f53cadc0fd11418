"""Examples that do not hold and rules that are doubtful, each in a pack of its own, and what authors are told."""

import pytest

from cleaner.cli.main import main
from tests.conftest import ROOT

PACKS = ROOT / "fixtures" / "packs"
ARGUMENTS = {"failing": ["rules", "test", "-q"], "doubtful": ["rules", "lint", "-q"]}
CASES = [(folder, path.stem) for folder in ARGUMENTS for path in sorted((PACKS / folder).glob("*.yaml"))]


@pytest.fixture
def beside_small(tmp_path, monkeypatch):
    """A folder in which the small pack is the only one that is active."""
    (tmp_path / "cleaner.toml").write_text(f"builtin = false\npacks = ['{PACKS / 'valid/small.yaml'}']\n")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("folder", "name"), CASES)
def test_what_the_author_is_told(folder, name, beside_small, capsys):
    code = main([*ARGUMENTS[folder], str(PACKS / folder / f"{name}.yaml")])
    told = capsys.readouterr().out
    assert told.replace(f"{PACKS / folder}/", "") == (PACKS / folder / f"{name}.txt").read_text()
    assert code == (folder == "failing" or "warning:" in told)


def test_a_good_pack_is_told_nothing(beside_small, capsys):
    small = str(PACKS / "valid/small.yaml")
    assert main(["rules", "test", "--coverage", "-q", small]) == 0
    assert main(["rules", "lint", "-q", small]) == 0
    assert capsys.readouterr().out == ""


def test_coverage_names_the_alternative_that_no_example_exercises(beside_small, tmp_path, capsys):
    pack = tmp_path / "a.yaml"
    pack.write_text(
        (PACKS / "doubtful/nested-quantifiers.yaml")
        .read_text()
        .replace("pattern: '", "pattern: ['^never here$', '")
        .replace("s$'", "s$']")
    )
    assert main(["rules", "test", "-q", str(pack)]) == 0
    assert main(["rules", "test", "--coverage", "-q", str(pack)]) == 1
    assert f"{pack}:9:15: no example of `wrong/gift-link` exercises `^never here$`" in capsys.readouterr().out
