"""WARC and WET: the texts come out as JSONL, and what was removed from them comes back."""

import gzip
import io
import json
import subprocess
import sys

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cleaner.batch.treat import treat
from cleaner.cli.main import main
from cleaner.formats import Options, compression_of, format_named
from tests.test_formats import CLEANER, DIRTY
from tests.trees import CLEAN, PROSE
from tests.trees import DIRTY as DIRTY_TEXT

PARAGRAPHS = f"<p>{PROSE}</p><p>Advert here</p><p>{PROSE.replace('Monday', 'Friday')}</p>"
PAGE = (
    f"<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1>{PARAGRAPHS}</article></body></html>".encode()
)
EXTRACTED = f"Ferry\n{PROSE}\n{PROSE.replace('Monday', 'Friday')}"
HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def record(kind, body, number=1, media_type="text/plain", **headers):
    told = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{number}>",
        "WARC-Date": "2024-05-01T10:00:00Z",
        "WARC-Target-URI": f"https://example.com/{number}",
        "Content-Type": media_type,
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + body + b"\r\n\r\n"


def response(body, head=HTML, number=1):
    return record("response", f"{head}\r\n".encode() + body, number, "application/http; msgtype=response")


def chunked(body):
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def treat_all(raw):
    return [treat(entry, CLEANER) for entry in format_named("warc", Options()).entries(io.BytesIO(raw))]


@given(st.lists(DIRTY, max_size=5))
def test_any_converted_texts_come_out_as_lines_and_back(texts):
    raw = record("warcinfo", b"a: b") + b"".join(record("conversion", text.encode(), n) for n, text in enumerate(texts))
    reader = format_named("warc", Options())
    treated = treat_all(raw)
    lines = [json.loads(one.output) for one in treated]
    assert [line["text"] for line in lines] == [one.cleaned.text for one in treated]
    assert [one.entry.document.text for one in treated] == texts
    assert [line["url"] for line in lines] == [f"https://example.com/{n}" for n in range(len(texts))]
    for one in treated:
        if one.state == "cleaned":
            back = reader.restored(one.output, list(zip(one.removals, one.entry.written(one.removals), strict=True)))
            assert back == one.entry.raw


def test_a_line_tells_where_the_text_is_from():
    (treated,) = treat_all(
        record("conversion", b'Advert here\nCaf\xc3\xa9 "x".\n', WARC_Identified_Content_Language="fra,eng")
    )
    assert treated.output.decode() == (
        '{"id": "urn:uuid:1", "url": "https://example.com/1", "date": "2024-05-01T10:00:00Z", '
        '"languages": ["fra", "eng"], "text": "Café \\"x\\".\\n"}\n'
    )
    assert (treated.entry.document.id, treated.entry.document.url) == ("urn:uuid:1", "https://example.com/1")


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (PAGE, HTML),
        (PAGE.replace(b"sound", b"s\xc3\xb6und").decode().encode("latin-1"), HTML.replace("utf-8", "latin-1")),
        (chunked(gzip.compress(PAGE)), HTML + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
        (PAGE, HTML + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
        (PAGE, HTML.replace("; charset=utf-8", "")),
        (PAGE, HTML.replace("utf-8", "klingon").replace("text/html", "Text/HTML")),
    ],
    ids=["plain", "latin-1", "as it was sent", "decoded under the old headers", "no charset", "a charset nobody knows"],
)
def test_a_page_is_extracted(body, head):
    (treated,) = treat_all(response(body, head))
    assert json.loads(treated.output)["text"].replace("söund", "sound") == f"{EXTRACTED}\n"


@pytest.mark.parametrize(
    "raw",
    [
        record("warcinfo", b"a: b"),
        record("request", b"GET / HTTP/1.1\r\n\r\n", media_type="application/http; msgtype=request"),
        record("conversion", b"%PDF", media_type="application/pdf"),
        response(b"", "HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n"),
        response(PAGE, HTML.replace("200 OK", "404 Not Found")),
        response(b"\x89PNG", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"),
        response(b"", ""),
    ],
    ids=["warcinfo", "request", "pdf", "redirect", "not found", "image", "no answer"],
)
def test_what_is_no_document(raw):
    assert treat_all(raw) == []
    assert len(treat_all(raw + record("conversion", b"The ferry."))) == 1


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (response(b"<html></html>"), "https://example.com/1: no article text was found in the page"),
        (record("conversion", b"\xff"), "https://example.com/1: not utf-8"),
    ],
)
def test_a_document_that_can_not_be_had_is_told_of(raw, problem):
    skipped, after = treat_all(raw + record("conversion", b"The ferry."))
    assert (skipped.state, skipped.reason, skipped.output) == ("skipped", problem, b"")
    assert after.entry.row == 1


@given(st.binary(max_size=300))
def test_any_bytes_raise_nothing_but_what_a_run_tells_of(raw):
    try:
        treat_all(record("conversion", b"x") + raw)
        treat_all(response(raw, raw.decode("latin-1")))
        treat_all(raw)
    except OSError:
        pass


COMPRESS = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}


@pytest.mark.parametrize("suffix", COMPRESS)
class TestRun:
    """`cleaner run` and back, with a member for each record, as archives have it."""

    @pytest.fixture
    def records(self):
        return [
            record("warcinfo", b"a: b"),
            record("conversion", DIRTY_TEXT.encode(), 1),
            record("conversion", PROSE.encode(), 2),
            response(PAGE, number=3),
        ]

    @pytest.fixture
    def source(self, tmp_path, suffix, records):
        path = tmp_path / f"a.warc{suffix}"
        path.write_bytes(b"".join(map(COMPRESS[suffix], records)))
        return path

    def lines(self, path):
        raw = path.read_bytes()
        raw = compression_of(path).read_from(io.BytesIO(raw)).read() if compression_of(path) else raw
        return [json.loads(line) for line in raw.splitlines()]

    def test_it_extracts_and_back(self, source, tmp_path, suffix, small):
        out, back = tmp_path / "out", tmp_path / "back"
        assert main(["run", str(source), "-o", str(out), "-q", *small]) == 0
        (path,) = out.iterdir()
        assert path.name == f"a.warc.jsonl{suffix}"
        assert [line["text"] for line in self.lines(path)] == [CLEAN, PROSE, f"{EXTRACTED}\n"]
        assert main(["restore", str(out), "-o", str(back), "-q"]) == 0
        texts = [line["text"] for line in self.lines(back / path.name)]
        assert texts[:2] == [DIRTY_TEXT, PROSE]
        assert "Advert here" in texts[2]

    def test_what_stands_before_the_end_of_a_cut_archive_is_kept(self, source, tmp_path, suffix, small, capsys):
        source.write_bytes(source.read_bytes()[:-30])
        assert main(["run", str(source), "-o", str(tmp_path / "out"), *small]) == 1
        assert "cut short; what came before is written" in capsys.readouterr().err
        assert [line["text"] for line in self.lines(tmp_path / f"out/a.warc.jsonl{suffix}")] == [CLEAN, PROSE]
        assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back"), "-q"]) == 0

    def test_hooks_refuse_it(self, source, small, capsys):
        before = source.read_bytes()
        for command in ("check", "fix"):
            assert main([command, str(source), *small]) == 2
            assert "can't be cleaned in place" in capsys.readouterr().err
        assert source.read_bytes() == before

    def test_filter(self, source, suffix, small):
        program = [sys.executable, "-m", "cleaner", "filter", "--format", "warc", *small]
        done = subprocess.run(program, input=source.read_bytes(), capture_output=True, check=True)
        source.write_bytes(done.stdout)
        assert [line["id"] for line in self.lines(source)] == [f"urn:uuid:{n}" for n in (1, 2, 3)]
