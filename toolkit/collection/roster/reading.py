"""``roster.xlsx`` read with patience: columns by heading, so that the office may move and add some."""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.collection.roster.codes import looks_converted
from toolkit.collection.roster.columns import EXACT_DIGITS, REQUIRED, allowed
from toolkit.collection.roster.roster_checks import RosterLine, RosterProblems, check
from toolkit.collection.roster.roster_words import (
    ANSWERS,
    COLUMNS,
    MARKS,
    UNITS,
    Groups,
    RosterWords,
    bare_heading,
    words_of_today,
    written_words,
)  # fmt: skip
from toolkit.collection.roster.text_table import rows_of_text
from toolkit.collection.roster.units import ReportingUnit, Roster
from toolkit.errors import MisuseError
from toolkit.form.applicability import DeclaredProperty
from toolkit.form.unit_kinds import UnitKinds, usual_kinds
from toolkit.messages import say, system_words
from toolkit.workbook.grids import Grid, at, open_grids
from toolkit.workbook.locate import normalized, visible
from toolkit.workbook.readings import raw_text
from toolkit.workbook.scanning import Scan, Unreadable
from toolkit.workbook.scanning.kinds import kind_of, unreadable

_TABLES = {".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".docx"}
"""As what a roster may lie there under another name."""


@dataclass(frozen=True, slots=True)
class _Answers:
    """What may stand in a column: every word that is understood → its id, and the words of its list."""

    ids: Mapping[str, str]
    offered: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Table:
    """The sheet as read: where its headings are, and which cells hold error values.

    ``properties``: of units, each with its column, for those that have one.
    ``answers``: by column, for those that are answered from a list.
    """

    grid: Grid
    errors: Collection[tuple[int, int]]
    top: int
    columns: Mapping[str, int]
    properties: Sequence[tuple[DeclaredProperty, int]]
    answers: Mapping[str, _Answers]
    words: RosterWords


def read_roster(
    path: Path, properties: Sequence[DeclaredProperty] = (), kinds: UnitKinds | None = None
) -> Roster:
    """Read and check a roster.

    Args:
        properties: of the edition; a column whose heading is the label of one says what it is of each unit.
        kinds: of units that the edition knows; those of the statutory report by default.

    Raises:
        MisuseError: every problem found, each with its row and remedy.
    """
    kinds = kinds or usual_kinds()
    table = _table(path, words_of_today(properties, kinds), properties)
    problems = RosterProblems({column: table.words.word("column", column) for column in COLUMNS})
    lines = list(_lines(table, kinds, problems))
    check(lines, problems)
    if problems:
        told = "\n".join(words for _, words in sorted(problems, key=lambda problem: problem[0]))
        raise MisuseError(say("roster.problems", path=path, problems=told))
    if not lines:
        raise MisuseError(say("roster.empty", path=path))
    return Roster(line.unit for line in lines)


def _table(path: Path, today: Groups, properties: Sequence[DeclaredProperty]) -> _Table:
    grids, scanned = _opened(path)
    words = RosterWords(written_words(grids[MARKS]) if MARKS in grids else {}, today)
    # The office may have put a sheet of its own before it; a sheet renamed is still the first.
    names = (*(name for name in words.spellings("sheet", UNITS) if name in grids), *grids)
    name = next(iter(names), "")
    try:
        grid: Grid = grids[name] if name else ()
        errors = scanned.sheets[name].errors if scanned and name in scanned.sheets else ()
    except Unreadable as problem:
        raise _refused(path, problem, b"") from problem
    top, columns = _headings(path, name, grid, words)
    known = words.ids("property")
    heads = map(bare_heading, grid[top] if grid else ())
    at_id = {known[text]: place for place, text in enumerate(heads) if text in known}
    places = [(declared, at_id[declared.id]) for declared in properties if declared.id in at_id]
    answers = {column: _Answers(words.ids(column), words.offered(column)) for column in ANSWERS}
    return _Table(grid, errors, top, columns, places, answers, words)


def _opened(path: Path) -> tuple[Mapping[str, Grid], Scan | None]:
    """The sheets of a workbook; of a table saved as text the only one, without anything to scan."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        others = "、".join(
            sorted(file.name for file in path.parent.glob("*.*") if file.suffix.lower() in _TABLES)
        )
        words = say("misuse.roster_elsewhere", path=path, others=others) if others else ""
        raise MisuseError(words or say("misuse.no_roster", path=path)) from error
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=path, reason=system_words(error))) from error
    try:
        scanned, grids = open_grids(data)
        return grids, scanned
    except Unreadable as problem:
        if kind_of(data) == "text":
            with suppress(csv.Error):
                return {path.name: rows_of_text(data)}, None
        raise _refused(path, problem, data) from problem


def _refused(path: Path, problem: Unreadable, data: bytes) -> MisuseError:
    finding = unreadable(problem, data, path.name)
    # What is told to whom a unit would complain is no remedy here: the office has to find another copy.
    own = problem.code in ("empty", "not_a_workbook", "damaged")
    return MisuseError(say("roster.unreadable", path=path, wrong=finding.wrong) if own else finding.message)


def _headings(path: Path, sheet: str, grid: Grid, words: RosterWords) -> tuple[int, dict[str, int]]:
    """The row that carries most of the headings that must be there, and the column under each."""
    known = words.ids("column")
    rows = [[known.get(bare_heading(value), "") for value in row] for row in grid]
    top = max(range(len(rows)), key=lambda row: len(set(REQUIRED).intersection(rows[row])), default=0)
    present = [(place, column) for place, column in enumerate(rows[top] if rows else ()) if column]
    columns = {column: place for place, column in present}
    heads = {column: words.word("column", column) for column in COLUMNS}
    missing = [heads[column] for column in REQUIRED if column not in columns]
    if missing:
        details = {"path": path, "sheet": sheet, "heads": "、".join(heads[column] for column in REQUIRED)}
        raise MisuseError(say("roster.no_heading", missing="、".join(missing), **details))
    if twice := [column for place, column in present if columns[column] != place]:
        raise MisuseError(say("roster.two_headings", path=path, sheet=sheet, column=heads[twice[0]]))
    return top, columns


def _lines(table: _Table, kinds: UnitKinds, problems: RosterProblems) -> Iterator[RosterLine]:
    for row in range(table.top + 1, len(table.grid)):
        cells = {column: at(table.grid, row, place) for column, place in table.columns.items()}
        words = dict.fromkeys(COLUMNS, "") | {column: _word(value) for column, value in cells.items()}
        errors = {column for column, place in table.columns.items() if (row, place) in table.errors}
        if errors or any(words.values()):
            _check_cells(row + 1, cells, errors, problems)
            line = _line(row + 1, words, table, kinds, problems, doubtful=bool(errors))
            line.unit = replace(line.unit, properties=tuple(_properties(table, row, problems)))
            yield line


def _properties(table: _Table, row: int, problems: RosterProblems) -> Iterator[tuple[str, int]]:
    """What a line says of the properties of its unit: a whole number that each may have, or nothing."""
    for declared, place in table.properties:
        text = normalized(_word(at(table.grid, row, place)))
        if re.fullmatch(r"-?[0-9]{1,15}", text) and declared.admits(int(text)):
            yield declared.id, int(text)
        elif text or (row, place) in table.errors:
            details = {"column": _word(at(table.grid, table.top, place)), "allowed": allowed(declared)}
            problems.tell(row + 1, "roster.bad_property", text=text, **details)


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _plain(value: object) -> str:
    """Text of a cell in half-width letters; a number that is no whole one as it is written."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:e}"
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else ""


def _check_cells(
    row: int, cells: Mapping[str, object], errors: Collection[str], problems: RosterProblems
) -> None:
    """What is missing, and what a spreadsheet program made of a code or a name."""
    for column in COLUMNS:
        value, heading = cells.get(column, ""), problems.headings[column]
        if column in errors:
            problems.tell(row, "roster.error_value", column=heading)
        elif column in REQUIRED and not _word(value):
            problems.tell(row, "roster.missing", column=heading)
        elif column in ("code", "parent") and looks_converted(_plain(value)):
            problems.tell(row, "roster.converted", column=heading, text=_word(value))
        elif column in ("code", "name", "parent") and not isinstance(value, str | None):
            if not isinstance(value, int | float) or isinstance(value, bool):
                problems.tell(row, "roster.not_text", column=heading, text=raw_text(value))
            elif abs(value) >= 10**EXACT_DIGITS:
                problems.tell(row, "roster.long_number", column=heading, text=_word(value))


def _line(
    row: int,
    words: Mapping[str, str],
    table: _Table,
    kinds: UnitKinds,
    problems: RosterProblems,
    *,
    doubtful: bool,
) -> RosterLine:
    chosen = {}
    for column, answer in table.answers.items():
        text = normalized(words[column])
        chosen[column] = answer.ids.get(text, "")
        if text and text not in answer.ids:
            details = {"text": words[column], "choices": "、".join(answer.offered)}
            near = _near(text, answer.offered)
            problems.tell(row, "roster.bad_choice", column=problems.headings[column], near=near, **details)
        doubtful |= bool(text and text not in answer.ids) or (column == "kind" and not text)
    if chosen["counting"] == "excluded" and not words["reason"]:
        problems.tell(row, "roster.no_reason", name=words["name"])
    unit = ReportingUnit(
        code=_one_line(words["code"]),
        name=visible(_one_line(words["name"])).strip(),
        kind=chosen["kind"] or kinds[-1].id,
        parent=_one_line(words["parent"]),
        former_names=_former_names(visible(words["former_names"])),
        scope=chosen["scope"] or kinds.scope(chosen["kind"]),
        counting=chosen["counting"] or "counted",
        reason=words["reason"],
        contact=_one_line(words["contact"]),
        telephone=_one_line(words["telephone"]),
        below=chosen["below"],
    )
    return RosterLine(row, unit, doubtful)


def _near(text: str, choices: Collection[str]) -> str:
    """The choice that is most likely meant, as a question; empty where none is like it."""
    near = difflib.get_close_matches(text, choices, 1, 0.5)
    return say("config.unknown.near", near=near[0]) if near else ""


def _one_line(text: str) -> str:
    """Text without the line breaks that make a long name fit a narrow column."""
    return re.sub(r"\s*[\r\n]+\s*", "", text)


def _former_names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in re.split(r"[、,，;；\r\n]", text) if name.strip()))
