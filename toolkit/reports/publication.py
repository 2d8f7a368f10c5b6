"""A report to be published, before it is put on paper or on a page: sections, tables, texts, open points.

It is the same whether a city's total is published or a single unit's own workbook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from toolkit.form.expression import Number
from toolkit.form.indicators import indicators
from toolkit.form.layout import SheetPlan, layout_of
from toolkit.form.model import Form, Text
from toolkit.messages import say
from toolkit.paper.words import printable
from toolkit.reports.narrative import told
from toolkit.reports.report import Report
from toolkit.review.verdict import Verdict
from toolkit.rollup.comparison import Change

_GOVERNED, _ZONE = re.compile(say("document.governed")), re.compile(say("document.zones"))
"""Ends of names of places that have a people's government, and of zones, which have a committee."""
_INNER = str.maketrans("《》", "〈〉")

Origin: TypeAlias = Literal["figures", "unit", "open"]


@dataclass(frozen=True)
class Passage:
    """A paragraph: made from the figures, written by the unit, or still to be written."""

    words: str
    origin: Origin


@dataclass(frozen=True)
class Part:
    """A heading with what stands below it.

    Attributes:
        level: 1 for 一、 2 for （一）.
        plan: the table of the section, if it is one.
    """

    heading: str
    level: int
    passages: tuple[Passage, ...] = ()
    plan: SheetPlan | None = None


@dataclass(frozen=True)
class Gathered:
    """What units wrote to one question: drafting material.

    Attributes:
        answers: units → the very same words.
    """

    text: Text
    answers: Mapping[tuple[str, ...], str]


@dataclass(frozen=True)
class Publication:
    """A whole report; its words are such as office files and pages can hold.

    Attributes:
        values: item → exact figure, ``None`` where it is not known.
        warnings: what must be mended before it may be published.
        parts: sections in order.
        gathered: the units' own texts by question; for a total only.
        report: the total it is of; ``None`` for a single unit's own report.
    """

    name: str
    year: int
    form: Form
    values: Mapping[str, Number | None]
    warnings: tuple[str, ...]
    parts: tuple[Part, ...]
    gathered: Sequence[Gathered] = field(default=())
    report: Report | None = None

    @property
    def title(self) -> str:
        return say("report.title", name=self.name, year=self.year, title=self.form.title)

    @property
    def signer(self) -> str:
        """Who signs: of a city's or county's total its government, else the unit itself."""
        governed = self.report is not None and _GOVERNED.search(self.name) and not _ZONE.search(self.name)
        return say("document.signer", name=self.name) if governed else self.name

    @property
    def lead(self) -> str:
        """On what ground and for what time."""
        # Within a title's marks, titles have single ones (GB/T 15834).
        title = self.form.notice_title.translate(_INNER)
        return say(
            "document.lead", notice=self.form.notice, notice_title=title, year=self.year, name=self.name,
            title=self.form.title,
        )  # fmt: skip

    @property
    def open_points(self) -> int:
        return sum(passage.origin == "open" for part in self.parts for passage in part.passages)


def drafted_from(report: Report) -> dict[str, tuple[str, ...]]:
    """Text id → the sentences that a total bears; none where nobody is in it."""
    if not report.rolled.counted:
        return {}
    last = report.comparison.last
    comparable = report.rolled.complete and last is not None and last.complete
    return told(report.form.id, report.comparison.indicators, comparable=comparable)


def of_total(report: Report) -> Publication:
    """The report of a total: sentences from the figures, everything else still to be written."""
    rolled, drafted = report.rolled, drafted_from(report)
    texts = {
        text.id: (
            *(Passage(words, "figures") for words in _joined(drafted.get(text.id, ()))),
            Passage(say(_open(text, drafted), prompt=text.prompt), "open"),
        )
        for text in report.form.texts
    }
    warnings = [] if rolled.complete else [report.coverage]
    warnings += [
        f.message for f in rolled.findings if f.sends_back or (f.severity == "soft" and not f.reason)
    ]
    return Publication(
        printable(rolled.name), report.year, report.form, rolled.values, tuple(map(printable, warnings)),
        _parts(report.form, texts), _gathered(report), report,
    )  # fmt: skip


def of_unit(verdict: Verdict, form: Form) -> Publication:
    """A unit's own report from its workbook: its texts as it wrote them, its figures as they were read."""
    identity = verdict.identity
    assert identity is not None  # only workbooks that were read come here
    changes = {one.id: Change(one.value(verdict.values), None) for one in indicators(form.id)}
    drafted = told(form.id, changes)
    texts = {}
    for text in form.texts:
        own = printable(verdict.texts.get(text.id, "")).strip()
        passages = [Passage(line.strip(), "unit") for line in own.splitlines() if line.strip()]
        fees = say("document.fees")
        if fees in "".join(drafted.get(text.id, ())) and fees not in own:
            # What must be reported even when nothing was charged follows from the figures.
            passages += [Passage(words, "figures") for words in drafted[text.id]]
        texts[text.id] = tuple(passages) or (Passage(say("document.open", prompt=text.prompt), "open"),)
    warnings = tuple(printable(f.message) for f in verdict.findings if f.sends_back)
    name = printable(identity.unit.name)
    return Publication(name, identity.year, form, verdict.values, warnings, _parts(form, texts))


def _open(text: Text, drafted: Mapping[str, tuple[str, ...]]) -> str:
    """What is left to do: to add to what the figures say, or to write everything."""
    return "document.complete" if text.id in drafted else "document.open"


def _joined(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """One paragraph of all sentences."""
    return ("".join(sentences),) if sentences else ()


def _parts(form: Form, texts: Mapping[str, tuple[Passage, ...]]) -> tuple[Part, ...]:
    """The sections in the order of the form; a text whose label is a section's own heading is one itself."""
    found: list[Part] = []
    plans = layout_of(form).plans
    for sheet in form.sheets:
        if sheet.id not in plans:
            continue
        written = [text for text in form.texts if text.sheet == sheet.id]
        if not written:
            found.append(Part(sheet.heading, 1, plan=plans[sheet.id]))
            continue
        under = written[0].label not in sheet.heading
        if under:
            found.append(Part(sheet.heading, 1))
        found += [Part(text.label, 2 if under else 1, texts[text.id]) for text in written]
    return tuple(found)


def _gathered(report: Report) -> list[Gathered]:
    """What every unit wrote, by question; the very same words once, with all who wrote them."""
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
