"""What the program runs on, for `--version --verbose` and for reports of bugs."""

from __future__ import annotations

import sys
from importlib.metadata import version

from cleaner import scan
from cleaner.cache import user_cache
from cleaner.packs import builtin_folder, load_packs


def about() -> str:
    """Python, the libraries that matter, the cache, and the built-in packs, one a line."""
    loaded = load_packs([builtin_folder()])
    lines = {
        "Python": f"{sys.version.split()[0]} ({sys.platform})",
        "regex": version("regex"),
        "engine": scan.library() or "no hyperscan, literals are looked for one by one: slower, same results",
        "cache": user_cache() or "none (there is no home folder)",
        "built-in packs": f"{len(loaded.packs)}, {sum(len(pack.rules) for pack in loaded.packs):,} rules",
    }
    return "\n".join(f"  {name:<15} {value}" for name, value in lines.items())
