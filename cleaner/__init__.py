"""Remove boilerplate from text: paywall notices, promos, related headlines, newsletter footers, share bars."""

from __future__ import annotations

from cleaner.api import Cleaner
from cleaner.packs import PackError
from cleaner.removal import Cleaned, Removal, restore

__version__ = "0.1.0"
__all__ = ["Cleaned", "Cleaner", "PackError", "Removal", "__version__", "restore"]
