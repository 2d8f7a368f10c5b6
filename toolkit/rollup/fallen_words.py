"""What falls out of a total with a unit that left the roster, and what the office is asked about it."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.collection.standing import Snapshot
from toolkit.collection.unit_files import Fallen
from toolkit.form.expression import plain
from toolkit.messages import first_of, say
from toolkit.rollup.headline import headline
from toolkit.workbook.locate import normalized

SHOWN = 5
"""Leading figures named."""


def fallen_details(stock: Snapshot, one: Fallen) -> dict[str, object]:
    """A report that fell out, for sentences: whose, which file, and its leading figures that are not 0."""
    values, form = stock.verdict(one.received).values, stock.collection.form
    told = [
        say("fallen.figure", label=item.label, value=plain(value), unit=item.unit)
        for item in headline(form)
        if (value := values.get(item.id))
    ]
    return {
        "name": one.name,
        "code": one.code,
        "number": one.received.number,
        "file": one.received.name,
        "figures": first_of(told, SHOWN) or say("word.none"),
    }


def fallen_text(stock: Snapshot) -> Iterator[str]:
    """Yield what fell out with units that left the roster, and the commands that say what becomes of it."""
    folder = stock.collection.typed
    for one in stock.fallen:
        details = fallen_details(stock, one)
        yield say("fallen.passed" if one.passed else "fallen.returned", **details)
        for unit in one.successors:
            if normalized(unit.name) == normalized(one.name):  # the same unit under another code
                found = {"successor": unit.name, "code": one.code, "new": unit.code}
                yield say("fallen.renumbered", folder=folder, number=one.received.number, **found)
            else:
                yield say("fallen.merge", folder=folder, code=one.code, successor=unit.name, to=unit.code)
        yield say("fallen.other", folder=folder, number=one.received.number)
