"""名册: the reporting units of a collection, kept by the office in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import MisuseError
from toolkit.messages import say
from toolkit.workbook.grids import at, open_grids
from toolkit.workbook.scanning import Unreadable

COLUMNS = ("code", "name", "kind", "reports", "reason", "contact", "telephone")
KINDS = ("government", "department", "agency", "county", "township", "other")
"""Ids of the kinds; their official names (本级、部门 …) are messages ``kind.…``."""
TOTAL_KINDS = ("county",)
"""Kinds whose report is already the total of a tree of units."""


@dataclass(frozen=True, slots=True)
class ReportingUnit:
    """One line of the roster.

    Attributes:
        kind: one of ``KINDS``.
        reports: whether it is counted in this collection; if not, ``reason`` says why.
    """

    code: str
    name: str
    kind: str = "department"
    reports: bool = True
    reason: str = ""
    contact: str = ""
    telephone: str = ""

    @property
    def counted_as(self) -> str:
        """``total`` where its report already adds up a tree of units, else ``own``."""
        return "total" if self.kind in TOTAL_KINDS else "own"


def write_roster(path: Path, units: Iterable[ReportingUnit]) -> None:
    """Write ``roster.xlsx`` with headings, examples' validation and a line of guidance."""
    import xlsxwriter  # noqa: PLC0415

    from toolkit.workbook.writing import writing  # noqa: PLC0415

    with (
        writing(path),
        xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book,
    ):
        sheet = book.add_worksheet(say("roster.sheet"))
        head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        guide = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#595959"})
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, say("roster.guide"), guide)
        sheet.set_row(0, 48)
        for column, name in enumerate(COLUMNS):
            sheet.write_string(1, column, say(f"roster.{name}"), head)
            sheet.set_column(column, column, {"name": 34, "reason": 28}.get(name, 14), text)
        kinds = [say(f"kind.{kind}") for kind in KINDS]
        answers = [say("word.yes"), say("word.no")]
        for name, source in (("kind", kinds), ("reports", answers)):
            column = COLUMNS.index(name)
            sheet.data_validation(2, column, 2000, column, {"validate": "list", "source": source})
        for row, unit in enumerate(units, start=2):
            for column, value in enumerate(_line(unit)):
                sheet.write_string(row, column, value, text)
        sheet.freeze_panes(2, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)


def _line(unit: ReportingUnit) -> tuple[str, ...]:
    answer = say("word.yes" if unit.reports else "word.no")
    return (unit.code, unit.name, say(f"kind.{unit.kind}"), answer, unit.reason, unit.contact, unit.telephone)


def read_roster(path: Path) -> tuple[ReportingUnit, ...]:
    """Read and check a roster.

    Raises:
        MisuseError: every problem found, each with its row and remedy.
    """
    try:
        _, grids = open_grids(path.read_bytes())
    except FileNotFoundError as error:
        raise MisuseError(say("misuse.no_roster", path=path)) from error
    except Unreadable as problem:
        raise MisuseError(say(f"reading.{problem.code}", file=path.name, **problem.details)) from problem
    grid = next(iter(grids.values()), ())
    heads = [say(f"roster.{name}") for name in COLUMNS]
    top = next(
        (r for r, row in enumerate(grid) if [str(v).strip() for v in row[: len(heads)]] == heads), None
    )
    if top is None:
        raise MisuseError(say("roster.no_heading", path=path, heads="、".join(heads)))
    problems: list[str] = []
    units = []
    for row in range(top + 1, len(grid)):
        cells = [_word(at(grid, row, column)) for column in range(len(COLUMNS))]
        if any(cells):
            units.append((row + 1, _unit(row + 1, cells, problems)))
    problems += _duplicates(units)
    if problems:
        raise MisuseError(say("roster.problems", path=path, problems="\n".join(problems)))
    if not units:
        raise MisuseError(say("roster.empty", path=path))
    return tuple(unit for _, unit in units)


def _unit(row: int, cells: Sequence[str], problems: list[str]) -> ReportingUnit:
    named = dict(zip(COLUMNS, cells, strict=True))
    kinds = {say(f"kind.{kind}"): kind for kind in KINDS}
    for name in ("code", "name"):
        if not named[name]:
            problems.append(say("roster.missing", row=row, column=say(f"roster.{name}")))
    if named["kind"] not in kinds:
        problems.append(say("roster.bad_kind", row=row, text=named["kind"], kinds="、".join(kinds)))
    if named["reports"] not in ("", say("word.yes"), say("word.no")):
        problems.append(say("roster.bad_answer", row=row, text=named["reports"]))
    reports = named["reports"] != say("word.no")
    if not reports and not named["reason"]:
        problems.append(say("roster.no_reason", row=row, name=named["name"]))
    kind = kinds.get(named["kind"], "other")
    return ReportingUnit(
        named["code"], named["name"], kind, reports, named["reason"], named["contact"], named["telephone"]
    )


def _duplicates(units: Sequence[tuple[int, ReportingUnit]]) -> Iterable[str]:
    for field in ("code", "name"):
        seen: dict[str, int] = {}
        for row, unit in units:
            value = getattr(unit, field)
            if value and value in seen:
                column = say(f"roster.{field}")
                yield say("roster.duplicate", row=row, column=column, value=value, first=seen[value])
            seen.setdefault(value, row)


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
