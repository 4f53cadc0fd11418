"""Which configuration holds: the nearest folder upwards that has one decides, and in one folder `cleaner.toml`.

Nothing is merged over folders, so one file says it all.
"""

from __future__ import annotations

from pathlib import Path

from cleaner.config_file import OWN_FILE, PROJECT_FILE, TABLE, ConfigError, Configuration, read_configuration

__all__ = ["ConfigError", "Configuration", "configuration_for", "find_config", "read_configuration"]


def find_config(folder: Path) -> Path | None:
    """The configuration that holds for a folder: the nearest one, in it or above it."""
    for place in (folder, *folder.parents):
        if (place / OWN_FILE).is_file():
            return place / OWN_FILE
        project = place / PROJECT_FILE
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
        return TABLE in text
    return isinstance(tool, dict) and "cleaner" in tool


def configuration_for(folder: Path) -> Configuration:
    """The configuration that holds for a folder; raises ``ConfigError``."""
    path = find_config(folder.absolute())
    return Configuration() if path is None else read_configuration(path)
