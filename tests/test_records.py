"""The records of a run: where they stand, what they say, and that they are read back as they were written."""

import json
from pathlib import PurePath

import jsonschema
import pytest

from cleaner.batch import units
from cleaner.cli.main import main
from cleaner.formats import compression_of, opened
from cleaner.reports.layout import records_of_folder, records_of_shard
from cleaner.reports.reading import RecordedDocument, RecordsError, read_documents
from cleaner.reports.records import removal_of
from tests.trees import DIRTY, contents, make_tree, records_of, report_of, told_by


@pytest.fixture
def out(tmp_path, small, monkeypatch):
    monkeypatch.setattr(units, "_LINES_BYTES", 2000)
    monkeypatch.setattr(units, "_LINES_BYTES_COMPRESSED", 100)
    source = make_tree(tmp_path / "in")
    rows = b"".join(json.dumps({"text": DIRTY, "n": n}).encode() + b"\n" for n in range(60))
    (source / "deep/shard.jsonl").write_bytes(rows)
    for suffix in (".gz", ".zst", ".xz"):
        path = source / f"shard.jsonl{suffix}"
        path.write_bytes(compression_of(path).compress(rows))
    (source / "broken.jsonl.gz").write_bytes(b"no stream of gzip" * 20)
    assert main(["run", str(source), "-o", str(tmp_path / "out"), "-q", *small]) == 1
    return tmp_path / "out"


def test_a_shard_has_its_own_and_a_folder_shares_one(out):
    found = {name for name, content in contents(report_of(out) / "records").items() if content is not None}
    assert found == {
        "_files.jsonl",
        "deep/shard.jsonl",
        "deep/er/_files.jsonl",
        "broken.jsonl.gz",
        "shard.jsonl.gz",
        "shard.jsonl.xz",
        "shard.jsonl.zst",
    }


@pytest.mark.parametrize(
    ("path", "records"),
    [
        ("a.jsonl", "a.jsonl"),
        ("x/a.jsonl.zst", "x/a.jsonl.zst"),
        ("a.parquet", "a.parquet.records.jsonl"),
        ("a.warc.gz", "a.warc.gz.records.jsonl.gz"),
        ("_files.jsonl", "_files.jsonl.records.jsonl"),
        ("_files.jsonl.gz", "_files.jsonl.gz.records.jsonl.gz"),
        ("a.parquet.records.jsonl", "a.parquet.records.jsonl.records.jsonl"),
    ],
)
def test_no_two_files_have_the_same_records(path, records):
    assert records_of_shard(PurePath(path)).as_posix() == f"records/{records}"
    assert records_of_folder(PurePath(path).parent) != records_of_shard(PurePath(path))


def test_all_records_are_of_the_schema(out, root):
    schema = jsonschema.Draft202012Validator(json.loads((root / "docs/records.schema.json").read_text()))
    found = records_of(out)
    assert {record["type"] for record in found} == {"header", "document", "removal"}
    for record in found:
        schema.validate(record)
        with pytest.raises(jsonschema.ValidationError):
            schema.validate({**record, "colour": "red"})


def test_they_are_read_as_they_are_written(out):
    written = [record for record in records_of(out) if record["type"] != "header"]
    read = list(read_documents(report_of(out)))
    assert len(read) == sum(record["type"] == "document" for record in written)
    assert sum(len(one.removals) for one in read) == sum(record["type"] == "removal" for record in written)
    by_place = {(one.path, one.row): one for one in read}
    for record in written:
        one = by_place[record["path"], record["row"]]
        if record["type"] == "removal":
            assert removal_of(record) in zip(one.removals, one.written, strict=True)
        else:
            assert (one.state, one.sha256_in, list(one.marks)) == (
                record["state"],
                record["sha256-in"],
                record["marks"],
            )


def test_the_documents_of_a_file_come_together_and_in_order(out):
    places = [(one.path, one.row or 0) for one in read_documents(report_of(out))]
    order = list(dict.fromkeys(path for path, _ in places))
    assert places == sorted(places, key=lambda place: (order.index(place[0]), place[1]))


def test_a_file_that_failed_is_among_them(out):
    (failed,) = (one for one in read_documents(report_of(out)) if one.state == "failed")
    assert failed == RecordedDocument(
        "broken.jsonl.gz", None, None, "jsonl", None, None, None, None, "failed",
        failed.reason, (), (), "",
    )  # fmt: skip
    assert "the gzip stream is damaged" in failed.reason


class TestManyOfASmallFile:
    """They are not held, but go to a file of their own, as those of a shard do."""

    @pytest.fixture
    def source(self, tmp_path):
        source = tmp_path / "many.jsonl"
        source.write_text('{"text": "Advert here\\nThe ferry."}\n' * 5000)
        return source

    def test_they_have_a_file(self, source, tmp_path, small):
        out = tmp_path / "out"
        assert main(["run", str(source), "-o", str(out), "-q", *small]) == 0
        assert contents(report_of(out) / "records").keys() == {"many.jsonl"}
        assert len(list(read_documents(report_of(out)))) == 5000
        assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 0
        assert (tmp_path / "back/many.jsonl").read_bytes() == source.read_bytes()

    def test_of_a_file_that_fails_nothing_is_left(self, source, tmp_path, small):
        path = tmp_path / "broken.jsonl.gz"
        path.write_bytes(compression_of(path).compress(source.read_bytes())[:-4])
        out = tmp_path / "out"
        assert main(["run", str(path), "-o", str(out), "-q", *small]) == 1
        assert contents(report_of(out) / "records").keys() == {"_files.jsonl"}
        assert [one.state for one in read_documents(report_of(out))] == ["failed"]


class TestDolma:
    """Attributes in lockstep with the original documents, from which a mixer cuts their spans."""

    @pytest.fixture
    def source(self, tmp_path, monkeypatch):
        monkeypatch.setattr(units, "_LINES_BYTES", 2000)
        monkeypatch.setattr(units, "_LINES_BYTES_COMPRESSED", 100)
        folder = tmp_path / "documents"
        (folder / "x").mkdir(parents=True)
        texts = [DIRTY, "\U0001f600 Caf\u00e9 (sign up here).\n" + DIRTY, "The ferry sails.\n"] * 10
        rows = b"".join(json.dumps({"id": f"a{n}", "text": text}).encode() + b"\n" for n, text in enumerate(texts))
        (folder / "small.jsonl").write_bytes(rows[: rows.index(b"a5") - 8])
        (folder / "x/big.jsonl").write_bytes(rows)
        for suffix in (".gz", ".zst"):
            path = folder / f"big.jsonl{suffix}"
            path.write_bytes(compression_of(path).compress(rows))
        (folder / "text.txt").write_text(DIRTY)
        return folder

    def test_what_a_mixer_makes_of_them(self, source, tmp_path, small):
        out = tmp_path / "out"
        assert main(["run", str(source), "-o", str(out), "-q", "--records", "dolma", *small]) == 0
        attributes = report_of(out) / "attributes/boilerstrip"
        found = {name for name, content in contents(attributes).items() if content is not None}
        assert found == {"small.jsonl", "x/big.jsonl", "big.jsonl.gz", "big.jsonl.zst"}
        for name in found:
            with opened(source / name) as one, opened(attributes / name) as two, opened(out / name) as three:
                for line, told, cleaned in zip(one, two, three, strict=True):
                    assert mixed(json.loads(line), json.loads(told)) == json.loads(cleaned)["text"]

    def test_without_the_wish_there_are_none(self, source, tmp_path, small):
        assert main(["run", str(source), "-o", str(tmp_path / "out"), "-q", *small]) == 0
        assert not (tmp_path / "out.report/attributes").exists()

    def test_a_wish_that_comes_later_is_granted(self, source, tmp_path, small):
        out = tmp_path / "out"
        assert main(["run", str(source), "-o", str(out), "-q", *small]) == 0
        assert main(["run", str(source), "-o", str(out), "-q", "--records", "dolma", *small]) == 0
        assert main(["run", str(source), "-o", str(tmp_path / "two"), "-q", "--records", "dolma", *small]) == 0
        assert told_by(out) == told_by(tmp_path / "two")

    def test_a_wish_that_is_gone_is_heeded(self, source, tmp_path, small):
        out = tmp_path / "out"
        assert main(["run", str(source), "-o", str(out), "-q", "--records", "dolma", *small]) == 0
        (source / "x/big.jsonl").unlink()
        (out / "x/big.jsonl").unlink()
        assert main(["run", str(source), "-o", str(out), "-q", "--records", "dolma", *small]) == 0
        assert not (report_of(out) / "attributes/boilerstrip/x/big.jsonl").exists()
        assert main(["run", str(source), "-o", str(out), "-q", *small]) == 0
        assert main(["run", str(source), "-o", str(tmp_path / "two"), "-q", *small]) == 0
        assert told_by(out).keys() - told_by(tmp_path / "two").keys() <= {"attributes", "records/x"}


def mixed(document, told):
    """The text without the spans, as the mixer of Dolma makes it: by characters, if the ids are the same."""
    assert told["id"] == document["id"]
    spans = [span for name, spans in told["attributes"].items() if name != "boilerstrip__removed" for span in spans]
    assert sorted(spans) == told["attributes"]["boilerstrip__removed"]
    text = document["text"]
    for start, end, score in sorted(spans, reverse=True):
        assert 0 < score <= 1
        text = text[:start] + text[end:]
    return text


@pytest.mark.parametrize("name", ["_files.jsonl", "deep/shard.jsonl", "shard.jsonl.zst"])
class TestWhatCantBeRead:
    """Records that are damaged, gone or of another time are not taken for all there are."""

    def test_missing(self, out, name):
        (report_of(out) / "records" / name).unlink()
        with pytest.raises(RecordsError, match="the records can't be read, as of "):
            list(read_documents(report_of(out)))

    def test_cut_short(self, out, name):
        path = report_of(out) / "records" / name
        path.write_bytes(path.read_bytes()[:-20])
        with pytest.raises(RecordsError, match=r"not a record; the file is damaged or cut short|is cut short"):
            list(read_documents(report_of(out)))

    def test_of_another_version(self, out, name):
        path = report_of(out) / "records" / name
        raw = b'{"type": "header", "version": 99}\n'
        path.write_bytes(raw if compression_of(path) is None else compression_of(path).compress(raw))
        with pytest.raises(RecordsError, match="records of version 99, not 1"):
            list(read_documents(report_of(out)))
