"""Parquet: only the texts change, and the way back gives the table, its schema and its row groups."""

import io
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.batch.treat import treat
from cleaner.cli.main import main
from cleaner.document import Document
from cleaner.formats import Fields, Options, format_named
from tests.test_formats import CLEANER, DIRTY
from tests.trees import CLEAN, PROSE
from tests.trees import DIRTY as DIRTY_TEXT

KINDS = [
    pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view(),
    pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.int32(), pa.string()),
]  # fmt: skip
CODECS = ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]
METADATA = {"origin": "a scraper", "huggingface": '{"info": {}}'}


def form(**fields):
    return format_named("parquet", Options(fields=Fields(**fields)))


def as_file(table, **how):
    stream = io.BytesIO()
    pq.write_table(table, stream, **how)
    return stream.getvalue()


def rewritten(raw, reader):
    """The file cleaned, and what became of each row that is a document."""
    treated = []

    def become(entry):
        treated.append(treat(entry, CLEANER))
        return treated[-1].output

    target = io.BytesIO()
    reader.rewrite(io.BytesIO(raw), target, become)
    return target.getvalue(), treated


def restored(raw, treated, reader):
    known = {one.entry.row: one for one in treated}

    def become(entry):
        one = known[entry.row]
        if one.state != "cleaned":
            return entry.raw
        return reader.restored(entry.raw, list(zip(one.removals, one.entry.written(one.removals), strict=True)))

    target = io.BytesIO()
    reader.rewrite(io.BytesIO(raw), target, become)
    return target.getvalue()


def shape(raw):
    """All of a file but its values: schema, metadata, row groups, codecs, encodings."""
    file = pq.ParquetFile(io.BytesIO(raw))
    groups = [file.metadata.row_group(index) for index in range(file.num_row_groups)]
    columns = [
        [
            (column.path_in_schema, column.physical_type, column.compression, column.has_dictionary_page)
            for column in map(group.column, range(group.num_columns))
        ]
        for group in groups
    ]
    metadata = {**(file.metadata.metadata or {})}
    if b"ARROW:schema" in metadata:
        metadata[b"ARROW:schema"] = b"as in schema_arrow"  # may be written in several ways
    return (
        str(file.schema).partition("\n")[2],
        file.schema_arrow.to_string(),
        metadata,
        file.metadata.format_version,
        [g.num_rows for g in groups],
        columns,
    )


def table_of(raw):
    file = pq.ParquetFile(io.BytesIO(raw))
    groups = [file.read_row_group(index) for index in range(file.num_row_groups)]
    return pa.concat_tables(groups) if groups else file.read()


@st.composite
def files(draw):
    """Files of a few rows in any way of writing them, the text at the top or in a struct."""
    kind = draw(st.sampled_from(KINDS))
    texts = draw(st.lists(st.one_of(st.none(), DIRTY), max_size=8))
    column = pa.array([None if text is None else text.encode() for text in texts], pa.large_binary())
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type).dictionary_encode().cast(kind)
    else:
        column = column.cast(kind)
    count = len(texts)
    others = {
        "id": pa.array(range(count), pa.int16()),
        "score": pa.array([index / 3 for index in range(count)], pa.float32()),
        "tags": pa.array([["a", None], None, []] * count, pa.list_(pa.string()))[:count],
        "when": pa.array([None, 1] * count, pa.timestamp("us", "UTC"))[:count],
        "price": pa.array([None] * count, pa.decimal128(12, 3)),
    }
    nested = draw(st.booleans())
    if nested:
        mask = pa.array([draw(st.sampled_from([False, False, True])) for _ in range(count)], pa.bool_())
        numbers = pa.array(range(count), pa.int8())
        fields = [pa.field("n", pa.int8(), metadata={"k": "v"}), pa.field("text", kind)]
        column = pa.StructArray.from_arrays([numbers, column], fields=fields, mask=mask)
    names = draw(st.permutations([*others, "page"]))
    table = pa.table({name: others.get(name, column) for name in names})
    raw = as_file(
        table.replace_schema_metadata(draw(st.sampled_from([None, METADATA]))),
        row_group_size=max(count, 1) if "view" in str(kind) else draw(st.integers(1, 4)),  # views can't be parted
        compression=draw(st.sampled_from(CODECS)),
        use_dictionary=draw(st.booleans()),
        version=draw(st.sampled_from(["1.0", "2.4", "2.6"])),
        store_schema=draw(st.booleans()),
    )
    return raw, "page.text" if nested else "page"


@given(files())
def test_any_table_is_cleaned_and_comes_back(case):
    raw, field = case
    reader = form(text=field)
    output, treated = rewritten(raw, reader)
    before, after = table_of(raw), table_of(output)
    assert shape(output) == shape(raw)
    assert after.drop_columns("page").equals(before.drop_columns("page"))
    assert len(treated) == sum(text is not None for text in texts_of(raw, field))
    cleaned = {one.entry.row: one.output for one in treated}
    assert [None if text is None else cleaned[row] for row, text in enumerate(texts_of(raw, field), 1)] == texts_of(
        output, field
    )
    if not any(one.has_changed for one in treated):
        assert output == raw
    back = restored(output, treated, reader)
    assert shape(back) == shape(raw)
    assert table_of(back).schema.equals(before.schema, check_metadata=True)
    assert table_of(back).to_pylist() == before.to_pylist()


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("dirty", [range(0), range(1), range(150, 152), range(200)], ids=str)
def test_a_row_group_that_is_cleaned_piece_by_piece_stays_one(kind, dirty):
    texts = [None if row % 50 == 7 else f"{DIRTY_TEXT if row in dirty else CLEAN}{row % 100}" for row in range(200)]
    column = pa.array(texts).dictionary_encode() if pa.types.is_dictionary(kind) else pa.array(texts)
    raw = as_file(pa.table({"text": column.cast(kind), "n": range(200)}))
    output, treated = rewritten(raw, form())
    assert shape(output) == shape(raw)
    assert [one.entry.row - 1 for one in treated if one.has_changed] == [row for row in dirty if texts[row]]
    assert texts_of(output, "text") == [text and CLEANER.clean(text).text.encode() for text in texts]
    assert table_of(restored(output, treated, form())).to_pylist() == table_of(raw).to_pylist()


def test_a_group_whose_texts_are_many_gigabytes_by_a_dictionary():
    """What stands in the file once can be a text of each row; the library can't write them all out at once."""
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 2200, pa.int32()), [f"{CLEAN}{'x' * 1_000_000}"])
    raw = as_file(pa.table({"text": texts}))
    target = io.BytesIO()
    rows = []
    form().rewrite(io.BytesIO(raw), target, lambda entry: rows.append(entry.row) or entry.raw)
    assert (rows, target.getvalue()) == (list(range(1, 2201)), raw)


def texts_of(raw, field):
    top = field.partition(".")[0]
    column = table_of(raw).column(top)
    values = [value if field == top or value is None else value["text"] for value in column.to_pylist()]
    return [value.encode() if isinstance(value, str) else value for value in values]


@pytest.mark.parametrize(
    "how",
    [
        {"compression": {"id": "gzip", "text": "zstd", "n": "none"}},
        {"use_dictionary": ["id"], "column_encoding": {"text": "DELTA_LENGTH_BYTE_ARRAY", "n": "BYTE_STREAM_SPLIT"}},
        {"write_statistics": ["id"], "write_page_index": True},
        {"sorting_columns": [pq.SortingColumn(0, descending=True)]},
        {"use_deprecated_int96_timestamps": True},
    ],
    ids=" ".join,
)
def test_how_columns_are_written_is_kept(how):
    table = pa.table(
        {
            "id": ["b", "a"],
            "text": [DIRTY_TEXT, "x"],
            "n": pa.array([1.5, 2], pa.float32()),
            "when": pa.array([1, 2], pa.timestamp("ns")),
        }
    )
    raw = as_file(table, **how)
    output, treated = rewritten(raw, form())
    assert [one.state for one in treated] == ["cleaned", "unchanged"]
    before, after = (pq.ParquetFile(io.BytesIO(one)) for one in (raw, output))
    assert after.schema.equals(before.schema)
    for index in range(4):
        old, new = (file.metadata.row_group(0).column(index) for file in (before, after))
        for name in ("compression", "encodings", "is_stats_set", "has_offset_index", "has_dictionary_page"):
            assert getattr(old, name) == getattr(new, name), name
    assert after.metadata.row_group(0).sorting_columns == before.metadata.row_group(0).sorting_columns


def test_only_what_is_a_text_is_cleaned():
    values = pa.array([b"Advert here\nThe ferry.\n", b"Advert here\n\xff", None, b""], pa.binary())
    output, treated = rewritten(as_file(pa.table({"text": values})), form())
    assert [one.state for one in treated] == ["cleaned", "skipped", "unchanged"]
    assert [one.entry.row for one in treated] == [1, 2, 4]
    assert table_of(output).column("text").to_pylist() == [b"The ferry.\n", b"Advert here\n\xff", None, b""]


def test_what_others_than_arrow_write():
    """Spark calls the schema `spark_schema`, and says more of it; in a copy it has the name that the library gives."""
    stream = io.BytesIO()
    with pq.ParquetWriter(stream, pa.schema([("text", pa.string())]), store_schema=False) as writer:
        writer.write_table(pa.table({"text": [DIRTY_TEXT, CLEAN]}))
        writer.add_key_value_metadata({"version": "4.3.0"})
    raw = stream.getvalue()
    head, name, tail = raw.rpartition(b"\x06schema")
    assert name
    output, treated = rewritten(head + b"\x06tables" + tail, form())
    assert [one.state for one in treated] == ["cleaned", "unchanged"]
    assert shape(output) == shape(raw)
    assert pq.ParquetFile(io.BytesIO(output)).metadata.metadata == {b"version": b"4.3.0"}


def test_what_is_known_of_a_row():
    table = pa.table(
        {
            "text": ["The ferry."],
            "key": ["a"],
            "meta": [{"url": "https://example.com/a", "lang": "de", "n": 1}],
            "url": [7],
        }
    )
    (entry,) = form(id="key", url="meta.url", language="meta.lang").entries(io.BytesIO(as_file(table)))
    assert entry.document == Document("The ferry.", id="a", url="https://example.com/a", language="de")
    (entry,) = form().entries(io.BytesIO(as_file(table)))
    assert (entry.document.id, entry.document.url) == (None, None)


@pytest.mark.parametrize(
    ("table", "field", "problem"),
    [
        ({"body": ["x"], "id": [1]}, "text", "no column `text`; name that of the text with --text-field (body, id)"),
        ({"text": [1]}, "text", "the column `text` is no text"),
        ({"text": [["x"]]}, "text", "the column `text` is no text"),
        ({"meta": [{"text": "x"}]}, "meta", "the column `meta` is no text"),
        (
            {"meta": [{"text": "x"}]},
            "meta.body",
            "no column `meta.body`; name that of the text with --text-field (meta)",
        ),
    ],
)
def test_a_table_without_the_text_is_skipped_as_a_whole(table, field, problem):
    raw = as_file(pa.table(table))
    output, (treated,) = rewritten(raw, form(text=field))
    assert (treated.state, treated.reason, output) == ("skipped", problem, raw)


def test_a_column_of_just_that_name_goes_before_a_path():
    table = pa.table({"a": [{"b": DIRTY_TEXT}], "a.b": [DIRTY_TEXT]})
    output, _ = rewritten(as_file(table), form(text="a.b"))
    assert table_of(output).to_pylist() == [{"a": {"b": DIRTY_TEXT}, "a.b": CLEAN}]


class Full:
    """A file on a disk with little space."""

    def __init__(self, error):
        self.left = 3000
        self.error = error

    def write(self, raw):
        self.left -= len(raw)
        if self.left < 0:
            raise self.error


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), BrokenPipeError(32, "Broken pipe"), KeyError("x")]
)
def test_what_writing_raises_is_raised(error):
    raw = as_file(pa.table({"text": [DIRTY_TEXT] * 2000}), row_group_size=100)
    with pytest.raises(type(error)) as caught:
        form().rewrite(io.BytesIO(raw), Full(error), lambda entry: treat(entry, CLEANER).output)
    assert caught.value is error


class TestRun:
    """`cleaner run` and back, hooks and the filter."""

    @pytest.fixture
    def source(self, tmp_path):
        folder = tmp_path / "in"
        folder.mkdir()
        table = pa.table({"id": range(6), "text": [DIRTY_TEXT, None, PROSE, "", DIRTY_TEXT, PROSE]})
        pq.write_table(
            table.replace_schema_metadata(METADATA), folder / "dirty.parquet", row_group_size=2, compression="zstd"
        )
        pq.write_table(pa.table({"text": [PROSE, None]}), folder / "clean.parquet")
        (folder / "broken.parquet").write_bytes((folder / "dirty.parquet").read_bytes()[:-9])
        return folder

    def test_it_cleans_and_back(self, source, tmp_path, small, capsys):
        out, back = tmp_path / "out", tmp_path / "back"
        assert main(["run", str(source), "-o", str(out), *small]) == 1
        assert "broken.parquet: failed: it can't be read as Parquet" in capsys.readouterr().err
        texts = pq.read_table(out / "dirty.parquet").column("text").to_pylist()
        assert texts == [CLEAN, None, PROSE, "", CLEAN, PROSE]
        for name in ("clean.parquet", "broken.parquet"):
            assert (out / name).read_bytes() == (source / name).read_bytes()
        assert main(["restore", str(out), "-o", str(back), "-q"]) == 0
        before, after = (pq.ParquetFile(folder / "dirty.parquet") for folder in (source, back))
        assert after.read().equals(before.read(), check_metadata=True)
        assert shape((back / "dirty.parquet").read_bytes()) == shape((source / "dirty.parquet").read_bytes())

    def test_restore_refuses_a_changed_row(self, source, tmp_path, small, capsys):
        out = tmp_path / "out"
        main(["run", str(source / "dirty.parquet"), "-o", str(out), "-q", *small])
        table = pq.read_table(out / "dirty.parquet")
        pq.write_table(
            table.set_column(1, "text", pa.array(["Edited.", *table.column("text").to_pylist()[1:]])),
            out / "dirty.parquet",
        )
        assert main(["restore", str(out), "-o", str(tmp_path / "back")]) == 1
        assert "dirty.parquet:1: changed since the run wrote it" in capsys.readouterr().err

    def test_hooks(self, source, small, capsys):
        path = source / "dirty.parquet"
        assert main(["check", str(path), *small]) == 1
        assert f"{path}:5: small/advert-label: Advert here" in capsys.readouterr().out
        assert main(["fix", str(path), *small]) == 1
        assert main(["fix", str(path), *small]) == 0
        assert pq.read_table(path).column("text").to_pylist() == [CLEAN, None, PROSE, "", CLEAN, PROSE]

    def test_filter(self, source, small):
        raw = (source / "dirty.parquet").read_bytes()
        program = [sys.executable, "-m", "cleaner", "filter", "--format", "parquet", *small]
        done = subprocess.run(program, input=raw, capture_output=True, check=True)
        assert table_of(done.stdout).column("text").to_pylist()[0] == CLEAN

    def test_a_missing_library_is_asked_for_with_the_command(self, source, tmp_path, small, capsys, monkeypatch):
        monkeypatch.setattr("cleaner.formats.choose.find_spec", lambda name: None)
        format_named.cache_clear()
        try:
            assert main(["run", str(source), "-o", str(tmp_path / "out"), *small]) == 2
        finally:
            format_named.cache_clear()
        assert "pip install 'boilerstrip[parquet]'" in capsys.readouterr().err
        assert not (tmp_path / "out").exists()
