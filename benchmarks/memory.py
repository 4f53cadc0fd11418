"""The memory of a run over one big JSONL.zst: `python benchmarks/memory.py 2000` for 2,000 MB of text.

Texts are generated, so that they don't compress to nothing; boilerplate stands in two of three. Needs psutil.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import zstandard

PACK = Path(__file__).parents[1] / "fixtures/packs/valid/small.yaml"
WORDS = "ferry island harbour winter council storm lighthouse ticket captain crew bridge morning rope deck engine".split()
A_DOCUMENT = 40
MEGABYTE = 1_000_000


def main() -> None:
    """Print memory by time, and what it came to."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "corpus.jsonl.zst"
        generate(source, int(sys.argv[1]) * MEGABYTE)
        out = Path(folder) / "out"
        began = time.perf_counter()
        command = [sys.executable, "-m", "cleaner", "run", source, "-o", out, "--no-config", "--no-builtin"]
        process = psutil.Popen([*command, "--no-installed", "--packs", PACK])
        print("| seconds | MB of the first process | MB of all | MB written |\n|---|---|---|---|")
        while process.poll() is None:
            print(row(process, time.perf_counter() - began, out), flush=True)
            time.sleep(float(sys.argv[2]) if len(sys.argv) > 2 else 10)
        records = sum(path.stat().st_size for path in out.with_name("out.report").rglob("*") if path.is_file())
        print(f"{source.stat().st_size / 1e6:,.0f} MB compressed, report {records / 1e6:,.0f} MB, exit {process.returncode}")


def row(process: psutil.Popen, seconds: float, out: Path) -> str:
    """A row of the table."""
    try:
        own = process.memory_info().rss
        rest = sum(child.memory_info().rss for child in process.children(recursive=True))
    except psutil.NoSuchProcess:
        own = rest = 0
    written = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return f"| {seconds:.0f} | {own / 2**20:.0f} | {(own + rest) / 2**20:.0f} | {written / 1e6:.0f} |"


def generate(path: Path, size: int) -> None:
    """A JSONL.zst with so many bytes of text."""
    chance = random.Random(1)
    with path.open("wb") as file, zstandard.ZstdCompressor().stream_writer(file) as stream:
        while size > 0:
            lines = [" ".join(chance.choices(WORDS, k=60)).capitalize() + f" {chance.random()}." for _ in range(A_DOCUMENT)]
            if chance.random() < 2 / 3:
                lines[0] = "Advert here"
                lines[-1] = "Read also: Harbour reopens after the storm"
            raw = json.dumps({"text": "\n\n".join(lines)}).encode() + b"\n"
            size -= stream.write(raw) and len(raw)


if __name__ == "__main__":
    main()
