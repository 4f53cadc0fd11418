"""Each adapter against the bare engine, in one run: `python -m benchmarks.engines --corpus FOLDER`.

Documents of 4 KB go through `Cleaner.clean` alone, then through each adapter; what the adapter's own engine costs
with a step that does nothing is taken away. Processor time of this process and of all that it started, as Ray and Spark
clean in processes of their own: on one processor each. An engine that is not installed is left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.corpus import arguments, recombined, texts_of
from cleaner import Cleaner
from cleaner.arrow import CleanBatch

TARGET = 0.25
SIZE = 4096
ROWS = 1000
ENGINES = ("datasets", "datatrove", "ray", "pyspark")
_GLANCE_SECONDS = 0.2

Step = Callable[[pa.Table], pa.Table]
Work = Callable[[], object]


def main() -> None:
    """Measure and print."""
    options = _options()
    texts = list(_in_pieces(recombined(texts_of(options.corpus), options.megabytes)))
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    cleaner = Cleaner(installed=False)
    cleaner.clean(texts[0])
    print(f"{len(texts):,} documents, {megabytes:.0f} MB, median of {options.runs}, one core\n")
    print("| what | MB/s | over the bare engine | target |\n|---|---|---|---|")
    cases = list(_cases(texts, cleaner, [name for name in options.engines if _is_installed(name)]))
    for _, work, nothing in cases:  # processes start, and load their rules
        work()
        nothing()
    rounds = [[_seconds_of(work) - _seconds_of(nothing) for _, work, nothing in cases] for _ in range(options.runs)]
    bare = statistics.median(seconds[0] for seconds in rounds)
    for index, (name, *_) in enumerate(cases):
        overheads = [seconds[index] / seconds[0] - 1 for seconds in rounds]
        speed = megabytes / (bare * (1 + statistics.median(overheads)))
        print(f"| {name} | {speed:.1f} | {statistics.median(overheads):+.1%} | ≤ {TARGET:.0%} |")


def _cases(texts: list[str], cleaner: Cleaner, engines: Collection[str]) -> Iterator[tuple[str, Work, Work]]:
    """Names, and what is done with the step and without it."""
    step, batches = CleanBatch(cleaner=cleaner), pa.table({"text": texts}).to_batches(ROWS)
    yield "`Cleaner.clean`", lambda: [cleaner.clean(text) for text in texts], lambda: None
    yield "`cleaner.arrow`", lambda: [step(batch) for batch in batches], lambda: None
    if "datasets" in engines:
        yield "datasets", lambda: _datasets(texts, step), lambda: _datasets(texts, _nothing)
    if "datatrove" in engines:
        yield "datatrove", lambda: _datatrove(texts, cleaner), lambda: _datatrove(texts, None)
    if "ray" in engines:
        yield "Ray Data", *_ray(batches, cleaner)
    if "pyspark" in engines:
        yield "Spark", *_spark(texts, cleaner)


def _is_installed(name: str) -> bool:
    return find_spec(name) is not None and (name != "pyspark" or shutil.which("java") is not None)


def _seconds_of(work: Work) -> float:
    """The processor time that some work takes, here and in all processes below this one.

    These are looked at again and again, as what one has taken is forgotten with it.
    """
    before = _processor_times()
    last = dict(before)
    ended = Event()

    def look() -> None:
        while not ended.wait(_GLANCE_SECONDS):
            last.update(_processor_times())

    looking = Thread(target=look)
    looking.start()
    try:
        work()
    finally:
        ended.set()
        looking.join()
    last.update(_processor_times())
    return sum(seconds - before.get(process, 0) for process, seconds in last.items())


def _processor_times() -> dict[int, float]:
    """What each process has taken until now."""
    this = psutil.Process()
    times = {}
    for process in (this, *this.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times[process.pid] = sum(process.cpu_times()[:2])
    return times


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


def _ray(batches: list[pa.RecordBatch], cleaner: Cleaner) -> tuple[Work, Work]:
    import ray

    from cleaner.adapters.ray import clean_dataset

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    ray.data.DataContext.get_current().enable_progress_bars = False
    dataset = ray.data.from_arrow([pa.Table.from_batches([batch]) for batch in batches]).materialize()
    same = dataset.map_batches(
        _Same,
        batch_format="pyarrow",
        batch_size=ROWS,
        zero_copy_batch=True,
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=1),
    )
    return clean_dataset(dataset, most_workers=1, cleaner=cleaner).materialize, same.materialize


class _Same:
    def __call__(self, batch: pa.Table) -> pa.Table:
        return batch


def _spark(texts: list[str], cleaner: Cleaner) -> tuple[Work, Work]:
    from pyspark.sql import SparkSession

    from cleaner.adapters.spark import clean_frame

    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    path = Path(tempfile.mkdtemp(), "texts.parquet")
    pq.write_table(pa.table({"text": texts}), path)
    frame = spark.read.parquet(str(path))
    cleaned = clean_frame(frame, cleaner=cleaner)
    same = frame.mapInArrow(lambda batches: batches, frame.schema)
    return lambda: _read(cleaned), lambda: _read(same)


def _read(frame: Any) -> None:  # noqa: ANN401 - Spark has no types
    frame.write.format("noop").mode("overwrite").save()


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
    parser.add_argument("--engines", nargs="*", choices=ENGINES, default=ENGINES)
    return parser.parse_args()


if __name__ == "__main__":
    main()
