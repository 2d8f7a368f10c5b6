"""A unit's own workbook with the offending cells marked, commented and as issued again where they must be.

Only what is marked, commented or restored is changed in the package; everything else is what the unit sent,
pictures, charts and results of formulas included. Programs are told to recalculate on opening.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.collection.returns.cell_comments import Marker
from toolkit.collection.returns.notice import Restored
from toolkit.collection.returns.places import cell_of, cells_of, check_behind, stands_at_its_line
from toolkit.collection.returns.problems import replacements
from toolkit.collection.returns.restoring import restorable, restore
from toolkit.findings import Finding, SuspectCell
from toolkit.form.addresses import Cell, rectangles
from toolkit.form.layout import layout_of
from toolkit.form.model import Form
from toolkit.messages import say, say_of
from toolkit.review.checks import Status
from toolkit.review.verdict import Verdict
from toolkit.workbook.editing import EditedBook
from toolkit.workbook.scanning import Unreadable, scan

COMMENTED = 12
"""A finding of more cells is told at the first cell of each of its areas, and its other cells only marked."""
MAX_SPREAD = 100_000
"""Cells of all merged areas of a workbook: each cell of a marked area is marked."""


@dataclass(frozen=True)
class Marked:
    """A marked workbook, its format, and what is as issued again in it."""

    content: bytes
    restored: Restored
    format: str


def annotate(data: bytes, verdict: Verdict, form: Form) -> Marked | None:
    """Mark and comment the cells of every finding that has to be answered, and make them fit to be mended.

    Number formats, locks, validation and the formulas of totals become those issued, merged cells are
    separated; a total that was typed over and disagrees is told in its comment.

    Args:
        data: the received file.
        verdict: on it; notes and explained findings are passed over.
        form: whose workbook it is. The places where reasons are to be written are marked too.

    Returns:
        The workbook, or ``None`` where the bytes are no xlsx or xlsm that can be opened.
    """
    if verdict.status is Status.UNREADABLE and not _readable(data):
        return None  # else reading has made sure that it can be opened without harm
    return _opened(data, lambda book: _returned(book, verdict, form))


def marked(data: bytes, findings: Sequence[Finding], form: Form, entries: Mapping[Cell, str]) -> bytes | None:
    """Mark a fresh workbook in the same way; ``entries`` are typed into it, all its locks stay."""
    made = _opened(data, lambda book: _marked(book, findings, form, entries))
    return None if made is None else made.content


def _opened(data: bytes, work: Callable[[EditedBook], Restored]) -> Marked | None:
    """Do something with an opened workbook, and save it."""
    try:
        book = EditedBook(data)
        if sum(area.size for sheet in book.sheets.values() for area in sheet.merged) > MAX_SPREAD:
            return None
        restored = work(book)
        return Marked(book.saved(), restored, book.format)
    except Exception:  # another format; or a package damaged in any way that other programs accept
        return None


def _readable(data: bytes) -> bool:
    try:
        scan(data)
    except Unreadable:
        return False
    return True


def _returned(book: EditedBook, verdict: Verdict, form: Form) -> Restored:
    marker = Marker(book)
    marker.clean()
    restored = restore(book, form, verdict) if restorable(form, verdict) else Restored()
    told = replacements(form, verdict, "return.restored.total", restored.formulas)
    _tell(marker, [*verdict.findings, *told], form)
    _tell_restored(marker, restored)
    marker.finish()
    return restored


def _tell_restored(marker: Marker, restored: Restored) -> None:
    """Say in the comments of cells to be mended what was done to them; of others the 退回单 tells."""
    merged = [cell for area in restored.merged for cell in cells_of(area)]
    for kind, cells in {"formula": restored.formulas, "format": restored.formats, "unmerged": merged}.items():
        for cell in cells:
            if marker.commented(cell):
                marker.mark(cell, False, [say_of("return.comment.*", kind)])


def _marked(
    book: EditedBook, findings: Sequence[Finding], form: Form, entries: Mapping[Cell, str]
) -> Restored:
    marker = Marker(book, locks=True)
    for cell, words in entries.items():
        marker.write(cell, words)
    _tell(marker, findings, form)
    marker.finish()
    return Restored()


def _tell(marker: Marker, findings: Sequence[Finding], form: Form) -> None:
    told = [f for f in findings if f.sends_back or (f.severity == "soft" and not f.reason)]
    for finding in told:
        _mark(marker, finding, form)
    for finding in told:
        _mark_suspects(marker, finding)


def _mark(marker: Marker, finding: Finding, form: Form) -> None:
    hard = finding.sends_back
    words = [_message(finding)]
    words += [finding.suggestion] if finding.suggestion else []
    cells = [cell for cell in map(cell_of, finding.cells) if cell is not None]
    told = set(cells if len(cells) <= COMMENTED else (area.first for area in rectangles(cells)))
    for cell in cells:
        marker.mark(cell, hard, words if cell in told else ())
        if hard:
            # What has to be corrected must not be locked: a total that could not be restored, a label.
            marker.unlock(cell)
    if not hard:
        _reason(marker, finding, form, words[0])


def _message(finding: Finding) -> str:
    return f"{say('mark.hard' if finding.sends_back else 'mark.soft')} {finding.message}"


def _mark_suspects(marker: Marker, finding: Finding) -> None:
    """Put the proposed value on each suspect cell, and the finding too where the cell has none of its own."""
    for suspect in finding.suspects:
        cell = cell_of(suspect.cell)
        if cell is not None:
            own = () if marker.commented(cell) else (_message(finding),)
            marker.mark(cell, finding.sends_back, (*own, _hint(suspect)))
            marker.unlock(cell)


def _hint(suspect: SuspectCell) -> str:
    return say(
        "return.comment.suspect" if suspect.alternatives <= 1 else "return.comment.suspect.one_of",
        current=suspect.current,
        proposed=suspect.proposed,
        reason=suspect.reason,
        count=suspect.alternatives,
    )


def _reason(marker: Marker, finding: Finding, form: Form, words: str) -> None:
    """Mark the cell in which the unit may write why a soft finding stands, if it is where it was issued."""
    check = check_behind(form, finding)
    layout = layout_of(form)
    if check is None or check.key not in layout.check_rows:
        return
    if stands_at_its_line(check, form, marker.content):
        marker.mark(layout.check_cell(check.key, "reason"), False, [words, say("return.comment.reason")])
