"""The step in real pipelines of datatrove: what it gives, what it writes down, and what a rank leaves that failed."""

import gc
import gzip
import io
import json

import pytest

from cleaner.removal import Removal, restore
from tests.test_formats import CLEANER
from tests.trees import CLEAN, DIRTY

pytest.importorskip("datatrove", reason="datatrove is not installed")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

from datatrove.data import Document  # noqa: E402 - the tests without it are skipped
from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.readers import JsonlReader, ParquetReader, WarcReader  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter  # noqa: E402

from cleaner.adapters.datatrove import RemoveBoilerplate  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # of the engine, and of what it is made of

CLEANED = CLEANER.clean(DIRTY).text
EMPTY = "Advert here\n"


class Failing:
    """A step that fails in one rank as long as a file is there, after it let a document pass."""

    def __init__(self, switch, rank):
        self.switch = switch
        self.rank = rank

    def __call__(self, data, rank=0, world_size=1):
        for document in data:
            yield document
            if rank == self.rank and self.switch.exists():
                raise OSError("the disk is gone")


def lines_of(folder):
    """What was written by all ranks."""
    return [json.loads(line) for path in sorted(folder.rglob("*.gz")) for line in gzip.open(path, "rt")]


def write_shards(folder, shards):
    folder.mkdir()
    for number, texts in enumerate(shards):
        rows = [json.dumps({"id": f"{number}/{row}", "text": text, "n": row}) for row, text in enumerate(texts)]
        (folder / f"{number}.jsonl").write_text("\n".join(rows) + "\n")
    return folder


def pipeline(tmp_path, reader, **options):
    step = RemoveBoilerplate(JsonlWriter(str(tmp_path / "records")), cleaner=CLEANER, **options)
    return [reader, step, JsonlWriter(str(tmp_path / "out"))]


def run(tmp_path, steps, tasks=1, workers=1):
    LocalPipelineExecutor(steps, tasks=tasks, workers=workers, logging_dir=str(tmp_path / "logs")).run()
    stats = json.loads((tmp_path / "logs/stats.json").read_text())
    counts = next(one["stats"] for one in stats if "Boilerplate" in one["name"])
    return {name: count["total"] if isinstance(count, dict) else count for name, count in counts.items()}


def steps(*documents, **options):
    step = RemoveBoilerplate(cleaner=CLEANER, **options)
    return list(step.run([Document(text, str(number)) for number, text in enumerate(documents)])), step.stats.stats


def test_a_text_is_cleaned():
    assert RemoveBoilerplate(cleaner=CLEANER).format(DIRTY) == CLEANED


@pytest.mark.parametrize("workers", [1, 2])
def test_jsonl_in_several_ranks(tmp_path, workers):
    source = write_shards(tmp_path / "in", [[DIRTY, CLEAN], [DIRTY, DIRTY, CLEAN]])
    counts = run(tmp_path, pipeline(tmp_path, JsonlReader(str(source))), tasks=2, workers=workers)
    assert [one["text"] for one in lines_of(tmp_path / "out")] == [CLEANED, CLEAN, CLEANED, CLEANED, CLEAN]
    assert [one["metadata"]["n"] for one in lines_of(tmp_path / "out")] == [0, 1, 0, 1, 2]
    assert (counts["total"], counts["cleaned"], counts["unchanged"]) == (5, 3, 2)
    assert (counts["rule_small/advert-label"], counts["removed_characters"]) == (3, 3 * (len(DIRTY) - len(CLEANED)))
    assert {name for name in counts if name.startswith("category_")} == {"category_promo", "category_related"}


def test_records_lead_back(tmp_path):
    source = write_shards(tmp_path / "in", [[DIRTY, CLEAN]])
    run(tmp_path, pipeline(tmp_path, JsonlReader(str(source))))
    (record,) = lines_of(tmp_path / "records")
    told = record["metadata"]["cleaner_removals"]
    removals = [Removal(**{**one, "also": tuple(one["also"])}) for one in told]
    assert restore(CLEANED, removals) == DIRTY
    assert record["id"] == "0/0"
    assert record["text"] == "".join(removal.text for removal in removals)
    assert (record["metadata"]["cleaner_status"], record["metadata"]["n"]) == ("cleaned", 0)


def test_parquet(tmp_path):
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"id": ["a", "b"], "text": [DIRTY, CLEAN]}), tmp_path / "in/a.parquet")
    run(tmp_path, pipeline(tmp_path, ParquetReader(str(tmp_path / "in"))))
    assert [one["text"] for one in lines_of(tmp_path / "out")] == [CLEANED, CLEAN]


def test_texts_of_warc(tmp_path):
    pytest.importorskip("magic", reason="there is no libmagic", exc_type=ImportError)
    from warcio.warcwriter import WARCWriter

    (tmp_path / "in").mkdir()
    with (tmp_path / "in/a.warc.wet.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        record = writer.create_warc_record(
            "https://example.com/ferry", "conversion", payload=io.BytesIO(DIRTY.encode()), length=len(DIRTY.encode()),
            warc_content_type="text/plain", warc_headers_dict={"WARC-Identified-Payload-Type": "text/plain"},
        )  # fmt: skip
        writer.write_record(record)
    run(tmp_path, pipeline(tmp_path, WarcReader(str(tmp_path / "in"))))
    (document,) = lines_of(tmp_path / "out")
    assert (document["text"], document["metadata"]["url"]) == (CLEANED, "https://example.com/ferry")


def test_a_rank_that_failed_is_done_again(tmp_path):
    source, switch = write_shards(tmp_path / "in", [[DIRTY] * 3, [DIRTY] * 3]), tmp_path / "switch"
    switch.touch()
    reader, step, writer = pipeline(tmp_path, JsonlReader(str(source)))
    with pytest.raises(OSError, match="the disk is gone"):
        run(tmp_path, [reader, step, Failing(switch, 1), writer], tasks=2)
    assert [path.name for path in (tmp_path / "logs/completions").iterdir()] == ["00000"]
    gc.collect()  # what a process ends by, which fails: its files are closed
    switch.unlink()
    first = (tmp_path / "out/00000.jsonl.gz").stat().st_mtime_ns
    reader, step, writer = pipeline(tmp_path, JsonlReader(str(source)))
    run(tmp_path, [reader, step, Failing(switch, 1), writer], tasks=2)
    assert (tmp_path / "out/00000.jsonl.gz").stat().st_mtime_ns == first
    assert [one["text"] for one in lines_of(tmp_path / "out")] == [CLEANED] * 6
    assert len(lines_of(tmp_path / "records")) == 6


def test_documents_that_come_out_empty_are_kept():
    documents, counts = steps(EMPTY, CLEAN)
    assert [one.text for one in documents] == ["", CLEAN]
    assert (counts["empty"].total, counts["forwarded"].total) == (1, 2)


def test_documents_that_come_out_empty_go_where_they_are_wanted(tmp_path):
    documents, counts = steps(EMPTY, CLEAN, exclusion_writer=JsonlWriter(str(tmp_path)))
    assert [one.text for one in documents] == [CLEAN]
    assert [one["text"] for one in lines_of(tmp_path)] == [EMPTY]
    assert (counts["empty"].total, counts["forwarded"].total, counts["dropped"].total) == (1, 1, 1)


def test_a_bad_document_says_so_and_harms_no_other(tmp_path):
    poison = ["\ud800 alone", None, 7, "x" * 5_000]
    documents, counts = steps(DIRTY, *poison, DIRTY, max_document=4_000, records=JsonlWriter(str(tmp_path)))
    assert [one.text for one in documents] == [CLEANED, *poison, CLEANED]
    assert (counts["skipped"].total, counts["cleaned"].total) == (4, 2)
    told = [(one["id"], one["text"]) for one in lines_of(tmp_path) if one["metadata"]["cleaner_error"]]
    assert told == [
        ("1", "not utf-8 (byte 0)"), ("2", "it is no text but NoneType"), ("3", "it is no text but int"),
        ("4", "larger than 0.004 MB"),
    ]  # fmt: skip


def test_what_is_known_of_a_document_chooses_packs():
    class Asked:
        def clean(self, text, url, language):
            asked.append((url, language))
            return CLEANER.clean(text)

    asked = []
    step = RemoveBoilerplate(url="link", cleaner=Asked())
    known = [{"link": "https://example.com", "language": "de"}, {"url": "https://example.com", "language": 7}]
    list(step.run([Document(CLEAN, "", metadata=one) for one in known]))
    assert asked == [("https://example.com", "de"), (None, None)]
