"""What a person wrote for the program and can mend."""

from __future__ import annotations


class UserError(Exception):
    """Something that can't be used as it is written or asked for; the message says where and why."""
