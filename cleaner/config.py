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
    id_field: str = "id"
    url_field: str = "url"
    language_field: str = "language"
    max_document: str = "16MB"


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
_PATHS = _Key("a list of paths", lambda value: _is_texts(value) and "\0" not in "".join(value), tuple)  # type: ignore[arg-type]
_TRUTH = _Key("true or false", lambda value: isinstance(value, bool))
_KEYS = {
    "packs": _PATHS,
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
}


def find_config(folder: Path) -> Path | None:
    """The configuration that holds for a folder: the nearest one, in it or above it."""
    for place in (folder, *folder.parents):
        if (place / _OWN_FILE).is_file():
            return place / _OWN_FILE
        project = place / _PROJECT_FILE
        if project.is_file() and _has_table(project):
            return project
    return None


def _has_table(project: Path) -> bool:
    """Whether a `pyproject.toml` configures the program, or may mean to and can't be read."""
    text = project.read_text(encoding="utf-8-sig", errors="replace")
    if "cleaner" not in text:
        return False
    import tomllib  # few projects speak of it

    try:
        tool = tomllib.loads(text).get("tool")
    except tomllib.TOMLDecodeError:
        return _TABLE in text
    return isinstance(tool, dict) and "cleaner" in tool


def settings_for(folder: Path) -> Settings:
    """The settings that hold for a folder; raises ``ConfigError``."""
    path = find_config(folder.absolute())
    return Settings() if path is None else read_settings(path)


def read_settings(path: Path) -> Settings:
    """The settings of a file, its packs relative to where it is; raises ``ConfigError``."""
    import tomllib  # most folders have no configuration

    try:
        text = path.read_text(encoding="utf-8-sig")
        table: Any = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: the configuration can't be read: {error}") from None
    if path.name == _PROJECT_FILE:
        tool = table.get("tool", {})
        table = tool.get("cleaner", {}) if isinstance(tool, dict) else {}
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
        hint = did_you_mean(name, _KEYS)
        if name == "tool" and path.name == _OWN_FILE:
            hint = f"in {_OWN_FILE} the keys stand at the top, without `[{_TABLE}]`"
        raise ConfigError(f"{_place(path, text, name)}: unknown key `{name}`; {hint}")
    if not key.fits(value):
        raise ConfigError(f"{_place(path, text, name)}: `{name}` must be {key.expected}, not {value!r}")
    return key.make(value)


def _place(path: Path, text: str, name: str) -> str:
    """The file, and the line where a key is written."""
    lines = text.splitlines()
    tables = (index for index, line in enumerate(lines) if _TABLE in line)
    start = next(tables, 0) if path.name == _PROJECT_FILE else 0
    written = re.compile(rf"\s*(?:\[(?:.*[\[. ])?)?[\"']?{re.escape(name)}[\"']?\s*[=.\]]")
    found = (number for number, line in enumerate(lines[start:], start=start + 1) if written.match(line))
    number = next(found, None)
    return str(path) if number is None else f"{path}:{number}"
