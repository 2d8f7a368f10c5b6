"""Asking a unit to send in, as a workbook, a figure that it corrected by telephone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from toolkit.collection.files import replace_file
from toolkit.collection.ledger.records import Decision
from toolkit.collection.own_output import note_own
from toolkit.collection.phrases import day
from toolkit.collection.returning import home
from toolkit.collection.standing import Snapshot, Standing
from toolkit.messages import say


def ask_for_it(stock: Snapshot, standing: Standing, correction: Decision, today: date) -> Path:
    """Write the message that asks for a workbook with the corrected figure, beside the unit's returns.

    Raises:
        MisuseError: it cannot be written.
    """
    collection, received = stock.collection, standing.received
    assert received is not None, "a figure on file was corrected"
    item = collection.form.items[correction.details["item"]]
    text = say(
        "correction.message",
        unit=standing.unit.name,
        year=collection.year,
        title=collection.form.title,
        table=collection.form.table(item.table).name,
        label=item.label,
        old=correction.details["old"] or say("word.blank"),
        new=correction.details["new"],
        who=correction.who,
        file=received.name,
        deadline=day(collection.deadlines.mended_by(today)),
        contact=collection.contact or say("outbox.no_contact"),
    )
    file = home(collection, standing) / say("correction.file", number=correction.number)
    content = text.replace("\n", "\r\n").encode("utf-8-sig")
    note_own(stock, "decide", "returned", file, content, standing.unit.code)
    replace_file(file, content)
    return file
