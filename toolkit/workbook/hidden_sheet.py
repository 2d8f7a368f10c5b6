"""The hidden sheet of a received workbook: for whom it was issued, signed, with last year's figures."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.form.admissible import LARGEST
from toolkit.form.expression import Number
from toolkit.form.identity import FORMAT, Identity, Unit
from toolkit.form.layout import ANNEX_FIRST_ROW, META_FIELDS, layout_of
from toolkit.form.model import Form
from toolkit.form.stated import AnswerWords
from toolkit.form.variables import prior_of
from toolkit.workbook.grids import Grid, at
from toolkit.workbook.protocol import (
    ANSWERS,
    COVERS,
    NOT_APPLICABLE,
    SCOPE_HEADS,
    SCOPE_LEDGER,
    SCOPE_SHEET,
    TOTAL,
    YES_OR_NO,
)
from toolkit.workbook.readings import raw_text, understood
from toolkit.workbook.scanning import Scan


class HiddenSheet:
    """What a workbook says of itself, found by its mark and not by the name of the sheet.

    Attributes:
        name: of the sheet; empty where there is none.
        fields: label → value as it stands in the cell.
    """

    def __init__(self, scanned: Scan, grids: Mapping[str, Grid]) -> None:
        self._scan, self._grids = scanned, grids
        self.name = ""
        self.fields: dict[str, object] = {}
        # The form is not known yet; its hidden sheet stands last, so most workbooks are read once only.
        for name in reversed(list(grids)):
            grid = grids[name]
            if at(grid, 0, 0) == META_FIELDS[0] and at(grid, 0, 1) == FORMAT:
                self.name = name
                self.fields = {str(r[0]): r[1] for r in grid if len(r) > 1 and isinstance(r[0], str)}
                return

    def text(self, field: str) -> str:
        """A field as text; empty where it is missing."""
        return raw_text(self.fields.get(field, "")) or ""

    @property
    def sheets(self) -> tuple[str, str]:
        """The hidden sheet itself, and the scope ledger of a total; empty where there is none."""
        return self.name, self.text(SCOPE_SHEET)

    @property
    def edition(self) -> str:
        """Id of the edition."""
        return str(self.fields.get("edition", ""))

    @property
    def year(self) -> int:
        """Reporting year; 0 where none is stated."""
        return year_of(self.text("year"))

    @property
    def is_marked_total(self) -> bool:
        """Whether it says that the workbook is the total of several units."""
        return self.fields.get(COVERS) == TOTAL

    def words(self, form: Form) -> AnswerWords:
        """The words by which this workbook answers; those of old where it does not state them."""
        yes, no = (self.text(name) for name in ANSWERS)
        yes, no = (yes, no) if yes and no else YES_OR_NO
        return AnswerWords(yes, no, self.text(NOT_APPLICABLE) or form.words.not_applicable)

    def identity(self, form: Form, visible: Mapping[str, str]) -> Identity:
        """The unit and year it was issued for, by what the cover shows where the sheet says nothing."""
        stated = {name: self.text(name) or visible.get(name, "") for name in META_FIELDS}
        names = (known.id for known in form.unit_properties if known.id in self.fields)
        properties = tuple((name, _whole(self.fields[name])) for name in names)
        return Identity(
            edition=form.id,
            version=stated["version"],
            unit=Unit(stated["unit_name"], stated["unit_code"], properties),
            year=year_of(stated["year"]),
            collection=stated["collection"],
        )

    def prior(self, form: Form) -> dict[str, Number]:
        """Last year's figures, by item, as far as they are stated."""
        found: dict[str, Number] = {}
        stated = ((name, self.fields.get(prior_of(name), "")) for name in layout_of(form).prior)
        for name, raw in stated:
            if raw == "":
                continue
            item = form.items[name]
            numeral = understood(raw, item.unit, item.kind)
            if numeral.state == "number" and numeral.value is not None:
                found[name] = numeral.value
        return found

    @property
    def is_spoilt(self) -> bool:
        """Whether a cell cannot be read: it must not pass for a field left empty."""
        scanned, grid = self._scan.sheets.get(self.name), self._grids[self.name]
        if scanned is None:
            return False
        formulas, errors, doubt = scanned.formulas, scanned.errors, scanned.cells.doubt
        for row, values in enumerate(grid):
            for column, raw in enumerate((*values[:2], "", "")[:2]):
                place = (row, column)
                if place not in formulas and (place in errors or doubt(place, raw) == "uncertain"):
                    return True
        return False


def _whole(raw: object) -> int | None:
    """A whole number, ``None`` for anything else; what is missing is never 0."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or abs(raw) > LARGEST:
        return None
    return int(raw) if raw == int(raw) else None


def year_of(text: str) -> int:
    """A year of four digits, 0 for anything else."""
    return int(text) if len(text) == 4 and text.isdecimal() else 0


def has_scope_ledger(grids: Mapping[str, Grid]) -> bool:
    """Whether there is a scope ledger with a unit in it: totals from before the hidden sheet said so."""
    grid = grids.get(SCOPE_LEDGER)
    return grid is not None and is_scope_ledger(grid) and bool(raw_text(at(grid, ANNEX_FIRST_ROW, 1)))


def is_scope_ledger(grid: Grid) -> bool:
    """Whether a sheet has the headings of a scope ledger."""
    return tuple(raw_text(at(grid, ANNEX_FIRST_ROW - 1, column)) or "" for column in range(2)) == SCOPE_HEADS
