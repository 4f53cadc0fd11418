"""The kinds of rules, one module each, and the table of them."""

from __future__ import annotations

from cleaner.kinds.inline import Inline
from cleaner.kinds.label import Label
from cleaner.kinds.line import LinePattern
from cleaner.kinds.list_ import LineShape, ListRow, RowShape
from cleaner.kinds.phrase import Phrase
from cleaner.kinds.section import Section, Until
from cleaner.kinds.zone import Looks, Zone
from cleaner.rule import Body

KINDS: dict[str, type[Body]] = {
    "phrase": Phrase,
    "label": Label,
    "line": LinePattern,
    "inline": Inline,
    "section": Section,
    "list": ListRow,
    "zone": Zone,
}
"""What a pack writes as `kind:`, and the class that finds its units."""

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
