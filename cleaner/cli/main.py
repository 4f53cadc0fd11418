"""Where the program begins: straight to a command that needs no options read, else through all of them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from cleaner.cli.ending import code_of
from cleaner.cli.plain import plain_call


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    call = plain_call(given)
    if call is not None:
        code = code_of(call)
        gc.freeze()  # else the interpreter looks through all that was loaded, twice, before it ends
        return code
    from cleaner.cli.app import run_app  # takes longer to import than a small text to clean

    return run_app(given)
