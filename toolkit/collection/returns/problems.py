"""The lines of a 退回单: for every finding where, official name, what stands there, what is wrong, repair."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from toolkit.collection.returns.notice import ALTERED, Notice
from toolkit.collection.returns.places import (
    by_sheet,
    cell_of,
    check_behind,
    issued,
    label_of,
    listed,
    listed_with_sheets,
    measure_of,
)
from toolkit.findings import FORMULA, TOTAL, Finding, FoundCell
from toolkit.form.addresses import Cell, Range, rectangles
from toolkit.form.edit_rules import EditCheck
from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number, plain
from toolkit.form.layout import DECLARED, layout_of
from toolkit.form.measures import Blank, Invalid, MissingTexts
from toolkit.form.model import Form
from toolkit.messages import first_of, say
from toolkit.messages.code_types import FindingCode
from toolkit.paper.office_text import printable, shortened
from toolkit.review.checks import Status
from toolkit.review.verdict import Verdict

LONGEST = 60
"""Characters shown of what stands in a cell; nobody types a longer number."""
NAMED = 4
"""Areas of one finding whose labels are all printed."""
CONVERTED = "R-converted"
"""Code of findings of reading, see :mod:`toolkit.workbook.cells`."""


@dataclass(frozen=True)
class Problem:
    """One finding as a unit reads it.

    Attributes:
        number: its place in the 退回单, from 1.
        places: for each sheet its name and its cells.
        labels: official labels of the cells.
        present: what stands in them now.
        wrong: the broken identity with both sides, or what else is wrong.
        repair: the smallest repair.
    """

    number: int
    finding: Finding
    places: tuple[tuple[str, str], ...]
    labels: str
    present: str
    wrong: str
    repair: str


def problems(notice: Notice) -> tuple[Problem, ...]:
    """What must be mended, then what must be explained."""
    telling = _Telling(notice)
    return tuple(telling.problem(number, f) for number, f in enumerate((*notice.hard, *notice.soft), start=1))


def problem_alone(notice: Notice, finding: Finding) -> Problem:
    """One finding in the same words, without reference to other lines: for lists that can be sorted."""
    return _Telling(notice).problem(1, finding)


def recomputed(form: Form, verdict: Verdict) -> dict[str, Number]:
    """Every figure that follows from the inputs, totals typed over or not."""
    inputs = {i: v for i in form.inputs if (v := verdict.values.get(i)) is not None}
    # Blanks declared 0 are among the values already; what is not there cannot be read.
    return completed(form, Record(inputs, not_applicable=set(verdict.not_applicable)))


def replaced_totals(form: Form, verdict: Verdict) -> dict[str, tuple[Number, Number | None]]:
    """Totals typed over their formulas that are not what follows from their parts: typed, computed."""
    computed = recomputed(form, verdict)
    return {
        total: (typed, computed.get(total))
        for total in form.totals
        if (typed := verdict.values.get(total)) is not None and computed.get(total) != typed
    }


def replaced_in(notice: Notice) -> dict[str, tuple[Number, Number | None]]:
    """The same, of those totals whose formula stands again in the workbook sent along."""
    at = layout_of(notice.form).items
    return {
        total: figures
        for total, figures in replaced_totals(notice.form, notice.verdict).items()
        if notice.refilled or at[total] in notice.restored.formulas
    }


def replacements(
    form: Form, verdict: Verdict, words: FindingCode, cells: Collection[Cell]
) -> Iterator[Finding]:
    """Findings with what was typed in these totals' cells and is computed now; ``words``: their key."""
    replaced = replaced_totals(form, verdict)
    for total in replaced:
        if layout_of(form).items[total] in cells:
            shown = replacement_words(form, replaced, total)
            cell = FoundCell(total, shown["sheet"], shown["cell"])
            yield Finding.worded(words, "hard", shown, cells=(cell,))


class _Telling:
    def __init__(self, notice: Notice) -> None:
        self.notice, self.form, self.verdict = notice, notice.form, notice.verdict
        self.layout = layout_of(notice.form)
        self.computed = recomputed(notice.form, notice.verdict)
        self.replaced = replaced_in(notice)
        self.told: dict[str, int] = {}

    def problem(self, number: int, finding: Finding) -> Problem:
        check = check_behind(self.form, finding)
        wrong = finding.wrong
        if isinstance(measure_of(check), MissingTexts):
            wrong = say("return.wrong.missing")  # which ones stands in the column of official labels
        repair = self._repair(finding, check) + self._replacement(finding) + self._restored(finding)
        first = self.told.setdefault(repair, number)
        if first != number and len(repair) > 12:
            repair = say("return.repair.same", number=first)
        if finding.severity == "soft":
            repair += self._reason_at(check)
        return Problem(
            number,
            finding,
            self._places(finding),
            self._labels(finding),
            self._present(finding, check),
            printable(wrong),
            printable(repair),
        )

    # --- where and what --------------------------------------------------------------------------

    def _places(self, finding: Finding) -> tuple[tuple[str, str], ...]:
        found = [cell for cell in map(cell_of, finding.cells) if cell is not None]
        lost = [issued(self.form, cell) for cell in finding.cells if cell_of(cell) is None]
        places = [(sheet, listed(areas)) for sheet, areas in by_sheet(found)]
        for sheet, areas in by_sheet(cell for cell in lost if cell is not None):
            places.append((sheet, say("return.place.lost", places=listed(areas))))
        if self.notice.refilled:
            # The clerk works in the fresh workbook, where rows and columns stand as issued.
            moved = [now for cell in finding.cells if (now := self._moved(cell)) is not None]
            places += [
                (say("return.place.refilled", sheet=sheet), listed(areas)) for sheet, areas in by_sheet(moved)
            ]
        return tuple(places) or ((say("return.place.file"), ""),)

    def _moved(self, found: FoundCell) -> Cell | None:
        cell, now = cell_of(found), issued(self.form, found)
        return now if cell is not None and now != cell else None

    def _labels(self, finding: Finding) -> str:
        """Labels of the cells, what they share said once; a run of cells by its first and last."""
        by_cell = {}
        for found in finding.cells:
            cell = cell_of(found) or issued(self.form, found)
            if cell is not None:
                by_cell[cell] = label_of(self.form, found, finding.code)
        common, rests = _factored(list(by_cell.values()))
        rest = dict(zip(by_cell, rests, strict=True))
        words = []
        for area in rectangles(by_cell):
            members = sum(_inside(cell, area) for cell in rest)
            words.append(_run(rest[area.first], rest[area.last], members))
        words = list(dict.fromkeys(words))
        if len(words) > NAMED:
            # A block of a hundred cells is found by its addresses; all its labels would fill the page.
            words = [*words[:2], say("return.label.more", count=len(by_cell))]
        names = "；".join(words)
        shared = say("return.label.shared", common=common, names=names)
        return printable(shared if common and names else common + names)

    # --- what stands there -----------------------------------------------------------------------

    def _present(self, finding: Finding, check: EditCheck | None) -> str:
        groups: dict[str, list[Cell]] = {}
        for found in finding.cells:
            cell = cell_of(found) or issued(self.form, found)
            if cell is not None:
                groups.setdefault(self._content(found, finding, check), []).append(cell)
        if len(groups) <= 1:
            return printable("".join(groups))
        every = [cell for cells in groups.values() for cell in cells]
        words = (
            say("return.present.at", places=listed_with_sheets(cells, every), content=content)
            for content, cells in sorted(groups.items(), key=lambda group: min(group[1]))
        )
        return printable("；".join(words))

    def _content(self, found: FoundCell, finding: Finding, check: EditCheck | None) -> str:
        value = self.verdict.values.get(found.item)
        if not found.cell:
            return say("return.present.lost")
        if finding.code in (FORMULA, TOTAL) and (found.raw is not None or finding.code == FORMULA):
            result = say("return.present.result", raw=shortened(found.raw, LONGEST)) if found.raw else ""
            return say("return.present.formula", result=result)
        if found.raw is not None:
            return shortened(found.raw, LONGEST)
        if found.item in self.form.totals and value is not None:
            return say("return.present.computed", value=plain(value))
        if isinstance(measure_of(check), Invalid):
            return say("word.error_value")
        if quote := next((one.quote for one in finding.quotes if one.text == found.item), ""):
            return shortened(quote, LONGEST)
        if self.verdict.texts.get(found.item, "").strip():
            return say("words.characters", count=len(self.verdict.texts[found.item]))
        return say("word.blank")

    # --- how to mend it --------------------------------------------------------------------------

    def _repair(self, finding: Finding, check: EditCheck | None) -> str:
        if self.verdict.status is Status.UNREADABLE:
            return finding.remedy + (say("return.repair.or_refill") if self.notice.refilled else "")
        if finding.code == ALTERED and self.notice.refilled:
            if any(found.item in self.form.entries for found in finding.cells):
                return say("return.repair.lost")
            return say("return.repair.refill")
        if finding.code == TOTAL:
            return self._total(finding)
        if finding.suspects:
            return self._suspects(finding)
        if finding.suggestion:
            return finding.suggestion
        if isinstance(measure_of(check), Blank) and any(
            cell.item in self.form.items for cell in finding.cells
        ):
            at = self.layout.cover[DECLARED]
            return say("return.repair.blank", sheet=at.sheet, cell=at.a1)
        return self._remedy(finding, check) or say("return.repair.as_said")

    def _remedy(self, finding: Finding, check: EditCheck | None) -> str:
        if check is None:
            return finding.remedy
        # Of a broken identity the labels stand in a column of their own, so it is not written out again.
        return check.rule.remedy if measure_of(check) is None else finding.remedy or check.rule.remedy

    def _suspects(self, finding: Finding) -> str:
        """The suggestion, so short that several fit on the page."""
        here = {cell.sheet for cell in finding.cells}
        repairs: dict[int, list[str]] = {}
        for suspect in finding.suspects:
            sheet = "" if here == {suspect.cell.sheet} else suspect.cell.sheet
            words = say(
                "return.repair.change",
                cell=f"{sheet} {suspect.cell.cell}".lstrip(),
                current=suspect.current,
                proposed=suspect.proposed,
            )
            if suspect.evidence != "fewest":
                words += say("word.reason", reason=suspect.reason)
            repairs.setdefault(suspect.repair, []).append(words)
        joined = ["，".join(repair) for repair in repairs.values()]
        if finding.sure:
            return say("return.repair.likely", repair=joined[0])
        numbered = "；".join(f"（{number}）{repair}" for number, repair in enumerate(joined, start=1))
        count = max(finding.suspects[0].alternatives, len(joined))
        every = count == len(joined)
        return say("return.repair.either" if every else "return.repair.some", repairs=numbered, count=count)

    def _total(self, finding: Finding) -> str:
        cells = [cell for cell in map(cell_of, finding.cells) if cell is not None]
        if self.notice.refilled:
            return say("return.repair.restored", file=say("return.which.refilled"), cells="")
        if cells and all(cell in self.notice.restored.formulas for cell in cells):
            places = listed_with_sheets(cells, cells) + " "
            return say("return.repair.restored", file=say("return.which.marked"), cells=places)
        sheets = {found.sheet for found in finding.cells}
        return "".join(self._by_hand(found, len(sheets) > 1) for found in finding.cells[:NAMED])

    def _by_hand(self, found: FoundCell, several_sheets: bool) -> str:
        """What to type where a total could not be given its formula."""
        value = self.computed.get(found.item)
        at = f"{found.sheet} {found.cell}" if several_sheets else found.cell
        if value is None:
            return say("return.repair.total_unknown", cell=at)
        return say("return.repair.total", cell=at, value=plain(value))

    def _replacement(self, finding: Finding) -> str:
        """The workbook sent along computes its totals: what was typed over one is not in it any more."""
        file = say("return.which.refilled" if self.notice.refilled else "return.which.marked")
        return "".join(
            say(
                "return.repair.replaced", file=file, **replacement_words(self.form, self.replaced, found.item)
            )
            for found in finding.cells
            if found.item in self.replaced
        )

    def _restored(self, finding: Finding) -> str:
        """What was done to the cells of a finding, so that the unit can mend them."""
        cells = [cell for cell in map(cell_of, finding.cells) if cell is not None]
        restored, words = self.notice.restored, ""
        formats = [cell for cell in cells if cell in restored.formats]
        if formats:
            words += say("return.repair.format", cells=listed_with_sheets(formats, cells))
        merged = [area for area in restored.merged if any(_inside(cell, area) for cell in cells)]
        if merged:
            words += say("return.repair.unmerged", cells=listed(merged))
        return words

    def _reason_at(self, check: EditCheck | None) -> str:
        if check is None or check.key not in self.layout.check_rows:
            return say("return.repair.no_reason")
        at = self.layout.check_cell(check.key, "reason")
        return say("return.repair.reason", sheet=at.sheet, cell=at.a1)


def replacement_words(
    form: Form, replaced: Mapping[str, tuple[Number, Number | None]], total: str
) -> dict[str, str]:
    """Sheet, cell and label in the fresh workbook, what was typed and what its formula gives."""
    cell = layout_of(form).items[total]
    typed, computed = replaced[total]
    shown_now = say("return.replaced.unknown") if computed is None else plain(computed)
    return {
        "sheet": cell.sheet,
        "cell": cell.a1,
        "label": form.items[total].label,
        "typed": plain(typed),
        "computed": shown_now,
    }


def _inside(cell: Cell, area: Range) -> bool:
    first, last = area.first, area.last
    within = first.row <= cell.row <= last.row and first.column <= cell.column <= last.column
    return within and cell.sheet == first.sheet


def _run(first: str, last: str, members: int) -> str:
    """A run of cells by the labels of its first and last, what they begin with said once."""
    if first == last:
        return first
    start, end = first.split("·"), last.split("·")
    shared = sum(1 for _ in takewhile(lambda n: start[n] == end[n], range(min(len(start), len(end)) - 1)))
    between = say("return.label.to") if members > 2 else "、"
    return first + between + "·".join(end[shared:])


def _factored(labels: Sequence[str]) -> tuple[str, list[str]]:
    """What all labels share at their end or their beginning, and what is left of each."""
    paths = [label.split("·") for label in labels]
    if len(paths) < 2:
        return "", list(labels)
    shortest = min(map(len, paths))
    tail = sum(1 for _ in takewhile(lambda n: len({p[-1 - n] for p in paths}) == 1, range(shortest - 1)))
    if tail:
        return "·".join(paths[0][-tail:]), ["·".join(path[:-tail]) for path in paths]
    head = sum(1 for _ in takewhile(lambda n: len({p[n] for p in paths}) == 1, range(shortest - 1)))
    return "·".join(paths[0][:head]), ["·".join(path[head:]) for path in paths]


def remarks(notice: Notice) -> list[str]:
    """What the unit should know besides: what was read otherwise than written, and other notes of reading."""
    lines = _conversions(notice)
    for finding in notice.verdict.findings:
        if finding.severity != "note" or finding.outcome != "fail":
            continue
        # Of a fresh workbook, only the totals that changed are told.
        if finding.code != CONVERTED and not (finding.code == TOTAL and notice.refilled):
            lines.append(printable(finding.message))
    return lines


def _read_as(notice: Notice, entry: str) -> str:
    """What a cell was understood to say."""
    form, verdict = notice.form, notice.verdict
    if entry in verdict.not_applicable:
        return form.words.not_applicable
    if answer := verdict.stated.get(entry):
        return form.stated[entry].shown(answer, form.words)
    value = verdict.values.get(entry)
    return say("word.blank") if value is None else plain(value)


def _conversions(notice: Notice, most: int = 8) -> list[str]:
    cells = [c for f in notice.verdict.findings if f.code == CONVERTED for c in f.cells]
    pairs = []
    for found in cells:
        read = _read_as(notice, found.item)
        if found.raw is not None and found.raw != read:
            raw = shortened(found.raw, 20)
            pairs.append(
                say("reading.converted.pair", sheet=found.sheet, cell=found.cell, raw=raw, value=read)
            )
    if not cells:
        return []
    listed = first_of(pairs, most, between="，")
    return [printable(say("return.read_as", count=len(cells), pairs=listed or say("return.read_as.plain")))]
