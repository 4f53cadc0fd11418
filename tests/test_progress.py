"""What is seen of a run: a bar on a terminal, a line every half minute elsewhere, JSON for programs, and its end."""

import json
import os
import subprocess
import sys

import pytest

from cleaner.batch.run import Step
from cleaner.cli.main import main
from cleaner.cli.progress import JsonLines, Lines, Progress
from cleaner.reports.summary import Summary
from tests.trees import DIRTY, PROSE


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def steps(progress, clock, times):
    """A run of ten files of a megabyte, of which one is done at each of these times."""
    progress.begin(10, 10_000_000)
    for now in times:
        clock.now = 100.0 + now
        counts = Summary(bytes=2_000_000)
        counts.add_document("cleaned", ())
        counts.characters["promo"] = 500
        progress.advance(Step(1, 1_000_000, counts))


def test_a_line_every_half_minute(capsys):
    clock = Clock()
    steps(Lines(clock), clock, [10, 20, 29, 31, 45, 60, 62])
    first, second = capsys.readouterr().err.splitlines()
    assert first == (
        "4 of 10 files, 4.0 of 10.0 MB, 0.3 MB/s of text, 46 s left, 4 documents, 2,000 characters removed"
    )
    assert second.startswith("7 of 10 files, 7.0 of 10.0 MB, 0.2 MB/s of text, 27 s left, ")


def test_json_every_second(capsys):
    clock = Clock()
    steps(JsonLines(clock), clock, [0.5, 1.5, 2, 2.6])
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "type": "progress", "files": 2, "all-files": 10, "size": 2_000_000, "whole-size": 10_000_000, "seconds": 1.5,
        "seconds-left": 6.0, "bytes": 4_000_000, "documents": {"cleaned": 2}, "removed-characters": 1000,
    }  # fmt: skip
    assert second["files"] == 4


def test_nothing_when_asked_to_be_quiet(capsys):
    clock = Clock()
    steps(Progress(clock), clock, [1000, 2000])
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_is_told_comes_to_the_whole(tmp_path, small, monkeypatch, capsys, workers):
    """Also of a big file, of which some is compressed, and of one that can't be read to its end."""
    from cleaner.batch import units
    from cleaner.formats import compression_of

    monkeypatch.setattr(JsonLines, "seconds", 0)
    monkeypatch.setattr(units, "_LINES_BYTES", 2000)
    monkeypatch.setattr(units, "_LINES_BYTES_COMPRESSED", 50)
    source = tmp_path / "in"
    source.mkdir()
    rows = b"".join(json.dumps({"text": DIRTY, "n": n}).encode() + b"\n" for n in range(40))
    (source / "a.jsonl").write_bytes(rows)
    zst = compression_of(source / "b.jsonl.zst").compress
    (source / "b.jsonl.zst").write_bytes(zst(rows) + zst(rows))
    (source / "c.jsonl.zst").write_bytes((zst(rows) + zst(rows))[:-5])
    (source / "d.txt").write_text(PROSE)
    main(["run", str(source), "-o", str(tmp_path / "out"), "--json", "--workers", workers, *small])
    *told, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert told[-1]["files"] == told[-1]["all-files"] == 4
    assert told[-1]["size"] == told[-1]["whole-size"] == sum(path.stat().st_size for path in source.iterdir())
    assert [one["size"] for one in told] == sorted(one["size"] for one in told)
    assert (summary["type"], summary["ended"]) == ("summary", "completed")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no terminals of this kind")
def test_a_bar_on_a_terminal(tmp_path, small):
    import pty

    source = tmp_path / "in"
    source.mkdir()
    for number in range(600):
        (source / f"{number}.txt").write_text(DIRTY)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cleaner", "run", source, "-o", tmp_path / "out", *small]
    process = subprocess.Popen(command, stderr=theirs, env={**os.environ, "TERM": "xterm", "COLUMNS": "200"})
    os.close(theirs)
    shown = b""
    try:
        while block := os.read(ours, 1024):
            shown += block
    except OSError:  # how Linux tells the end of a terminal
        pass
    assert process.wait() == 0
    assert b"of 600 files, " in shown
    assert b"\xe2\x94\x81" in shown, "the bar"
    assert b"600 documents in 600 files: 600 cleaned" in shown
