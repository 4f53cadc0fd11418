"""From what the command line and the configuration ask for to a cleaner and a way of reading.

An option of the command line goes before the configuration; what can be given several times (packs, categories and
rules to leave, protections) adds to it.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cleaner.api import Cleaner
from cleaner.cli import terminal
from cleaner.config import ConfigError, Settings, read_settings, settings_for
from cleaner.formats import FORMAT_NAMES, Fields, Options

_READING = ("encoding", "text_field", "id_field", "url_field", "language_field", "max_document")

_PATIENCE = "getting the rules ready; this takes some seconds, once for each change of packs"


_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?", re.IGNORECASE)


class UsageError(Exception):
    """Something that the person asked for can't be done; the message says what."""


class Wanted(NamedTuple):
    """What the command line asks for; None, false or empty where it says nothing."""

    packs: tuple[Path, ...] = ()
    no_builtin: bool = False
    no_installed: bool = False
    profile: str | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    protect: tuple[str, ...] = ()
    language: str | None = None
    form: str | None = None
    encoding: str | None = None
    text_field: str | None = None
    id_field: str | None = None
    url_field: str | None = None
    language_field: str | None = None
    max_document: str | None = None
    config: Path | None = None
    no_config: bool = False
    strict: bool = False
    no_cache: bool = False

    def over(self, settings: Settings) -> Settings:
        """The settings of a configuration with what the command line asks for.

        >>> Wanted(skip=("share",), no_builtin=True).over(Settings(skip=("promo",), language="de"))
        Settings(..., builtin=False, ..., skip=('promo', 'share'), ..., language='de', ...)
        """
        own = self._asdict()
        return settings._replace(
            builtin=settings.builtin and not self.no_builtin,
            installed=settings.installed and not self.no_installed,
            only=self.only or settings.only,
            **{name: getattr(settings, name) + own[name] for name in ("packs", "skip", "off", "protect")},
            **{name: own[name] for name in ("profile", "language", *_READING) if own[name] is not None},
        )


class Tools(NamedTuple):
    """What a command works with."""

    cleaner: Cleaner
    reading: Options


def settings_here() -> Settings:
    """The settings that hold for the working directory; raises ``UsageError``."""
    try:
        return settings_for(Path.cwd())
    except ConfigError as error:
        raise UsageError(str(error)) from None


class Setup:
    """Makes the tools for a folder, once for each configuration."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._tools = cache(self._make)
        self._settings = cache(self._read)

    def for_folder(self, folder: Path) -> Tools:
        """The tools for files of a folder; raises ``UsageError`` for what can't be done."""
        return self._tools(self.wanted.over(self._settings(folder)))

    def _read(self, folder: Path) -> Settings:
        try:
            if self.wanted.no_config:
                return Settings()
            return read_settings(self.wanted.config) if self.wanted.config else settings_for(folder)
        except ConfigError as error:
            raise UsageError(str(error)) from None

    def _make(self, settings: Settings) -> Tools:
        return Tools(
            _cleaner(settings, strict=self.wanted.strict, cache=not self.wanted.no_cache),
            _options(settings, self.wanted.form),
        )


def _cleaner(settings: Settings, *, strict: bool, cache: bool) -> Cleaner:
    """Packs with mistakes are named and left out, or with ``strict`` end the program."""
    own = settings._asdict()
    for name in _READING:
        del own[name]
    try:
        with terminal.patience(_PATIENCE):
            cleaner = Cleaner(**own, strict=strict, cache=cache)
            cleaner.rules()  # gets all ready that is kept for the next time
    except ValueError as error:
        raise UsageError(str(error)) from None
    for problem in cleaner.problems:
        terminal.tell(str(problem))
    for path in sorted({problem.path for problem in cleaner.problems}):
        terminal.tell(f"{path}: left out for its mistakes; all other packs are used")
    return cleaner


def _options(settings: Settings, form: str | None) -> Options:
    if form is not None and form not in FORMAT_NAMES:
        raise UsageError(f"unknown format `{form}`; known: {', '.join(FORMAT_NAMES)}")
    try:
        codecs.lookup(settings.encoding)
        "".encode(settings.encoding)
    except LookupError:
        raise UsageError(f"unknown encoding `{settings.encoding}`") from None
    return Options(
        form,
        settings.encoding,
        Fields(settings.text_field, settings.id_field, settings.url_field, settings.language_field),
        max_document=_size(settings.max_document),
    )


def _size(written: str) -> int:
    """How many bytes a size is.

    >>> _size("16MB"), _size("1.5 GiB"), _size("4096")
    (16000000, 1610612736, 4096)
    """
    found = _SIZE.fullmatch(written.strip())
    if found is None:
        raise UsageError(f"`{written}` is no size; write it as in `16MB` or `500kB`")
    number, unit, binary = found.groups()
    return int(float(number) * (1024 if binary else 1000) ** " kmg".index(unit.lower() or " "))
