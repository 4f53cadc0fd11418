"""Remove boilerplate from text: paywall notices, promos, related headlines, newsletter footers, share bars."""

from __future__ import annotations

from cleaner.api import Cleaner
from cleaner.packs import PackError
from cleaner.removal import Cleaned, Removal, restore
from cleaner.version import __version__

__all__ = ["Cleaned", "Cleaner", "PackError", "Removal", "__version__", "restore"]
