"""`filter`, `check FILES`, `fix FILES` and `textconv FILE` without options, which are started again and again.

What is called is just what the same words come to by way of Typer, which takes a tenth of a second to load.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

_WILDCARDS = frozenset("*?[~")


def plain_call(arguments: Sequence[str]) -> Callable[[], int] | None:
    """The call that these arguments come to; None where they need to be understood."""
    match arguments:
        case ["filter"]:
            return _filter
        case ["check" | "fix" as name, _, *_] if all(map(_is_path, arguments[1:])):
            return lambda: _hook(name, arguments[1:])
        case ["textconv", path] if _is_path(path):
            return lambda: _textconv(path)
        case _:
            return None


def _is_path(argument: str) -> bool:
    """Whether an argument is a path as it stands; on Windows it is not the shell that expands wildcards."""
    return not argument.startswith("-") and not (sys.platform == "win32" and _WILDCARDS & set(argument))


def _filter() -> int:
    from pathlib import Path

    from cleaner.cli import actions
    from cleaner.cli.setup import Setup, Wanted

    return actions.filter_input(*Setup(Wanted(form="text")).for_folder(Path.cwd()))


def _textconv(path: str) -> int:
    from pathlib import Path

    from cleaner.cli import actions
    from cleaner.cli.setup import Setup, Wanted

    return actions.show_cleaned(Setup(Wanted()), Path(path))


def _hook(name: str, paths: Sequence[str]) -> int:
    from pathlib import Path

    from cleaner.cli import actions
    from cleaner.cli.setup import Setup, Wanted

    action = actions.check_files if name == "check" else actions.fix_files
    return action(Setup(Wanted()), [Path(path) for path in paths])
