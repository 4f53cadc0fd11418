"""Remove boilerplate from text: paywall notices, promos, related headlines, newsletter footers, share bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.version import __version__

if TYPE_CHECKING:
    from cleaner.api import Cleaner
    from cleaner.packs import PackError
    from cleaner.removal import Cleaned, Removal, restore

__all__ = ["Cleaned", "Cleaner", "PackError", "Removal", "__version__", "restore"]

_MODULES = {
    "Cleaner": "cleaner.api",
    "PackError": "cleaner.packs",
    "Cleaned": "cleaner.removal",
    "Removal": "cleaner.removal",
    "restore": "cleaner.removal",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for, so that a command loads no more than it needs."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value
