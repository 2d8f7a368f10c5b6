"""One figure of a unit's file and the one that is to count instead, as a unit states them by telephone."""

from __future__ import annotations

from toolkit.collection.ledger.records import Received
from toolkit.collection.standing import Snapshot, Standing
from toolkit.errors import MisuseError
from toolkit.findings import FORMULA, TOTAL, Finding
from toolkit.form.evaluation import computed_total
from toolkit.form.expression import Number, plain
from toolkit.form.measures import Invalid
from toolkit.form.model import Form, Item
from toolkit.messages import first_of, say
from toolkit.review.verdict import Verdict
from toolkit.workbook.locate import normalized
from toolkit.workbook.numerals import read_numeral

ALIKE = 5
"""Items like a text that are listed."""


def correction(stock: Snapshot, standing: Standing, text: str, old: str, new: str) -> dict[str, str]:
    """A correction as the ledger keeps it, once it makes sense.

    Args:
        text: id of an input item, or its label where only one item has it.
        old: what is on file: the figure, the word for a blank or for what does not apply, or what else the
            cell holds; new: the figure to count.

    Raises:
        MisuseError: no such item, no file with figures, a total, ``old`` is not what is on file, or ``new``
            cannot stand in that cell.
    """
    received, form = standing.received, stock.collection.form
    if received is None or not received.speaks:
        raise MisuseError(say("decide.nothing_to_correct", unit=standing.unit.name))
    item = find_item(form, text)
    if item.id in form.totals and item.id not in disagreeing_totals(form, stock.ledger.verdict(received)):
        parts = "、".join(form.items[part].label for part in form.totals[item.id])
        raise MisuseError(say("decide.computed", label=item.label, parts=parts))
    figure = stock.values(standing).get(item.id)
    if figure is not None:
        before, agrees = plain(figure), typed_figure(item, old) == figure
    elif item.id in stock.answers(standing).not_applicable:
        before = form.words.not_applicable
        agrees = old.strip() == before
    else:
        before, accepted = _content(stock, received, item)
        agrees = normalized(old) in map(normalized, accepted)
    words = {"unit": standing.unit.name, "label": item.label, "number": received.number}
    if not agrees:
        raise MisuseError(say("decide.not_on_file", found=before or say("word.blank"), given=old, **words))
    value = typed_figure(item, new)
    if value is None:
        raise MisuseError(say("decide.not_a_figure", text=new, label=item.label))
    if item.admissible.fault(value):
        raise MisuseError(say("decide.inadmissible", text=new, admissible=item.admissible.words(), **words))
    if value == figure:
        raise MisuseError(say("decide.same_figure", found=plain(value), **words))
    return {"item": item.id, "old": before, "new": plain(value)}


def disagreeing_totals(form: Form, verdict: Verdict) -> list[str]:
    """Totals that are not what their parts come to, or whose cells hold no number any more: they were typed
    over their formulas, and no part of theirs puts them right. Any other total follows from its parts.
    """
    known = {item: value for item, value in verdict.values.items() if value is not None}
    lost = {
        cell.item
        for finding in verdict.findings
        if finding.code == TOTAL and finding.sends_back
        for cell in finding.cells
        if cell.item not in known
    }
    return [
        total
        for total in form.totals
        if total in lost
        or (total in known and computed_total(form, total, known) not in (None, known[total]))
    ]


def _content(stock: Snapshot, received: Received, item: Item) -> tuple[str, tuple[str, ...]]:
    """What a cell without a figure holds, and the texts by which a person may name that.

    A cell is blank unless a finding says otherwise: whatever else is no figure goes back.
    """
    form = stock.collection.form
    for finding in stock.ledger.findings(received):
        cell = next((cell for cell in finding.cells if cell.item == item.id), None)
        if cell is None:
            continue
        raw = (cell.raw or "").strip()
        if finding.code == FORMULA:
            result = say("return.present.result", raw=raw) if raw else ""
            words = say("return.present.formula", result=result)
            return words, (words, raw or words)
        if _is_invalid(form, finding) or (finding.code == TOTAL and finding.sends_back and raw):
            words = raw or say("word.error_value")
            return words, (words,)
    return "", ("", say("word.blank"))


def _is_invalid(form: Form, finding: Finding) -> bool:
    check = form.check_by_key.get(finding.check)
    return check is not None and isinstance(check.comparison.measure(), Invalid)


def find_item(form: Form, text: str) -> Item:
    """An item by its id, or by a label that only one has.

    Raises:
        MisuseError: there is none, and items like it are listed; or it is answered in words.
    """
    if text in form.items:
        return form.items[text]
    wanted = normalized(text)
    for entry in form.stated.values():
        if text == entry.id or normalized(entry.label) == wanted:
            raise MisuseError(say("decide.stated", label=entry.label))
    same = [item for item in form.items.values() if wanted and normalized(item.label) == wanted]
    if len(same) == 1:
        return same[0]
    pieces = list(map(normalized, text.split("·")))
    alike = same or [
        item
        for item in form.items.values()
        if wanted and (all(p in normalized(item.label) for p in pieces) or wanted in normalized(item.id))
    ]
    listed = first_of((f"{item.id}（{item.label}）" for item in alike), ALIKE)
    told = say("decide.alike", units=listed) if listed else ""
    raise MisuseError(say("decide.no_item", text=text) + told)


def typed_figure(item: Item, text: str) -> Number | None:
    """A figure as it is typed; ``None`` for the word of a blank, and for what is no number.

    Raises:
        MisuseError: it is neither.
    """
    if not text.strip() or text.strip() == say("word.blank"):
        return None
    numeral = read_numeral(text, item.unit, item.kind)
    if numeral.value is None:
        raise MisuseError(say("decide.not_a_figure", text=text, label=item.label))
    return numeral.value
