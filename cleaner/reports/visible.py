"""Text from anywhere, shown on a terminal or in a page."""

from __future__ import annotations

import re

_STEERS = re.compile(
    "([\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff])"
)


def visible(text: str) -> str:
    r"""A text that can't steer a terminal: control and bidirectional characters as escapes.

    >>> visible("a\x1b[2J")
    'a\\x1b[2J'
    """
    return "".join(c if c.isprintable() or c == " " else c.encode("unicode_escape").decode() for c in text)


def parted(text: str) -> list[str]:
    r"""A text for a page, parted into plain text and, at the odd positions, single characters that steer or hide.

    These are control and bidirectional characters, invisible ones, and halves of surrogate pairs, which have no place
    in UTF-8. The joiners that Persian, Hindi and emoji are written with stay in the text.

    >>> parted("a\u202eb\u200cc")
    ['a', '\u202e', 'b\u200cc']
    """
    return _STEERS.split(text)
