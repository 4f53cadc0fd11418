"""How to clean, as a configuration and the command line say it together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

_ADDING_UP = ("packs", "skip", "off", "protect")


class Settings(NamedTuple):
    """How to clean: which packs, which of their rules, how inputs are read, and what hooks accept."""

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
    baseline: Path | None = None

    def changed_by(self, changes: Mapping[str, Any]) -> Settings:
        """These settings under others that go before them: what can be given several times adds up.

        >>> Settings(skip=("promo",), language="de").changed_by({"skip": ("share",), "language": "fr"})
        Settings(..., skip=('promo', 'share'), ..., language='fr', ...)
        """
        added = {name: getattr(self, name) + changes[name] for name in _ADDING_UP if name in changes}
        return self._replace(**{**changes, **added})


class SettingError(ValueError):
    """A setting that can't be meant: which one, its value, and what is wrong with it."""

    def __init__(self, setting: str, value: str, problem: str) -> None:
        super().__init__(problem)
        self.setting = setting
        self.value = value
