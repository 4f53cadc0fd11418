"""The table of the targets, measured: `python -m benchmarks --corpus FOLDER`.

Run it from a checkout. What the folder must hold is said in ``benchmarks/corpus.py``; ``BOILERSTRIP_CORPUS`` names it
as well. All figures are of one core and of processor time, so that a busy machine changes them little, but for those of
two workers, which are of the clock.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import arguments, recombined, texts_of
from benchmarks.files import folder_shares, shard_shares
from benchmarks.growth import document_growth, rules_growth
from benchmarks.peers import datatrove_seconds, grep_seconds, scan_seconds, seconds_of
from benchmarks.start import RUNS, table
from cleaner import Cleaner
from cleaner.kinds import Phrase

PHRASES = 500
RULES_FACTOR = 10


class Row(NamedTuple):
    """One target: at least, or with a negative sign at most, so much; and what was measured."""

    what: str
    target: float
    measured: float

    def __str__(self) -> str:
        at_most = self.target < 0
        reached = self.measured <= -self.target if at_most else self.measured >= self.target
        bound = f"{'≤' if at_most else '≥'} {abs(self.target):g}"
        return f"| {self.what} | {bound} × | {self.measured:.2f} × | {'reached' if reached else 'not reached'} |"


def main() -> None:
    """Measure and print."""
    options = _options()
    texts = recombined(texts_of(options.corpus), options.megabytes)
    megabytes = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    print(f"{len(texts):,} documents, {megabytes:.0f} MB, median of {options.runs}\n")
    cleaner = Cleaner(installed=False)
    cleaner.clean(texts[0])
    print("| what | target | measured | |\n|---|---|---|---|")
    for row in _rows(cleaner, texts, options, megabytes):
        print(row, flush=True)
    print("\nThe start:", *table(RUNS), sep="\n")


def _rows(cleaner: Cleaner, texts: list[str], options: argparse.Namespace, megabytes: float) -> Iterator[Row]:
    def median(measure: Callable[[], float]) -> float:
        return statistics.median(measure() for _ in range(options.runs))

    def cleaning() -> float:
        return seconds_of(lambda: [cleaner.clean(text) for text in texts])

    ours = median(cleaning)
    print(f"| `Cleaner.clean(str)`, all built-in rules | | {megabytes / ours:.1f} MB/s | |", flush=True)
    phrases = _phrases(cleaner)
    if options.peers:
        datatrove = median(lambda: datatrove_seconds(texts, options.peers))
        yield Row(f"datatrove `C4QualityFilter` ({megabytes / datatrove:.0f} MB/s)", 10, datatrove / ours)
    scan = median(lambda: scan_seconds(texts, phrases))
    yield Row(f"a bare scan for {len(phrases)} phrases ({megabytes / scan:.0f} MB/s)", 0.3, scan / ours)
    grep = median(lambda: grep_seconds(texts, phrases))
    yield Row(f"`LC_ALL=C grep -viF`, the same phrases ({megabytes / grep:.0f} MB/s)", 3, grep / ours)
    yield Row("ten times the rules", -2, median(lambda: rules_growth(cleaner.rules(), texts, RULES_FACTOR)))
    yield Row("ten times the documents", -10.5, median(lambda: ours and cleaning() / _tenth(cleaner, texts)))
    for size, factor in document_growth(cleaner, texts, options.largest):
        yield Row(f"a document of {size}, against one of a tenth", -10.5, factor)
    floors, speed_ups = zip(*(shard_shares(texts[: options.documents]) for _ in range(options.runs)), strict=True)
    yield Row("JSONL.zst: decoding and encoding alone", 0.5, statistics.median(floors))
    yield Row("JSONL.zst: two workers against one", 1.7, statistics.median(speed_ups))
    floors, speed_ups = zip(*(folder_shares(texts[: options.documents]) for _ in range(options.runs)), strict=True)
    yield Row(f"{options.documents:,} files: reading and writing alone", 0.5, statistics.median(floors))
    yield Row(f"{options.documents:,} files: two workers against one", 1.7, statistics.median(speed_ups))


def _tenth(cleaner: Cleaner, texts: list[str]) -> float:
    return seconds_of(lambda: [cleaner.clean(text) for text in texts[::10]])


def _phrases(cleaner: Cleaner) -> list[str]:
    keys = {key for rule in cleaner.rules() if isinstance(rule.body, Phrase) for key in rule.body.keys}
    return sorted(keys, key=lambda key: (-len(key), key))[:: max(1, len(keys) // PHRASES)][:PHRASES]


def _options() -> argparse.Namespace:
    parser = arguments("benchmarks", __doc__)
    parser.add_argument("--megabytes", type=float, default=100, help="the size of the recombined corpus")
    parser.add_argument("--largest", type=float, default=100, help="the longest document, in megabytes")
    parser.add_argument("--documents", type=int, default=20_000, help="how many make a shard and a folder")
    parser.add_argument("--peers", type=Path, help="a folder for datatrove's own environment, made when missing")
    return parser.parse_args()


if __name__ == "__main__":
    main()
