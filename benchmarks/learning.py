"""What `cleaner learn` needs: its memory over a large corpus, and its time beside that of cleaning.

`python -m benchmarks.learning memory 5000 docs/learning-memory.svg` learns from 5,000 MB of generated text in one
JSONL.zst and draws the memory of all processes; needs psutil and matplotlib. `python -m benchmarks.learning speed
dev_sites.residue.jsonl 100` makes 100 MB from the documents of each site of a file, then learns from them and cleans
them, each in one process, and tells the processor time of both.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import NamedTuple

import psutil
import zstandard

from cleaner.api import host_of

SITES = 100
PARAGRAPHS = 15
MEGABYTE = 1_000_000
EVERY_SECONDS = 1.0
NOUNS = [
    *("ferry", "island", "harbour", "winter", "council", "storm", "lighthouse", "orchard", "theatre", "railway"),
    *("ticket", "captain", "crew", "bridge", "morning", "rope", "deck", "market", "school", "library", "quarry"),
]


class Moment(NamedTuple):
    """Seconds since the start, and the megabytes of the first process and of all."""

    seconds: float
    first: float
    all: float


def memory(megabytes: int, target: Path) -> None:
    """Learn from a generated corpus, and draw how much memory that took."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "corpus.jsonl.zst"
        documents = generate(source, megabytes * MEGABYTE)
        size = source.stat().st_size / MEGABYTE
        print(f"{megabytes:,} MB in {documents:,} documents of {SITES} sites, {size:,.0f} MB compressed", flush=True)
        command = [sys.executable, "-m", "cleaner", "learn", str(source), "-o", f"{folder}/learned", "--no-config"]
        process = psutil.Popen(command)
        began = time.perf_counter()
        moments = []
        while process.poll() is None:
            moments.append(moment(process, time.perf_counter() - began))
            time.sleep(EVERY_SECONDS)
        packs = len(list(Path(folder, "learned").glob("*.yaml")))
    most = max(moments, key=lambda one: one.all)
    print(f"exit {process.returncode}, {packs} packs, {moments[-1].seconds:.0f} s, at most {most.all:.0f} MB, of which")
    print(f"the first process {most.first:.0f} MB; at each quarter of the time (first, all):")
    print(*(f"{one.first:.0f}, {one.all:.0f}" for one in moments[:: max(1, len(moments) // 4)]), sep="\n")
    draw(moments, f"{megabytes / 1000:g} GB", target)


def moment(process: psutil.Popen, seconds: float) -> Moment:
    """The memory of a process and its children now."""
    try:
        own = process.memory_info().rss
        rest = sum(child.memory_info().rss for child in process.children(recursive=True))
    except psutil.NoSuchProcess:
        own = rest = 0
    return Moment(seconds, own / 2**20, (own + rest) / 2**20)


def draw(moments: list[Moment], of: str, target: Path) -> None:
    """The curve, as an SVG."""
    from matplotlib import pyplot

    figure, place = pyplot.subplots(figsize=(8, 3.2), layout="constrained")
    minutes = [one.seconds / 60 for one in moments]
    place.plot(minutes, [one.all for one in moments], color="#a33a1e", label="all processes")
    place.plot(minutes, [one.first for one in moments], color="#1f5f7a", label="the first of them")
    place.set(xlabel=f"minutes, of learning from {of}", ylabel="MB of memory", ylim=(0, None), xlim=(0, None))
    place.legend(frameon=False)
    figure.savefig(target)


def generate(path: Path, size: int) -> int:
    """A JSONL.zst with so many bytes, the furniture of each site around its documents; gives how many those are."""
    chance = random.Random(1)
    pool = [f"The {' '.join(chance.choices(NOUNS, k=50))}" for _ in range(20_000)]
    documents = 0
    with path.open("wb") as file, zstandard.ZstdCompressor().stream_writer(file) as stream:
        while size > 0:
            site = chance.randrange(SITES)
            lines = [f"{paragraph} {chance.random()}." for paragraph in chance.choices(pool, k=PARAGRAPHS)]
            lines = [f"Share this with the readers of paper {site}", *lines, *below(site, chance)]
            row = {"id": documents, "url": f"https://paper{site}.example/{documents}", "text": "\n\n".join(lines)}
            raw = json.dumps(row).encode() + b"\n"
            stream.write(raw)
            size -= len(raw)
            documents += 1
    return documents


def below(site: int, chance: random.Random) -> Iterator[str]:
    """What stands under an article."""
    yield f"Subscribe to the letter of paper {site}"
    if chance.random() < 1 / 2:
        yield f"{chance.randrange(500)} comments"
    yield f"More stories in paper {site}"
    for _ in range(3):
        yield f"{' '.join(chance.choices(NOUNS, k=6)).capitalize()}"


def speed(source: Path, megabytes: int) -> None:
    """Learn from a corpus, clean it, and tell what each took."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        documents, size = recombined(source, corpus, megabytes * MEGABYTE)
        same = ["--no-config", "--no-installed"]
        cleaning = seconds_of(corpus, "filter", "--format", "jsonl", *same)
        learning = seconds_of(corpus, "learn", str(corpus), "-o", f"{folder}/learned", "--workers", "1", "-q", *same)
    print(f"{documents:,} documents, {size / MEGABYTE:.0f} MB")
    for name, seconds in (("cleaning", cleaning), ("learning", learning)):
        print(f"{name}: {seconds:.1f} s, {size / MEGABYTE / seconds:.1f} MB/s")
    print(f"learning runs at {cleaning / learning:.2f} of the speed of cleaning")


def recombined(source: Path, target: Path, size: int) -> tuple[int, int]:
    """Documents that begin as one of their site and end as another; gives how many there are, and their bytes."""
    sites: dict[str, list[str]] = defaultdict(list)
    for line in source.read_text("utf-8").splitlines():
        row = json.loads(line)
        sites[host_of(row["url"]) or ""].append(row["text"])
    written = documents = 0
    with target.open("w", encoding="utf-8") as file:
        for distance in count():
            for host, texts in sites.items():
                for at, text in enumerate(texts):
                    joined = f"{half(text, 0)}\n{half(texts[(at + distance) % len(texts)], 1)}"
                    row = {"id": documents, "url": f"https://{host}/{documents}", "text": joined}
                    written += file.write(json.dumps(row, ensure_ascii=False) + "\n")
                    documents += 1
            if written >= size:
                break
    return documents, target.stat().st_size


def half(text: str, which: int) -> str:
    """The upper or the lower lines of a text."""
    lines = text.split("\n")
    middle = len(lines) // 2
    return "\n".join(lines[middle:] if which else lines[:middle])


def seconds_of(corpus: Path, *arguments: str) -> float:
    """The processor time of a command that reads a corpus."""
    before = getrusage(RUSAGE_CHILDREN)
    with corpus.open("rb") as stream:
        command = [sys.executable, "-m", "cleaner", *arguments]
        subprocess.run(command, check=True, stdin=stream, stdout=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["memory", megabytes, target]:
            memory(int(megabytes), Path(target))
        case ["speed", source, megabytes]:
            speed(Path(source), int(megabytes))
        case _:
            raise SystemExit(__doc__)
