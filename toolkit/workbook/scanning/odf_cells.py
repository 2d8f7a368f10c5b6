"""The cells of a sheet of an OpenDocument spreadsheet beside the values read from it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from operator import itemgetter
from typing import TypeAlias

from toolkit.workbook.scanning.agreement import of_nothing, of_number, of_text, of_truth
from toolkit.workbook.scanning.looks import looking
from toolkit.workbook.scanning.odf_formats import DataStyles
from toolkit.workbook.scanning.scanned import Doubt, Look, Looks, NoCells, Place

_NUMBERS = frozenset({"float", "currency", "percentage"})

OdfRun: TypeAlias = tuple[int, int, Mapping[str, str], str]
"""First and last column of equal cells, their attributes, their text."""


class OdfCells(NoCells):
    """The cells of a sheet as stored: runs of equal cells, each with its attributes and its text."""

    def __init__(self, styles: DataStyles) -> None:
        self.styles = styles
        self.columns: list[tuple[int, str]] = []
        """Last column, and style of those up to it."""
        self.rows: list[tuple[int, int, str, list[OdfRun]]] = []
        """First and last row, their style, and the runs."""
        self.hidden: tuple[list[tuple[int, int]], list[tuple[int, int]]] = [], []
        """First and last of hidden rows, and of hidden columns."""
        self.unstruck_texts: dict[Place, str] = {}
        self.upright_texts: dict[Place, str] = {}
        """By the first place of equal cells."""

    def _at(self, place: Place) -> tuple[Mapping[str, str], str, str] | None:
        """Attributes, text and row style."""
        found = self._run(place)
        return None if found is None else (found[2][2], found[2][3], found[1])

    def _run(self, place: Place) -> tuple[int, str, OdfRun] | None:
        """First row, row style and run of equal cells."""
        row, column = place
        before = bisect_right(self.rows, row, key=itemgetter(0))
        if before and row <= self.rows[before - 1][1]:
            first, _, style, cells = self.rows[before - 1]
            for run in cells:
                if run[0] <= column <= run[1]:
                    return first, style, run
        return None

    def doubt(self, place: Place, raw: object) -> Doubt:
        found = self._at(place)
        if found is None:
            return of_nothing(raw)
        attributes, text, _ = found
        kind = attributes.get("office:value-type", "")
        if kind in _NUMBERS:
            return of_number(attributes.get("office:value", ""), raw)
        if kind == "string":
            stated = attributes.get("office:string-value", text)
            return "uncertain" if text and _bare(text) != _bare(stated) else of_text(stated, raw)
        if kind in ("date", "time", "boolean"):
            return of_truth(raw)
        if not kind and "office:value" not in attributes and not text.strip():
            return of_nothing(raw)
        return "uncertain"

    def text(self, place: Place) -> str:
        found = self._at(place)
        return "" if found is None else found[1] or found[0].get("office:value", "")

    def format(self, place: Place) -> str:
        return self.styles.code(self._style(place))

    def _style(self, place: Place) -> str:
        """A cell's own style, else its row's, else its column's; empty where there is no cell."""
        found = self._at(place)
        if found is None:
            return ""
        own = found[0].get("table:style-name", "") or found[2]
        return own or next((style for last, style in self.columns if place[1] <= last), "")

    def looks(self) -> Looks | None:
        odd = self.styles.looks.odd
        return looking(self._look if odd else None, self._is_hidden if any(self.hidden) else None)

    def _look(self, place: Place) -> Look:
        return self.styles.looks.odd.get(self._style(place), "")

    def _is_hidden(self, place: Place) -> bool:
        return any(
            first <= line <= last
            for line, lines in zip(place, self.hidden, strict=True)
            for first, last in lines
        )

    def unstruck(self, place: Place) -> str | None:
        return self.unstruck_texts.get(self._first(place)) if self.unstruck_texts else None

    def upright(self, place: Place) -> str | None:
        return self.upright_texts.get(self._first(place)) if self.upright_texts else None

    def _first(self, place: Place) -> Place:
        """First of the equal cells that a place is one of."""
        found = self._run(place)
        return place if found is None else (found[0], found[2][0])


def _bare(text: str) -> str:
    return "".join(text.split())
