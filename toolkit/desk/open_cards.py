"""What nobody has decided yet about files and changes of the roster, as cards with the buttons for it.

The matters are those of the sheet 办理.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from toolkit.collection.standing import Snapshot
from toolkit.desk.commands import COMMANDS
from toolkit.desk.unit_actions import Choices
from toolkit.messages import say, say_of
from toolkit.reports.handling.matters import Choice, Matter, MatterKind, unclaimed_matters


@dataclass(frozen=True)
class OpenCard:
    """One matter.

    Attributes:
        known_unit: whether its unit is in the roster, and can be looked at.
        commands: names of the buttons; known: what their forms need not ask, choices: among what they ask.
        units: code and name of units that it may be about.
    """

    matter: Matter
    known_unit: bool
    commands: Sequence[str]
    known: Mapping[str, str | int]
    choices: Choices
    units: Sequence[tuple[str, str]]


def open_cards(stock: Snapshot) -> list[tuple[MatterKind, list[OpenCard]]]:
    """The matters of each kind; the ledger must be open."""
    matters = groupby(unclaimed_matters(stock), key=lambda matter: matter.kind)
    return [(kind, [_card(stock, one) for one in found]) for kind, found in matters]


def waiting_words(stock: Snapshot) -> str:
    """How many matters of which kind wait, in words; empty for none. The ledger must be open."""
    counts = Counter(matter.kind for matter in unclaimed_matters(stock))
    return "、".join(
        say("desk.open.count", kind=say_of("handling.kind.*", kind), count=count)
        for kind, count in counts.items()
    )


def _card(stock: Snapshot, matter: Matter) -> OpenCard:
    several = matter.kind is MatterKind.TWINS
    codes = () if several else matter.candidates
    units = [(code, stock.by_code[code].unit.name) for code in codes if code in stock.by_code]
    choices: Choices = {"file": [("", [(one, one) for one in matter.candidates])]} if several else {}
    commands = dict.fromkeys(_command(choice) for choice in matter.choices)
    return OpenCard(
        matter,
        matter.unit in stock.by_code,
        list(commands),
        dict(_known(matter, several=several)),
        choices,
        units,
    )


def _command(choice: Choice) -> str:
    """The button that a choice of the sheet is on the page."""
    return next(
        name for name, one in COMMANDS.items() if one.verb == ("decide", choice.kind.replace("_", "-"))
    )


def _known(matter: Matter, *, several: bool) -> Iterator[tuple[str, str | int]]:
    if not several:
        yield "file", matter.receipt
    if matter.kind is MatterKind.JOINED:
        yield "number", matter.target
    if matter.kind is MatterKind.FALLEN:
        yield "other", matter.target
