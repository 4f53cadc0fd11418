"""From what the command line and the configuration ask for to a cleaner and a way of reading.

An option of the command line goes before the configuration; what can be given several times (packs, categories and
rules to leave, protections) adds to it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.api import PROFILES, REPEATABLE, Cleaner
from cleaner.cli import terminal
from cleaner.config import Configuration, configuration_for, find_config, read_configuration
from cleaner.formats import FORMAT_NAMES, Fields, Options
from cleaner.settings import SettingError, Settings
from cleaner.user_error import UserError

_READING = ("encoding", "text_field", "id_field", "url_field", "language_field", "max_document")
_NOT_OF_CLEANERS: dict[str, Any] = {name: Settings._field_defaults[name] for name in (*_READING, "baseline")}
_PATIENCE = "getting the rules ready; this takes some seconds, once for each change of packs"
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?", re.IGNORECASE)
_NOT_TWICE = (
    "the profile `{}` is not for check and fix: hooks run again and again on the same files, and its second pass would "
    "eat into the article that the first one found; use `cleaner run` or `cleaner filter`"
)


class UsageError(UserError):
    """Something that the person asked for can't be done."""


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
    baseline: Path | None = None
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
        names = set(settings._fields) & own.keys()
        return settings.changed_by(
            {
                **{name: own[name] for name in names if own[name] not in (None, ())},
                "builtin": settings.builtin and not self.no_builtin,
                "installed": settings.installed and not self.no_installed,
            }
        )


class Tools(NamedTuple):
    """What a command works with."""

    cleaner: Cleaner
    reading: Options


class HookTools(NamedTuple):
    """What a hook works with; ``baseline`` is where it is written what is accepted, if anywhere."""

    cleaner: Cleaner
    reading: Options
    baseline: Path | None


def settings_here() -> Settings:
    """The settings that hold for the working directory; raises ``ConfigError``."""
    return configuration_for(Path.cwd()).settings


class Setup:
    """Makes the tools for folders and files, once for each configuration."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._configuration = cache(self._find)
        self._read = cache(read_configuration)
        self._cleaner = cache(self._make)
        self._hook_tools = cache(self._make_for_hook)

    def for_folder(self, folder: Path) -> Tools:
        """The tools for whatever is done in a folder; raises ``UserError`` for what can't be done."""
        configuration = self._configuration(folder)
        with _placed(configuration):
            return self._tools(self.wanted.over(configuration.settings))

    def for_file(self, file: Path) -> HookTools:
        """The tools for a hook on a file; raises ``UserError`` for what can't be done."""
        configuration = self._configuration(file.parent)
        with _placed(configuration):
            return self._hook_tools(configuration.settings_of(file))

    def baseline_of(self, folder: Path) -> Path | None:
        """Where it is written what is accepted in a folder, if anywhere; raises ``UserError``."""
        return self.wanted.over(self._configuration(folder).settings).baseline

    def _find(self, folder: Path) -> Configuration:
        if self.wanted.no_config:
            return Configuration()
        path = self.wanted.config or find_config(folder.absolute())
        return Configuration() if path is None else self._read(path)

    def _make_for_hook(self, asked: Settings) -> HookTools:
        settings = self.wanted.over(asked)
        if settings.profile in PROFILES and settings.profile not in REPEATABLE:
            raise SettingError("profile", settings.profile, _NOT_TWICE.format(settings.profile))
        return HookTools(*self._tools(settings), settings.baseline)

    def _tools(self, settings: Settings) -> Tools:
        reading = _options(settings, self.wanted.form)
        return Tools(self._cleaner(settings._replace(**_NOT_OF_CLEANERS)), reading)

    def _make(self, settings: Settings) -> Cleaner:
        """Packs with mistakes are named and left out, or with ``strict`` end the program."""
        own = {name: value for name, value in settings._asdict().items() if name not in _NOT_OF_CLEANERS}
        with terminal.patience(_PATIENCE):
            cleaner = Cleaner(**own, strict=self.wanted.strict, cache=not self.wanted.no_cache)
            cleaner.rules()  # gets all ready that is kept for the next time
        for problem in cleaner.problems:
            terminal.tell(str(problem))
        for path in sorted({problem.path for problem in cleaner.problems}):
            terminal.tell(f"{path}: left out for its mistakes; all other packs are used")
        return cleaner


@contextmanager
def _placed(configuration: Configuration) -> Iterator[None]:
    """Tell of a setting that can't be meant where the configuration asks for it."""
    try:
        yield
    except SettingError as error:
        place = configuration.place_of(error.setting, error.value)
        raise UsageError(f"{place}: {error}" if place else str(error)) from None


def _options(settings: Settings, form: str | None) -> Options:
    if form is not None and form not in FORMAT_NAMES:
        raise UsageError(f"unknown format `{form}`; known: {', '.join(FORMAT_NAMES)}")
    try:
        codecs.lookup(settings.encoding)
        "".encode(settings.encoding)
    except LookupError:
        raise SettingError("encoding", settings.encoding, f"unknown encoding `{settings.encoding}`") from None
    fields = Fields(settings.text_field, settings.id_field, settings.url_field, settings.language_field)
    return Options(form, settings.encoding, fields, max_document=_size(settings.max_document))


def _size(written: str) -> int:
    """How many bytes a size is.

    >>> _size("16MB"), _size("1.5 GiB"), _size("4096")
    (16000000, 1610612736, 4096)
    """
    found = _SIZE.fullmatch(written.strip())
    if found is None:
        raise SettingError("max_document", written, f"`{written}` is no size; write it as in `16MB` or `500kB`")
    number, unit, binary = found.groups()
    return int(float(number) * (1024 if binary else 1000) ** " kmg".index(unit.lower() or " "))
