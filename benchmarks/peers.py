"""What the program is compared with, each in the way that flatters it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import hyperscan

_DATATROVE = """
import json, sys, time
from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter
texts = json.load(open(sys.argv[1], encoding="utf-8"))
quality = C4QualityFilter(split_paragraph=True, remove_citations=False, min_num_sentences=-1)
documents = [Document(text=text, id=str(number)) for number, text in enumerate(texts)]
started = time.process_time()
for document in documents:
    quality.filter(document)
print(time.process_time() - started)
"""


def seconds_of(work: Callable[[], object]) -> float:
    """The processor time that some work takes, this process's own."""
    started = time.process_time()
    work()
    return time.process_time() - started


def scan_seconds(texts: list[str], phrases: list[str]) -> float:
    """A bare scan for phrases, whatever the case: nothing but counting what is found."""
    database = hyperscan.Database()
    expressions = [phrase.encode() for phrase in phrases]
    flags = hyperscan.HS_FLAG_CASELESS
    database.compile(
        expressions=expressions, ids=list(range(len(expressions))), elements=len(expressions), flags=flags, literal=True
    )
    scratch = hyperscan.Scratch(database)
    raws = [text.encode("utf-8", "surrogatepass") for text in texts]
    return seconds_of(
        lambda: [database.scan(raw, match_event_handler=lambda *_: None, scratch=scratch) for raw in raws]
    )


def grep_seconds(texts: list[str], phrases: list[str]) -> float:
    """`grep -viF` over one file of all texts, in the C locale."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, patterns = Path(folder, "corpus"), Path(folder, "phrases")
        corpus.write_bytes("\n".join(texts).encode("utf-8", "surrogatepass"))
        patterns.write_text("\n".join(phrases), "utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = ["grep", "-viF", "-f", str(patterns), str(corpus)]
        with Path(folder, "out").open("wb") as out:  # to /dev/null, it would stop at the first line
            subprocess.run(command, env={**os.environ, "LC_ALL": "C"}, stdout=out, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def datatrove_seconds(texts: list[str], environment: Path) -> float:
    """The `C4QualityFilter` of datatrove without its splitting of sentences, in an environment of its own."""
    import json

    python = environment / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "datatrove[io]", "regex", "nltk"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus, script = Path(folder, "corpus.json"), Path(folder, "c4.py")
        corpus.write_text(json.dumps(texts), "utf-8")
        script.write_text(_DATATROVE, "utf-8")
        done = subprocess.run([str(python), str(script), str(corpus)], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])
