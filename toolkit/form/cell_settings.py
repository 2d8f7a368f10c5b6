"""What a row and a column of a block say of the cell in which they meet."""

from __future__ import annotations

import re
from typing import cast, get_args

from toolkit.form.answers import folded
from toolkit.form.datafile import Line
from toolkit.form.model import Aggregation, Kind
from toolkit.form.names import units
from toolkit.form.stated import LONGEST_LIST, StatedKind
from toolkit.messages import say_of

STATED: tuple[StatedKind, ...] = get_args(StatedKind)
_OF_FIGURES = ("unit", "minimum", "maximum", "decimals", "total", "prefill")
"""Columns that say something of figures alone."""
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

    @property
    def kind(self) -> str:
        """How the cell is answered. Words go before numbers, whichever of both says so."""
        stated = (line["kind"] for line in (self.row, self.column) if line["kind"] in STATED)
        kind = next(stated, self["kind"])
        if kind not in (*get_args(Kind), *STATED):
            known = "、".join((*get_args(Kind), *STATED))
            raise self._line("kind").refuse("edition.bad_kind", kind=kind, choices=known)
        return kind

    @property
    def is_stated(self) -> bool:
        """Whether it is answered in words.

        Raises:
            EditionError: it is not, or is, and something is said of it that is only for the other.
        """
        kind = self.kind
        for line in (self.row, self.column):
            unfit = [name for name in _OF_FIGURES if line["kind"] in STATED and line[name]]
            unfit += ["choices"] if line["choices"] and line["kind"] not in ("", "choice") else []
            if unfit:
                raise line.refuse("edition.unfit_setting", column=unfit[0], kind=line["kind"])
        if kind not in STATED and self["required"] == "no":
            raise self._line("required").refuse("edition.figure_required")
        return kind in STATED

    def flag(self, name: str, *, usual: bool) -> bool:
        """A cell of ``yes`` or ``no``."""
        return self._line(name).choice(name, ("yes", "no"), "yes" if usual else "no") == "yes"

    def choices(self) -> tuple[str, ...]:
        """The options of a choice, separated by ``|``."""
        line, kind = self._line("choices"), self.kind
        options = tuple(option.strip() for option in line["choices"].replace("｜", "|").split("|"))
        if kind != "choice":
            return ()
        if len(options) < 2 or not all(options):
            raise line.refuse("edition.choices_missing")
        for option in options:
            if sum(folded(option) == folded(other) for other in options) > 1:
                raise line.refuse("edition.duplicate", name=option)
            if "," in option or '"' in option:
                raise line.refuse("edition.choice_mark", option=option)
        if units(",".join(options)) > LONGEST_LIST:
            raise line.refuse("edition.choices_too_long", limit=LONGEST_LIST)
        return options

    def bounds(self) -> tuple[int | None, int | None]:
        """Least and largest number."""
        least, most = self.bound("minimum", 0), self.bound("maximum", None)
        if least is not None and most is not None and least > most:
            raise self.row.refuse("edition.bounds", minimum=least, maximum=most)
        return least, most

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
