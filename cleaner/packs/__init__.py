"""Packs: YAML files of rules, read, checked and chosen."""

from __future__ import annotations

from cleaner.packs.asked import asked_by
from cleaner.packs.builtin import builtin_folder
from cleaner.packs.catalog import Catalog, changed, with_bases
from cleaner.packs.change import Change
from cleaner.packs.files import pack_files
from cleaner.packs.load import Loaded, load_packs, parse_pack, sources_of_packs
from cleaner.packs.pack import Pack
from cleaner.packs.problem import PackError, Problem, did_you_mean
from cleaner.packs.stored import StoredRules

__all__ = [
    "Catalog",
    "Change",
    "Loaded",
    "Pack",
    "PackError",
    "Problem",
    "StoredRules",
    "asked_by",
    "builtin_folder",
    "changed",
    "did_you_mean",
    "load_packs",
    "pack_files",
    "parse_pack",
    "sources_of_packs",
    "with_bases",
]
