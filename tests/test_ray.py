"""Ray Data on a local cluster: what it gives, and that a bad document never loses its block."""

import json
import runpy
import sys

import pytest

from tests.test_formats import CLEANER
from tests.trees import CLEAN, DIRTY, PROSE

ray = pytest.importorskip("ray", reason="ray is not installed")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

from cleaner.adapters.ray import clean_dataset, clean_parquet  # noqa: E402 - the tests without it are skipped
from cleaner.arrow import CleanBatch  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("default"),  # of the engine
    pytest.mark.xdist_group("engines"),  # two clusters at a time would wait for each other
]

CLEANED = CLEANER.clean(DIRTY).text


@pytest.fixture(scope="module", autouse=True)
def cluster():
    """Four processors by name: reading, looking for what is done, cleaning and writing each want one."""
    ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


def test_a_bad_document_never_loses_its_block():
    rows = {"text": [DIRTY.encode(), b"\xff", None, CLEAN.encode()] * 50, "n": list(range(200))}
    dataset = ray.data.from_arrow(pa.table({**rows, "text": pa.array(rows["text"], pa.binary())}))
    table = pa.concat_tables(ray.get(clean_dataset(dataset, cleaner=CLEANER).to_arrow_refs())).sort_by("n")
    assert table["n"].to_pylist() == rows["n"]
    assert table["cleaner_status"].to_pylist() == ["cleaned", "skipped", "skipped", "unchanged"] * 50
    assert table["text"].to_pylist() == [CLEANED.encode(), b"\xff", None, CLEAN.encode()] * 50


def test_files_are_cleaned_and_what_is_done_is_not_done_again(tmp_path):
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    places = (str(source), str(target))
    for number in range(2):
        pq.write_table(
            pa.table({"id": [f"{number}/{row}" for row in range(3)], "text": [DIRTY] * 3}), source / f"{number}.parquet"
        )
        clean_parquet(*places, id="id", checkpoint=str(tmp_path / "done"), cleaner=CLEANER)
    table = pq.read_table(target)
    assert sorted(table["id"].to_pylist()) == [f"{number}/{row}" for number in range(2) for row in range(3)]
    assert set(table["text"].to_pylist()) == {CLEANED}


def test_the_example(tmp_path, root, monkeypatch):
    (tmp_path / "in").mkdir()
    text = f"Advertisement\n\n{PROSE}\n"
    pq.write_table(pa.table({"id": ["a", "b"], "text": [text, f"{PROSE}\n"]}), tmp_path / "in/a.parquet")
    monkeypatch.setattr(sys, "argv", ["ray_clean.py", str(tmp_path / "in"), str(tmp_path / "out")])
    runpy.run_path(str(root / "docs/examples/ray_clean.py"))
    assert pq.read_table(tmp_path / "out/texts")["text"].to_pylist() == [f"{PROSE}\n"] * 2


def test_it_gives_what_the_step_gives(shared):
    paths = sorted((shared / "eval").glob("dev_*.residue.jsonl"))
    texts = [json.loads(line)["text"] for path in paths for line in path.read_text("utf-8").splitlines()[:50]]
    table = pa.table({"text": texts, "n": list(range(len(texts)))})
    cleaned = pa.concat_tables(ray.get(clean_dataset(ray.data.from_arrow(table).repartition(4)).to_arrow_refs()))
    assert cleaned.sort_by("n").to_pylist() == CleanBatch()(table).to_pylist()
