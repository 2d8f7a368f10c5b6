"""What a rule can look at: figures of this year and last, properties of the unit, measures of cells.

Each is the name of one number in the flat record, and a type of its own: code asks for the type and
its attributes, never for a part of the name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Self

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


class Named(Variable):
    """A variable whose name is made of an id: of an item, a property, a table, a sheet."""

    __slots__ = ("of",)
    of: str

    def __new__(cls, of: str) -> Self:
        self = super().__new__(cls, cls.spelled(of))
        self.of = of
        return self

    def __getnewargs__(self) -> tuple[str]:
        return (self.of,)

    @classmethod
    def spelled(cls, of: str) -> str:
        """The name that is made of an id."""
        raise NotImplementedError


class Prior(Named):
    """Last year's value of an item, e.g. ``prior.requests.received.total``."""

    __slots__ = ()

    @classmethod
    def spelled(cls, of: str) -> str:
        return f"prior.{of}"

    @property
    def item(self) -> str:
        """Id of the item."""
        return self.of


class UnitProperty(Named):
    """A property of the reporting unit, e.g. ``unit.rule_making``."""

    __slots__ = ()

    @classmethod
    def spelled(cls, of: str) -> str:
        return f"unit.{of}"


class Said(Named):
    """A number that a text states, e.g. ``said(received)``; unknown where the text states none.

    The id is that of a :class:`~toolkit.form.said_numbers.SaidNumber` of the form.
    """

    __slots__ = ()

    @classmethod
    def spelled(cls, of: str) -> str:
        return f"{SAID}({of})"


SAID = "said"
"""Name of the function in the rule language."""


class Measure(Named):
    """A count over the cells of a table or the texts of a sheet, e.g. ``blank(requests)``.

    A measure is a subclass, registered by its name in the rule language (:mod:`toolkit.form.measures`).

    Attributes:
        kind: name in the rule language.
        over: what the argument names.
        reading_only: only reading a workbook back can count it, so there is no formula.
        answered: although only reading can count it, the unit answers it on the checks sheet.
        of_figures: it looks at the figures themselves, so it can be counted of a total as well.
    """

    __slots__ = ()
    kind: ClassVar[str]
    over: ClassVar[str]
    reading_only: ClassVar[bool] = False
    answered: ClassVar[bool] = False
    of_figures: ClassVar[bool] = False

    @classmethod
    def spelled(cls, of: str) -> str:
        return f"{cls.kind}({of})"

    @property
    def argument(self) -> str:
        """Id of the table or sheet it counts over."""
        return self.of

    def counted(self, form: Form, record: Record) -> int:
        """The number this measure finds in a record."""
        raise NotImplementedError

    def formula(self, printer: FormulaPrinter) -> str:
        """An Excel formula with the same value."""
        raise NotImplementedError

    def first(self, layout: Layout) -> Cell | None:
        """The first cell it counts over; ``None`` where it is about the workbook as a whole."""
        if self.over == "table":
            return layout.items[layout.form.table_entered[self.argument][0]]
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
OPTIONAL = (*OUTSIDE, Said)
"""What may stay unknown for good."""


@lru_cache(maxsize=4096)
def prior_of(item: str) -> Prior:
    """Last year's value of an item."""
    return Prior(item)
