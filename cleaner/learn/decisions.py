"""What a person decided about what was proposed: accepted, rejected, and taken in although it was not proposed.

The review page writes decisions, and they stand beside the packs, so that nobody is asked twice.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner.user_error import UserError

_VERSION = 1


@dataclass
class OfSite:
    """The decisions about a site: names of what was accepted and rejected, and rules that were taken in."""

    is_host: bool = False
    accepted: set[str] = field(default_factory=set)
    rejected: set[str] = field(default_factory=set)
    taken: list[dict[str, Any]] = field(default_factory=list)

    def add(self, later: OfSite) -> None:
        """Take in later decisions, which hold where both speak of the same."""
        self.is_host = later.is_host
        self.accepted = self.accepted - later.rejected | later.accepted
        self.rejected = self.rejected - later.accepted | later.rejected
        self.taken += [rule for rule in later.taken if rule not in self.taken]

    def as_json(self) -> dict[str, Any]:
        """For a file."""
        names = {"accepted": sorted(self.accepted), "rejected": sorted(self.rejected)}
        return {"host": self.is_host, **names, "taken": self.taken}


@dataclass
class Decisions:
    """Decisions by site."""

    sites: dict[str, OfSite] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Decisions:
        """Decisions as they stand in a file; raises ``UserError`` where these are none."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            if told["version"] != _VERSION:
                raise UserError(f"{path}: version {told['version']} of decisions is not known here")
            return cls({_site(name): _of_site(one) for name, one in told["sites"].items()})
        except (ValueError, KeyError, TypeError, AttributeError):
            hint = "it is saved by the page that `cleaner learn --review` writes"
            raise UserError(f"{path}: this is no file of decisions; {hint}") from None

    def of(self, site: str) -> OfSite:
        """The decisions about a site."""
        return self.sites.get(site, OfSite())

    def add(self, later: Decisions) -> None:
        """Take in later decisions."""
        for name, one in later.sites.items():
            self.sites.setdefault(name, OfSite()).add(one)

    def __str__(self) -> str:
        sites = {name: one.as_json() for name, one in sorted(self.sites.items())}
        return json.dumps({"version": _VERSION, "sites": sites}, ensure_ascii=False, indent=1) + "\n"


def _site(name: str) -> str:
    """The name of a site, which is to become that of a file."""
    if not name or name != name.replace("\\", "/").rpartition("/")[2]:
        raise ValueError(name)
    return name


def _of_site(told: dict[str, Any]) -> OfSite:
    taken = told["taken"]
    if not isinstance(taken, list) or not all(isinstance(rule, dict) for rule in taken):
        raise TypeError(taken)
    return OfSite(bool(told["host"]), _names(told["accepted"]), _names(told["rejected"]), taken)


def _names(told: Collection[object]) -> set[str]:
    if not isinstance(told, list) or not all(isinstance(name, str) for name in told):
        raise TypeError(told)
    return set(told)
