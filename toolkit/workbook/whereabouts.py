"""Where the cells of a workbook that was changed stand now: labels first, then defined names, else lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias

from toolkit.form.addresses import Cell
from toolkit.form.layout import layout_of
from toolkit.form.model import Form, Text
from toolkit.workbook.grids import Grid, at
from toolkit.workbook.locate import Placement, issued_placement
from toolkit.workbook.readings import raw_text
from toolkit.workbook.scanning import Scan

_NEAR = 5
"""Lines that somebody may have inserted at once where no label stands."""


@lru_cache(maxsize=64)
def _certain(form: Form, sheet: str) -> Mapping[str, Cell]:
    """Figures, answers and texts that have labels of their own: if no label moved, nor have they."""
    layout, placement = layout_of(form), issued_placement(form, sheet)
    return {
        name: cell
        for name, cell in (*layout.items.items(), *layout.texts.items())
        if placement.find(cell) == cell and not placement.doubtful(cell)
    }


_Open: TypeAlias = tuple[str, Cell, Sequence[Cell]]
"""A figure or a text whose place labels leave open: its id, the likely place, and those just beyond."""


def open_places(form: Form, sheet: str, placement: Placement) -> Sequence[_Open]:
    """Figures and texts of a sheet whose place the labels leave open."""
    layout = layout_of(form)
    cells = {
        name: (cell, place)
        for name, cell in (*layout.items.items(), *layout.texts.items())
        if cell.sheet == layout.plans[sheet].sheet.name and (place := placement.find(cell)) is not None
    }
    taken = {place for _, place in cells.values()}
    found = []
    for name, (cell, place) in cells.items():
        if placement.doubtful(cell):
            down, right = cell.row not in placement.labelled[0], cell.column not in placement.labelled[1]
            near = (
                replace(place, row=place.row + down * step, column=place.column + right * step)
                for step in range(1, _NEAR + 1)
            )
            found.append((name, place, [other for other in near if other not in taken]))
    return found


@lru_cache(maxsize=64)
def _issued_open(form: Form, sheet: str) -> Sequence[_Open]:
    return open_places(form, sheet, issued_placement(form, sheet))


class Whereabouts:
    """Finds issued cells of the section sheets in one workbook.

    Attributes:
        places: section sheet id → where its rows and columns stand.
        by_name: present names of the sheets on which cells were found by their defined names.
    """

    def __init__(
        self, form: Form, scan: Scan, grids: Mapping[str, Grid], places: Mapping[str, Placement]
    ) -> None:
        self.form, self.layout, self.scan, self.grids = form, layout_of(form), scan, grids
        self.places = places
        self._certain: dict[str, Cell] = {}
        for sheet, placement in places.items():
            if placement == issued_placement(form, sheet):
                self._certain |= _certain(form, sheet)
        self.by_name: set[str] = set()
        self._lagging: dict[str, bool] = {}
        self._stray: dict[str, bool] = {}
        self._dispute: dict[str, bool] = {}

    def entries(self) -> Mapping[str, Cell | None]:
        """Where the figures and answers of the form stand now."""
        sheets = {table.id: table.sheet for table in self.form.tables}
        return {
            name: self._certain.get(name) or self._sought(self.layout.items[name], sheets[entry.table], name)
            for name, entry in self.form.entries.items()
        }

    def text(self, text: Text) -> Cell | None:
        """Where a text of the form stands now."""
        return self._certain.get(text.id) or self._sought(self.layout.texts[text.id], text.sheet, text.id)

    def _sought(self, cell: Cell, sheet: str, name: str) -> Cell | None:
        """Where an issued cell of a section sheet stands now.

        By labels; by its defined name where labels are gone or leave the place open, provided that something
        stands there and that no name of the sheet contradicts its labels. Nowhere, where figures stand in
        both places, or where an open place is empty and figures stand just beyond: rather lost than taken for
        others, or for blanks.
        """
        placement = self.places.get(sheet)
        found = placement.find(cell) if placement else None
        if found is not None and placement:
            if not placement.doubtful(cell):
                return found
            if self._disputed(sheet, placement):
                return None
            if self._typed(found):
                return found
        known = self.scan.names.get(name)
        named = Cell(*known) if known and known[0] in self.grids else None
        if named is not None and named != found and not self._stale(sheet):
            if self._shows(named) if found is None else self._holds(named):
                self.by_name.add(placement.sheet if placement else named.sheet)
                return named
            return found
        return None if placement is None or self._strayed(sheet, placement) else found

    def _open(self, sheet: str, placement: Placement) -> Sequence[_Open]:
        issued = placement == issued_placement(self.form, sheet)
        return _issued_open(self.form, sheet) if issued else open_places(self.form, sheet, placement)

    def _disputed(self, sheet: str, placement: Placement) -> bool:
        """Whether figures stand where labels leave the place open, and others where their names say.

        Without names, others just beyond are as likely.
        """
        if sheet not in self._dispute:
            self._dispute[sheet] = any(
                self._rivals(name, place, beyond) and self._typed(place)
                for name, place, beyond in self._open(sheet, placement)
            ) and not self._stale(sheet)
        return self._dispute[sheet]

    def _rivals(self, name: str, place: Cell, beyond: Sequence[Cell]) -> bool:
        """Whether another place may be the figure's; of texts the names of neighbours may lag behind."""
        if name not in self.layout.items:
            return False
        known = self.scan.names.get(name)
        if known is None:
            return any(self._typed(cell) and not isinstance(self.content(cell), str) for cell in beyond)
        here = known == (place.sheet, place.row, place.column)
        return not here and known[0] in self.grids and self._typed(Cell(*known))

    def _strayed(self, sheet: str, placement: Placement) -> bool:
        """Whether a place that is open is empty, and something was typed just beyond."""
        if sheet not in self._stray:
            self._stray[sheet] = any(
                not self._holds(place) and any(self._typed(cell, name) for cell in beyond)
                for name, place, beyond in self._open(sheet, placement)
            )
        return self._stray[sheet]

    def _stale(self, sheet: str) -> bool:
        """Whether a sheet's names lag behind its labels: some programs move cells and not names."""
        if sheet not in self._lagging:
            placement = self.places.get(sheet)
            tables = {table.id for table in self.form.tables if table.sheet == sheet}
            cells = {
                i: self.layout.items[i] for i, entry in self.form.entries.items() if entry.table in tables
            }
            self._lagging[sheet] = placement is not None and any(
                placement.contradicts(cell, Cell(*self.scan.names[item]))
                for item, cell in cells.items()
                if item in self.scan.names
            )
        return self._lagging[sheet]

    def content(self, cell: Cell) -> object:
        """What stands in a present cell."""
        return at(self.grids[cell.sheet], cell.row, cell.column)

    def _holds(self, cell: Cell) -> bool:
        """Whether a cell has a value, or a formula that may yet give one."""
        return self._formula(cell) or self._shows(cell)

    def _typed(self, cell: Cell, name: str = "") -> bool:
        """Whether something was typed in a cell; for the figure of that name, something with a number."""
        if not self._shows(cell) or self._formula(cell):
            return False
        return name not in self.layout.items or any(map(str.isdecimal, str(self.content(cell))))

    def _formula(self, cell: Cell) -> bool:
        scanned = self.scan.sheets.get(cell.sheet)
        return scanned is not None and (cell.row, cell.column) in scanned.formulas

    def _shows(self, cell: Cell) -> bool:
        return (raw_text(self.content(cell)) or "").strip() != ""
