"""How long a run takes that has nothing to do, by its number of files: `python benchmarks/resume.py 10000 100000`."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACK = Path(__file__).parents[1] / "fixtures/packs/valid/small.yaml"
TEXT = "Advert here\n\nThe ferry to the outer islands sails again from Monday, after two winters.\n"
A_FOLDER = 1000


def main() -> None:
    """Print a row of a table for each number of files."""
    print("| files | first run, s | again, s | µs a file | MB of memory |\n|---|---|---|---|---|")
    for count in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "in"
            for number in range(count):
                path = source / f"{number // A_FOLDER:04}" / f"{number:07}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(TEXT if number % 2 else TEXT[13:])
            first, again = _run(source), _run(source)
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"| {count:,} | {first:.1f} | {again:.1f} | {again / count * 1e6:.0f} | {memory:.0f} |", flush=True)


def _run(source: Path) -> float:
    command = [sys.executable, "-m", "cleaner", "run", source, "-o", source.with_name("out"), "-q", "--no-config"]
    began = time.perf_counter()
    subprocess.run([*command, "--no-builtin", "--no-installed", "--packs", PACK], check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
