"""Datasets of Hugging Face are cleaned by the recipe of docs/scaling.md, in memory and streaming."""

import pytest

from tests.test_formats import CLEANER
from tests.trees import CLEAN, DIRTY

datasets = pytest.importorskip("datasets", reason="datasets is not installed")
pytest.importorskip("pyarrow", reason="pyarrow is not installed")

from cleaner.arrow import ADDED, CleanBatch  # noqa: E402 - the tests without it are skipped

ROWS = {"text": [DIRTY, CLEAN, None, DIRTY], "n": [1, 2, 3, 4]}
CLEANED = CLEANER.clean(DIRTY).text


@pytest.fixture
def dataset(monkeypatch, tmp_path):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    return datasets.Dataset.from_dict(ROWS)


def check(rows):
    assert [row["text"] for row in rows] == [CLEANED, CLEAN, None, CLEANED]
    assert [row["n"] for row in rows] == ROWS["n"]
    assert [row["cleaner_status"] for row in rows] == ["cleaned", "unchanged", "skipped", "cleaned"]
    assert [row["cleaner_error"] for row in rows] == [None, None, "there is no text", None]
    assert rows[0]["cleaner_removals"][0]["category"] == "promo"


def test_in_memory(dataset):
    cleaned = dataset.with_format("arrow").map(CleanBatch(cleaner=CLEANER), batched=True, batch_size=3)
    assert cleaned.column_names == ["text", "n", *ADDED.names]
    check(list(cleaned.with_format(None)))


def test_in_processes(dataset):
    cleaned = dataset.with_format("arrow").map(CleanBatch(cleaner=CLEANER), batched=True, num_proc=2)
    check(list(cleaned.with_format(None)))


def test_streaming(dataset):
    stream = dataset.to_iterable_dataset(num_shards=2).with_format("arrow")
    check(list(stream.map(CleanBatch(cleaner=CLEANER), batched=True, batch_size=3).with_format(None)))
