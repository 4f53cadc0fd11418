"""Cleaning over Arrow: what becomes of a row is told in the row, and nothing else of a batch is touched."""

import pickle
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.removal import Removal, restore
from tests.strategies import TEXTS
from tests.test_formats import CLEANER
from tests.trees import CLEAN, DIRTY

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

from cleaner.arrow import ADDED, CleanBatch, clean_batch  # noqa: E402 - it needs pyarrow

KINDS = [
    pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view(),
    pa.dictionary(pa.int8(), pa.string()),
]  # fmt: skip
POISON = [b"\xff\xfe", b"\xed\xa0\x80 a lone surrogate", None, b"x" * 5_000]


@pytest.fixture
def small():
    """A cleaner with the small pack."""
    return CLEANER


def column(batch, name):
    return batch.column(f"cleaner_{name}").to_pylist()


def restored(text, removals):
    spans = [Removal(one["start"], one["end"], one["text"], "", (), "", "", 1, "") for one in removals]
    return restore(text, spans)


def buffers(array):
    return [buffer and (buffer.address, buffer.size) for buffer in array.buffers()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("make", [pa.RecordBatch, pa.Table], ids=["batch", "table"])
def test_texts_are_cleaned_in_their_type(make, kind, small):
    batch = make.from_arrays([pa.array([DIRTY, CLEAN, None]).cast(kind)], names=["text"])
    cleaned = clean_batch(batch, cleaner=small)
    assert type(cleaned) is make
    assert cleaned.schema == CleanBatch(cleaner=small).schema(batch.schema)
    texts = cleaned.column("text").cast(pa.string()).to_pylist()
    assert texts == [small.clean(DIRTY).text, CLEAN, None]
    assert column(cleaned, "status") == ["cleaned", "unchanged", "skipped"]
    assert column(cleaned, "error") == [None, None, "there is no text"]
    assert restored(texts[0], column(cleaned, "removals")[0]) == DIRTY


def test_removals_say_what_went_and_why(small):
    (removals,) = column(clean_batch(pa.record_batch({"text": [DIRTY]}), cleaner=small), "removals")
    expected = small.clean(DIRTY).removals
    assert removals == [{name: getattr(one, name) for name in removals[0]} for one in expected]


def test_all_else_is_the_very_same(small):
    others = {"n": pa.array([1, None, 3]), "s": pa.array(["a", None, "c"]), "l": pa.array([[1], [], None])}
    batch = pa.record_batch({"text": pa.array([DIRTY, CLEAN, DIRTY]), **others}).replace_schema_metadata({"by": "me"})
    for cleaned in (clean_batch(batch, cleaner=small), clean_batch(pa.table(batch), cleaner=small).to_batches()[0]):
        assert [buffers(cleaned.column(name)) for name in others] == [buffers(batch.column(name)) for name in others]
        assert cleaned.schema.metadata == {b"by": b"me"}


def test_texts_of_which_none_changes_are_not_copied(small):
    batch = pa.record_batch({"text": [CLEAN, CLEAN]})
    assert buffers(clean_batch(batch, cleaner=small).column("text")) == buffers(batch.column("text"))


def test_chunks_stay_as_they_are(small):
    table = pa.table({
        "text": pa.chunked_array([[CLEAN], [], [DIRTY, CLEAN]], pa.string()),
        "n": pa.chunked_array([[1, 2], [3]]),
        "url": pa.chunked_array([[None, "https://example.com/a"], ["https://example.com/b"]]),
    })  # fmt: skip
    cleaned = clean_batch(table, url="url", cleaner=small)
    assert [len(chunk) for chunk in cleaned.column("text").chunks] == [1, 0, 2]
    assert buffers(cleaned.column("text").chunk(0)) == buffers(table.column("text").chunk(0))
    assert column(cleaned, "status") == ["unchanged", "cleaned", "unchanged"]


@pytest.mark.parametrize("make", [pa.RecordBatch, pa.Table], ids=["batch", "table"])
def test_nothing_comes_of_nothing(make, small):
    empty = make.from_arrays([pa.array([], pa.string())], names=["text"])
    assert clean_batch(empty, cleaner=small).schema == pa.schema([*empty.schema, *ADDED])
    assert clean_batch(pa.table(empty.schema.empty_table()), cleaner=small).num_rows == 0


def test_slices_begin_where_they_begin(small):
    batch = pa.record_batch({"text": [CLEAN, DIRTY, CLEAN], "page": [{"text": text} for text in (CLEAN, DIRTY, CLEAN)]})
    for name in ("text", "page.text"):
        cleaned = clean_batch(batch.slice(1), text=name, cleaner=small)
        assert column(cleaned, "status") == ["cleaned", "unchanged"]
        assert clean_batch(batch.slice(0, 1), text=name, cleaner=small).select(["text", "page"]) == batch.slice(0, 1)


def test_a_bad_row_says_so_and_harms_no_other(small):
    batch = pa.record_batch(
        {"text": pa.array([DIRTY.encode(), *POISON], pa.binary()), "id": ["a", "b", "c", "d", None]}
    )
    cleaned = clean_batch(batch, id="id", max_document=4_000, cleaner=small)
    assert cleaned["text"].to_pylist() == [small.clean(DIRTY).text.encode(), *POISON]
    assert column(cleaned, "status") == ["cleaned", "skipped", "skipped", "skipped", "skipped"]
    assert column(cleaned, "error") == [
        None, "b: not utf-8 (byte 0)", "c: not utf-8 (byte 0)", "d: there is no text", "larger than 0.004 MB",
    ]  # fmt: skip


def test_what_is_no_utf8_in_a_column_of_strings_is_not_raised(small):
    text = pa.array([b"\xff", DIRTY.encode()]).cast(pa.string(), safe=False)
    cleaned = clean_batch(pa.record_batch({"text": text, "url": text}), url="url", cleaner=small)
    assert column(cleaned, "status") == ["skipped", "cleaned"]
    assert cleaned["text"].cast(pa.binary()).to_pylist() == [b"\xff", small.clean(DIRTY).text.encode()]


@pytest.mark.parametrize(
    ("values", "error"),
    [([1, 2], "it is no text but int64"), ([None, None], "there is no text"), ([["a"], []], "it is no")],
)
def test_a_column_of_another_type_has_no_texts(values, error, small):
    batch = pa.record_batch({"text": values})
    cleaned = clean_batch(batch, cleaner=small)
    assert cleaned.select(["text"]) == batch
    assert column(cleaned, "status") == ["skipped", "skipped"]
    assert all(one.startswith(error) for one in column(cleaned, "error"))


@pytest.mark.parametrize(
    ("columns", "named", "message"),
    [
        ({"body": ["a"]}, {}, r"no column `text` \(body\)"),
        ({"text": ["a"]}, {"url": "link"}, r"no column `link` \(text\)"),
        ({"text": ["a"], "url": [[1]]}, {"url": "url"}, "the column `url` is no text but list"),
        ({"text": ["a"], "cleaner_error": ["b"]}, {}, "there is a column `cleaner_error` already"),
    ],
)
def test_a_mistake_of_the_caller_is_said(columns, named, message, small):
    with pytest.raises(ValueError, match=message):
        clean_batch(pa.record_batch(columns), cleaner=small, **named)


def test_sites_and_languages_choose_packs():
    texts, urls, languages = [DIRTY] * 3, ["https://example.com/a", None, "not a url ["], ["de", None, "??"]
    batch = pa.record_batch({"text": texts, "url": urls, "language": languages})
    cleaner = Cleaner()
    cleaned = clean_batch(batch, url="url", language="language", cleaner=cleaner)
    expected = [cleaner.clean(*known).text for known in zip(texts, urls, languages, strict=True)]
    assert cleaned["text"].to_pylist() == expected


def test_a_step_travels_with_its_rules(small):
    step = pickle.loads(pickle.dumps(CleanBatch(cleaner=small)))
    assert step(pa.record_batch({"text": [DIRTY]}))["text"].to_pylist() == [small.clean(DIRTY).text]
    assert CleanBatch().cleaner is CleanBatch().cleaner


def test_batches_come_one_after_the_other(small):
    batch = pa.record_batch({"text": [DIRTY]})
    assert list(CleanBatch(cleaner=small).batches(iter([batch, batch]))) == [clean_batch(batch, cleaner=small)] * 2


@given(
    st.lists(
        st.one_of(st.none(), TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary()), max_size=8
    )
)
def test_every_row_comes_back_and_can_be_restored(raws):
    batch = pa.record_batch({"text": pa.array(raws, pa.binary()), "n": list(range(len(raws)))})
    cleaned = clean_batch(batch, cleaner=CLEANER)
    assert cleaned["n"].equals(batch["n"])
    for raw, after, status, error, removals in zip(
        raws, cleaned["text"].to_pylist(), column(cleaned, "status"), column(cleaned, "error"), column(cleaned, "removals"),
        strict=True,
    ):  # fmt: skip
        assert (status in {"held", "skipped", "failed"}) == (error is not None)
        assert bool(removals) == (status == "cleaned")
        assert all(one["end"] <= other["start"] for one, other in pairwise(removals))
        assert (restored(after.decode(), removals).encode() if removals else after) == raw
        if raw is not None and status == "unchanged":
            assert CLEANER.clean(raw.decode()).text == raw.decode()
