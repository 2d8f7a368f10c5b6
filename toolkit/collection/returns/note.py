"""The 退回单: one page from which a clerk can mend everything.

Messages elsewhere shorten long lists of cells; here every cell of every finding is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

from toolkit.collection.phrases import day
from toolkit.collection.returns.notice import Notice, Restored
from toolkit.collection.returns.places import by_sheet, listed
from toolkit.collection.returns.problems import (
    Problem,
    problems,
    remarks,
    replaced_in,
    replacement_words,
)
from toolkit.form.addresses import Range
from toolkit.messages import say, say_of
from toolkit.messages.code_types import Code
from toolkit.paper.fonts import HEAD_FONT, TITLE_FONT
from toolkit.paper.office_text import printable
from toolkit.review.checks import Status

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.table import CT_Row, CT_Tbl
    from docx.table import _Cell

COLUMNS = ("number", "place", "label", "present", "wrong", "repair")
WIDTHS = (1.0, 2.8, 3.9, 2.4, 4.0, 4.3)
"""Centimetres."""
SIZE, LINE = 10.5, 13.5
"""Points: of the table's letters and lines."""


def write_note(target: Path | BinaryIO, notice: Notice) -> None:
    """Write the 退回单 as docx."""
    content = note(notice)
    if isinstance(target, Path):
        target.write_bytes(content)
    else:
        target.write(content)


def note(notice: Notice) -> bytes:
    """The 退回单; the same notice gives the same bytes."""
    from toolkit.paper.page import finished  # noqa: PLC0415  (the library is loaded when one is written)

    with _WRITING:
        document = _paper()
        document._body.clear_content()
        _head(document, notice)
        _table(document, problems(notice))
        _foot(document, notice)
        core = document.core_properties
        core.title, core.language = say(notice.spoken("return.title")), "zh-CN"
        return finished(document, printable(notice.city), notice.dated)


_WRITING = Lock()
"""One is written at a time, all on the same paper: making that takes longer than what is written on it."""


@cache
def _paper() -> WordDocument:
    """Paper with its footer."""
    from toolkit.paper.page import blank_paper, page_numbers  # noqa: PLC0415

    document = blank_paper(sum(WIDTHS))
    page_numbers(document, say("return.page.before"), say("return.page.between"), say("return.page.after"))
    return document


# --- head --------------------------------------------------------------------------------------


def _head(document: WordDocument, notice: Notice) -> None:
    from toolkit.paper.page import centred, lines, spaced, write  # noqa: PLC0415

    title = centred(document.add_paragraph())
    lines(title.paragraph_format, 30)
    write(spaced(title, after=6), say(notice.spoken("return.title")), size=22, font=TITLE_FONT)
    code = say("return.unit.code", code=notice.code) if notice.code else ""
    unit = say("return.unit", unit=printable(notice.unit), code=code)
    write(document.add_paragraph(), unit, bold=True)
    told = [_verdict(notice), _task(notice)]
    for number, line in enumerate(told, start=1):
        paragraph = spaced(document.add_paragraph(), indent=24, after=6 if number == len(told) else 0)
        for piece, bold in line:
            write(paragraph, printable(piece), bold=bold)


def _verdict(notice: Notice) -> list[tuple[str, bool]]:
    """What was received and what became of it; the figures that matter in bold."""
    received = say(
        "return.received",
        year=notice.year,
        title=notice.form.title,
        file=notice.file,
        received=day(notice.received),
    )
    if notice.verdict.status is Status.UNREADABLE:
        counts = say("return.unreadable")
    else:
        told = {"hard": len(notice.hard), "soft": len(notice.soft)}
        counts = "，".join(
            say_of("return.count.*", kind, count=count) for kind, count in told.items() if count
        )
    return [
        (received, False),
        (counts, True),
        (say(notice.spoken("return.round"), round=notice.round), False),
    ]


def _task(notice: Notice) -> list[tuple[str, bool]]:
    if notice.refilled:
        how: Code = "return.task.blank" if notice.starts_afresh else "return.task.refilled"
    else:
        how = notice.spoken("return.task.marked") if notice.marked else "return.task.own"
    task = say(how, file=notice.mend)
    return [(_until(notice), True), (task, False)]


def _until(notice: Notice) -> str:
    if notice.deadline is None:
        return say("return.until.soon")
    return say("return.until", date=day(notice.deadline))


# --- table -------------------------------------------------------------------------------------


def _table(document: WordDocument, found: tuple[Problem, ...]) -> None:
    if not found:
        return
    made, line, divider = map(deepcopy, _table_pieces())
    document.element.body._insert_tbl(made)
    for problem in found:
        if problem.finding.severity == "soft" and divider.getparent() is None:
            made.append(divider)
        row = deepcopy(line)
        for cell, text in zip(row.tc_lst, _texts(problem), strict=True):
            cell.p_lst[0].r_lst[0].text = printable(text)
        made.append(row)


@cache
def _table_pieces() -> tuple[CT_Tbl, CT_Row, CT_Row]:
    """The table with its head, an empty line, the line above what is to be explained; to be copied, since
    setting each property of each cell takes long."""
    from toolkit.paper.page import add_row, centred, ruled_table  # noqa: PLC0415

    table = ruled_table(_paper(), WIDTHS)
    for cell, name in zip(add_row(table, WIDTHS, heading=True), COLUMNS, strict=True):
        _write(cell, say_of("return.head.*", name), HEAD_FONT)
        centred(cell.paragraphs[0])
    cells = add_row(table, WIDTHS)
    centred(cells[0].paragraphs[0])
    for cell in cells:
        _write(cell, "")
    cells = add_row(table, WIDTHS)
    _write(cells[0].merge(cells[-1]), say("return.soft"), HEAD_FONT)
    made = table._tbl
    line, divider = made.tr_lst[1:]
    for piece in (line, divider, made):
        piece.getparent().remove(piece)
    return made, line, divider


def _texts(problem: Problem) -> tuple[str, ...]:
    return (
        str(problem.number),
        "\n".join(line for place in problem.places for line in place if line),
        problem.labels or say("word.unknown"),
        problem.present or say("word.unknown"),
        problem.wrong + say("check.code", code=problem.finding.code),
        problem.repair,
    )


def _write(cell: _Cell, text: str, font: str = "") -> None:
    from toolkit.paper.page import lines, write  # noqa: PLC0415

    paragraph = write(cell.paragraphs[0], printable(text), size=SIZE, font=font)
    lines(paragraph.paragraph_format, LINE)


# --- foot --------------------------------------------------------------------------------------


def _foot(document: WordDocument, notice: Notice) -> None:
    from toolkit.paper.page import lines, spaced, to_the_right, write  # noqa: PLC0415

    for number, line in enumerate(_closing(notice), start=1):
        paragraph = spaced(document.add_paragraph(), before=6 if number == 1 else 0, indent=SIZE * 2)
        lines(paragraph.paragraph_format, LINE)
        write(paragraph, printable(line), size=SIZE)
    signer = notice.signer or notice.city
    signed = signer if notice.issued is None else f"{signer}　{day(notice.issued)}"
    write(to_the_right(spaced(document.add_paragraph(), before=6)), printable(signed))


def _restored(restored: Restored) -> list[str]:
    """One line on all that stands in the marked workbook as issued again."""
    merged = [(area.first.sheet, (area,)) for area in restored.merged]
    found = {
        "formats": _places(by_sheet(restored.formats)),
        "merged": _places(merged),
        "formulas": _places(by_sheet(restored.formulas)),
        "validated": "、".join(restored.validated),
        "unhidden": "、".join(restored.unhidden),
    }
    told = [say_of("return.restored.*", kind, places=places) for kind, places in found.items() if places]
    return [say("return.restored", told="；".join(told))] if told else []


def _places(sheets: Iterable[tuple[str, Iterable[Range]]]) -> str:
    return "；".join(f"{sheet} {listed(areas)}" for sheet, areas in sheets)


def _closing(notice: Notice) -> list[str]:
    replaced = replaced_in(notice)
    file = say("return.which.refilled" if notice.refilled else "return.which.marked")
    totals = [
        say("return.replaced", file=file, **replacement_words(notice.form, replaced, total))
        for total in replaced
    ]
    lines = [*totals, *_restored(notice.restored), *remarks(notice)]
    lines += [say("return.marks")] if notice.marked and not notice.refilled else []
    lines += [say("return.back", until=_until(notice), file=notice.mend)]
    office = say("return.office", office=notice.office) if notice.office else ""
    return [*lines, say("return.kept") + office]
