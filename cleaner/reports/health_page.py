"""The health of rules as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cleaner.reports.health import STATES, Health
from cleaner.reports.shell import environment, identified, page_of


def page(name: str, found: Sequence[Health]) -> bytes:
    """The page of rules on a corpus, those first that a person should look at."""
    order = list(STATES)
    made = environment()
    made.filters["anchor"] = lambda rule: identified("h", rule)
    return page_of(
        "health.html",
        ["health.css", "health.js"],
        made,
        name=name,
        found=sorted(found, key=lambda one: order.index(one.state)),
        states=STATES,
        counts=Counter(one.state for one in found),
        hits=sum(one.hits.hits for one in found),
        has_days=any(one.hits.last for one in found),
        categories=sorted({one.rule.category for one in found}),
    )
