"""The committed schema and reference are those of the code, and editors find them."""

import json

import pytest
from jsonschema import Draft202012Validator

from cleaner.cli.main import main
from cleaner.packs.yaml_source import YamlSource
from tests.conftest import ROOT

PACKS = sorted((ROOT / "rules").rglob("*.yaml"))


@pytest.mark.parametrize(
    ("arguments", "path"),
    [(["rules", "schema"], "rules/schema.json"), (["rules", "schema", "--markdown"], "docs/rules.md")],
)
def test_the_committed_file_is_current(arguments, path, capsys):
    assert main(arguments) == 0
    assert capsys.readouterr().out == (ROOT / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def validator():
    schema = json.loads((ROOT / "rules/schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.relative_to(ROOT / "rules").as_posix())
def test_the_schema_accepts_every_pack(validator, path):
    value = YamlSource.read(path.name, path.read_text(encoding="utf-8")).value
    assert [error.message for error in validator.iter_errors(value)] == []


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.relative_to(ROOT / "rules").as_posix())
def test_every_pack_tells_editors_its_schema(path):
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../schema.json\n")


@pytest.mark.parametrize(
    "name", ["unknown-key", "unknown-kind", "text-for-a-number", "missing-examples", "empty-near-misses"]
)
def test_the_schema_refuses_what_the_program_refuses(validator, name):
    path = ROOT / "fixtures/packs/invalid" / f"{name}.yaml"
    assert list(validator.iter_errors(YamlSource.read(path.name, path.read_text()).value))
