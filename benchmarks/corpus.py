"""A corpus of any size from a few thousand texts.

Each document is the beginning of one text and the end of another of the same file, so that no two are alike and each
keeps what stands above and below an article.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path


def arguments(program: str, description: str | None, *, runs: int = 3) -> argparse.ArgumentParser:
    """What every benchmark over the corpus asks for: where the sets are, and how often to measure."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=description)
    corpus = os.environ.get("BOILERSTRIP_CORPUS")
    parser.add_argument("--corpus", type=Path, default=corpus, required=corpus is None, help="the development sets")
    parser.add_argument("--runs", type=int, default=runs, help="each figure is the median of so many runs")
    return parser


def texts_of(folder: Path) -> list[list[str]]:
    """The texts of each development set, `dev_*.residue.jsonl`."""
    paths = sorted(folder.glob("dev_*.residue.jsonl"))
    if not paths:
        raise SystemExit(f"{folder} has no dev_*.residue.jsonl")
    return [[json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()] for path in paths]


def recombined(sets: list[list[str]], megabytes: float) -> list[str]:
    """Documents of that size in all, as UTF-8."""
    documents, size = [], 0
    for document in _documents(sets):
        documents.append(document)
        size += len(document.encode("utf-8", "surrogatepass"))
        if size >= megabytes * 1e6:
            break
    return documents


def _documents(sets: list[list[str]]) -> Iterator[str]:
    for distance in count():
        for texts in sets:
            for index, text in enumerate(texts):
                other = texts[(index + distance) % len(texts)]
                yield text if other is text else f"{_half(text, 0)}\n{_half(other, 1)}"


def _half(text: str, which: int) -> str:
    lines = text.split("\n")
    middle = len(lines) // 2
    return "\n".join(lines[middle:] if which else lines[:middle])
