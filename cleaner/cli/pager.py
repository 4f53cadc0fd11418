"""Long answers on a terminal go through the person's pager."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterable

_DEFAULT = "less -FRX"


def show(lines: Iterable[str]) -> None:
    """Print lines, which have been made safe to show; on a terminal through `$PAGER`, or `less` where there is one."""
    command = shlex.split(os.environ.get("PAGER", _DEFAULT))
    if sys.stdout.isatty() and command:
        try:
            pager = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, encoding="utf-8")
        except OSError:
            pager = None
        if pager is not None and pager.stdin is not None:
            try:
                pager.stdin.writelines(f"{line}\n" for line in lines)
                pager.stdin.close()
            except BrokenPipeError:
                pass  # the person has seen enough
            pager.wait()
            return
    for line in lines:
        print(line)
