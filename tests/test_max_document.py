"""Documents above a size are skipped and told of, in every format, and not even held in memory."""

import io
import json
import lzma
import random
import subprocess
import sys
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cleaner.batch import units
from cleaner.batch.treat import treat
from cleaner.cli.main import main
from cleaner.formats import Options, compression_of, format_named, opened
from tests.test_formats import CLEANER
from tests.test_warc import HTML, PAGE, chunked, record, response
from tests.trees import CLEAN, DIRTY

LIMIT = 1000
LARGE = DIRTY * 10
REASON = "larger than 0.001 MB (--max-document)"


def as_parquet(texts):
    stream = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), stream)
    return stream.getvalue()


def as_lines(texts):
    return b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)


@pytest.mark.parametrize(
    ("name", "raw", "states"),
    [
        ("text", DIRTY.encode(), ["cleaned"]),
        ("text", LARGE.encode(), ["skipped"]),
        ("markdown", LARGE.encode(), ["skipped"]),
        ("html", PAGE + b" " * LIMIT, ["skipped"]),
        ("jsonl", as_lines([DIRTY, LARGE, DIRTY]), ["cleaned", "skipped", "cleaned"]),
        ("jsonl", as_lines([LARGE])[:-1], ["skipped"]),
        ("parquet", as_parquet([DIRTY, LARGE, None, DIRTY]), ["cleaned", "skipped", "cleaned"]),
        ("warc", b"".join(record("conversion", text.encode()) for text in (DIRTY, LARGE)) + response(PAGE), ["cleaned", "skipped", "cleaned"]),
    ],
)  # fmt: skip
def test_it_is_skipped(name, raw, states):
    form = format_named(name, Options(max_document=LIMIT))
    treated = []

    def become(entry):
        treated.append(treat(entry, CLEANER))
        return treated[-1].output

    target = io.BytesIO()
    form.rewrite(io.BytesIO(raw), target, become)
    told = [one for one in treated if one.entry.document or one.entry.problem]
    assert [one.state for one in told] == states
    assert [one.reason.removeprefix("https://example.com/1: ") for one in told if one.reason] == [
        REASON
    ] * states.count("skipped")
    if set(states) == {"skipped"} and form.is_plain:
        assert target.getvalue() == raw


@given(st.lists(st.integers(0, 40), max_size=12), st.integers(1, 30), st.integers(1, 50), st.booleans())
def test_lines_are_cut_into_pieces_as_they_are_read_as_a_whole(sizes, limit, piece, ends):
    raw = b"".join(b"x" * size + b"\n" for size in sizes)
    raw = raw if ends else raw[:-1]
    form = format_named("jsonl", Options(max_document=limit))

    def told(entries):
        return [(entry.row, entry.problem) for entry in entries if entry.row]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "_LINES_BYTES", piece)
        pieces = list(units._whole_lines(io.BytesIO(raw), limit))
    assert b"".join(part for part, _ in pieces) == raw
    rows, found = 0, []
    for part, is_rest in pieces:
        if not is_rest:
            found += [(row + rows, problem) for row, problem in told(form.entries(io.BytesIO(part)))]
        rows += part.count(b"\n")
    assert found == told(form.entries(io.BytesIO(raw)))
    assert max((len(part) for part, _ in pieces), default=0) <= limit + 2 * piece


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("piece", [300, 1 << 20])
def test_rows_after_it_are_cleaned_and_numbered(tmp_path, small, monkeypatch, suffix, piece):
    monkeypatch.setattr(units, "_LINES_BYTES", piece)
    monkeypatch.setattr(units, "_LINES_BYTES_COMPRESSED", 10)
    path = tmp_path / f"a.jsonl{suffix}"
    raw = as_lines([DIRTY, LARGE, DIRTY, LARGE, LARGE])
    path.write_bytes(compression_of(path).compress(raw) if suffix else raw)
    out = tmp_path / "out"
    assert main(["run", str(path), "-o", str(out), "-q", "--max-document", "1kB", *small]) == 0
    written = (out / path.name).read_bytes()
    written = compression_of(path).read_from(io.BytesIO(written)).read() if suffix else written
    assert written == as_lines([CLEAN, LARGE, CLEAN, LARGE, LARGE])
    records = next((tmp_path / "out.report/records").glob("*.jsonl*"))
    with opened(records) as told:
        states = [(one["row"], one["state"]) for one in map(json.loads, told) if one["type"] == "document"]
    assert states == [(1, "cleaned"), (2, "skipped"), (3, "cleaned"), (4, "skipped"), (5, "skipped")]
    assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 0
    back = (tmp_path / "back" / path.name).read_bytes()
    assert (compression_of(path).read_from(io.BytesIO(back)).read() if suffix else back) == raw
    if not suffix:
        patch = tmp_path / "out.report/diff.patch"
        assert subprocess.run(["patch", "-R", "-s", out / path.name, patch], check=False).returncode == 0
        assert (out / path.name).read_bytes() == raw


@pytest.mark.parametrize("size", ["", "MB", "sixteen", "-1MB", "16TB"])
def test_what_is_no_size(tmp_path, small, capsys, size):
    (tmp_path / "a.txt").write_text(DIRTY)
    assert main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), f"--max-document={size}", *small]) == 2
    assert "is no size" in capsys.readouterr().err


def large_line(path):
    """A hundred megabytes in a line, of which not much can be compressed."""
    chance = random.Random(1)
    with path.open("wb") as file, zstandard.ZstdCompressor().stream_writer(file) as stream:
        stream.write(b'{"text": "')
        for _ in range(200):
            stream.write(chance.randbytes(1 << 19).hex().encode())
        stream.write(b'"}\n')


def bomb(path):
    """A small file with a line of half a gigabyte, in one frame."""
    make = {".gz": lambda: zlib.compressobj(1, wbits=31), ".zst": zstandard.ZstdCompressor(1).compressobj, ".xz": lambda: lzma.LZMACompressor(preset=0)}  # fmt: skip
    stream = make[path.suffix]()
    pieces = [b"WARC/1.0\r\n" if ".warc" in path.name else b'{"text": "', *[b"a" * (1 << 20)] * 500]
    path.write_bytes(b"".join(map(stream.compress, pieces)) + stream.flush())


def packed_pages(path):
    """Pages of an archive that are half a gigabyte each when what the server compressed is decompressed."""
    stream = zlib.compressobj(9, wbits=31)
    body = b"".join(map(stream.compress, [b"<p>" + b"a" * (1 << 20)] * 500)) + stream.flush()
    head = f"{HTML}Content-Encoding: gzip\r\n"
    path.write_bytes(response(body, head) + response(chunked(body), f"{head}Transfer-Encoding: chunked\r\n"))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told as Linux does it")
@pytest.mark.parametrize(
    ("name", "make", "code", "told"),
    [
        ("a.jsonl.zst", large_line, 0, "skipped: larger than 16 MB"),
        ("a.txt.zst", large_line, 0, "skipped: larger than 16 MB"),
        ("a.jsonl.zst", bomb, 0, "skipped: larger than 16 MB"),
        ("a.jsonl.gz", bomb, 0, "skipped: larger than 16 MB"),
        ("a.txt.xz", bomb, 0, "skipped: larger than 16 MB"),
        ("a.html.xz", bomb, 0, "skipped: larger than 16 MB"),
        ("a.warc.zst", bomb, 1, "failed: Maximum header length exceeded"),
        ("a.warc", packed_pages, 0, "skipped: https://example.com/1: larger than 16 MB"),
        ("a.parquet.zst", bomb, 1, "failed: "),
    ],
)
def test_memory_does_not_grow_with_it(tmp_path, small, name, make, code, told):
    path = tmp_path / name
    make(path)
    script = (
        "import sys\n"
        "from cleaner.cli.main import main\n"
        "code = main(sys.argv[1:])\n"
        "(peak,) = [line for line in open('/proc/self/status') if line.startswith('VmHWM')]\n"
        "print(code, int(peak.split()[1]) // 1024)"
    )
    arguments = ["run", path, "-o", tmp_path / "out", "--workers", "1", *small]
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    found, megabytes = map(int, done.stdout.split())
    assert found == code
    assert told in done.stderr
    assert megabytes < 200
    if "warc" not in name and "html" not in name:
        assert (tmp_path / "out" / name).read_bytes() == path.read_bytes()
