"""The memory of a run over one big JSONL.zst: `python benchmarks/memory.py 2000` for 2,000 MB of text.

Texts are generated, so that they don't compress to nothing; boilerplate stands in two of three. Needs psutil.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from pathlib import Path

import psutil
import zstandard

PACK = Path(__file__).parents[1] / "fixtures/packs/valid/small.yaml"
WORDS = [
    *("ferry", "island", "harbour", "winter", "council", "storm", "lighthouse"),
    *("ticket", "captain", "crew", "bridge", "morning", "rope", "deck"),
]
PARAGRAPHS = 40
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
            time.sleep(10)
        report = size(out.with_name("out.report"))
        print(f"{source.stat().st_size / 1e6:,.0f} MB compressed, report {report:,.0f} MB, exit {process.returncode}")


def row(process: psutil.Popen, seconds: float, out: Path) -> str:
    """A row of the table."""
    try:
        own = process.memory_info().rss
        rest = sum(child.memory_info().rss for child in process.children(recursive=True))
    except psutil.NoSuchProcess:
        own = rest = 0
    return f"| {seconds:.0f} | {own / 2**20:.0f} | {(own + rest) / 2**20:.0f} | {size(out):.0f} |"


def size(folder: Path) -> float:
    """The megabytes of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def generate(path: Path, size: int) -> None:
    """A JSONL.zst with so many bytes of text."""
    chance = random.Random(1)
    pool = [f"The {' '.join(chance.choices(WORDS, k=60))}" for _ in range(5000)]
    with path.open("wb") as file, zstandard.ZstdCompressor().stream_writer(file) as stream:
        while size > 0:
            lines = [f"{paragraph} {chance.random()}." for paragraph in chance.choices(pool, k=PARAGRAPHS)]
            if chance.random() < 2 / 3:
                lines[0] = "Advert here"
                lines[-1] = "Read also: Harbour reopens after the storm"
            raw = json.dumps({"text": "\n\n".join(lines)}).encode() + b"\n"
            stream.write(raw)
            size -= len(raw)


if __name__ == "__main__":
    main()
