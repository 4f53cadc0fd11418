"""Input formats, one module each, all lossless: what is not removed comes out as the bytes that came in."""

from __future__ import annotations

from cleaner.formats.choose import FORMAT_NAMES, MissingLibraryError, Options, format_named, format_of, format_of_name
from cleaner.formats.compression import (
    Compression,
    CompressionError,
    Sink,
    compressed,
    compression_in,
    compression_of,
    opened,
)
from cleaner.formats.entry import Entry, Format
from cleaner.formats.fields import Fields

__all__ = [
    "FORMAT_NAMES",
    "Compression",
    "CompressionError",
    "Entry",
    "Fields",
    "Format",
    "MissingLibraryError",
    "Options",
    "Sink",
    "compressed",
    "compression_in",
    "compression_of",
    "format_named",
    "format_of",
    "format_of_name",
    "opened",
]
