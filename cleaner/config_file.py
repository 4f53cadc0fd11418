"""What a `cleaner.toml` or `[tool.cleaner]` of a `pyproject.toml` asks for, read and checked.

Its keys hold for all files, those below `paths` for the files that a pattern names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from cleaner.packs import did_you_mean
from cleaner.path_patterns import PathPatternError, PathPatterns
from cleaner.settings import Settings
from cleaner.toml_lines import line_of
from cleaner.user_error import UserError

OWN_FILE = "cleaner.toml"
PROJECT_FILE = "pyproject.toml"
TABLE = "tool.cleaner"
_PATHS = "paths"


class ConfigError(UserError):
    """A configuration that can't be used as it is."""


class ForPaths(NamedTuple):
    """What is asked for the files that a pattern names."""

    patterns: PathPatterns
    changes: Mapping[str, Any]


class Configuration(NamedTuple):
    """What a file asks for; one that nobody wrote asks for nothing."""

    path: Path | None = None
    text: str = ""
    settings: Settings = Settings()
    for_paths: tuple[ForPaths, ...] = ()

    def settings_of(self, file: Path) -> Settings:
        """The settings that hold for a file, of several patterns that name it the last before the others."""
        settings = self.settings
        if self.path is not None and self.for_paths:
            name = PurePath(os.path.relpath(file, self.path.parent)).as_posix()
            for patterns, changes in self.for_paths:
                if patterns.decide(name):
                    settings = settings.changed_by(changes)
        return settings

    def place_of(self, setting: str, value: str) -> str | None:
        """The file, and the line if it is found, where it asks for a value; None where it does not."""
        asked = [self.settings._asdict().get(setting), *(changes.get(setting) for _, changes in self.for_paths)]
        if self.path is None or not any(one == value or (isinstance(one, tuple) and value in one) for one in asked):
            return None
        return _place(self.path, line_of(self.text, [setting.replace("_", "-")], value))


class _Key(NamedTuple):
    """What a key's value must be, in words, and how it becomes a setting, given the folder of its file."""

    expected: str
    fits: Callable[[object], bool]
    make: Callable[[Any, Path], object] = lambda value, folder: value


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_path(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value


def _are_paths(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_path, value))


def _path(value: str, folder: Path) -> Path:
    return folder / Path(value).expanduser()


_TEXT = _Key("a text", lambda value: isinstance(value, str))
_TEXTS = _Key("a list of texts", _is_texts, lambda value, folder: tuple(value))
_TRUTH = _Key("true or false", lambda value: isinstance(value, bool))
_KEYS = {
    "packs": _Key("a list of paths", _are_paths, lambda value, folder: tuple(_path(one, folder) for one in value)),
    "builtin": _TRUTH,
    "installed": _TRUTH,
    "profile": _TEXT,
    "only": _TEXTS,
    "skip": _TEXTS,
    "off": _TEXTS,
    "protect": _TEXTS,
    "language": _TEXT,
    "encoding": _TEXT,
    "text-field": _TEXT,
    "id-field": _TEXT,
    "url-field": _TEXT,
    "language-field": _TEXT,
    "max-document": _TEXT,
    "baseline": _Key("a path", _is_path, _path),
}


def read_configuration(path: Path) -> Configuration:
    """What a file asks for, its paths relative to where it is; raises ``ConfigError``."""
    import tomllib  # most folders have no configuration

    try:
        text = path.read_text(encoding="utf-8-sig")
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), ", str(error))
        line = int(at[1]) if at else len(text.splitlines())
        raise ConfigError(f"{_place(path, line)}: this is no TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: the configuration can't be read: {error}") from None
    return _Reader(path, text).read(table)


class _Reader(NamedTuple):
    """Checks the tables of a file and makes settings of them."""

    path: Path
    text: str

    def read(self, table: Any) -> Configuration:  # noqa: ANN401 - as TOML gives it
        """The configuration of the whole file."""
        if self.path.name == PROJECT_FILE:
            tool = table.get("tool", {})
            table = tool.get("cleaner", {}) if isinstance(tool, dict) else {}
            self._check_table(table, (), TABLE)
        sections = table.get(_PATHS, {})
        self._check_table(sections, (_PATHS,), _PATHS)
        changes = self._changes({key: value for key, value in table.items() if key != _PATHS}, ())
        for_paths = tuple(self._for_paths(pattern, section) for pattern, section in sections.items())
        return Configuration(self.path, self.text, Settings(**changes), for_paths)

    def _for_paths(self, pattern: str, section: object) -> ForPaths:
        keys = (_PATHS, pattern)
        patterns = PathPatterns([pattern])
        try:
            patterns.decide("")
        except PathPatternError as error:
            raise self._error(keys, str(error)) from None
        self._check_table(section, keys, pattern)
        return ForPaths(patterns, self._changes(section, keys))  # type: ignore[arg-type]

    def _changes(self, table: Mapping[str, object], within: tuple[str, ...]) -> dict[str, Any]:
        return {name.replace("-", "_"): self._value((*within, name), value) for name, value in table.items()}

    def _value(self, keys: tuple[str, ...], value: object) -> object:
        name = keys[-1]
        key = _KEYS.get(name)
        if key is None:
            hint = did_you_mean(name, _KEYS)
            if name == "tool" and self.path.name == OWN_FILE:
                hint = f"in {OWN_FILE} the keys stand at the top, without `[{TABLE}]`"
            raise self._error(keys, f"unknown key `{name}`; {hint}")
        if not key.fits(value):
            raise self._error(keys, f"`{name}` must be {key.expected}, not {value!r}")
        return key.make(value, self.path.parent)

    def _check_table(self, value: object, keys: tuple[str, ...], name: str) -> None:
        if not isinstance(value, dict):
            raise self._error(keys, f"`{name}` must be a table, not {value!r}")

    def _error(self, keys: tuple[str, ...], problem: str) -> ConfigError:
        within = TABLE.split(".") if self.path.name == PROJECT_FILE else []
        return ConfigError(f"{_place(self.path, line_of(self.text, [*within, *keys]))}: {problem}")


def _place(path: Path, line: int | None) -> str:
    return str(path) if line is None else f"{path}:{line}"
