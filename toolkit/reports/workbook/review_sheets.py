"""Sheets of the scope ledger, findings with reasons, reconciliation, and unusual figures."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.collection.reminders import whom
from toolkit.collection.standing import UnitState
from toolkit.findings import Finding
from toolkit.messages import say, say_of
from toolkit.reports.wording import copies_told, scope_words, share_told, unusual_told
from toolkit.reports.workbook.book import HEAD_ROWS, Book, Content, Formula, Percentage, columns_of
from toolkit.rollup.analysis import of_cases
from toolkit.workbook.formulas import stored


def write_scope(book: Book) -> None:
    """Write the scope ledger: every unit, its file, whether and how it is counted."""
    columns = columns_of({
        "city.code": 9, "city.name": 30, "city.kind": 8, "city.parent": 18, "city.scope": 34,
        "city.state": 9, "city.receipt": 8, "city.file_name": 34, "city.sha256": 18,
        "city.contact": 10, "city.telephone": 14, "city.why": 60,
    })  # fmt: skip
    sheet = book.table(say("city.states"), columns, _scope_rows(book))
    state = columns.index(next(column for column in columns if column.head == say("city.state")))
    for number, unit in enumerate(book.rolled.rows, start=HEAD_ROWS + 1):
        if unit.state in (UnitState.MISSING, UnitState.RETURNED):
            sheet.write_string(number, state, say_of("state.*", unit.state), book.styles.attention)


def _scope_rows(book: Book) -> Iterator[list[Content]]:
    stock = book.rolled.stock
    for row, line in zip(book.rolled.rows, book.rolled.scope, strict=True):
        yield [
            *scope_words(row),
            row.state_words,
            row.receipt or "",
            row.file or "",
            (row.sha256 or "")[:16],
            *whom(stock, line.standing),
            row.reason or "\n".join(finding.message for finding, _ in stock.answered(line.standing)),
        ]


def write_findings(book: Book) -> None:
    """Write the findings of the total and of every unit, with the reasons given."""
    columns = columns_of(
        {
            "city.code": 9,
            "city.name": 30,
            "city.rule": 9,
            "city.severity": 9,
            "city.finding": 80,
            "city.answer": 46,
        }
    )

    def rows() -> Iterator[list[Content]]:
        for finding in book.rolled.findings:
            yield ["", book.rolled.name, *_finding(finding, finding.reason)]
        for line in book.rolled.scope:
            for finding, answer in book.rolled.stock.answered(line.standing):
                yield [line.unit.code, line.unit.name, *_finding(finding, answer)]

    book.table(say("city.findings"), columns, rows())


def _finding(finding: Finding, answer: str) -> list[str]:
    open_words = say("city.unanswered") if finding.severity == "soft" and not answer else answer
    return [finding.code, say_of("city.severity.*", finding.severity), finding.message, open_words]


def write_reconciliation(book: Book) -> None:
    """Write declared totals and the sums of their units, cell by cell."""
    columns = columns_of({
        "city.name": 26, "city.table": 10, "city.item": 58, "city.declared": 14, "city.added": 14,
        "city.gap": 12, "city.lacks": 40,
    })  # fmt: skip

    def rows() -> Iterator[list[Content]]:
        row = HEAD_ROWS + 1
        for one in book.rolled.reconciliations:
            lacking = "、".join(line.unit.name for line in one.lacking)
            for item in book.form.items.values():
                row += 1
                declared, added = one.declared.get(item.id), one.added[item.id]
                gap: Content = None
                if declared is not None and added is not None:
                    gap = Formula(f"ROUND(D{row}-E{row},{book.places[item.id]})", stored(declared - added))
                table = book.form.table(item.table).name
                yield [one.unit.name, table, item.label, declared, added, gap, lacking]

    if book.rolled.reconciliations:
        sheet = book.table(
            say("city.reconciliation"), columns, rows(), remark=say("city.reconciliation.remark")
        )
        last = HEAD_ROWS + len(book.rolled.reconciliations) * len(book.form.items)
        rule = {"type": "cell", "criteria": "!=", "value": 0, "format": book.styles.failing}
        sheet.conditional_format(HEAD_ROWS + 1, 5, last, 5, rule)


def write_shares(book: Book) -> None:
    """Write shares of cases with their intervals; no sheet where the edition has none."""
    if not of_cases(book.form.id):
        return
    shares = book.report.analysis.shares
    columns = columns_of(
        {
            "city.indicator": 20,
            "city.cases": 12,
            "city.of": 12,
            "city.share": 10,
            "city.low": 10,
            "city.high": 10,
            "city.note": 70,
        }
    )
    book.table(
        say("city.shares"),
        columns,
        (
            [
                one.indicator.label, stored(one.numerator), stored(one.denominator),
                Percentage(float(one.value)), Percentage(one.low), Percentage(one.high), share_told(one),
            ]
            for one in shares
        ),
        remark=say("city.shares.remark"),
    )  # fmt: skip


def write_unusual(book: Book) -> None:
    """Write unusual figures, reports of zeros and copies, with their figures."""
    columns = columns_of(
        {
            "city.code": 9,
            "city.name": 30,
            "city.clue": 16,
            "city.indicator": 18,
            "city.now": 14,
            "city.usual": 14,
            "city.note": 90,
        }
    )

    def rows() -> Iterator[list[Content]]:
        for one in book.report.analysis.unusual:
            share = one.indicator.is_share
            now, usual = (Percentage(float(v)) if share else v for v in (one.now, one.usual))
            clue = say_of("unusual.*", one.beside)
            yield [one.unit.code, one.unit.name, clue, one.indicator.label, now, usual, unusual_told(one)]
        for unit in book.report.analysis.zeros:
            yield [unit.code, unit.name, say("unusual.zeros"), "", None, None, say("unusual.zeros.told")]
        for copy in book.report.analysis.copies:
            yield [copy.unit.code, copy.unit.name, say("unusual.copy"), "", None, None, copies_told(copy)]

    book.table(say("city.unusual"), columns, rows(), remark=say("city.unusual.remark"))
