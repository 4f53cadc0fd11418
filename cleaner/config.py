"""Configuration: what `[tool.cleaner]` of a `pyproject.toml` or a `cleaner.toml` asks for.

The nearest folder upwards that has one of them decides; in one folder `cleaner.toml` goes first. Nothing is merged over
folders, so one file says it all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.packs import did_you_mean

_OWN_FILE = "cleaner.toml"
_PROJECT_FILE = "pyproject.toml"
_TABLE = "tool.cleaner"


class Settings(NamedTuple):
    """How to clean: which packs, which of their rules, and how inputs are read."""

    packs: tuple[Path, ...] = ()
    builtin: bool = True
    installed: bool = True
    profile: str = "article"
    only: tuple[str, ...] | None = None
    skip: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    protect: tuple[str, ...] = ()
    language: str | None = None
    encoding: str = "utf-8"
    text_field: str = "text"


class ConfigError(Exception):
    """A configuration that can't be used as it is; the message says where and why."""


class _Key(NamedTuple):
    """What a key's value must be, in words, and how it becomes a setting."""

    expected: str
    fits: Callable[[object], bool]
    make: Callable[[Any], object] = lambda value: value


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_TEXT = _Key("a text", lambda value: isinstance(value, str))
_TEXTS = _Key("a list of texts", _is_texts, tuple)
_TRUTH = _Key("true or false", lambda value: isinstance(value, bool))
_KEYS = {
    "packs": _TEXTS,
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
}


def find_config(folder: Path) -> Path | None:
    """The configuration that holds for a folder: the nearest one, in it or above it."""
    for place in (folder, *folder.parents):
        if (place / _OWN_FILE).is_file():
            return place / _OWN_FILE
        project = place / _PROJECT_FILE
        if project.is_file() and _TABLE in project.read_text(encoding="utf-8", errors="replace"):
            return project
    return None


def settings_for(folder: Path) -> Settings:
    """The settings that hold for a folder; raises ``ConfigError``."""
    path = find_config(folder.absolute())
    return Settings() if path is None else read_settings(path)


def read_settings(path: Path) -> Settings:
    """The settings of a file, its packs relative to where it is; raises ``ConfigError``."""
    import tomllib  # most folders have no configuration

    try:
        text = path.read_text(encoding="utf-8")
        table: Any = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: the configuration can't be read: {error}") from None
    if path.name == _PROJECT_FILE:
        table = table.get("tool", {}).get("cleaner", {})
    values = {key: _setting(path, text, key, value) for key, value in _mapping(path, table).items()}
    packs = tuple(path.parent / Path(pack).expanduser() for pack in values.pop("packs", ()))
    return Settings(packs=packs, **{key.replace("-", "_"): value for key, value in values.items()})


def _mapping(path: Path, table: object) -> Mapping[str, object]:
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: `{_TABLE}` must be a table")
    return table


def _setting(path: Path, text: str, name: str, value: object) -> Any:  # noqa: ANN401 - settings are of several types
    key = _KEYS.get(name)
    if key is None:
        raise ConfigError(f"{_place(path, text, name)}: unknown key `{name}`; {did_you_mean(name, _KEYS)}")
    if not key.fits(value):
        raise ConfigError(f"{_place(path, text, name)}: `{name}` must be {key.expected}, not {value!r}")
    return key.make(value)


def _place(path: Path, text: str, name: str) -> str:
    """The file, and the line where a key is written."""
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line):
            return f"{path}:{number}"
    return str(path)
