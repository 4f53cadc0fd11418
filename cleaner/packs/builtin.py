"""Where the packs are that come with the program."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def builtin_folder() -> Path:
    """The folder of built-in packs: inside the installed package, else the live one beside it, of a checkout."""
    installed = _PACKAGE / "_packs"
    return installed if installed.is_dir() else _PACKAGE.parent / "rules"
