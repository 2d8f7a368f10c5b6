"""What stands beside a text: whether it is written and filled in, and how long it is."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.form.evaluation import Record
from toolkit.form.literals import is_written, literal, written
from toolkit.form.measures import Gaps, marked, marks_in
from toolkit.form.model import Form
from toolkit.messages import say


@dataclass(frozen=True)
class TextWords:
    """The words beside one text: as a formula, and as their value for a record."""

    form: Form
    text: str

    @property
    def _gaps_matter(self) -> bool:
        """Whether a rule asks for marks such as XX in the texts of its sheet."""
        sheet = next(known.sheet for known in self.form.texts if known.id == self.text)
        return any(isinstance(m, Gaps) and m.argument == sheet for m in self.form.measures)

    def formula(self, at: str) -> str:
        """An Excel formula, without ``=``."""
        before, after = map(literal, say("words.characters", count="\0").split("\0"))
        count = f"{before}&LEN({at})&{after}"
        if self._gaps_matter:
            count = f"IF({marked(at)},{literal(say('words.text_gap'))},{count})"
        return f"IF({written(at)}=0,{literal(say('words.text_missing'))},{count})"

    def of(self, record: Record) -> str:
        """Its value."""
        words = record.texts.get(self.text, "")
        if not is_written(words):
            return say("words.text_missing")
        if self._gaps_matter and marks_in(words):
            return say("words.text_gap")
        return say("words.characters", count=len(words))
