"""What the hooks cost beside a spelling checker: `python -m benchmarks.hooks --corpus FOLDER`.

`cleaner check` and `codespell` look at the same 5,000 files of 4 KB, in turn, each called as pre-commit calls it; the
figure is the median of the ratios, as the machine may be busier in one turn than in another. What a hook takes on one
small file is told by ``benchmarks/start.py``. What the folder must hold is said in ``benchmarks/corpus.py``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.corpus import arguments, recombined, texts_of
from benchmarks.start import COMMAND, Times, times_of

_FILES = 5000
_BYTES = 4000
_RUNS = 5
_LIMIT = 3.0
_CODESPELL = "import sys; from codespell_lib import _script_main; sys.exit(_script_main())"


def write_files(folder: Path, texts: Iterable[str], count: int) -> list[str]:
    """Write so many files of about 4 KB, each some whole lines of a text; gives their paths."""
    paths = []
    for number, piece in zip(range(count), _pieces(texts), strict=False):
        path = folder / f"part-{number // 100:02}" / f"{number:05}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(piece, "utf-8", "surrogatepass")
        paths.append(str(path))
    return paths


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    lines: list[str] = []
    size = 0
    for text in texts:
        for line in text.splitlines(keepends=True):
            lines.append(line)
            size += len(line.encode("utf-8", "surrogatepass"))
            if size >= _BYTES:
                yield "".join(lines)
                lines, size = [], 0


def ratios(paths: list[str], runs: int) -> Iterator[tuple[Times, Times]]:
    """The times of `cleaner check` and of `codespell`, in turn; the first turn, which fills caches, is left out."""
    for turn in range(runs + 1):
        ours = times_of(["-c", COMMAND, "check", *paths], Path(os.devnull))
        theirs = times_of(["-c", _CODESPELL, *paths], Path(os.devnull))
        if turn:
            yield ours, theirs


def main() -> int:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        megabytes = options.files * _BYTES * 1.5 / 1e6
        paths = write_files(Path(folder), recombined(texts_of(options.corpus), megabytes), options.files)
        size = sum(Path(path).stat().st_size for path in paths)
        print(f"{len(paths):,} files, {size / 1e6:.1f} MB, median of {options.runs}\n")
        found = list(ratios(paths, options.runs))
    print("| | target | wall | processor |\n|---|---|---|---|")
    for name, times in zip(("cleaner check", "codespell"), zip(*found, strict=True), strict=True):
        wall, processor = (statistics.median(one) / 1000 for one in zip(*times, strict=True))
        print(f"| `{name}` | | {wall:.1f} s | {processor:.1f} s |")
    wall, processor = (
        statistics.median(ours[which] / theirs[which] for ours, theirs in found) for which in range(len(Times._fields))
    )
    verdict = "reached" if wall <= _LIMIT else "not reached"
    print(f"| ratio | ≤ {_LIMIT:g} × | {wall:.2f} × ({verdict}) | {processor:.2f} × |")
    return 0


def _options() -> argparse.Namespace:
    parser = arguments("benchmarks.hooks", __doc__, runs=_RUNS)
    parser.add_argument("--files", type=int, default=_FILES, help="how many files")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
