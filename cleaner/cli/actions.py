"""What the commands that are started most do, once their options are understood. Nothing here knows Typer."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cleaner.api import Cleaner
from cleaner.cli import terminal
from cleaner.cli.setup import Setup
from cleaner.formats.choose import Options, format_named
from cleaner.formats.compression import compressed, compression_in

if TYPE_CHECKING:
    from io import BufferedReader

    from cleaner.batch.treat import Treated


def filter_input(cleaner: Cleaner, reading: Options, url: str | None = None, *, quiet: bool = False) -> int:
    """Clean standard input to standard output, which is compressed as that is."""
    from cleaner.batch.filter import filter_stream

    def report(treated: Treated) -> None:
        if not quiet:
            terminal.tell(treated.message("standard input"))

    form = format_named(reading.format or "text", reading)
    stdin = cast("BufferedReader", sys.stdin.buffer)
    compression = compression_in(stdin)
    source = stdin if compression is None else compression.read_from(stdin)
    with compressed(compression, sys.stdout.buffer) as target:
        filter_stream(source, target, form, cleaner, report, url)
    return 0


def show_cleaned(setup: Setup, file: Path) -> int:
    """Clean a file to standard output; what can't be cleaned passes through, as nobody reads messages here.

    The configuration is that of the working directory: git hands over files of old commits from anywhere.
    """
    from io import BytesIO

    from cleaner.batch.filter import filter_stream
    from cleaner.formats import CompressionError, format_of, opened

    cleaner, reading = setup.for_folder(Path.cwd())
    form = format_of(file, reading) or format_named("text", reading)
    shown = BytesIO()
    try:
        with opened(file) as source:
            filter_stream(source, shown, form, cleaner, lambda treated: None)
    except CompressionError:
        shown = BytesIO(file.read_bytes())
    sys.stdout.buffer.write(shown.getvalue())
    return 0


def check_files(
    setup: Setup,
    paths: Iterable[Path],
    *,
    update_baseline: bool = False,
    quiet: bool = False,
    as_json: bool = False,
    form: str | None = None,
) -> int:
    """Say what cleaning would remove from files, or accept it; in the format ``form``, if programs are to read it."""
    from cleaner.batch.hooks import check_file
    from cleaner.cli import hooking

    if update_baseline:
        return hooking.accept(setup, paths, quiet=quiet)
    return hooking.run_hook(check_file, setup, paths, quiet=quiet, as_json=as_json, form=form)


def fix_files(setup: Setup, paths: Iterable[Path], *, quiet: bool = False, as_json: bool = False) -> int:
    """Clean files in place."""
    from cleaner.batch.hooks import fix_file
    from cleaner.cli import hooking

    return hooking.run_hook(fix_file, setup, paths, quiet=quiet, as_json=as_json)
