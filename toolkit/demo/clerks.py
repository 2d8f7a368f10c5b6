"""Workbooks as the sample city's clerks fill them in; in other processes, too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.collection.files import safe_name
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.roster import ReportingUnit
from toolkit.form.identity import Identity
from toolkit.form.layout import layout_of
from toolkit.form.registry import form_for_year, load_form
from toolkit.form.values import Values
from toolkit.messages import say
from toolkit.workbook.filling import fill
from toolkit.workbook.prepared_template import prepared_template
from toolkit.workbook.template_writer import Prefill


@dataclass(frozen=True)
class FilledIn:
    """What a clerk makes of a unit's template.

    Attributes:
        template: as issued; the file is written under its name.
        key, password: of the collection.
        typed: totals are typed over their formulas, or last year's figures are in the template.
        totals: the former.
        by_hand: sent as a workbook of the clerk's own, with the unit's everyday name.
    """

    template: Path
    identity: Identity
    key: str
    password: str
    given: Values
    typed: bool = False
    totals: bool = False
    by_hand: bool = False

    @classmethod
    def of(cls, collection: CollectionFolder, unit: ReportingUnit, given: Values) -> FilledIn:
        """Filled in plainly."""
        template = collection.folder / "outbox" / f"{collection.stem(unit)}.xlsx"
        return cls(template, collection.identity(unit), collection.key, collection.password, given)


def fill_in(folder: Path, one: FilledIn) -> Path:
    """Write a clerk's workbook into a folder; return the file."""
    target = folder / one.template.name
    if one.typed:
        fill(one.template, one.given, target, totals=one.totals)
    else:
        target.write_bytes(_filled(one))
    return _by_hand(target, folder) if one.by_hand else target


def _filled(one: FilledIn) -> bytes:
    """The issued workbook filled in, in a fraction of the time that ``fill`` takes."""
    identity, given = one.identity, one.given
    form = form_for_year(identity.edition, identity.year)
    inputs = {
        item: value for item, value in given.values.items() if value is not None and item in form.inputs
    }
    filled = Prefill({}, inputs, given.texts, given.blanks_are_zero, given.reasons)
    return prepared_template(form, identity.year, one.password).workbook(identity, filled, key=one.key)


def _by_hand(file: Path, folder: Path) -> Path:
    """Write the form as a workbook of the clerk's own, with the unit's everyday name."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(file)
    form = load_form()
    book.remove(book[form.sheet("meta").name])
    layout = layout_of(form)
    for name, words in (("unit_name", say("demo.nickname")), ("unit_code", "")):
        cell = layout.cover[name]
        book[cell.sheet][cell.a1] = words
    target = folder / f"{safe_name(say('demo.nickname'))}.xlsx"
    book.save(target)
    file.unlink()
    return target
