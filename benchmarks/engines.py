"""Each adapter against the bare engine, in one run: `python -m benchmarks.engines --corpus FOLDER`.

Documents of 4 KB go through `Cleaner.clean` alone, then through each adapter; what the adapter's own engine costs
with a step that does nothing is taken away. Processor time of this one process. An engine that is not installed is
left out; those that clean in processes of their own, Ray and Spark, are no part of it.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import pyarrow as pa

from benchmarks.corpus import arguments, recombined, texts_of
from benchmarks.peers import seconds_of
from cleaner import Cleaner
from cleaner.arrow import CleanBatch

TARGET = 0.25
SIZE = 4096
ROWS = 1000

Step = Callable[[pa.Table], pa.Table]


def main() -> None:
    """Measure and print."""
    options = _options()
    texts = list(_in_pieces(recombined(texts_of(options.corpus), options.megabytes)))
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    cleaner = Cleaner(installed=False)
    cleaner.clean(texts[0])
    print(f"{len(texts):,} documents, {megabytes:.0f} MB, median of {options.runs}, one core\n")
    print("| what | MB/s | over the bare engine | target |\n|---|---|---|---|")
    cases = list(_cases(texts, cleaner))
    rounds = [[seconds_of(work) - seconds_of(nothing) for _, work, nothing in cases] for _ in range(options.runs)]
    bare = statistics.median(seconds[0] for seconds in rounds)
    for index, (name, *_) in enumerate(cases):
        overheads = [seconds[index] / seconds[0] - 1 for seconds in rounds]
        speed = megabytes / (bare * (1 + statistics.median(overheads)))
        print(f"| {name} | {speed:.1f} | {statistics.median(overheads):+.1%} | ≤ {TARGET:.0%} |")


def _cases(texts: list[str], cleaner: Cleaner) -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
    """Names, and what is done with the step and without it."""
    step, batches = CleanBatch(cleaner=cleaner), pa.table({"text": texts}).to_batches(ROWS)
    yield "`Cleaner.clean`", lambda: [cleaner.clean(text) for text in texts], lambda: None
    yield "`cleaner.arrow`", lambda: [step(batch) for batch in batches], lambda: None
    if find_spec("datasets"):
        yield "datasets", lambda: _datasets(texts, step), lambda: _datasets(texts, _nothing)
    if find_spec("datatrove"):
        yield "datatrove", lambda: _datatrove(texts, cleaner), lambda: _datatrove(texts, None)


def _nothing(batch: pa.Table) -> pa.Table:
    return batch


def _datasets(texts: list[str], step: Step) -> None:
    import datasets

    stream = datasets.Dataset.from_dict({"text": texts}).to_iterable_dataset().with_format("arrow")
    for _ in stream.map(step, batched=True, batch_size=ROWS).iter(ROWS):
        pass


def _datatrove(texts: list[str], cleaner: Cleaner | None) -> None:
    from datatrove.data import Document

    from cleaner.adapters.datatrove import RemoveBoilerplate

    documents: Any = (Document(text, str(number)) for number, text in enumerate(texts))
    for _ in documents if cleaner is None else RemoveBoilerplate(cleaner=cleaner).run(documents):
        pass


def _in_pieces(texts: list[str]) -> Iterator[str]:
    """Documents of 4 KB: whole lines of as many texts as it takes."""
    lines: list[str] = []
    size = 0
    for line in (line for text in texts for line in text.split("\n")):
        lines.append(line)
        size += len(line.encode()) + 1
        if size >= SIZE:
            yield "\n".join(lines)
            lines, size = [], 0


def _options() -> argparse.Namespace:
    parser = arguments("benchmarks.engines", __doc__, runs=5)
    parser.add_argument("--megabytes", type=float, default=4)
    return parser.parse_args()


if __name__ == "__main__":
    main()
