"""Runs by several processes: what comes out is what one process makes, and a dead worker costs nothing but time."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import pytest

from cleaner.batch import units
from cleaner.batch.pool import WorkerDiedError, in_order
from cleaner.cli.main import main
from cleaner.formats import compression_of
from tests.trees import DIRTY, PROSE, contents, make_tree, records_of, told_by

PROGRAM = [sys.executable, "-m", "cleaner"]


@pytest.fixture
def small(root):
    return ["--no-builtin", "--packs", str(root / "fixtures/packs/valid/small.yaml")]


@pytest.fixture
def tiny_units(monkeypatch):
    """So that a few lines make many units; for this process only, as workers are given units and make none."""
    monkeypatch.setattr(units, "_LINES_BYTES", 2000)
    monkeypatch.setattr(units, "_LINES_BYTES_COMPRESSED", 100)
    monkeypatch.setattr(units, "_FILES", 2)


def rows(count):
    return b"".join(
        json.dumps({"id": number, "text": DIRTY if number % 3 else PROSE}).encode() + b"\n" for number in range(count)
    )


def make_corpus(folder):
    make_tree(folder)
    (folder / "big.jsonl").write_bytes(rows(100) + b"not json\n" + rows(50)[:-1])
    for suffix in (".gz", ".zst", ".xz"):
        path = folder / f"big.jsonl{suffix}"
        path.write_bytes(compression_of(path).compress(rows(60)) + compression_of(path).compress(rows(40)))
    return folder


def outcome(out):
    return contents(out), told_by(out)


@pytest.mark.usefixtures("tiny_units")
def test_the_outcome_is_the_same_for_any_number_of_workers(tmp_path, small, capsys):
    source = make_corpus(tmp_path / "in")
    told = {}
    for workers in ("1", "2", "3"):
        assert main(["run", str(source), "-o", str(tmp_path / workers), "--workers", workers, *small]) == 0
        told[workers] = [line for line in capsys.readouterr().err.splitlines() if "skipped:" in line]
    assert outcome(tmp_path / "1") == outcome(tmp_path / "2") == outcome(tmp_path / "3")
    assert told["1"] == told["2"] == told["3"]
    assert len(told["1"]) == 4
    assert main(["restore", "-q", str(tmp_path / "2"), "-o", str(tmp_path / "back")]) == 0
    plain = {name: content for name, content in contents(source).items() if not name.endswith((".gz", ".zst", ".xz"))}
    assert {name: content for name, content in contents(tmp_path / "back").items() if name in plain} == plain


@pytest.mark.usefixtures("tiny_units")
def test_lines_of_units_are_numbered_through(tmp_path, small):
    source = tmp_path / "a.jsonl"
    source.write_bytes(rows(100))
    main(["run", str(source), "-o", str(tmp_path / "out"), "-q", *small])
    changed = [record["row"] for record in records_of(tmp_path / "out") if record["type"] == "document"]
    assert changed == [number + 1 for number in range(100) if number % 3]


def test_results_come_in_the_order_of_the_units():
    delays = [0.2, 0, 0.1, 0, 0, 0.05, 0]
    assert [(unit, done) for unit, done in in_order(sleep, delays, 3)] == [(delay, delay * 2) for delay in delays]


def sleep(seconds):
    time.sleep(seconds)
    return seconds * 2


def test_what_the_work_raises_is_raised():
    with pytest.raises(FileNotFoundError, match="missing"):
        list(in_order(fail, ["a", "b"], 2))


def fail(unit):
    raise FileNotFoundError(2, "missing", unit)


def test_a_worker_that_dies_is_told_of():
    with pytest.raises(WorkerDiedError, match="a worker process was killed"):
        list(in_order(die, range(5), 2))


def die(unit):
    if unit == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return unit


def many_files(folder):
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number:04}.txt").write_text(DIRTY * 5)
    return folder


def children_of(pid):
    found = [child.pid for child in psutil.Process(pid).children() if "spawn_main" in " ".join(child.cmdline())]
    assert len(found) == 2
    return found


@contextmanager
def held_run(source, out, small):
    """A run that has done something and is held still, so that what a test does to it is no race."""
    process = subprocess.Popen(
        [*PROGRAM, "run", source, "-o", out, "--workers", "2", *small], stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        while not (out.is_dir() and sum(path.suffix == ".txt" for path in out.iterdir()) > 20):
            assert process.poll() is None, "the run ended before anything could be done to it"
            time.sleep(0.01)
        process.send_signal(signal.SIGSTOP)
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="a process there cannot be held still")
class TestWhatHappensToARun:
    """A killed worker, an interrupt, a kill: every file is whole, and what was done can be undone."""

    def test_a_killed_worker(self, tmp_path, small):
        source, out = many_files(tmp_path / "in"), tmp_path / "out"
        with held_run(source, out, small) as process:
            os.kill(children_of(process.pid)[0], signal.SIGKILL)
            process.send_signal(signal.SIGCONT)
            message = process.communicate(timeout=60)[1]
        assert process.returncode == 1
        assert b"a worker process was killed" in message
        self.check(source, out, tmp_path, small)

    def test_an_interrupt(self, tmp_path, small):
        source, out = many_files(tmp_path / "in"), tmp_path / "out"
        with held_run(source, out, small) as process:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does it
            process.send_signal(signal.SIGCONT)
            message = process.communicate(timeout=60)[1]
        assert process.returncode == 130
        assert b"interrupted" in message
        assert b"Traceback" not in message
        self.check(source, out, tmp_path, small)

    def check(self, source, out, tmp_path, small):
        assert {path.suffix for path in out.iterdir()} == {".txt"}
        assert all(
            path.read_text() == f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n{PROSE}\n"
            or path.read_text().count(PROSE) == 5
            for path in out.iterdir()
        )
        assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 0
        assert all(path.read_text() == DIRTY * 5 for path in (tmp_path / "back").iterdir())

    def test_a_kill_ends_the_workers_too(self, tmp_path, small):
        source, out = many_files(tmp_path / "in"), tmp_path / "out"
        with held_run(source, out, small) as process:
            workers = children_of(process.pid)
        until = time.monotonic() + 20
        while any(psutil.pid_exists(pid) for pid in workers):
            assert time.monotonic() < until, "workers live on"
            time.sleep(0.05)
        assert main(["run", "-q", str(source), "-o", str(out), *small]) == 0
        assert main(["restore", "-q", str(out), "-o", str(tmp_path / "back")]) == 0
        assert contents(tmp_path / "back") == contents(source)
