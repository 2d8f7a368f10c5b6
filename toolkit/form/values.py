"""VALUES.json: the figures of one report as another system hands them over or takes them.

``{"edition": "ogi-2021", "year": 2023, "unit": {"code": "…", "name": "…"}, "values": {ITEM_ID: number
or null or "raw text"}, "texts": {TEXT_ID: "…"}}``; optionally ``"blanks_are_zero": true`` (the
zero-report declaration), ``"reasons": {CHECK_KEY: "…"}`` and ``"not_applicable": [ITEM_ID]``. Of cells that
are answered in words, a day is ``"2024-03-01"``, yes and no are ``"yes"`` and ``"no"``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolkit.errors import MisuseError
from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number
from toolkit.form.identity import Unit
from toolkit.form.model import Form
from toolkit.form.registry import DEFAULT_EDITION
from toolkit.messages import first_of, say, system_words

LARGEST = 10**15
"""A spreadsheet keeps 15 digits; a larger number could not come back as it was given."""


@dataclass(frozen=True)
class Values:
    """One report's figures.

    Attributes:
        values: item id → exact number, answer, raw text as a clerk typed it, or ``None`` for a blank cell.
        texts: text id → text.
        not_applicable: what does not apply, told apart from 0 and from a blank.
    """

    edition: str = DEFAULT_EDITION
    year: int | None = None
    unit: Unit = field(default_factory=lambda: Unit(""))
    values: Mapping[str, Number | str | None] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    blanks_are_zero: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)
    not_applicable: frozenset[str] = frozenset()

    def numbers(self) -> dict[str, Number]:
        """The values that are numbers."""
        return {item: v for item, v in self.values.items() if v is not None and not isinstance(v, str)}

    def figures(self, form: Form) -> dict[str, Number]:
        """Every figure that is known, totals too: those that were not handed over follow from their parts."""
        numbers = {item: value for item, value in self.numbers().items() if item in form.items}
        absent = set(self.not_applicable)
        record = Record(numbers, blanks_are_zero=self.blanks_are_zero, not_applicable=absent)
        return {item: value for item, value in completed(form, record).items() if item not in absent}

    def must_belong_to(self, form: Form, *, source: str) -> None:
        """Refuse names that the form does not know, and what does not apply where it must or has a value.

        Raises:
            MisuseError: naming them and the source.
        """
        texts = {text.id for text in form.texts}
        unknown = [name for name in self.values if name not in form.entries]
        unknown += [name for name in self.not_applicable if name not in form.entries]
        unknown += [name for name in self.texts if name not in texts]
        if unknown:
            raise MisuseError(
                say(
                    "misuse.unknown_items",
                    source=source,
                    edition=form.id,
                    items=first_of(unknown, 5),
                    count=len(unknown),
                )
            )
        valued = {name for name, value in self.values.items() if value not in (None, "")}
        if wrong := sorted(name for name in self.not_applicable if name in valued or name not in form.exempt):
            raise MisuseError(say("misuse.not_exempt", source=source, items=first_of(wrong, 5)))


def load_values(path: Path) -> Values:
    """Read a VALUES.json; decimals are taken exactly as written.

    Raises:
        MisuseError: the file is missing, is not JSON or has another shape.
    """
    return checked_values(load_json(path), path)


def load_json(path: Path) -> Any:
    """Decode a JSON file; decimals are taken exactly as written.

    Raises:
        MisuseError: the file is missing or is not JSON.
    """
    try:
        return json.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=path, reason=system_words(error))) from error
    except ValueError as error:
        raise MisuseError(say("misuse.not_json", path=path, reason=error)) from error


def checked_values(data: Any, path: Path) -> Values:
    """Decoded JSON as values; ``path`` is where it came from.

    Raises:
        MisuseError: it has another shape.
    """
    try:
        return parse_values(data)
    except (TypeError, KeyError, AttributeError, ValueError, ArithmeticError) as error:
        raise MisuseError(say("misuse.not_values", path=path, reason=error)) from error


def parse_values(data: dict[str, Any]) -> Values:
    """The same from decoded JSON."""
    unit = data.get("unit") or {}
    values: dict[str, Number | str | None] = {}
    for item, value in dict(data["values"]).items():
        if isinstance(value, bool) or not (value is None or isinstance(value, int | Decimal | float | str)):
            raise TypeError(f"{item}: {value!r}")
        if isinstance(value, int | Decimal | float) and not -LARGEST < value < LARGEST:
            raise ValueError(f"{item}: {value!r}")
        values[item] = Decimal(repr(value)) if isinstance(value, float) else value
    year = data.get("year")
    return Values(
        edition=data.get("edition") or DEFAULT_EDITION,
        year=None if year is None else int(year),
        unit=Unit(str(unit.get("name", "")), str(unit.get("code", ""))),
        values=values,
        texts={str(k): str(v) for k, v in (data.get("texts") or {}).items() if v is not None},
        blanks_are_zero=bool(data.get("blanks_are_zero", False)),
        reasons=dict(data.get("reasons") or {}),
        not_applicable=frozenset(map(str, data.get("not_applicable") or ())),
    )


def load_prior(path: Path, form: Form, year: int | None) -> dict[str, Number]:
    """Last year's figures from a VALUES.json.

    Raises:
        MisuseError: it is not the year before ``year``, or names items the form does not know.
    """
    prior = load_values(path)
    if year is not None and prior.year is not None and prior.year != year - 1:
        raise MisuseError(say("misuse.prior_year", path=path, found=prior.year, expected=year - 1))
    prior.must_belong_to(form, source=str(path))
    return prior.figures(form)


def json_number(value: object) -> object:
    """For ``json.dumps(default=…)``: a decimal as a number that round-trips exactly, else as a string."""
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and abs(value) < 10**15:
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    raise TypeError(type(value).__name__)
