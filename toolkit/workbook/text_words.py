"""What stands beside a text: whether it is written, filled in and right, and how long it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from toolkit.form.addresses import Cell
from toolkit.form.evaluation import Record
from toolkit.form.layout import Layout
from toolkit.form.literals import is_written, literal, written
from toolkit.form.measures import Gaps, marked, marks_in
from toolkit.form.said_numbers import SaidNumber
from toolkit.messages import say
from toolkit.messages.code_types import Code

TEXT_FAULTS: Sequence[Code] = ("words.text_missing", "words.text_gap", "words.text_differs")
"""What may be wrong with a text, in words."""


class HasRecord(Protocol):
    """A filled form."""

    record: Record


def said_cells(layout: Layout) -> Iterator[tuple[Cell, str, Callable[[HasRecord], str | int]]]:
    """The cells in which numbers are looked for in texts: formula and value of each."""
    meta, cover = layout.meta["year"].reference, layout.cover["year"].reference
    year = f"IF(LEN({meta})=0,{cover},{meta})"
    for name, cells in layout.said.items():
        said = layout.form.said[name]
        references = [cell.a1 for cell in cells]
        formulas = said.formulas(layout.texts[said.text].reference, year, references)
        for step, (cell, formula) in enumerate(zip(cells, formulas, strict=True)):
            yield cell, formula, partial(_said, said, step)


def _said(said: SaidNumber, step: int, state: HasRecord) -> str | int:
    return said.values(state.record.texts.get(said.text, ""), state.record.year)[step]


@dataclass(frozen=True)
class TextWords:
    """The words beside one text: as a formula, and as their value for a record.

    Attributes:
        text: id of the text.
    """

    layout: Layout
    text: str

    @property
    def _gaps_matter(self) -> bool:
        """Whether a rule asks for marks such as XX in the texts of its sheet."""
        form = self.layout.form
        sheet = next(known.sheet for known in form.texts if known.id == self.text)
        return any(isinstance(m, Gaps) and m.argument == sheet for m in form.measures)

    @property
    def compared(self) -> tuple[str, ...]:
        """Keys of the checks that compare a number of this text."""
        form = self.layout.form
        return tuple(c.key for c in form.checks if c.said and form.said[c.said.of].text == self.text)

    def formula(self) -> str:
        """An Excel formula, without ``=``."""
        at = self.layout.texts[self.text].a1
        before, after = map(literal, say("words.characters", count="\0").split("\0"))
        count = f"{before}&LEN({at})&{after}"
        if self.compared:
            differs = "+".join(self.layout.check_cell(key, "open").reference for key in self.compared)
            count = f"IF({differs}>0,{literal(say('words.text_differs'))},{count})"
        if self._gaps_matter:
            count = f"IF({marked(at)},{literal(say('words.text_gap'))},{count})"
        return f"IF({written(at)}=0,{literal(say('words.text_missing'))},{count})"

    def of(self, record: Record, *, differs: bool) -> str:
        """Its value.

        Args:
            differs: one of the checks compared is open.
        """
        words = record.texts.get(self.text, "")
        if not is_written(words):
            return say("words.text_missing")
        if self._gaps_matter and marks_in(words):
            return say("words.text_gap")
        return say("words.text_differs") if differs else say("words.characters", count=len(words))
