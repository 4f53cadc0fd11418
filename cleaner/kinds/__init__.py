"""The kinds of rules, one module each, and the table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.kinds.inline import Inline
    from cleaner.kinds.label import Label
    from cleaner.kinds.line import LinePattern
    from cleaner.kinds.list_ import LineShape, ListRow, RowShape
    from cleaner.kinds.phrase import Phrase
    from cleaner.kinds.section import Section, Until
    from cleaner.kinds.zone import Looks, Zone

KINDS = {
    "phrase": "cleaner.kinds.phrase",
    "label": "cleaner.kinds.label",
    "line": "cleaner.kinds.line",
    "inline": "cleaner.kinds.inline",
    "section": "cleaner.kinds.section",
    "list": "cleaner.kinds.list_",
    "zone": "cleaner.kinds.zone",
}
"""What a pack writes as `kind:`, and the module of the class that finds its units."""

__all__ = [
    "KINDS",
    "Inline",
    "Label",
    "LinePattern",
    "LineShape",
    "ListRow",
    "Looks",
    "Phrase",
    "RowShape",
    "Section",
    "Until",
    "Zone",
]


def __getattr__(name: str) -> object:
    """Import a kind when it is first asked for: a document has to do with a few of them."""
    if name in __all__:
        from importlib import import_module

        for module in map(import_module, KINDS.values()):
            if hasattr(module, name):
                value: object = getattr(module, name)
                return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
