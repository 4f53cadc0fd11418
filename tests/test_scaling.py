"""What docs/scaling.md says: its recipes work, and each way of cleaning gives the same as a run on one machine."""

import json
import re

import pytest

from cleaner import Cleaner
from cleaner.cli.main import main
from cleaner.reports.reading import read_documents
from tests.conftest import ROOT
from tests.trees import PROSE

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

pytestmark = pytest.mark.filterwarnings("default")  # of the engines

RECIPES = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs/scaling.md").read_text("utf-8"), re.M | re.S)
TEXTS = {"a": f"Advertisement\n\n{PROSE}\n", "b": f"{PROSE}\n"}


def texts_in(folder):
    """All texts below a folder by their ids, however they were written."""
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    kind = "parquet" if list(folder.glob("*.parquet")) else "json"
    files = [str(path) for path in folder.iterdir() if ".parquet" in path.name or ".jsonl" in path.name]
    rows = datasets.load_dataset(kind, data_files=files, split="train", cache_dir=str(folder / "cache"))
    return {row["id"]: row["text"] for row in rows}


@pytest.mark.parametrize("engine", ["datasets", "datatrove"])
def test_recipe(engine, tmp_path, monkeypatch):
    pytest.importorskip(engine, reason=f"{engine} is not installed")
    (recipe,) = [one for one in RECIPES if f"from {engine}" in one]
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"id": list(TEXTS), "text": list(TEXTS.values())}), tmp_path / "in/a.parquet")
    monkeypatch.chdir(tmp_path)
    if engine == "datasets":
        import datasets

        monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
        (tmp_path / "out").mkdir()
    exec(compile(recipe, "docs/scaling.md", "exec"), {})
    assert texts_in(tmp_path / "out") == {"a": f"{PROSE}\n", "b": f"{PROSE}\n"}


@pytest.fixture(scope="module")
def local(shared, tmp_path_factory):
    """Documents of the development sets, what a run on this machine makes of their texts, and its removals."""
    folder = tmp_path_factory.mktemp("local")
    paths = sorted((shared / "eval").glob("dev_*.residue.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()[:100]]
    texts = [row["text"] for row in rows]
    (folder / "in.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    assert main(["run", "-q", "--no-installed", str(folder / "in.jsonl"), "-o", str(folder / "out")]) == 0
    cleaned = [json.loads(line)["text"] for line in (folder / "out/in.jsonl").read_text().splitlines()]
    removals = [[] for _ in texts]
    for document in read_documents(folder / "out.report"):
        removals[document.row - 1] = [removal._asdict() for removal in document.removals]
    return texts, cleaned, removals


def the_same(removals, fields):
    """Removals by the fields that both know."""
    return [[{name: one[name] for name in fields} for one in of_text] for of_text in removals]


def test_arrow_gives_the_same(local):
    from cleaner.arrow import CleanBatch

    texts, cleaned, removals = local
    batch = CleanBatch(cleaner=Cleaner(installed=False))(pa.record_batch({"text": texts}))
    assert batch["text"].to_pylist() == cleaned
    told = batch["cleaner_removals"].to_pylist()
    assert told == the_same(removals, ["rule", "category", "start", "end", "text"])


def test_datatrove_gives_the_same(local, tmp_path):
    pytest.importorskip("datatrove", reason="datatrove is not installed")
    from datatrove.data import Document
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.adapters.datatrove import RemoveBoilerplate

    texts, cleaned, removals = local
    step = RemoveBoilerplate(JsonlWriter(str(tmp_path), compression=None), cleaner=Cleaner(installed=False))
    documents = step.run(Document(text, str(number)) for number, text in enumerate(texts))
    assert [document.text for document in documents] == cleaned
    records = (tmp_path / "00000.jsonl").read_text("utf-8").split("\n")[:-1]
    told = [json.loads(record)["metadata"]["cleaner_removals"] for record in records]
    assert told == json.loads(json.dumps(list(filter(None, removals))))
