"""What was typed into a row as one decision: its parts looked up, carried out, and recognised once recorded.

It is recorded by the functions of :mod:`toolkit.collection.deciding`, as the command does it; nothing is
decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from toolkit.collection import deciding
from toolkit.collection.carried_years import renew
from toolkit.collection.dates import day_written
from toolkit.collection.figure_correction import find_item, typed_figure
from toolkit.collection.ledger.records import Decision
from toolkit.collection.paper_units import Purpose
from toolkit.collection.standing import Snapshot
from toolkit.errors import MisuseError
from toolkit.form.expression import plain
from toolkit.form.model import Item
from toolkit.messages import say
from toolkit.reports.handling.matters import OF_A_UNIT, Choice, MatterKind
from toolkit.reports.handling.row_key import RowKey
from toolkit.reports.handling.typed_rows import Typed
from toolkit.workbook.locate import normalized

_CORRECTION = re.compile(
    r"\s*(?P<item>.+)[:：]\s*(?P<old>[^:：]*?)\s*(?:→|->|=>|➔)\s*(?P<new>.*?)\s*", re.DOTALL
)
"""``item: old → new``, as the prompt of the cell shows it."""
WITHOUT_VALUE = frozenset({Choice.ACCEPT, Choice.EXCLUDE, Choice.LAST_YEAR})
_OF_ROW = frozenset({Choice.WITHDRAW, Choice.WAIVE, Choice.UNDO})
"""Choices whose matter says what they are about; in a free row the column 值 says it."""
_ABOUT_UNIT = frozenset({Choice.ACCEPT, Choice.EXCLUDE, Choice.EXTEND, Choice.CORRECT, Choice.WAIVE})


@dataclass(frozen=True)
class Chosen:
    """A decision that a person chose.

    Attributes:
        unit: code of the unit it is about.
        file: number of the file; sha256: of its content.
        details: as the ledger keeps them for its kind, as far as they are known before it is recorded.
        undoes: number of the decision to be undone.
    """

    choice: Choice
    why: str
    by: str
    unit: str = ""
    file: str = ""
    sha256: str = ""
    details: Mapping[str, str] = field(default_factory=dict, hash=False)
    undoes: int = 0

    def is_about(self, one: Decision) -> bool:
        """Whether a decision is about the same thing, whatever was decided of it."""
        kinds = ("identify", "adopt") if self.choice.kind in ("identify", "adopt") else (self.choice.kind,)
        if one.kind not in kinds:
            return False
        match self.choice.kind:
            case "undo":
                return one.undoes == self.undoes
            case "identify" | "adopt" | "withdraw" | "attach":
                return one.sha256 == self.sha256
            case "merge":
                return one.details.get("other") == self.details.get("other")
            case "last_year":
                return True
        told = {"correct": "item", "waive": "rule"}.get(self.choice.kind, "")
        return one.unit == self.unit and one.details.get(told) == self.details.get(told)

    def is_recorded_as(self, one: Decision) -> bool:
        """Whether a decision says just what was chosen here."""
        if not self.is_about(one) or one.kind != self.choice.kind:
            return False
        same_words = (one.why, one.who) == (self.why, self.by)
        same_unit = one.unit == self.unit or self.choice not in OF_A_UNIT
        # What was on file is the ledger's to say: people shorten it, and it was compared when recorded.
        said = {name: text for name, text in self.details.items() if name != "old"}
        return same_words and same_unit and dict(one.details) | said == dict(one.details)


def missing_inputs(key: RowKey, choice: Choice, typed: Typed) -> list[str]:
    """Columns that must still be filled in, by their ids."""
    needed = {"why": typed.why, "by": typed.by}
    if wants_value(key, choice):
        needed["value"] = typed.value
    if key.kind is MatterKind.FREE and (choice in OF_A_UNIT or choice in _ABOUT_UNIT):
        needed["unit"] = typed.unit
    return [column for column, text in needed.items() if not text]


def wants_value(key: RowKey, choice: Choice) -> bool:
    """Whether something has to stand in the column 值."""
    if choice in WITHOUT_VALUE or (key.kind is MatterKind.PUBLISHED and choice is Choice.ADOPT):
        return False
    return choice not in _OF_ROW or key.kind in (MatterKind.FREE, MatterKind.TWINS)


def chosen(stock: Snapshot, key: RowKey, choice: Choice, typed: Typed) -> Chosen:
    """What a complete row decides.

    Raises:
        MisuseError: a unit, file, figure or day that it names is not there or cannot be read; or something
            stands in the column 值 for which there is no use.
    """
    if typed.value and not wants_value(key, choice) and choice not in OF_A_UNIT:
        raise MisuseError(say("handling.no_value", choice=choice.word, text=typed.value))
    made = _Reading(stock, key, choice, typed)
    return Chosen(
        choice, typed.why, typed.by, made.unit(), *made.file(), details=made.details(), undoes=made.undoes()
    )


@dataclass(frozen=True)
class _Reading:
    """A row whose parts are looked up."""

    stock: Snapshot
    key: RowKey
    choice: Choice
    typed: Typed

    @property
    def free(self) -> bool:
        return self.key.kind is MatterKind.FREE

    def unit(self) -> str:
        if self.choice in OF_A_UNIT:
            named = self.typed.unit if self.free else self.typed.value
            return deciding.find_unit(self.stock, named or self.key.unit).unit.code
        if self.free and self.choice in _ABOUT_UNIT:
            return deciding.find_unit(self.stock, self.typed.unit).unit.code
        return self.key.unit

    def file(self) -> tuple[str, str]:
        """Number and sha256 of the file it is about; empty for none."""
        if self.choice.kind not in ("identify", "withdraw", "attach", "adopt"):
            return "", ""
        if self.free or self.key.kind is MatterKind.TWINS:
            text = self.typed.value
            if self.key.kind is MatterKind.TWINS and text not in self.key.target.split("、"):
                raise MisuseError(say("handling.not_of_these", text=text, numbers=self.key.target))
        elif "file" in self.key.facts:
            text = self.key.facts["file"]
        else:
            text = self.key.target
        found = deciding.find_received(self.stock, text)
        return str(found.number), found.sha256

    def details(self) -> dict[str, str]:
        match self.choice.kind:
            case "attach":
                return {"as": self.choice.option}
            case "merge":
                other = self._code_of_no_roster(self.typed.value) if self.free else self.key.target
                return {"other": other, "how": self.choice.option}
            case "waive":
                return {"rule": normalized(self.typed.value if self.free else self.key.target).upper()}
            case "extend":
                return {"due_on": day_written(self.typed.value, self.stock.collection.year + 1).isoformat()}
            case "correct":
                return self._correction()
        return {}

    def _code_of_no_roster(self, text: str) -> str:
        """Code of a unit by the name that its workbook was issued under; else the text itself."""
        for file in self.stock.ledger.received():
            if file.identity and normalized(file.identity.unit.name) == normalized(text):
                return file.identity.unit.code
        return text

    def _correction(self) -> dict[str, str]:
        found = _CORRECTION.fullmatch(self.typed.value)
        if found is None:
            raise MisuseError(say("handling.no_correction", text=self.typed.value))
        item = find_item(self.stock.collection.form, found["item"].strip())
        return {"item": item.id, "old": _figure(item, found["old"]), "new": _figure(item, found["new"])}

    def undoes(self) -> int:
        if self.choice is not Choice.UNDO:
            return 0
        text = self.typed.value if self.free else self.key.target
        if not text.isdecimal():
            raise MisuseError(say("handling.no_number", text=text))
        return int(text)


def _figure(item: Item, text: str) -> str:
    """A figure as the ledger keeps it; what cannot be one stays as typed, and is refused later."""
    try:
        figure = typed_figure(item, text)
    except MisuseError:
        return text.strip()
    return "" if figure is None else plain(figure)


def carry_out(stock: Snapshot, one: Chosen) -> int:
    """Record it as the command does; return its number in the ledger.

    Raises:
        MisuseError: it makes no sense, as the command would say.
    """
    said = {"why": one.why, "by": one.by}
    details = one.details
    acts: Mapping[str, Callable[[], object]] = {
        "accept": lambda: deciding.accept(stock, one.unit, **said),
        "exclude": lambda: deciding.exclude(stock, one.unit, **said),
        "identify": lambda: deciding.identify(stock, one.file, one.unit, **said),
        "withdraw": lambda: deciding.withdraw(stock, one.file, **said),
        "attach": lambda: deciding.attach(stock, one.file, one.unit, purpose=_purpose(details), **said),
        "correct": lambda: deciding.correct(
            stock, one.unit, details["item"], details["old"], details["new"], **said
        ),
        "waive": lambda: deciding.waive(stock, one.unit, details["rule"], **said),
        "extend": lambda: deciding.extend(
            stock, one.unit, day_written(details["due_on"], stock.collection.year + 1), **said
        ),
        "adopt": lambda: deciding.adopt(stock, one.file, one.unit, **said),
        "merge": lambda: deciding.merge(stock, details["other"], one.unit, details["how"], **said),
        "last_year": lambda: renew(stock.collection, stock.ledger, **said),
        "undo": lambda: deciding.undo(stock, one.undoes, **said),
    }
    acts[one.choice.kind]()
    return stock.ledger.decisions()[-1].number


def _purpose(details: Mapping[str, str]) -> Purpose:
    return "seal" if details["as"] == "seal" else "text"


def recorded_since(decisions: Iterable[Decision], one: Chosen, after: int) -> list[Decision]:
    """Decisions about the same thing that came after a row was written."""
    return [made for made in decisions if made.number > after and one.is_about(made)]
