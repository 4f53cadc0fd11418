"""Text from anywhere, shown on a terminal."""

from __future__ import annotations


def visible(text: str) -> str:
    r"""A text that can't steer a terminal: control and bidirectional characters as escapes.

    >>> visible("a\x1b[2J")
    'a\\x1b[2J'
    """
    return "".join(c if c.isprintable() or c == " " else c.encode("unicode_escape").decode() for c in text)
