"""Compressed files: any number of members in and out, the content lossless, a cut or damaged stream told of."""

import gzip
import io
import json
import lzma
import subprocess
import sys
import tracemalloc
from pathlib import PurePath

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cli.main import main
from cleaner.formats import CompressionError, Options, compression_of, format_of
from cleaner.formats import compression as compression_module
from tests.trees import CLEAN, DIRTY, records_of

SUFFIXES = (".gz", ".zst", ".xz")
COMPRESS = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress, ".xz": lzma.compress}
LINES = b'{"id": 1, "text": "Advert here\\nThe ferry."}\n{"text": "The ferry sails.", "n": 1.10}\n'
CLEANED = b'{"id": 1, "text": "The ferry."}\n{"text": "The ferry sails.", "n": 1.10}\n'


@pytest.fixture
def small(root):
    return ["--no-builtin", "--packs", str(root / "fixtures/packs/valid/small.yaml")]


def compression(suffix):
    return compression_of(PurePath(f"a{suffix}"))


def content(path):
    return compression_of(path).read_from(io.BytesIO(path.read_bytes())).read()


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(parts=st.lists(st.binary(max_size=300).map(lambda raw: raw * 50), max_size=4))
def test_any_members_are_read_one_after_the_other(suffix, parts):
    raw = b"".join(map(COMPRESS[suffix], parts))
    assert compression(suffix).read_from(io.BytesIO(raw)).read() == b"".join(parts)
    again = b"".join(map(compression(suffix).compress, parts))
    assert compression(suffix).read_from(io.BytesIO(again)).read() == b"".join(parts)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.data())
def test_a_stream_that_is_cut_anywhere_is_told_of(suffix, data):
    raw = COMPRESS[suffix](LINES * 20)
    cut = data.draw(st.integers(1, len(raw) - 1))
    with pytest.raises(CompressionError, match=r"cut short|damaged"):
        compression(suffix).read_from(io.BytesIO(raw[:cut])).read()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("library", ["zlib", "isal.isal_zlib"])
@given(parts=st.lists(st.binary(max_size=90), max_size=3), step=st.integers(1, 40), block=st.integers(1, 40))
def test_any_steps_give_the_same(suffix, library, parts, step, block):
    pytest.importorskip(library)
    raw = b"".join(map(COMPRESS[suffix], parts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compression_module, "_STEP", step)
        patch.setattr(compression_module, "_BLOCK", block)
        if library == "zlib":
            patch.setitem(sys.modules, "isal.isal_zlib", None)
        assert compression(suffix).read_from(io.BytesIO(raw)).read() == b"".join(parts)
        with pytest.raises(CompressionError, match=r"cut short|damaged"):
            compression(suffix).read_from(io.BytesIO(COMPRESS[suffix](b"".join(parts))[:-1])).read()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_it_is_decompressed_no_further_than_it_is_read(suffix):
    """However small it is: of a kilobyte may come a gigabyte."""
    raw = COMPRESS[suffix](bytes(1 << 26))
    tracemalloc.start()
    try:
        stream = compression(suffix).read_from(io.BytesIO(raw))
        assert stream.read(1000) == bytes(1000)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000, "xz has a window of eight megabytes"
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("number", [0, 15])
def test_frames_of_zstd_that_hold_no_content_are_skipped(number):
    frame = (0x184D2A50 + number).to_bytes(4, "little") + (5).to_bytes(4, "little") + b"table"
    raw = COMPRESS[".zst"](LINES)
    for parts in ([frame, raw], [raw, frame], [raw, frame, frame, raw]):
        read = compression(".zst").read_from(io.BytesIO(b"".join(parts))).read()
        assert read == LINES * parts.count(raw)


def test_what_would_take_too_much_memory_is_told_of():
    """A window or dictionary of a gigabyte, which the stream asks for by itself."""
    wide = zstandard.ZstdCompressor(compression_params=zstandard.ZstdCompressionParameters(window_log=30)).compressobj()
    raws = {
        ".zst": wide.compress(LINES) + wide.flush(),
        ".xz": lzma.compress(LINES, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30, "preset": 0}]),
    }
    for suffix, raw in raws.items():
        with pytest.raises(CompressionError, match="128 MB of memory; compress it with a smaller window"):
            compression(suffix).read_from(io.BytesIO(raw)).read()


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_padding_is_no_damage(suffix):
    raw = COMPRESS[suffix](LINES) + bytes(512)
    assert compression(suffix).read_from(io.BytesIO(raw)).read() == LINES


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.jsonl.zst", "jsonl"), ("a.NDJSON.GZ", "jsonl"), ("a.txt.xz", "text"), ("a.zst", None), ("a.tar.gz", None)],
)
def test_the_name_tells_the_format_before_the_compression(name, form):
    found = format_of(PurePath(name), Options())
    assert (found and found.name) == form


@pytest.mark.parametrize("suffix", SUFFIXES)
class TestRun:
    """`cleaner run` and back."""

    @pytest.fixture
    def source(self, tmp_path, suffix):
        folder = tmp_path / "in"
        folder.mkdir()
        members = [COMPRESS[suffix](part) for part in (LINES, b"", b"not json\n" + LINES[:-1])]
        (folder / f"rows.jsonl{suffix}").write_bytes(b"".join(members))
        (folder / f"a.txt{suffix}").write_bytes(COMPRESS[suffix](DIRTY.encode()))
        (folder / f"clean.txt{suffix}").write_bytes(COMPRESS[suffix](CLEAN.encode()) + COMPRESS[suffix](b""))
        (folder / f"archive.tar{suffix}").write_bytes(COMPRESS[suffix](DIRTY.encode()))
        return folder

    def test_it_cleans_what_is_in_it_and_back(self, source, tmp_path, suffix, small):
        out, back = tmp_path / "out", tmp_path / "back"
        assert main(["run", str(source), "-o", str(out), "-q", *small]) == 0
        assert content(out / f"rows.jsonl{suffix}") == CLEANED + b"not json\n" + CLEANED[:-1]
        assert content(out / f"a.txt{suffix}") == CLEAN.encode()
        for same in ("clean.txt", "archive.tar"):
            assert (out / f"{same}{suffix}").read_bytes() == (source / f"{same}{suffix}").read_bytes()
        assert main(["restore", "-q", str(out), "-o", str(back)]) == 0
        for path in source.iterdir():
            assert content(back / path.name) == content(path)

    def test_other_programs_read_what_it_writes(self, source, tmp_path, suffix, small):
        main(["run", str(source), "-o", str(tmp_path / "out"), "-q", *small])
        raw = (tmp_path / f"out/a.txt{suffix}").read_bytes()
        read = {".gz": gzip.decompress, ".xz": lzma.decompress, ".zst": zstandard.ZstdDecompressor().decompress}
        assert read[suffix](raw) == CLEAN.encode()

    @pytest.mark.parametrize("big", [False, True])
    @pytest.mark.parametrize("damage", ["cut", "foreign"])
    def test_a_broken_stream_fails_and_passes_through(self, tmp_path, suffix, small, capsys, big, damage, monkeypatch):
        if big:
            monkeypatch.setattr("cleaner.batch.units._LINES_BYTES_COMPRESSED", 10)
            monkeypatch.setattr("cleaner.batch.units._LINES_BYTES", 1000)
        path = tmp_path / f"a.jsonl{suffix}"
        whole = COMPRESS[suffix](LINES * 100)
        path.write_bytes(COMPRESS[suffix](LINES * 500) + (whole[: len(whole) // 2] if damage == "cut" else b"plain"))
        (tmp_path / "b.txt").write_text(DIRTY)
        out = tmp_path / "out"
        assert main(["run", str(path), str(tmp_path / "b.txt"), "-o", str(out), *small]) == 1
        assert f"a.jsonl{suffix}: failed: the " in capsys.readouterr().err
        assert (out / path.name).read_bytes() == path.read_bytes()
        assert (out / "b.txt").read_text() == CLEAN
        told = [record for record in records_of(out) if record.get("path") == path.name]
        assert [(record["type"], record["row"], record["state"]) for record in told] == [("document", None, "failed")]
        assert told[0]["reason"].startswith("the ")
        assert json.loads((tmp_path / "out.report/summary.json").read_text())["documents"]["failed"] == 1
        assert sorted(part.name for part in out.iterdir()) == [path.name, "b.txt"]
        assert main(["restore", "-q", str(out), "-o", str(tmp_path / "back")]) == 0
        assert (tmp_path / "back" / path.name).read_bytes() == path.read_bytes()

    def test_filter_tells_it_by_the_first_bytes(self, suffix, small):
        program = [sys.executable, "-m", "cleaner", "filter", "--format", "jsonl", *small]
        raw = COMPRESS[suffix](LINES) + COMPRESS[suffix](LINES)
        done = subprocess.run(program, input=raw, capture_output=True, check=True)
        assert compression(suffix).read_from(io.BytesIO(done.stdout)).read() == CLEANED * 2
        done = subprocess.run(program, input=raw[:-3], capture_output=True, check=False)
        assert done.returncode == 1
        assert b"Error: the " in done.stderr

    def test_hooks(self, tmp_path, suffix, small, capsys):
        path = tmp_path / f"a.jsonl{suffix}"
        path.write_bytes(COMPRESS[suffix](LINES))
        assert main(["check", str(path), *small]) == 1
        assert f"{path}:1: small/advert-label: Advert here" in capsys.readouterr().out
        assert main(["fix", str(path), *small]) == 1
        assert content(path) == CLEANED
        before = path.read_bytes()
        assert main(["fix", str(path), *small]) == 0
        assert path.read_bytes() == before
        path.write_bytes(before[:-3])
        assert main(["fix", str(path), *small]) == 2
        assert path.read_bytes() == before[:-3]


def test_the_zstd_program_reads_several_frames(tmp_path):
    raw = compression(".zst").compress(LINES) + compression(".zst").compress(LINES)
    try:
        done = subprocess.run(["zstd", "-dc"], input=raw, capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("the program zstd is not installed")
    assert done.stdout == LINES * 2
