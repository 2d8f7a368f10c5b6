"""Kinds of reporting units: those of the statutory report, or those that an edition declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from toolkit.messages import say, say_of

_USUAL = ("government", "department", "agency", "city", "county", "township", "other")
_TOTALS = ("city", "county")


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of reporting units.

    Attributes:
        id: in the ledger, in JSON and in the open data.
        label: in the roster, in lists and reports.
        scope: what a report of such a unit covers (``own``, ``total``) where the roster does not say.
        title: heading of all units of the kind in a total; empty: the label.
    """

    id: str
    label: str
    scope: str = "own"
    title: str = ""


class UnitKinds(tuple[UnitKind, ...]):
    """The kinds that a form knows, in the order in which lists show them."""

    __slots__ = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(kind.id for kind in self)

    def label(self, kind: str) -> str:
        """The label of a kind; the id itself of one that the form does not know."""
        return next((known.label for known in self if known.id == kind), kind)

    def title(self, kind: str) -> str:
        """What its units are called together."""
        return next((known.title for known in self if known.id == kind), "") or self.label(kind)

    def scope(self, kind: str) -> str:
        """What a report of such a unit usually covers."""
        return next((known.scope for known in self if known.id == kind), "own")

    def example(self, kind: str) -> str:
        """The id of a kind to show as an example: that kind, else the first that usually covers the same."""
        if kind in self.ids:
            return kind
        scope = usual_kinds().scope(kind)
        return next((known.id for known in self if known.scope == scope), self[0].id)


def usual_entries() -> list[dict[str, Any]]:
    """The kinds of the statutory report, as an edition would declare them."""
    titles = {"other": say("kind.other.title")}
    return [
        {
            "id": kind,
            "label": say_of("kind.*", kind),
            "scope": "total" if kind in _TOTALS else "own",
            "title": titles.get(kind, ""),
        }
        for kind in _USUAL
    ]


@lru_cache(maxsize=1)
def usual_kinds() -> UnitKinds:
    """The kinds of the statutory report, which an edition has that declares none."""
    return unit_kinds(usual_entries())


def unit_kinds(entries: Iterable[Mapping[str, Any]]) -> UnitKinds:
    """Kinds as ``[[unit_kinds]]`` declares them."""
    return UnitKinds(UnitKind(**entry) for entry in entries)
