"""A report to be published, independent of file formats: sections, tables, texts, open points.

The structure is the same for a city's total and for a single unit's own workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from toolkit.collection.phrases import day
from toolkit.collection.signing import government_of
from toolkit.form.evaluation import as_added
from toolkit.form.expression import Number, plain
from toolkit.form.indicators import indicators
from toolkit.form.layout import layout_of
from toolkit.form.model import Form, Sheet, Text
from toolkit.form.printed_labels import SheetPlan
from toolkit.form.registry import official_form
from toolkit.messages import say
from toolkit.messages.code_types import Code
from toolkit.paper.office_text import printable
from toolkit.reports.narrative import told
from toolkit.reports.own_texts import OwnTexts
from toolkit.reports.printed import PrintedTable, one_table, published_tables, whole_sheet
from toolkit.reports.report_data import Report
from toolkit.review.verdict import Verdict
from toolkit.rollup.comparison import Change

_INNER = str.maketrans("《》", "〈〉")

Origin: TypeAlias = Literal["figures", "unit", "office", "open"]


@dataclass(frozen=True)
class Passage:
    """A paragraph: made from the figures, written by the unit or the office, or still to be written."""

    words: str
    origin: Origin


@dataclass(frozen=True)
class Part:
    """A heading with its contents.

    Attributes:
        level: 1 for 一、 2 for （一）.
        table: the table of the section, if it has one.
        text: id of the text in it; empty for a table.
    """

    heading: str
    level: int
    passages: tuple[Passage, ...] = ()
    table: PrintedTable | None = None
    text: str = ""

    @property
    def plan(self) -> SheetPlan | None:
        return self.table.plan if self.table else None


@dataclass(frozen=True)
class Gathered:
    """The units' texts on one question, as drafting material.

    Attributes:
        answers: names of units → the text that all of them wrote.
    """

    text: Text
    answers: Mapping[tuple[str, ...], str]


@dataclass(frozen=True)
class Publication:
    """A whole report; its texts contain only characters allowed in Office files and HTML.

    Attributes:
        values: item → exact figure, ``None`` where it is not known.
        stated: entry → answer in words; of a total there are none.
        not_applicable: entries that do not apply.
        warnings: errors to correct before publication.
        parts: sections in order.
        gathered: the units' own texts by question; for a total only.
        report: the report on a total; ``None`` for a single unit's own report.
        is_total: a single unit's own report that covers the units below it, such as a county's.
    """

    name: str
    year: int
    form: Form
    values: Mapping[str, Number | None]
    warnings: tuple[str, ...]
    parts: tuple[Part, ...]
    gathered: Sequence[Gathered] = field(default=())
    report: Report | None = None
    is_total: bool = False
    stated: Mapping[str, str | None] = field(default_factory=dict)
    not_applicable: frozenset[str] = frozenset()

    def shown(self, entry: str) -> str:
        """A figure or an answer as it is printed; nothing where nothing is asked."""
        if not entry:
            return ""
        if entry in self.not_applicable:
            return printable(self.form.words.not_applicable)
        if entry in self.form.stated:
            answer = self.stated.get(entry)
            unknown = "" if self.report or entry in self.form.voluntary else say("word.unknown")
            return printable(self.form.stated[entry].shown(answer, self.form.words)) if answer else unknown
        value = self.values.get(entry)
        return say("word.unknown") if value is None else plain(value)

    @property
    def official(self) -> Form:
        """The official form that is published."""
        return official_form(self.form)

    @property
    def title(self) -> str:
        return say("report.title", name=self.name, year=self.year, title=self.official.title)

    @property
    def signer(self) -> str:
        """Name of the signer: the government for a city's or county's total, otherwise the unit itself."""
        if self.report is not None and self.report.rolled.of is None:
            return printable(self.report.rolled.collection.signed_by) or government_of(self.name)
        return government_of(self.name) if self.report is not None or self.is_total else self.name

    @property
    def lead(self) -> str:
        """Opening paragraph: legal basis and period."""
        # A title inside a title has single marks 〈〉 (GB/T 15834).
        form = self.official
        title = form.notice_title.translate(_INNER)
        period = form.period(self.year)
        first, last = day(period.start), day(period.end)
        lead = say("document.lead", year=self.year, name=self.name, title=form.title, first=first, last=last)
        if not title:
            return lead
        number = say("document.notice.number", notice=form.notice) if form.notice else ""
        return say("document.notice", notice_title=title, number=number) + lead

    @property
    def paragraphs(self) -> dict[str, list[str]]:
        """Text id → its paragraphs, open points included."""
        return {part.text: [one.words for one in part.passages] for part in self.parts if part.text}

    @property
    def prompts(self) -> list[str]:
        """The open points."""
        return [one.words for part in self.parts for one in part.passages if one.origin == "open"]

    @property
    def open_points(self) -> int:
        return sum(passage.origin == "open" for part in self.parts for passage in part.passages)


def drafted_from(report: Report) -> dict[str, tuple[str, ...]]:
    """Return text id → sentences that are true of a total; empty while no unit is in it."""
    if not report.rolled.counted:
        return {}
    last = report.comparison.last
    comparable = report.rolled.complete and last is not None and last.complete
    return told(report.form.id, report.comparison.indicators, comparable=comparable)


def of_total(report: Report, own: OwnTexts | None = None) -> Publication:
    """Return the report of a total: what the office wrote, else sentences from the figures and open points.

    Args:
        own: the texts of the office.
    """
    rolled, drafted = report.rolled, drafted_from(report)
    texts = {text.id: tuple(_passages(text, drafted, own or OwnTexts())) for text in report.form.texts}
    warnings = [] if rolled.complete else [report.coverage]
    warnings += [
        f.message for f in rolled.findings if f.sends_back or (f.severity == "soft" and not f.reason)
    ]
    return Publication(
        printable(rolled.name), report.year, report.form, rolled.values, tuple(map(printable, warnings)),
        tuple(map(_saying_what_is_apart, _parts(report.form, texts))), _gathered(report), report,
        not_applicable=rolled.absent(),
    )  # fmt: skip


def _saying_what_is_apart(part: Part) -> Part:
    """Return the part with a sentence where its table has cells that a total leaves empty."""
    if part.table is None or not any(entry in part.table.form.stated for entry, _, _ in part.table.cells()):
        return part
    return replace(part, passages=(*part.passages, Passage(say("document.stated"), "figures")))


def of_unit(verdict: Verdict, form: Form, *, is_total: bool = False) -> Publication:
    """Return a unit's own report: texts as written in its workbook, figures as read.

    Args:
        is_total: it covers the units below it, so the government of the place signs.
    """
    identity = verdict.identity
    assert identity is not None  # only workbooks that were read come here
    added = as_added(form, verdict.values, verdict.not_applicable)
    changes = {one.id: Change(one.value(added), None) for one in indicators(form.id)}
    drafted = told(form.id, changes)
    texts = {}
    for text in form.texts:
        own = printable(verdict.texts.get(text.id, "")).strip()
        passages = [Passage(line.strip(), "unit") for line in own.splitlines() if line.strip()]
        if text.mentions and text.mentions in "".join(drafted.get(text.id, ())) and text.mentions not in own:
            # What must be reported, even when there was none, follows from the figures.
            passages += [Passage(words, "figures") for words in drafted[text.id]]
        texts[text.id] = tuple(passages) or (Passage(say("document.open", prompt=text.prompt), "open"),)
    warnings = tuple(printable(f.message) for f in verdict.findings if f.sends_back)
    name = printable(identity.unit.name)
    parts = _parts(form, texts)
    return Publication(
        name, identity.year, form, verdict.values, warnings, parts, is_total=is_total,
        stated=verdict.stated, not_applicable=verdict.not_applicable,
    )  # fmt: skip


def _passages(text: Text, drafted: Mapping[str, tuple[str, ...]], own: OwnTexts) -> Iterator[Passage]:
    """Yield the paragraphs of one text of a total."""
    sentences = "".join(drafted.get(text.id, ()))
    written = [printable(words) for words in own.paragraphs(text.id, sentences)]
    if not written:
        yield from (Passage(words, "figures") for words in _joined(drafted.get(text.id, ())))
        yield Passage(say(_open(text, drafted), prompt=text.prompt), "open")
        return
    yield from (Passage(words, "office") for words in written)
    if text.mentions and text.mentions in sentences and text.mentions not in "".join(written):
        # What must be reported, even when there was none, follows from the figures.
        yield Passage(sentences, "figures")


def _open(text: Text, drafted: Mapping[str, tuple[str, ...]]) -> Code:
    """Return the message of an open point: complete the sentences, or write the whole text."""
    return "document.complete" if text.id in drafted else "document.open"


def _joined(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """Join all sentences into one paragraph."""
    return ("".join(sentences),) if sentences else ()


def _parts(form: Form, texts: Mapping[str, tuple[Passage, ...]]) -> tuple[Part, ...]:
    """Return the sections of the official form in its order, then published local figures as an annex."""
    official = official_form(form)
    found = [part for sheet in official.sheets for part in _section(official, sheet, texts)]
    if official is not form:
        local = [table for table in form.tables if table.added and table.published]
        found += [Part(say("document.local"), 1)] if local else []
        found += [Part(table.caption or table.name, 2, table=one_table(form, table)) for table in local]
    return tuple(found)


def _section(form: Form, sheet: Sheet, texts: Mapping[str, tuple[Passage, ...]]) -> list[Part]:
    """Return one sheet: texts, then tables; a text labelled like a section heading is a section."""
    if sheet.id not in layout_of(form).plans:
        return []
    written = [text for text in form.texts if text.sheet == sheet.id]
    published = published_tables(form, sheet)
    there = sum(table.sheet == sheet.id for table in form.tables)
    if not written and len(published) == there:
        return [Part(sheet.heading, 1, table=whole_sheet(form, sheet))] if there else []
    if not written and len(published) == 1:
        return [Part(sheet.heading, 1, table=one_table(form, published[0]))]
    if not written and not published:
        return []
    under = not written or written[0].label not in sheet.heading
    found = [Part(sheet.heading, 1)] if under else []
    found += [Part(text.label, 2 if under else 1, texts[text.id], text=text.id) for text in written]
    found += [Part(table.caption or table.name, 2, table=one_table(form, table)) for table in published]
    return found


def _gathered(report: Report) -> list[Gathered]:
    """Return the units' texts by question; equal texts once, with all units that wrote them."""
    stock = report.rolled.stock
    written = {
        line.unit.name: stock.verdict(line.standing.received).texts
        for line in report.rolled.counted
        if line.standing.received is not None
    }
    found = []
    for text in report.form.texts:
        by_words: dict[str, list[str]] = {}
        for name, texts in written.items():
            if words := printable(texts.get(text.id, "")).strip():
                by_words.setdefault(words, []).append(printable(name))
        found.append(Gathered(text, {tuple(names): words for words, names in by_words.items()}))
    return found
