"""What people ask of a report beyond its cells: sums and shares by name, and sentences made of them; as data.

``indicators.csv`` names sums of items and shares of them; ``narrative.csv`` holds the sentences that a
report's figures bear, each with the condition under which it is true. Both are optional in an edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from string import Formatter

from toolkit.errors import RuleSyntaxError
from toolkit.form.datafile import Line, read_csv, refusal, unique
from toolkit.form.expression import HOLDS, Expression, Number, Term, parse
from toolkit.form.merging import merged_lines
from toolkit.form.model import Form
from toolkit.form.presentation import FigureGroup
from toolkit.form.registry import bases, folder_of, load_form
from toolkit.form.settings_schema import SETTINGS

INDICATORS, NARRATIVE = "indicators.csv", "narrative.csv"
_INDICATOR_COLUMNS = ("id", "group", "label", "unit", "numerator", "denominator", "note")
_NARRATIVE_COLUMNS = ("text", "when", "sentence")
LISTS = ("list", "shares")
"""Words that put a whole group into a sentence: ``{list.outcomes}``."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A sum of items, or a share of one sum in another.

    Attributes:
        group: what it is shown with.
        unit: 件, 万元, 元; % for a share.
        numerator, denominator: item ids; no denominator: a plain sum.
        note: what exactly a share is of.
    """

    id: str
    group: str
    label: str
    unit: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    note: str

    @property
    def is_share(self) -> bool:
        return bool(self.denominator)

    def parts(self, values: Mapping[str, Number | None]) -> tuple[Number | None, Number | None]:
        """Numerator and denominator; ``None`` where an item is not known. A plain sum has no denominator."""
        return total(self.numerator, values), total(self.denominator, values) if self.denominator else None

    def value(self, values: Mapping[str, Number | None]) -> Number | None:
        """The sum, exactly, or the share as an exact fraction of 1 to 28 digits; ``None`` where not known.

        A share of nothing is not known either.
        """
        numerator, denominator = self.parts(values)
        return quotient(numerator, denominator) if self.is_share else numerator


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text.

    Attributes:
        text: id of the text it belongs to.
        conditions: all must hold; over ids of indicators.
        words: with indicators in braces.
    """

    text: str
    conditions: tuple[Expression, ...]
    words: str

    def holds(self, values: Mapping[str, Number | None]) -> bool:
        """Whether the figures bear it; indicators that are not known bear nothing."""
        for condition in self.conditions:
            if any(values.get(symbol) is None for symbol in condition.symbols()):
                return False
            left, right = (_sum(side, values) for side in (condition.left, condition.right))
            if not HOLDS[condition.relation](left, right):
                return False
        return True

    def figures(self) -> Iterator[str]:
        """Indicators it states by themselves."""
        return (name for full in self.names() if (name := full.partition(".")[0]) not in LISTS)

    def names(self) -> Iterator[str]:
        """What stands in its braces."""
        return (name for _, name, _, _ in Formatter().parse(self.words) if name)


def quotient(numerator: Number | None, denominator: Number | None) -> Decimal | None:
    """A fraction of 1; ``None`` where a part is not known or there is nothing to share."""
    return None if numerator is None or not denominator else Decimal(numerator) / Decimal(denominator)


def total(items: tuple[str, ...], values: Mapping[str, Number | None]) -> Number | None:
    """Sum of items; ``None`` where one of them is not known."""
    found: Number = 0
    for item in items:
        value = values.get(item)
        if value is None:
            return None
        found += value
    return found


def _sum(side: tuple[Term, ...], values: Mapping[str, Number | None]) -> Number:
    found: Number = 0
    for term in side:
        found += term.coefficient * (values[term.symbol] or 0) if term.symbol else term.coefficient
    return found


@lru_cache(maxsize=16)
def indicators(edition: str) -> tuple[Indicator, ...]:
    """The indicators of an edition and of those it extends; none where they declare none.

    Raises:
        EditionError: the file names items the form does not have, or a group is declared that has no
            indicators.
    """
    form = load_form(edition)
    layers = _layers(edition, INDICATORS, _INDICATOR_COLUMNS, _INDICATOR_COLUMNS[:3])
    for lines in layers:
        unique(INDICATORS, [line["id"] for line in lines])
    found = tuple(
        Indicator(
            line["id"], line["group"], line["label"], line["unit"],
            _items(form, line, "numerator"), _items(form, line, "denominator"), line["note"],
        )
        for line in merged_lines(layers, ("id",))
    )  # fmt: skip
    for group in form.presentation.groups:
        if group.id not in {one.group for one in found}:
            raise refusal(SETTINGS, 0, "edition.unknown_name", name=group.id)
    return found


def _layers(edition: str, name: str, columns: tuple[str, ...], required: tuple[str, ...]) -> list[list[Line]]:
    """The rows of an optional file, edition by edition, those extended first."""
    folders = (folder for folder in bases(folder_of(edition)) if (folder / name).is_file())
    return [read_csv(folder, name, columns, required) for folder in folders]


def in_group(edition: str, group: str) -> tuple[Indicator, ...]:
    """The indicators of one group, in order."""
    return tuple(one for one in indicators(edition) if one.group == group)


def group_of(edition: str, one: Indicator) -> FigureGroup:
    """What the edition says of an indicator's group."""
    return load_form(edition).presentation.group(one.group)


def items_like(form: Form, name: str) -> tuple[str, ...]:
    """The item of a name; the items that it fits where ``*`` stands for any part of one."""
    if "*" not in name:
        return (name,) if name in form.items else ()
    return tuple(item for item in form.items if fnmatchcase(item, name))


def _items(form: Form, line: Line, column: str) -> tuple[str, ...]:
    """Item ids of a sum; ``*`` stands for any part of one."""
    found: dict[str, None] = {}
    for part in filter(None, map(str.strip, line[column].split("+"))):
        matching = items_like(form, part)
        if part in form.stated:
            raise line.refuse("edition.stated_in_indicator", name=part)
        if not matching:
            raise line.refuse("edition.unknown_name", name=part)
        found |= dict.fromkeys(matching)
    if column == "numerator" and not found:
        raise line.refuse("edition.cell_empty", column=column)
    return tuple(found)


@lru_cache(maxsize=16)
def sentences(edition: str) -> tuple[Sentence, ...]:
    """The sentences of an edition and of those it extends; none where they declare none.

    Raises:
        EditionError: a sentence names a text, an indicator or a group that there is not.
    """
    form = load_form(edition)
    ids = {one.id for one in indicators(edition)}
    groups = {one.group for one in indicators(edition)}
    texts = {text.id for text in form.texts}
    found = []
    layers = _layers(edition, NARRATIVE, _NARRATIVE_COLUMNS, _NARRATIVE_COLUMNS)
    for line in merged_lines(layers, _NARRATIVE_COLUMNS):
        try:
            conditions = tuple(parse(part) for part in line["when"].split(";") if part.strip())
        except RuleSyntaxError as error:
            raise refusal(NARRATIVE, line.number, "edition.syntax", reason=error) from error
        sentence = Sentence(line["text"], conditions, line["sentence"])
        used = {symbol for condition in conditions for symbol in condition.symbols()}
        for name in sentence.names():
            head, _, tail = name.partition(".")
            known = tail in groups if head in LISTS else head in ids and tail in ("", "change")
            if not known:
                raise line.refuse("edition.unknown_name", name=name)
        strangers = sorted(used - ids) + ([line["text"]] if line["text"] not in texts else [])
        if strangers:
            raise line.refuse("edition.unknown_name", name=strangers[0])
        found.append(sentence)
    return tuple(found)
