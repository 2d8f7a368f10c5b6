"""What a rule can look at: figures of this year and last, properties of the unit, measures of cells.

Each is the name of one number in the flat record, and a type of its own: code asks for the type and
its attributes, never for a part of the name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from toolkit.form.addresses import Cell
    from toolkit.form.evaluation import Record
    from toolkit.form.formula import FormulaPrinter
    from toolkit.form.layout import Layout
    from toolkit.form.model import Form


class Variable(str):
    """The name of one number in the flat record; equal to the plain text of that name."""

    __slots__ = ()


class Figure(Variable):
    """This year's value of an item, e.g. ``requests.received.total``: the name is the item's id."""

    __slots__ = ()


class Prior(Variable):
    """Last year's value of an item, e.g. ``prior.requests.received.total``."""

    __slots__ = ("item",)
    prefix: ClassVar[str] = "prior."
    item: str

    def __new__(cls, item: str) -> Prior:
        self = super().__new__(cls, cls.prefix + item)
        self.item = item
        return self

    def __getnewargs__(self) -> tuple[str]:
        return (self.item,)


class UnitProperty(Variable):
    """A property of the reporting unit, e.g. ``unit.rule_making``."""

    __slots__ = ("property",)
    prefix: ClassVar[str] = "unit."
    property: str

    def __new__(cls, name: str) -> UnitProperty:
        self = super().__new__(cls, cls.prefix + name)
        self.property = name
        return self

    def __getnewargs__(self) -> tuple[str]:
        return (self.property,)


class Measure(Variable):
    """A count over the cells of a table or the texts of a sheet, e.g. ``blank(requests)``.

    A measure is a subclass, registered by its name in the rule language (:mod:`toolkit.form.measures`).

    Attributes:
        argument: id of the table or sheet it counts over.
        kind: name in the rule language.
        over: what the argument names.
        reading_only: only reading a workbook back can count it, so there is no formula.
    """

    __slots__ = ("argument",)
    kind: ClassVar[str]
    over: ClassVar[str]
    reading_only: ClassVar[bool] = False
    argument: str

    def __new__(cls, argument: str) -> Measure:
        self = super().__new__(cls, f"{cls.kind}({argument})")
        self.argument = argument
        return self

    def __getnewargs__(self) -> tuple[str]:
        return (self.argument,)

    def counted(self, form: Form, record: Record) -> int:
        """The number this measure finds in a record."""
        raise NotImplementedError

    def formula(self, printer: FormulaPrinter) -> str:
        """An Excel formula with the same value."""
        raise NotImplementedError

    def first(self, layout: Layout) -> Cell | None:
        """The first cell it counts over; ``None`` where it is about the workbook as a whole."""
        if self.over == "table":
            return layout.items[layout.form.table_inputs[self.argument][0]]
        texts = (text for text in layout.form.texts if text.sheet == self.argument)
        return next((layout.texts[text.id] for text in texts), None)

    def inputs(self, form: Form) -> tuple[str, ...]:
        """The input items it counts over; none where it counts over texts."""
        return form.table_inputs[self.argument] if self.over == "table" else ()


class Symbol(str):
    """A name as a rule spells it, before it is bound; equal to its spelling.

    Attributes:
        source: ``prior`` or ``unit`` where it is looked up there; else empty.
        bare: the spelling without the source.
        function, argument: of a call such as ``blank(requests)`` or ``sum(refused)``; else empty.
    """

    __slots__ = ("argument", "bare", "function", "source")
    source: str
    bare: str
    function: str
    argument: str

    def __new__(cls, text: str, source: str = "", function: str = "", argument: str = "") -> Symbol:
        self = super().__new__(cls, f"{source}.{text}" if source else text)
        self.source, self.bare, self.function, self.argument = source, text, function, argument
        return self


OUTSIDE = (Prior, UnitProperty)
"""What stands outside the workbook's own cells and may stay unknown."""


@lru_cache(maxsize=4096)
def prior_of(item: str) -> Prior:
    """Last year's value of an item."""
    return Prior(item)
