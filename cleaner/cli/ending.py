"""How every command ends: with an exit code, and never with a traceback for what a person can mend."""

from __future__ import annotations

import errno
import functools
import os
import sys
from collections.abc import Callable
from typing import ParamSpec

from cleaner.cli import terminal
from cleaner.packs import PackError
from cleaner.reports.counted import counted
from cleaner.user_error import UserError

FAILED = 1
USAGE = 2
INTERRUPTED = 130

_WHAT_A_MACHINE_LACKS = (errno.ENOSPC, errno.EMFILE, errno.ENFILE)  # whichever file it is that there is no room for

_Parameters = ParamSpec("_Parameters")


def ending(command: Callable[_Parameters, int]) -> Callable[_Parameters, None]:
    """For Typer, a command that ends the program with its code."""

    @functools.wraps(command)
    def ended(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> None:
        import typer

        raise typer.Exit(code_of(functools.partial(command, *args, **kwargs)))

    return ended


def code_of(command: Callable[[], int]) -> int:
    """The code that a command ends with.

    A bad pack, a file that can't be used and an interrupt end it with their own code and a message; a reader that went
    away ends it quietly.
    """
    try:
        code = command()
        sys.stdout.flush()
    except PackError as error:
        terminal.tell(f"{error}\nError: the packs have {counted(len(error.problems), 'mistake')}; nothing was done")
        code = USAGE
    except UserError as error:
        terminal.tell(f"Error: {error}")
        code = USAGE
    except KeyboardInterrupt:
        terminal.tell("interrupted; every file that was written is whole")
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        code = _end_of_failure(error)
    return code


def _end_of_failure(error: OSError) -> int:
    """A file that can't be opened is a usage error; what fails later, as on a full disk, is a failure."""
    if error.filename is None or error.errno in _WHAT_A_MACHINE_LACKS:
        terminal.tell(
            f"Error: {error.strerror or error}; the command ended early, and every file that it wrote is whole"
        )
        return FAILED
    terminal.tell(f"Error: {error.filename}: {error.strerror}")
    return USAGE
