"""Every check on the texts of one report: statements against figures, gaps, left-overs, personal data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.findings import Quote
from toolkit.form.expression import Number, magnitude, plain
from toolkit.form.model import Form
from toolkit.form.statement_phrases import Phrases, amount, phrases_of
from toolkit.messages.code_types import FindingCode
from toolkit.statements.comparing import Contradiction, contradiction
from toolkit.statements.enumerations import wrong_enumerations
from toolkit.statements.folded import Folded, fold
from toolkit.statements.matching import Matcher
from toolkit.statements.remarks import Remark

LONGEST_QUOTE = 80
_KEYS: Mapping[str, FindingCode] = {
    "share": "check.text.share",
    "portion": "check.text.share",
    "change": "check.text.change",
    "points": "check.text.change",
}


@dataclass(frozen=True)
class Texts:
    """The texts of one report with what they are compared with.

    Attributes:
        texts: id → text as written.
        values: every item of the form; ``None`` where not known.
        prior: last year's values, as far as known.
        prior_texts: last year's texts, as far as on file.
        doubtful: totals that contradict their own parts.
        year, unit: of the report; 0 and empty where not known.
    """

    form: Form
    texts: Mapping[str, str]
    values: Mapping[str, Number | None]
    prior: Mapping[str, Number] = field(default_factory=dict)
    year: int = 0
    unit: str = ""
    prior_texts: Mapping[str, str] = field(default_factory=dict)
    doubtful: Collection[str] = ()

    @cached_property
    def phrases(self) -> Phrases:
        return phrases_of(self.form.id)

    @cached_property
    def folded(self) -> Mapping[str, Folded]:
        return {text: fold(words) for text, words in self.texts.items() if words.strip()}

    @cached_property
    def masked(self) -> Mapping[str, Folded]:
        return {text: folded.masked(self.phrases) for text, folded in self.folded.items()}


def statement_remarks(texts: Texts) -> Iterator[Remark]:
    """Statements that no way of counting bears out, and cases in the tables that no text speaks of."""
    if not texts.phrases.phrases:
        return
    matcher = Matcher(texts.phrases, texts.year, texts.unit)
    labels = {text.id: text.label for text in texts.form.texts}
    for text, folded in texts.masked.items():
        for statement in matcher.statements(folded, matcher.topic_of(labels.get(text, ""))):
            wrong = contradiction(texts.form, statement, texts.values, texts.prior, texts.doubtful)
            if wrong is not None:
                yield _remark(text, folded, wrong)
    yield from _silence(texts)


def _remark(text: str, folded: Folded, wrong: Contradiction) -> Remark:
    statement = wrong.statement
    quote = Quote(text, _quoted(folded, statement.start, statement.end))
    key = _KEYS.get(statement.phrase.kind, "check.text.statement")
    return Remark("statements", text, (quote,), key, {"quote": quote.quote}, wrong.tried)


def _quoted(folded: Folded, start: int, end: int) -> str:
    """The clause around a place; the place alone where the clause is long."""
    first, last = folded.clause(start, end)
    if last - first > LONGEST_QUOTE:
        first, last = start, end
    return folded.quote(first, last).strip()


def enumeration_remarks(texts: Texts) -> Iterator[Remark]:
    """Enumerations whose parts do not make up the whole."""
    for text, folded in texts.masked.items():
        for wrong in wrong_enumerations(folded):
            quote = Quote(text, folded.quote(wrong.start, wrong.end))
            total = sum(wrong.parts)
            details = {
                "quote": quote.quote,
                "whole": plain(wrong.whole),
                "sum": plain(total),
                "difference": plain(magnitude(total - wrong.whole)),
            }
            yield Remark("enumerations", text, (quote,), "check.text.sum", details)


def _silence(texts: Texts) -> Iterator[Remark]:
    """Topics with cases in the tables of which no text says anything."""
    # The topics of the phrases whose items are all of one table that nobody mentions.
    for topic, pattern in texts.phrases.topics:
        readings = [
            phrase.readings[0]
            for phrase in texts.phrases.phrases
            if phrase.id == topic and phrase.kind == "count" and topic in _DISPUTES
        ]
        if not readings:
            continue
        count = amount(readings[0].terms, texts.values)
        if count and not any(pattern.search(folded.text) for folded in texts.folded.values()):
            details = {"label": readings[0].label, "count": plain(count)}
            yield Remark("statements", "", (), "check.text.silent", details, note=True)


_DISPUTES = ("reconsideration", "litigation")
"""Topics of which a report with cases speaks in part one."""
