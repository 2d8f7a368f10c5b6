"""VALUES.json: the figures of one report as another system hands them over or takes them.

``{"edition": "ogi-2021", "year": 2023, "unit": {"code": "…", "name": "…"}, "values": {ITEM_ID: number
or null or "raw text"}, "texts": {TEXT_ID: "…"}}``; optionally ``"blanks_are_zero": true`` (the
zero-report declaration), ``"reasons": {CHECK_KEY: "…"}`` and ``"not_applicable": [ITEM_ID]``. Of cells that
are answered in words, a day is ``"2024-03-01"``, yes and no are ``"yes"`` and ``"no"``.
"""

from __future__ import annotations

import difflib
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
from toolkit.messages import first_of, say, say_of, system_words

LARGEST = 10**15
"""A spreadsheet keeps 15 digits; a larger number could not come back as it was given."""
KEYS: Mapping[str, type] = {
    "edition": str,
    "year": int,
    "unit": dict,
    "values": dict,
    "texts": dict,
    "blanks_are_zero": bool,
    "reasons": dict,
    "not_applicable": list,
}
"""What a VALUES.json may hold, and of which type."""
BESIDE = frozenset(
    ("source", "complete", "file", "sha256", "kind", "format", "status", "contact", "findings", "checks")
)
"""What ``ogi check --json`` says beside, and remarks on the source: not read. Any other key is refused."""


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
        MisuseError: the file is missing, is not JSON, or says something twice.
    """
    try:
        return json.loads(
            path.read_bytes().decode("utf-8-sig"), parse_float=Decimal, object_pairs_hook=_each_once
        )
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=path, reason=system_words(error))) from error
    except json.JSONDecodeError as error:
        rest = error.doc[error.pos : error.pos + 20].split("\n")[0]
        reason = say("json.syntax", line=error.lineno, column=error.colno, text=rest)
        raise MisuseError(say("misuse.not_json", path=path, reason=reason)) from error
    except UnicodeDecodeError as error:
        raise MisuseError(say("misuse.not_json", path=path, reason=say("json.encoding"))) from error
    except _TwiceError as twice:
        raise MisuseError(say("misuse.not_json", path=path, reason=twice)) from twice
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, thousands of brackets
        raise MisuseError(say("misuse.not_json", path=path, reason=say("json.absurd"))) from error


class _TwiceError(ValueError):
    """A key stands twice in one object: which is meant?"""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(say("json.twice", key=next(key for key in keys if keys.count(key) > 1)))
    return found


def checked_values(data: Any, path: Path) -> Values:
    """Decoded JSON as values; ``path`` is where it came from.

    Raises:
        MisuseError: it has another shape.
    """
    try:
        return parse_values(data)
    except ValueError as error:
        raise MisuseError(say("misuse.not_values", path=path, reason=error)) from error


def parse_values(data: Any) -> Values:
    """The same from decoded JSON.

    Raises:
        ValueError: it has another shape; where and which, as a sentence.
    """
    _of_type("VALUES.json", data, dict)
    _known("", {key: value for key, value in data.items() if key not in BESIDE}, list(KEYS))
    given = {key: data[key] for key in KEYS if data.get(key) is not None}
    if isinstance(year := given.get("year"), str) and year.isdecimal():
        given["year"] = int(year)
    for key, value in given.items():
        _of_type(key, value, KEYS[key])
    if "values" not in given:
        raise ValueError(say("values.none"))
    unit = given.get("unit", {})
    _known("unit.", unit, ["code", "name"])
    name, code = (_word(f"unit.{key}", unit.get(key) or "") for key in ("name", "code"))
    return Values(
        edition=given.get("edition") or DEFAULT_EDITION,
        year=given.get("year"),
        unit=Unit(name, code),
        values={item: _value(item, value) for item, value in given["values"].items()},
        texts=_words("texts", given),
        blanks_are_zero=given.get("blanks_are_zero", False),
        reasons=_words("reasons", given),
        not_applicable=frozenset(_word("not_applicable", item) for item in given.get("not_applicable", ())),
    )


def _known(place: str, data: Mapping[str, Any], keys: list[str]) -> None:
    for key in data:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1) or keys
            raise ValueError(say("values.unknown", key=f"{place}{key}", near="、".join(near)))


def _of_type(place: str, value: Any, wanted: type) -> None:
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        wanted_words = say_of("values.type.*", wanted.__name__)
        raise ValueError(say("values.other_type", key=place, wanted=wanted_words, found=_shown(value)))


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:60]


def _word(place: str, value: Any) -> str:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)  # a code of digits that another system wrote as a number
    _of_type(place, value, str)
    return str(value)


def _words(key: str, given: Mapping[str, Any]) -> dict[str, str]:
    return {k: _word(f"{key}.{k}", v) for k, v in given.get(key, {}).items() if v is not None}


def _value(item: str, value: Any) -> Number | str | None:
    if value is None or isinstance(value, str):
        return value
    number = not isinstance(value, bool) and isinstance(value, int | Decimal | float)
    if not number or not -LARGEST < value < LARGEST:
        raise ValueError(say("values.no_number", item=item, found=_shown(value)))
    return Decimal(repr(value)) if isinstance(value, float) else value


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
