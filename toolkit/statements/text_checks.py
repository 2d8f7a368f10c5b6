"""Every check on the texts of one report: statements against figures, gaps, left-overs, personal data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain

from toolkit.findings import Quote
from toolkit.form.expression import Number, magnitude, plain
from toolkit.form.model import Form
from toolkit.form.phrasebook import Phrases, Topic, amount
from toolkit.form.statement_phrases import phrases_of
from toolkit.messages import say
from toolkit.messages.code_types import FindingCode
from toolkit.statements.comparing import Contradiction, contradiction, sums
from toolkit.statements.distributed import distributed
from toolkit.statements.enumerations import wrong_enumerations
from toolkit.statements.folded import Folded, fold
from toolkit.statements.leftovers import empty_remarks, gap_remarks, leftover_remarks, same_figures
from toolkit.statements.matching import Matcher
from toolkit.statements.near_copies import copy_remarks
from toolkit.statements.personal_data import personal_remarks
from toolkit.statements.remarks import Remark
from toolkit.statements.rough_numbers import with_plain_numbers

LONGEST_QUOTE = 80
_KEYS: Mapping[str, FindingCode] = {
    "share": "check.text.share",
    "portion": "check.text.share",
    "part": "check.text.share",
    "change": "check.text.change",
    "points": "check.text.change",
    "ratio": "check.text.change",
    "before": "check.text.before",
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
        beside: id of a sheet → sentences below its heading that are no text of the form; what they state
            is checked, and what is left over in them.
    """

    form: Form
    texts: Mapping[str, str]
    values: Mapping[str, Number | None]
    prior: Mapping[str, Number] = field(default_factory=dict)
    year: int = 0
    unit: str = ""
    prior_texts: Mapping[str, str] = field(default_factory=dict)
    doubtful: Collection[str] = ()
    beside: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def phrases(self) -> Phrases:
        return phrases_of(self.form.id)

    @cached_property
    def folded(self) -> Mapping[str, Folded]:
        return {text: fold(words) for text, words in self.texts.items() if words.strip()}

    @cached_property
    def everywhere(self) -> Mapping[str, Folded]:
        """The texts, and the sentences beside tables."""
        return {**self.folded, **{sheet: fold(words) for sheet, words in self.beside.items()}}

    @cached_property
    def masked(self) -> Mapping[str, Folded]:
        return {text: one.masked(self.phrases) for text, one in self.everywhere.items()}


def all_remarks(texts: Texts, wanted: Collection[str]) -> list[Remark]:
    """Everything that these checks find in the texts.

    Args:
        wanted: kinds of remarks that some rule asks for.
    """
    found: dict[str, Iterator[Remark]] = {
        "statements": statement_remarks(texts),
        "enumerations": enumeration_remarks(texts),
        "gaps": gap_remarks(texts.texts),
        "leftovers": chain(
            empty_remarks(texts.folded),
            leftover_remarks(texts.form, texts.everywhere, texts.year, texts.unit),
            same_figures(texts.values, texts.prior),
        ),
        "copies": copy_remarks(texts.texts, texts.prior_texts, texts.unit),
        "personal_data": personal_remarks(texts.folded),
    }
    kept = (remark for about, remarks in found.items() if about in wanted for remark in remarks)
    return [remark if remark.text in texts.texts else _beside(remark) for remark in kept]


def _beside(remark: Remark) -> Remark:
    """A remark on sentences beside a table, which have no id of their own for quotes."""
    return replace(remark, quotes=tuple(replace(quote, text="") for quote in remark.quotes))


def statement_remarks(texts: Texts) -> Iterator[Remark]:
    """Statements that no way of counting bears out, and cases in the tables that no text speaks of."""
    if not texts.phrases.phrases:
        return
    matcher = Matcher(texts.phrases, texts.year, texts.unit)
    topics = _topics_of_labels(texts.form)
    for text, masked in texts.masked.items():
        folded = with_plain_numbers(distributed(masked))
        for statement in matcher.statements(folded, topics.get(text, "")):
            wrong = contradiction(texts.form, statement, texts.values, texts.prior, texts.doubtful)
            if wrong is not None:
                yield _remark(text, folded, wrong)
    yield from _silence(texts)


@lru_cache(maxsize=16)
def _topics_of_labels(form: Form) -> Mapping[str, str]:
    """What each text of a form is about by its label."""
    matcher = Matcher(phrases_of(form.id))
    labels = [(sheet.id, sheet.heading) for sheet in form.sheets]
    labels += [(text.id, text.label) for text in form.texts]
    return {name: matcher.topic_of(label) for name, label in labels}


def _remark(text: str, folded: Folded, wrong: Contradiction) -> Remark:
    statement = wrong.statement
    quote = Quote(text, _quoted(folded, statement.start, statement.end))
    key = _KEYS.get(statement.phrase.kind, "check.text.statement")
    details = {"quote": quote.quote}
    states = (statement.phrase.id, statement.stated)
    return Remark("statements", text, (quote,), key, details, wrong.tried, states=states)


def contradicted(texts: Texts, text: str, phrase: str, stated: Number) -> Remark:
    """The remark on a number of a text that no way of counting bears out, whoever found it."""
    folded = texts.folded[text]
    found = (
        folded.quote(start, end).strip()
        for start, end in folded.sentences()
        if plain(stated) in folded.text[start:end]
    )
    quote = Quote(text, next(found, ""))
    readings = next((p.readings for p in texts.phrases.phrases if p.id == phrase), ())
    tried = tuple(sums(readings, texts.values) or ())
    details = {"quote": quote.quote}
    return Remark(
        "statements", text, (quote,), "check.text.statement", details, tried, states=(phrase, stated)
    )


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
    """Cases in the tables of which no text says anything."""
    topics = {topic.id: topic for topic in texts.phrases.topics}
    told = []
    for topic in _DISPUTES:
        counted = next((p.readings[0] for p in texts.phrases.phrases if p.id == topic), None)
        count = amount(counted.terms, texts.values) if counted else 0
        if counted and count and not _mentioned(texts, topics[topic]):
            told.append(say("check.text.cases", label=counted.label, count=plain(count)))
    if told:
        details = {"cases": "、".join(told)}
        yield Remark("statements", "", (), "check.text.silent", details, note=True)


def _mentioned(texts: Texts, topic: Topic) -> bool:
    return any(topic.places(folded.text) for folded in texts.folded.values())


_DISPUTES = ("reconsideration", "litigation")
"""Topics of which a report with cases speaks in part one."""
