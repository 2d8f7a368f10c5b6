"""The enumeration behind each family of codes: which members code may ask the words of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from tests.clerk import FORM
from toolkit.cli.main import VERBS
from toolkit.collection import city_notice, sending
from toolkit.collection.decision_lines import DECISION_HEADS
from toolkit.collection.ledger.records import DecisionKind, FileOutcome, PublishedResult
from toolkit.collection.paper_units import Evidence, Look
from toolkit.collection.publications import Trouble
from toolkit.collection.published_comparison import DifferenceKind
from toolkit.collection.receiving.containers import Reason
from toolkit.collection.returns.note import COLUMNS as RETURN_COLUMNS
from toolkit.collection.returns.notice import SpokenCode
from toolkit.collection.roster.guide import RULES, TREE
from toolkit.collection.roster.roster_words import COLUMNS as ROSTER_COLUMNS
from toolkit.collection.roster.roster_workbook import FAULTS
from toolkit.collection.roster.units import BELOW, COUNTINGS, SCOPES
from toolkit.collection.settings import KEYS, WORDS
from toolkit.collection.standing import Awaited, UnitState
from toolkit.collection.unit_course import Arrived, Mended
from toolkit.collection.unit_files import HowMerged
from toolkit.demo.city import ROUNDS
from toolkit.desk.runs import HowEnded
from toolkit.desk.unit_list import FILTERS
from toolkit.findings import Weight
from toolkit.form.answers import REFUSED, UNDERSTOOD
from toolkit.form.edit_rules import Severity
from toolkit.form.layout import CHECK_COLUMNS, layout_of
from toolkit.form.measures import MEASURES
from toolkit.form.model import Kind as FigureKind
from toolkit.form.rulebook import USUAL
from toolkit.form.stated import StatedKind
from toolkit.form.toml_text import HINTS
from toolkit.form.unit_kinds import _USUAL
from toolkit.form.values import KEYS as VALUES_KEYS
from toolkit.messages.families import Family
from toolkit.reports import circular, progress_workbook
from toolkit.reports.handling.handling_sheet import _PROMPTS
from toolkit.reports.handling.matters import MatterKind
from toolkit.reports.handling.typed_rows import COLUMNS as HANDLING_COLUMNS
from toolkit.reports.problem_list import Nature
from toolkit.reports.workbook.book import SHEETS, UNIT_COLUMNS
from toolkit.review.checks import Status
from toolkit.review.suspects import RANK
from toolkit.rollup.analysis import Beside
from toolkit.rollup.rollup_rules import ROLLUP_RULES
from toolkit.rollup.scope import Role
from toolkit.rollup.twins import LaterBy
from toolkit.workbook.numerals import CONVERSIONS, REFUSALS
from toolkit.workbook.odd_looks import OddLook
from toolkit.workbook.protocol import ANSWERS
from toolkit.workbook.scanning.kinds import CODES, Kind
from toolkit.workbook.scanning.scanned import Code as Unread
from toolkit.workbook.scanning.scanned import DocumentCode
from toolkit.workbook.texts import TextProblem

OTHERS = ("original", "fallen", "joined", "dropped")
MOVES = ("counted.counted", "counted.open", "open.counted", "open.open", "kept")
LACKING = (UnitState.MISSING, UnitState.RETURNED)
HIDDEN_CHECK_COLUMNS = {"ready", "applies", "open"}
_LAYOUT = layout_of(FORM)
_RULES = [rule.code for rule in ROLLUP_RULES]
_UNREADABLE = [
    code if kind == code else f"{code}.{kind}"
    for kind in get_args(Kind)
    if kind != "workbook"
    for code in [CODES.get(kind, "not_a_workbook")]
]

DOMAINS: Mapping[Family, Iterable[str]] = {
    "*.query": get_args(SpokenCode),
    "*.refilled": ("return.chat.foot", "return.chat.foot.soon"),
    "below.*": BELOW,
    "check.invalid.*": {
        *(*REFUSALS, "error_value", "uncertain", "fraction", "below", "above"),
        *(*REFUSED, "answer_error", "answer_uncertain"),
    },
    "check.text.moved.*": (
        "same", "ratio",
        *(f"{change}_{course}" for change in ("cases", "percent", "points") for course in ("more", "less")),
    ),
    "check_page.next.*": Status,
    "circular.*": {*circular.COLUMNS, *circular.FAULT_COLUMNS},
    "circular.*.head": circular.SECTIONS,
    "circular.arrived.*": Arrived,
    "circular.mended.*": [one for one in Mended if one],
    "city.*": (*SHEETS, *UNIT_COLUMNS),
    "city.*.purpose": SHEETS,
    "city.severity.*": get_args(Weight),
    "collect.*": ("internal", "killed"),
    "collect.archive.*": (*get_args(Reason), "too_deep"),
    "city_notice.*": city_notice._COLUMNS,
    "city_notice.*.head": city_notice.SECTIONS,
    "collect.brief.*": ("returned", "asked", "set_aside"),
    "collect.brief.*.head": ("returned", "asked", "set_aside"),
    "config.type.*": {wanted.__name__ for wanted in KEYS.values()},
    "values.type.*": {wanted.__name__ for wanted in VALUES_KEYS.values()},
    "counted.*": SCOPES,
    "counting.*": COUNTINGS,
    "cover.*": (*_LAYOUT.cover, *_LAYOUT.contact),
    "datapackage.*": ("figures", "units", "items", "indicators", "answers"),
    "datapackage.column.*": (
        # figures, units
        "year", "edition", "unit_code", "unit_name", "unit_kind", "parent_code", "counted_as", "counted",
        "table", "item", "label", "unit_of_measure", "value", "correction", "state", "standing",
        "role", "within", "reason", "receipt", "file", "sha256",
        # items, indicators
        "kind", "total_of", "indicator", "complete", "note",
        # answers
        "answer", "not_applicable",
    ),
    "date.clock.*": ("early", "late"),
    "date.received.*": ("future", "early", "late"),
    "decide.head.*": DECISION_HEADS,
    "decision.*": get_args(DecisionKind),
    "decision.*.told": ("last_year", "correct", "waive", "extend", "adopt", "merge", "attach"),
    "demo.*": [batch.name for batch in ROUNDS],
    "demo.*.folder": [batch.name for batch in ROUNDS],
    "demo.text.*": [text.id for text in FORM.texts],
    "done.merge.*": HowMerged,
    "desk.done.*": get_args(HowEnded),
    "desk.filter.*": FILTERS,
    "desk.setup.*": (*WORDS, "prior", "history"),
    "desk.setup.*.drop": ("prior", "history"),
    "desk.setup.*.hint": WORDS,
    "draft.guide.*": "123",
    "draft.off.*": (
        "of_which", "one_part", "two_totals", "mixed", "unsure_word", "numbered", "difference",
    ),
    "draft.open.*": (
        "too_far", "hidden_sheet", "no_grid", "line", "office", "nothing_to_fill", "merged_cell", "list",
        "words_column", "no_blank", "area", "too_deep", "twice", "units_guessed", "two_units",
        "not_applicable", "shaded", "locked", "ratio", "formula", "formula_outside", "formula_refs",
        "seen_mixed", "seen_date", "seen_yes_no", "seen_choice", "named_date", "named_yes_no", "named_text",
    ),
    "draft.rule.*": ("total", "relation"),
    "draft.rule.*.remedy": ("total", "relation"),
    "draft.source.*": ("formula", "check", "numbering", "label", "part"),
    "draft.unreadable.*": get_args(Unread),
    "edition.wanted.*": (
        *("type.string", "type.integer", "type.boolean", "type.array", "type.object"),
        *("pattern.id", "pattern.day", "pattern.word"),
        *("enum", "minimum", "maximum", "minLength", "minItems"),
    ),
    "file.*": get_args(FileOutcome),
    "handling.changed.*": ("file", "due", "findings", "changes"),
    "handling.head.*": HANDLING_COLUMNS,
    "handling.kind.*": MatterKind,
    "handling.prompt.*": {*_PROMPTS.values(), "unit"},
    "head.*": [name for name in CHECK_COLUMNS if name not in HIDDEN_CHECK_COLUMNS],
    "help.*": VERBS,
    "input.*": (*get_args(FigureKind), *get_args(StatedKind)),
    "input.*.prompt": set(get_args(FigureKind)) - {"days"},
    "input.*.stop": set(get_args(FigureKind)) - {"days"},
    "intake.*": (
        "unconfirmed", "blank", "total_for_own", "other_unit", "no_identity", "other_year", "other_edition",
        "other_collection",
    ),
    "kind.*": _USUAL,
    "ledger.fault.*": ("added", "changed", "deleted"),
    "ledger.fault.table.*": ("changed", "foreign", "missing"),
    "ledger.fault.trigger.*": ("changed", "foreign", "missing"),
    "merged.*": HowMerged,
    "mark.*": ("hard", "soft", "note"),
    "narrative.*": ("more", "less"),
    "narrative.points.*": ("more", "less"),
    "narrative.rate.*": ("more", "less"),
    "outbox.note.*": (*SCOPES, "prior", "no_prior"),
    "paper.by.*": [by for by in get_args(Evidence) if by],
    "paper.look.*": get_args(Look),
    "problems.head.*": progress_workbook._OWN_HEADS,
    "problems.nature.*": get_args(Nature),
    "sending.*": sending.COLUMNS,
    "toml.*": HINTS,
    "texts.*": ("label", "drafted", "words", "source", "version"),
    "problems.role.*": ("new", "reread", "again", "resent", "original", "attachment", "refused"),
    "progress.role.*": ("counts", "superseded", "set_aside", "withdrawn", "unidentified", "waiting", *OTHERS),
    "progress.sheet.*": (
        "units", "handling", "problems", "intake", "groups", "reminders", "files", "decisions",
    ),
    "publication.*": get_args(DifferenceKind),
    "publication.count.*": get_args(DifferenceKind),
    "publication.result.*": get_args(PublishedResult),
    "publication.trouble.*": [trouble for trouble in get_args(Trouble) if trouble],
    "reading.*": {*get_args(Unread), *get_args(DocumentCode), *_UNREADABLE},
    "reading.converted.*": (*CONVERSIONS, *UNDERSTOOD),
    "reading.look.*": get_args(OddLook),
    "reading.text.*": [problem for problem in get_args(TextProblem) if problem],
    "reminder.*": (*filter(None, Awaited), "failing", "original", "papers", "unsure"),
    "result.failing.*": get_args(Severity),
    "return.comment.*": ("formula", "format", "unmerged"),
    "return.count.*": ("hard", "soft"),
    "return.head.*": RETURN_COLUMNS,
    "return.restored.*": ("formats", "merged", "formulas", "validated", "unhidden"),
    "rollup.*": LACKING,
    "rollup.rule.*": _RULES,
    "rollup.rule.*.cells": _RULES,
    "rollup.stranded.*": ("units", "total"),
    "roster.*": ROSTER_COLUMNS,
    "roster.check.*": FAULTS,
    "roster.code_changed.*": ("zeros", "other"),
    "roster.example.*": ("001", "101", "201", "901"),
    "roster.guide.*": ("column", "meaning", "sample", "why"),
    "roster.help.*": ROSTER_COLUMNS,
    "roster.rule.*": [str(number) for number in range(1, RULES + 1)],
    "roster.tree.*": [code for code, *_ in TREE],
    "roster.tree.*.why": [code for code, *_ in TREE],
    "rule.usual.*": (*USUAL, "invalid_entries", "blank_entries"),
    "rule.usual.*.remedy": (*USUAL, "invalid_entries", "blank_entries"),
    "scope.*": (*SCOPES, Role.COMPARED, Role.STRANDED),
    "scope.added.*": SCOPES,
    "scope.lacking.*": LACKING,
    "sentence.*": MEASURES,
    "severity.*": get_args(Severity),
    "sheet.*.name": ("cover", "checks"),
    "state.*": UnitState,
    "stated.*": get_args(StatedKind),
    "status.*": Status,
    "status.by_*": ("kind", "county"),
    "status.head.*": {
        *progress_workbook.UNIT_HEADS, *progress_workbook._BOOK_HEADS, *progress_workbook._GROUP_HEADS,
        *progress_workbook._REMINDER_HEADS, *progress_workbook._FILE_HEADS,
        *{*progress_workbook._PROBLEM_HEADS, *progress_workbook._INTAKE_HEADS}.difference(
            progress_workbook._OWN_HEADS
        ),
    },
    "supersession.gone.*": ("counted", "open"),
    "supersession.joined.*": MOVES,
    "supersession.replaced.*": MOVES,
    "supersession.reread.*": MOVES,
    "suspect.*": ("one_of", "several"),
    "suspect.*.some": ("one_of", "several"),
    "suspect.reason.*": RANK,
    "twins.by.*": get_args(LaterBy),
    "unit.*": ("count", "money", "days"),
    "unusual.*": get_args(Beside),
    "unusual.*.told": get_args(Beside),
    "word.*": ANSWERS,
}  # fmt: skip


def members() -> set[str]:
    """Every code that some family of codes comes to."""
    return {family.replace("*", member) for family, domain in DOMAINS.items() for member in domain}
