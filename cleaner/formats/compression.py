"""Compressed files, as streams: by their names .gz, .zst and .xz.

A file may have any number of members or frames, as they come of appending and of compressing in parallel. One that is
cut short or damaged raises ``CompressionError``: no library here tells of a cut in all three. A small file may hold
many gigabytes, so it is decompressed in steps of a bounded size.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any, BinaryIO, NamedTuple, Protocol

_BLOCK = 64 * 1024
_STEP = 1 << 18
_MEMBER_BYTES = 1 << 20
_ZSTD_LEVEL = 3
_GZIP_LEVEL = 6
_XZ_PRESET = 3  # the default takes 94 MB of memory
_GZIP_WINDOW = 31
_XZ_MEMORY = 160 << 20  # what zstd allows by itself, a window of 128 MB, and some more


class Sink(Protocol):
    """What can be written to."""

    def write(self, raw: bytes, /) -> object:
        """Take some bytes."""


class CompressionError(OSError):
    """A stream that is not what its name says, or not all of it."""

    def __init__(self, problem: str) -> None:
        super().__init__(0, problem)


class _Member(Protocol):
    """A reader of one member, as the standard library has them for all but gzip."""

    @property
    def eof(self) -> bool:
        """Whether all of it is read."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes of what it was given."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What it was given beyond its end."""
        ...

    def decompress(self, raw: bytes, max_length: int) -> bytes:
        """Some of the content."""
        ...


class Compression(NamedTuple):
    """A way to compress: what makes a reader of one member, and what makes one member."""

    name: str
    decompressor: Callable[[], _Member]
    compress: Callable[[bytes], bytes]
    may_be_padded: bool = False

    def read_from(self, stream: BinaryIO) -> BinaryIO:
        """What a compressed stream holds; reading raises ``CompressionError``."""
        return io.BufferedReader(_Members(stream, self), _BLOCK)

    @contextmanager
    def write_to(self, stream: Sink) -> Iterator[Sink]:
        """What is written in the block, compressed, in members of about a megabyte; after an error maybe not all."""
        members = _MemberSink(stream, self)
        yield members
        members.finish()


class _Members(io.RawIOBase):
    """The contents of a compressed stream, member after member."""

    def __init__(self, stream: BinaryIO, compression: Compression) -> None:
        self._stream = stream
        self._compression = compression
        self._member: _Member | None = None
        self._rest = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - typing has no name for it before 3.12
        view = memoryview(buffer)
        while not self._ready:
            if not self._advance():
                return 0
        size = min(len(view), len(self._ready))
        view[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _advance(self) -> bool:
        """Read on a bit; false at the end."""
        if self._member is not None and not self._member.needs_input:
            self._decompress(self._member, b"")
            return True
        raw = self._rest or self._stream.read(_BLOCK)
        self._rest = b""
        has_ended = not raw
        if self._member is None:
            raw = raw.lstrip(b"\0") if self._compression.may_be_padded else raw
            if not raw:
                return not has_ended
            self._member = self._compression.decompressor()
        if has_ended:
            raise CompressionError(f"the {self._compression.name} stream is cut short")
        self._decompress(self._member, raw)
        return True

    def _decompress(self, member: _Member, raw: bytes) -> None:
        try:
            self._ready = memoryview(member.decompress(raw, _STEP))
        except Exception as error:  # noqa: BLE001 - each library has errors of its own
            raise CompressionError(f"the {self._compression.name} stream {_said(error)}") from None
        if member.eof:
            self._rest = member.unused_data
            self._member = None


def _said(error: Exception) -> str:
    if "memory" in str(error).lower():
        return "can't be read with less than 128 MB of memory; compress it with a smaller window or dictionary"
    return f"is damaged: {error}"


class _MemberSink:
    """Compresses what is written to it into members."""

    def __init__(self, stream: Sink, compression: Compression) -> None:
        self._stream = stream
        self._compression = compression
        self._waiting: list[bytes] = []
        self._size = 0
        self._is_empty = True

    def write(self, raw: bytes) -> None:
        self._waiting.append(raw)
        self._size += len(raw)
        if self._size >= _MEMBER_BYTES:
            self._write_member()

    def finish(self) -> None:
        if self._size or self._is_empty:  # other programs want a member even where there is nothing
            self._write_member()

    def _write_member(self) -> None:
        self._stream.write(self._compression.compress(b"".join(self._waiting)))
        self._waiting, self._size, self._is_empty = [], 0, False


def compression_of(path: PurePath) -> Compression | None:
    """The compression that a file's name tells; None for a plain file."""
    make = _BY_SUFFIX.get(path.suffix.lower())
    return make() if make else None


def compression_in(stream: io.BufferedReader) -> Compression | None:
    """The compression that the first bytes of a stream tell, which are not taken from it; None for a plain one."""
    begin = stream.peek(_LONGEST_SIGN)
    return next((make() for sign, make in _BY_SIGN.items() if begin.startswith(sign)), None)


def without_suffix(path: PurePath) -> PurePath:
    """The name of what is in a file.

    >>> without_suffix(PurePath("a.jsonl.zst")), without_suffix(PurePath("a.jsonl"))
    (PurePosixPath('a.jsonl'), PurePosixPath('a.jsonl'))
    """
    return path.with_suffix("") if path.suffix.lower() in _BY_SUFFIX else path


def with_inner_suffix(path: PurePath, suffix: str) -> PurePath:
    """A path whose suffix, compression aside, is followed by another one.

    >>> with_inner_suffix(PurePath("a.html.gz"), ".txt"), with_inner_suffix(PurePath("a.html"), ".txt")
    (PurePosixPath('a.html.txt.gz'), PurePosixPath('a.html.txt'))
    """
    inner = without_suffix(path)
    return path.with_name(f"{inner.name}{suffix}{path.name[len(inner.name) :]}")


@contextmanager
def compressed(compression: Compression | None, stream: Sink) -> Iterator[Sink]:
    """Where to write what is to be compressed into a stream, or written as it is."""
    if compression is None:
        yield stream
    else:
        with compression.write_to(stream) as sink:
            yield sink


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to be read, decompressed if its name says so."""
    compression = compression_of(path)
    with path.open("rb") as file:
        yield file if compression is None else compression.read_from(file)


class _GzipMember:
    """A member of a gzip file: its libraries hand back what they have not looked at yet."""

    def __init__(self, library: Any) -> None:  # noqa: ANN401 - one of two modules
        self._member = library.decompressobj(_GZIP_WINDOW)
        self._waiting = b""
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return bool(self._member.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._member.unused_data)

    def decompress(self, raw: bytes, max_length: int) -> bytes:
        content: bytes = self._member.decompress(self._waiting + raw, max_length)
        self._waiting = self._member.unconsumed_tail
        self.needs_input = len(content) < max_length  # else there may be more, also where no input is left
        return content


def _gzip() -> Compression:
    try:
        library: Any = import_module("isal.isal_zlib")  # ten times as fast
        level = library.ISAL_DEFAULT_COMPRESSION
    except ImportError:
        library, level = import_module("zlib"), _GZIP_LEVEL

    def compress(raw: bytes) -> bytes:
        compressor = library.compressobj(level, library.DEFLATED, _GZIP_WINDOW)
        return bytes(compressor.compress(raw) + compressor.flush())

    return Compression("gzip", lambda: _GzipMember(library), compress, may_be_padded=True)


def _zstd() -> Compression:
    zstd = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    options = {zstd.CompressionParameter.compression_level: _ZSTD_LEVEL, zstd.CompressionParameter.checksum_flag: 1}
    return Compression("zstd", zstd.ZstdDecompressor, lambda raw: bytes(zstd.compress(raw, options=options)))


def _xz() -> Compression:
    import lzma

    return Compression(
        "xz",
        lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY),
        lambda raw: lzma.compress(raw, preset=_XZ_PRESET),
        may_be_padded=True,
    )


_BY_SIGN = {b"\x1f\x8b": _gzip, b"\x28\xb5\x2f\xfd": _zstd, b"\xfd7zXZ\0": _xz}
_LONGEST_SIGN = max(map(len, _BY_SIGN))
_BY_SUFFIX: dict[str, Callable[[], Compression]] = {".gz": _gzip, ".zst": _zstd, ".xz": _xz}
COMPRESSED = frozenset(_BY_SUFFIX)
"""The suffixes of compressed files."""
