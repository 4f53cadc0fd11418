"""Invariant 8 and the losslessness of formats: whatever bytes come in, bytes come out, and they can be put back."""

import io
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.api import Cleaner
from cleaner.batch.treat import treat
from cleaner.document import Span
from cleaner.formats import FORMAT_NAMES, Fields, Options, format_named
from cleaner.formats.choose import _BY_SUFFIX as SUFFIXES
from cleaner.reports.patch import FilePatch, feed_document
from tests.conftest import ROOT
from tests.strategies import TEXTS

CLEANER = Cleaner([ROOT / "fixtures/packs/valid/small.yaml"], builtin=False)
LINES = st.sampled_from(
    ["Advert here", "Read also: This", "The ferry (sign up here).", "Most read", "é\U0001f600", "", " "]
)
DIRTY = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\r", "\n\n"])), max_size=8).map(
    lambda lines: "".join(line + ending for line, ending in lines)
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252", "shift_jis"])


def treat_all(raw, form):
    return [treat(entry, CLEANER) for entry in form.entries(io.BytesIO(raw))]


def restored(treated, form):
    if treated.state != "cleaned":
        return treated.output
    removals = treated.cleaned.removals
    return form.restored(treated.output, list(zip(removals, treated.entry.written(removals), strict=True)))


@given(st.one_of(st.binary(max_size=300), TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))), ENCODINGS)
def test_any_bytes_as_text_come_out_and_back(raw, encoding):
    form = format_named("text", Options(encoding=encoding))
    (treated,) = treat_all(raw, form)
    assert restored(treated, form) == raw
    if treated.state != "cleaned":
        assert treated.output == raw


@given(DIRTY, ENCODINGS)
@example("Advert here\nThe ferry.\n", "utf-16")
def test_dirty_texts_in_any_encoding_are_cleaned_and_come_back(text, encoding):
    raw = text.encode(encoding, "ignore")
    form = format_named("text", Options(encoding=encoding))
    (treated,) = treat_all(raw, form)
    assert treated.state in ("cleaned", "unchanged", "skipped")
    assert restored(treated, form) == raw
    if treated.state == "cleaned":
        (again,) = treat_all(treated.output, form)
        assert again.state == "unchanged"


@st.composite
def json_lines(draw):
    """Objects as lines of JSON in any way of writing them, some of them broken."""
    text = draw(st.one_of(DIRTY, TEXTS))
    fields = {
        "id": draw(st.sampled_from([1, "a", None, 1.5])),
        "text": text,
        "x": draw(st.sampled_from([{}, [1], "é", True])),
    }
    line = json.dumps(
        fields,
        ensure_ascii=draw(st.booleans()),
        indent=None,
        separators=draw(st.sampled_from([(",", ":"), (" , ", " : ")])),
    )
    if draw(st.booleans()):
        line = line.replace("A", "\\u0041").replace("/", "\\/")
    cut = draw(st.one_of(st.none(), st.none(), st.integers(0, len(line))))
    return (line[:cut] + draw(st.sampled_from(["\n", "\r\n", "  \n"]))).encode("utf-8", "surrogatepass")


@given(st.lists(json_lines(), max_size=4).map(b"".join))
def test_any_lines_as_jsonl_come_out_and_back(raw):
    form = format_named("jsonl", Options())
    treated = treat_all(raw, form)
    assert b"".join(restored(one, form) for one in treated) == raw
    for one in treated:
        assert one.state in ("unchanged", "cleaned", "skipped")
        if one.state == "cleaned":
            before, after = json.loads(one.entry.raw), json.loads(one.output)
            assert after["text"] == one.cleaned.text
            assert {**before, "text": None} == {**after, "text": None}
            assert list(before) == list(after)


@given(st.binary(max_size=200))
def test_any_bytes_as_jsonl_come_out(raw):
    treated = treat_all(raw, format_named("jsonl", Options()))
    assert b"".join(one.output for one in treated) == raw


@pytest.mark.parametrize("raw", [b"", b"<", b"<html></html>", b"\xff\xfe\x00", b"plain text", b"<p>" * 1000])
def test_bytes_that_are_no_page_are_skipped_or_extracted(raw):
    (treated,) = treat_all(raw, format_named("html", Options()))
    assert treated.state in ("skipped", "unchanged")


def test_the_page_on_formats_names_them_all():
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in page for name in FORMAT_NAMES)
    assert all(f"`{suffix}`" in page for suffix in SUFFIXES)
    assert all(f"| `--{field}-field` |" in page for field in Fields._fields)


NESTED = Fields("page.text", "page.id", "a.b.c", "language")


@pytest.mark.parametrize(
    ("line", "text", "known"),
    [
        ('{"page": {"id": "x", "text": "Advert here\\nA."}, "a": {"b": {"c": "u"}}}', "A.", {"id": "x", "url": "u"}),
        ('{"page": {"text": "A."}, "page.text": "Advert here\\nB."}', "B.", {}),
        ('{"page": {"text": "A."}, "page": {"text" : "Advert here\\n\\u0042."}}', "B.", {}),
        ('{"a": {"b": {"c": "u"}}, "a": {"b": 1}, "page": { "text":"A." }}', "A.", {}),
        ('{"text": "A.", "page": {"page.text": "B."}}', None, {}),
        ('{"page": {"text": "A."}, "page": null}', None, {}),
        ('{"page": "{\\"text\\": \\"A.\\"}"}', None, {}),
        ('{"page": [{"text": "A."}]}', None, {}),
    ],
)
def test_fields_may_be_in_objects(line, text, known):
    form = format_named("jsonl", Options(fields=NESTED))
    (treated,) = treat_all(line.encode(), form)
    assert restored(treated, form) == line.encode()
    if text is None:
        assert treated.reason == "no text in the field `page.text`"
        return
    assert treated.cleaned.text == text
    found = treated.entry.document._asdict()
    assert {name: found[name] for name in ("id", "url", "language") if found[name]} == known


@given(st.lists(json_lines(), max_size=4).map(b"".join), st.integers(1, 60))
def test_lines_of_any_size_come_out_and_back(raw, limit):
    form = format_named("jsonl", Options(max_document=limit))
    treated = treat_all(raw, form)
    assert b"".join(restored(one, form) for one in treated) == raw
    assert [one.entry.row for one in treated if one.entry.row] == list(range(1, raw.count(b"\n") + 1))


def apply_patch(old, patch, sign):
    """The lines of a file after a patch; `sign` is `+` to apply it and `-` to reverse it."""
    drop = {"+": b"-", "-": b"+"}[sign]
    result, position = [], 0
    lines = [line + b"\n" if not line.endswith(b"\n") else line for line in io.BytesIO(old)]
    body = patch.replace(b"\n\\ No newline at end of file\n", b"\x00\n")
    for hunk in body.split(b"\n@@ ")[1:]:
        header, _, rest = hunk.partition(b" @@\n")
        ranges = {part[:1]: part[1:].split(b",") for part in header.split(b" ")}
        start, count = map(int, ranges[drop])
        begin = start - 1 if count else start
        result += lines[position:begin]
        position = begin + count
        for line in io.BytesIO(rest):
            if line[:1] in (b" ", sign.encode()):
                result.append(line[1:])
    text = b"".join(result + lines[position:])
    return text[:-2] if text.endswith(b"\x00\n") else text


@given(st.text(alphabet="ab\n\r", max_size=60), st.data())
def test_a_patch_says_what_the_cuts_do(text, data):
    raw = text.encode()
    edges = sorted(data.draw(st.sets(st.integers(0, len(raw)), max_size=6)))
    cuts = [Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False)]
    new, position = b"", 0
    for start, end in cuts:
        new += raw[position:start]
        position = end
    new += raw[position:]
    stream = io.BytesIO()
    feed_document(FilePatch(stream, "a"), raw, cuts)
    patch = stream.getvalue()
    old_lines = raw if raw.endswith(b"\n") or not raw else raw + b"\x00"
    new_lines = new if new.endswith(b"\n") or not new else new + b"\x00"
    assert apply_patch(old_lines, patch, "+").rstrip(b"\x00") == new
    assert apply_patch(new_lines, patch, "-").rstrip(b"\x00") == raw
