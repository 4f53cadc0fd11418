"""Packs: YAML files of rules, read, checked and chosen."""

from __future__ import annotations

from cleaner.packs.builtin import builtin_folder
from cleaner.packs.catalog import Catalog
from cleaner.packs.load import Loaded, load_packs
from cleaner.packs.pack import Pack
from cleaner.packs.problem import PackError, Problem

__all__ = ["Catalog", "Loaded", "Pack", "PackError", "Problem", "builtin_folder", "load_packs"]
