"""How long a command takes to start: `filter`, `check` and `fix` on one small document with a warm cache.

    python -m benchmarks.start

Times are milliseconds above those of `python -c pass`, wall and processor time, the median of many runs in turn. What
the libraries take that the engine can't do without is told beside them: Python's own share is in no figure.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

RUNS = 31
_LIMIT = 60.0
_DOCUMENT = """The ferry to the outer islands sails again from Monday.

It had been laid up since the storm in autumn, when its rudder broke on the bar before the harbour of Gull Sound.

Read more: What the storm left behind
"""
COMMAND = "import sys; from cleaner.cli.main import main; sys.exit(main(sys.argv[1:]))"


class Times(NamedTuple):
    """What a process took, in milliseconds."""

    wall: float
    processor: float


def times_of(arguments: list[str], text: Path) -> Times:
    """Run Python with these arguments, and a file as its standard input."""
    with text.open("rb") as source:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return Times(wall * 1000, (used.ru_utime + used.ru_stime) * 1000)


def table(runs: int) -> Iterator[str]:
    """The lines of the table, measured."""
    found = measured(runs)
    base = _medians(found.pop("pass"))
    yield f"`python -c pass`: {base.wall:.0f} ms, {base.processor:.0f} ms of processor time"
    yield ""
    yield "| above `python -c pass` | target | wall | processor | |"
    yield "|---|---|---|---|---|"
    for name, times in found.items():
        median = _medians(times)
        wall, processor = median.wall - base.wall, median.processor - base.processor
        verdict = "reached" if wall <= _LIMIT else "not reached"
        target, verdict = ("", "") if name.startswith("import") else (f"≤ {_LIMIT:.0f} ms", verdict)
        yield f"| `{name}` | {target} | {wall:.0f} ms | {processor:.0f} ms | {verdict} |"


def measured(runs: int) -> dict[str, list[Times]]:
    """What is measured, with its times."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its byte code
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "ferry.txt"
        text.write_text(_DOCUMENT)
        asked = {
            "pass": ["-c", "pass"],
            "import regex, pickle, pathlib": ["-c", "import regex, pickle, pathlib"],
            "filter": ["-c", COMMAND, "filter"],
            "check": ["-c", COMMAND, "check", str(text)],
            "fix": ["-c", COMMAND, "fix", str(text)],
        }
        times_of(asked["filter"], text)  # fills the cache
        found: dict[str, list[Times]] = {name: [] for name in asked}
        for _ in range(runs):  # in turn, so that a busy moment meets all of them
            for name, arguments in asked.items():
                text.write_text(_DOCUMENT)
                found[name].append(times_of(arguments, text))
    return found


def _medians(times: list[Times]) -> Times:
    return Times(statistics.median(one.wall for one in times), statistics.median(one.processor for one in times))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="each figure is the median of so many runs")
    for line in table(parser.parse_args().runs):
        print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
