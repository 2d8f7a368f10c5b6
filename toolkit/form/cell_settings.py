"""What a row and a column of a block say of the cell in which they meet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast, get_args

from toolkit.form.datafile import Line
from toolkit.form.model import Aggregation, Kind
from toolkit.messages import say_of
from toolkit.messages.code_types import FindingCode

_BOUND = re.compile(r"-?[0-9]{1,15}\Z")


def usual_unit(kind: Kind) -> str:
    """The unit of a number where the data name none."""
    match kind:
        case "decimal":
            return ""
        case "percent":
            return "%"
    return say_of("unit.*", kind)


class CellSettings:
    """What the row and the column of a cell say of it; the row goes first."""

    def __init__(self, row: Line, column: Line) -> None:
        self.row, self.column = row, column

    def __getitem__(self, name: str) -> str:
        return self.row[name] or self.column[name]

    def _line(self, name: str) -> Line:
        return self.row if self.row[name] else self.column

    def choice(self, name: str, choices: Sequence[str], code: FindingCode) -> str:
        if self[name] not in choices:
            raise self._line(name).refuse(code, kind=self[name], choices="、".join(choices))
        return self[name]

    def bound(self, name: str, usual: int | None) -> int | None:
        text = self[name]
        if text == "none":
            return None
        if text and not _BOUND.match(text):
            raise self._line(name).refuse("edition.bad_bound", column=name, text=text)
        return int(text) if text else usual

    def decimals(self) -> int | None:
        text = self["decimals"]
        if text and (not text.isdecimal() or int(text) > 6):
            raise self._line("decimals").refuse("edition.bad_decimals", text=text)
        return int(text) if text else None

    def aggregation(self, kind: Kind) -> Aggregation:
        usual = "none" if kind == "percent" else "sum"
        choices = get_args(Aggregation)
        if self["total"] and self["total"] not in choices:
            words = "、".join(choices)
            raise self._line("total").refuse(
                "edition.bad_choice", column="total", text=self["total"], choices=words
            )
        return cast(Aggregation, self["total"] or usual)
