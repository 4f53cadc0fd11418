"""The tutorial is true: its files are written, its commands run, and print what stands below them."""

import os
import re
import subprocess
import sys

from tests.conftest import ROOT

TUTORIAL = ROOT / "docs" / "writing-rules.md"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
NAMES = re.compile(r"`([\w./-]+\.(?:txt|yaml|toml))`")


def test_the_tutorial(tmp_path):
    text = TUTORIAL.read_text(encoding="utf-8")
    (tmp_path / "scraped").mkdir()
    names, end = [], 0
    wrong = []
    for block in BLOCK.finditer(text):
        language, body = block.groups()
        names += NAMES.findall(text[end : block.start()])
        end = block.end()
        if language == "console":
            wrong += [pair for pair in transcript(body, tmp_path) if pair[0] != pair[1]]
        else:
            (tmp_path / names.pop(0)).write_text(body, encoding="utf-8")
    assert wrong == []


def transcript(body, folder):
    """For each command of a block, what stands below it and what it prints."""
    for command, told in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, flags=re.MULTILINE):
        environment = {
            **os.environ,
            "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        }
        (folder / "bin").mkdir(exist_ok=True)
        program = folder / "bin" / "cleaner"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cleaner "$@"\n')
        program.chmod(0o755)
        done = subprocess.run(
            ["bash", "-c", f"{command} 2>&1"], cwd=folder, env=environment, capture_output=True, check=False
        )
        printed = "\n".join(line.rstrip() for line in done.stdout.decode().splitlines())
        yield told.rstrip("\n"), printed
