"""Kills at random moments: nothing is torn, what is there can be undone, and the rerun ends with what a single run gives.

`CLEANER_KILLS=200 pytest tests/test_torture.py` kills as often; `CLEANER_SEED` gives other moments.
"""

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.cli.main import main
from cleaner.formats import compression_of, opened
from tests.test_warc import record
from tests.trees import DIRTY, PROSE, contents, make_tree, report_of, told_by

KILLS = int(os.environ.get("CLEANER_KILLS", "4"))
SEED = int(os.environ.get("CLEANER_SEED", "1"))
COMPRESSED = (".gz", ".zst", ".xz")
OLD, NEW = ["--skip", "promo"], []
"""Two ways to clean: what one has done, the other does again."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process there cannot be killed in this way")


def rows(count, chance):
    """JSON lines that don't compress to nothing, so that their files are shards."""
    for number in range(count):
        words = " ".join(f"{chance.getrandbits(40):x}" for _ in range(500))
        text = f"{DIRTY}\n{words} and so on, said the harbour master on Monday.\n" if number % 3 else PROSE
        yield json.dumps({"id": str(number), "text": text}).encode() + b"\n"


def all_formats(folder):
    """Small files, shards, copies, pages and broken files."""
    chance = random.Random(1)
    make_tree(folder)
    for number in range(200):
        path = folder / f"many/{number % 7}/{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(DIRTY * (number % 5))
    (folder / "shards").mkdir()
    (folder / "shards/a.jsonl").write_bytes(b"".join(rows(300, chance)) + b"not json\n")
    for suffix in COMPRESSED:
        path = folder / f"shards/b.jsonl{suffix}"
        compress = compression_of(path).compress
        path.write_bytes(compress(b"".join(rows(50, chance))) + compress(b"".join(rows(30, chance))))
        (folder / f"text.txt{suffix}").write_bytes(compress(DIRTY.encode()))
        (folder / f"broken.jsonl{suffix}").write_bytes(compress(b"".join(rows(50, chance)))[:-9])
    paragraphs = f"<p>{PROSE}</p><p>Advert here</p><p>{PROSE.replace('Monday', 'Friday')}</p>"
    (folder / "page.html").write_text(f"<html><body><article><h1>Ferry</h1>{paragraphs}</article></body></html>")
    texts = [f"{DIRTY}\n{number}\n" for number in range(1500)]
    pq.write_table(pa.table({"text": texts, "n": range(1500)}), folder / "shards/table.parquet", row_group_size=100)
    pages = b"".join(gzip.compress(record("conversion", text.encode(), n)) for n, text in enumerate(texts[:300]))
    (folder / "shards/crawl.warc.wet.gz").write_bytes(pages)
    return folder


class Torture:
    """A corpus, what a single run makes of it in both ways, and a program to kill."""

    def __init__(self, folder, options):
        self.source = all_formats(folder / "in")
        self.out = folder / "out"
        self.options = options
        self.chance = random.Random(SEED)
        self.single = {}
        for name, way in {"old": OLD, "new": NEW}.items():
            begun = time.monotonic()
            assert self.start(folder / name, way).wait() == 1, "broken files fail"
            self.seconds = time.monotonic() - begun
            self.single[name] = contents(folder / name), told_by(folder / name)

    def start(self, out, way):
        command = [sys.executable, "-m", "cleaner", "run", self.source, "-o", out, "--workers", "2", "-q"]
        return subprocess.Popen([*command, *self.options, *way], stderr=subprocess.DEVNULL, start_new_session=True)

    def kill(self):
        """Start a run and kill it, alone or with its workers; whether it was still at work."""
        process = self.start(self.out, NEW)
        time.sleep(self.chance.uniform(0.1, 1) * self.seconds)
        if self.chance.random() < 0.5:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        return process.wait() == -signal.SIGKILL

    def finish(self):
        """Run to the end, and compare with a single run."""
        assert self.start(self.out, NEW).wait() == 1
        outputs, report = self.single["new"]
        assert contents(self.out) == outputs
        assert told_by(self.out) == report

    def begin_again(self, tmp_path):
        """With nothing, or with what the other way has made; returns whether that was nothing."""
        for folder in (self.out, report_of(self.out)):
            shutil.rmtree(folder, ignore_errors=True)
        from_nothing = self.chance.random() < 0.5
        if not from_nothing:
            for name, target in {"old": self.out, "old.report": report_of(self.out)}.items():
                shutil.copytree(tmp_path / name, target, symlinks=True)
        return from_nothing

    def check_whole(self):
        """Every file is what the old or the new way makes of it."""
        ways = [outputs for outputs, _ in self.single.values()]
        for name, content in contents(self.out).items() if self.out.exists() else ():
            if not name.endswith(".boilerstrip-part"):
                assert any(content == outputs[name] for outputs in ways), name

    def check_undone(self, back):
        """What is there can be undone."""
        if not report_of(self.out).joinpath("manifest.sqlite").exists() or not self.out.exists():
            return
        shutil.rmtree(back, ignore_errors=True)
        assert main(["restore", "-q", str(self.out), "-o", str(back)]) == 0
        for path in back.rglob("*.*"):
            source = self.source / path.relative_to(back)
            if path.suffix == ".parquet":
                assert pq.read_table(path) == pq.read_table(source)
            elif path.is_file() and source.exists() and not path.name.startswith(("broken", ".")):
                with opened(path) as restored, opened(source) as original:
                    assert restored.read() == original.read(), path


def test_kills_at_random_moments(tmp_path, small):
    torture = Torture(tmp_path, small)
    kills = 0
    while kills < KILLS:
        from_nothing = torture.begin_again(tmp_path)
        for _ in range(torture.chance.randint(1, 4)):
            kills += torture.kill()
            torture.check_whole()
            if from_nothing and torture.chance.random() < 0.5:
                torture.check_undone(tmp_path / "back")
        torture.finish()
        torture.check_undone(tmp_path / "back")
