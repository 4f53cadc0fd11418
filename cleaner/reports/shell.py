"""What all pages have in common: one file, which asks nothing of any other.

All that a page shows comes from strangers. It is escaped where it is put in, characters that steer or hide are shown as
what they are, and the policy of the page lets nothing run, load or be sent but its own script and style.
"""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from cleaner.reports.counted import counted
from cleaner.reports.visible import parted, visible

_FAINT = frozenset("\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff")  # stand in honest texts too, so they are shown small
_QUOTE = 240


def page_of(template: str, assets: Sequence[str], environment: Environment, **values: object) -> bytes:
    """A page from its template; ``assets`` names its styles and scripts, in their order after those of all pages."""
    style, script = (
        "".join(map(_asset, (f"shell{ending}", *(name for name in assets if name.endswith(ending)))))
        for ending in (".css", ".js")
    )
    text = environment.get_template(template).render(
        style=Markup(style), script=Markup(script), policy=_policy(style, script), **values
    )
    return text.encode("utf-8", "backslashreplace")


def environment() -> Environment:
    """What templates are read with, and their filters."""
    made = Environment(
        loader=PackageLoader("cleaner.reports", "page"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(shown=shown, safely=visible, percent=percent, quote=_quote, counted=counted)
    return made


def identified(kind: str, what: str) -> str:
    """The name by which a thing is linked to, the same in every page that shows it.

    >>> identified("d", "a.txt:None")
    'd-2e7cca731a'
    """
    return f"{kind}-{sha256(what.encode('utf-8', 'backslashreplace')).hexdigest()[:10]}"


def shown(text: str) -> Markup:
    r"""A text in a page: escaped, and characters that steer or hide as what they are.

    >>> shown("<b>\u202e")
    Markup('&lt;b&gt;<bdi class="control" data-code="202e" title="RIGHT-TO-LEFT OVERRIDE">U+202E</bdi>')
    """
    parts = parted(text)
    return Markup("").join(_control(part) if index % 2 else escape(part) for index, part in enumerate(parts))


def _control(character: str) -> Markup:
    code = f"{ord(character):04x}"
    name = unicodedata.name(character, "a control character")
    if character in _FAINT:
        return Markup('<bdi class="control faint" data-code="{}" title="{}"></bdi>').format(code, name)
    return Markup('<bdi class="control" data-code="{}" title="{}">U+{}</bdi>').format(code, name, code.upper())


def percent(share: float) -> str:
    """A share as a percentage, with a decimal where it is small.

    >>> percent(0.123), percent(0.5), percent(0.0001)
    ('12.3 %', '50 %', '<0.1 %')
    """
    if 0 < share < 0.001:  # noqa: PLR2004
        return "<0.1 %"
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def _quote(text: str) -> str:
    said = " ".join(text[: 4 * _QUOTE].split())
    return said if len(said) <= _QUOTE else f"{said[:_QUOTE]}…"


@cache
def _asset(name: str) -> str:
    return (files("cleaner.reports") / "page" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """What the page allows: its own style and script, known by their hashes, and nothing else."""
    hashes = [b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii") for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
