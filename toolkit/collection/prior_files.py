"""Last year's figures as the office has them: files in ``prior/``, and a sheet 上年数.

A file is a completed workbook of the form, a published report or a VALUES.json, of one unit; the sheet
lists units with the labels of items as headings, in ``roster.xlsx`` or in a workbook of its own beside it.
Whatever is not understood is named with its reason, and nothing of it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from toolkit.collection.folder import ROSTER, CollectionFolder
from toolkit.collection.history import json_figures, report_figures
from toolkit.collection.roster.codes import likely_same
from toolkit.collection.roster.roster_words import known_words
from toolkit.errors import MisuseError
from toolkit.form.addresses import column_letters
from toolkit.form.comparability import common_base, restated
from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number
from toolkit.form.model import Item
from toolkit.form.registry import form_for_year
from toolkit.form.values import Values
from toolkit.messages import say, say_of, system_words
from toolkit.workbook.grids import Grid, Grids, at, open_grids
from toolkit.workbook.locate import normalized
from toolkit.workbook.numerals import read_numeral
from toolkit.workbook.scanning import Unreadable, sheet_names

FOLDER = "prior"
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
_PUBLISHED = (".html", ".htm", ".shtml", ".mht", ".mhtml", ".docx", ".doc", ".wps", ".pdf", ".txt", ".md")


@dataclass
class PriorFigures:
    """What the office's own files say of last year.

    Attributes:
        figures: unit code → item of the collection's edition → exact figure, totals included.
        sources: unit code → name of the file.
        texts: unit code → text id → last year's text, where a file has them.
        remarks: what was not understood: which file, why, what to do.
    """

    figures: dict[str, Mapping[str, Number]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    texts: dict[str, Mapping[str, str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def prior_figures(collection: CollectionFolder) -> PriorFigures:
    """Last year's figures of units, from files and sheets. A file of a unit goes before the sheet."""
    found = PriorFigures()
    folder = collection.folder / FOLDER
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and _is_meant(file)]
    names = _list_names()
    lists = [file for file in files if file.stem in names]
    beside = [collection.folder / f"{name}{suffix}" for name in names for suffix in _SPREADSHEETS]
    lists += [file for file in (*beside, collection.folder / ROSTER) if file.is_file()]
    for file in lists:
        _take_list(collection, file, found)
    listed = dict(found.figures)
    _take_files(collection, [file for file in files if file not in lists], found)
    for code, figures in listed.items():
        of_file = found.figures[code]
        if any(of_file.get(item, figure) != figure for item, figure in figures.items()):
            name = collection.roster.by_code[code].name
            found.remarks.append(say("prior.list_and_file", unit=name, file=found.sources[code]))
        found.figures[code] = {**figures, **of_file}
    return found


def _list_names() -> tuple[str, ...]:
    """What the sheet and its file are called: in the words of today, or in earlier ones."""
    return tuple(dict.fromkeys((say("prior.sheet"), *known_words("sheet", "prior"))))


def _is_meant(file: Path) -> bool:
    return not file.name.startswith((".", "~$", "Thumbs.db", "desktop.ini"))


# --- one unit's file -----------------------------------------------------------------------------


def _take_files(collection: CollectionFolder, files: Sequence[Path], found: PriorFigures) -> None:
    taken: dict[str, tuple[Path, Mapping[str, Number]]] = {}
    spoilt: set[str] = set()
    for file in files:
        try:
            code, figures = _one_unit(collection, file, found.remarks)
        except MisuseError as problem:
            found.remarks.append(str(problem))
            continue
        if code in taken and taken[code][1] != figures:
            name = collection.roster.by_code[code].name
            details = {"file": file.name, "other": taken[code][0].name, "unit": name}
            found.remarks.append(say("prior.twice", **details))
            spoilt.add(code)
        taken.setdefault(code, (file, figures))
    for code, (file, figures) in taken.items():
        if code not in spoilt:
            found.figures[code], found.sources[code] = figures, file.name
            found.texts[code] = _texts(file)


def _one_unit(
    collection: CollectionFolder, file: Path, remarks: list[str]
) -> tuple[str, Mapping[str, Number]]:
    """The unit a file is of, and its figures; adds what cannot be read of a published report to ``remarks``.

    Raises:
        MisuseError: it is not understood; the sentence names the file, the reason and the remedy.
    """
    state = file.stat()
    try:
        values, unread = _read(file, state.st_mtime_ns, state.st_size)
    except MisuseError as problem:
        raise MisuseError(say("prior.not_used", file=file.name, reason=problem)) from problem
    code = _unit(collection, file, values)
    expected = collection.year - 1
    if values.year is not None and values.year != expected:
        raise MisuseError(say("prior.other_year", file=file.name, found=values.year, expected=expected))
    if unread:
        remarks.append(say("prior.unread", file=file.name, count=len(unread)))
    try:
        return code, _in_our_items(collection, file, values)
    except MisuseError as problem:
        raise MisuseError(say("prior.not_used", file=file.name, reason=problem)) from problem


def _texts(file: Path) -> Mapping[str, str]:
    """Last year's texts in a file that was read."""
    state = file.stat()
    return _read(file, state.st_mtime_ns, state.st_size)[0].texts


@lru_cache(maxsize=1024)
def _read(file: Path, modified: int, size: int) -> tuple[Values, tuple[str, ...]]:
    """A file's figures, and published ones that are unreadable; read again when the file changed."""
    if file.suffix.lower() == ".json":
        return json_figures(file)[0], ()
    if file.suffix.lower() not in (*_SPREADSHEETS, *_PUBLISHED):
        raise MisuseError(say("prior.no_figures"))
    return report_figures(file)


def _in_our_items(collection: CollectionFolder, file: Path, values: Values) -> Mapping[str, Number]:
    if common_base(values.edition, collection.edition):
        values.must_belong_to(collection.form, source=file.name)
        return values.figures(collection.form)
    form = form_for_year(values.edition, collection.year - 1)
    values.must_belong_to(form, source=file.name)
    return restated(form.id, values.figures(form), collection.edition)


def _unit(collection: CollectionFolder, file: Path, values: Values) -> str:
    """The unit: by the file's name, which is its code, else by what the file says of itself."""
    roster = collection.roster
    named = {normalized(name): unit.code for unit in roster for name in unit.names}
    said = named.get(normalized(values.unit.name), "")
    if known := roster.with_code(file.stem):
        if said not in ("", known.code):
            details = {"file": file.name, "found": values.unit.name, "expected": known.name}
            raise MisuseError(say("prior.other_unit", **details))
        return known.code
    if said:
        return said
    if (known := roster.with_code(values.unit.code)) and not values.unit.name:
        return known.code
    if unit := likely_same(file.stem, roster):
        raise MisuseError(
            say("prior.code_changed", file=file.name, code=file.stem, new=unit.code, name=unit.name)
        )
    raise MisuseError(say("prior.nobody", file=file.name, code=file.stem))


# --- a sheet of many units -----------------------------------------------------------------------


@dataclass(frozen=True)
class _List:
    """The sheet 上年数: where its headings are, and what each column is."""

    file: str
    grid: Grid
    top: int
    code: int | None
    name: int | None
    items: Mapping[int, Item]


def _take_list(collection: CollectionFolder, file: Path, found: PriorFigures) -> None:
    try:
        data = file.read_bytes()
        if file.name == ROSTER and not _may_hold_list(data):
            return
        _, grids = open_grids(data)
        sheet = _sheet(file, grids)
        if sheet is None:
            return
        table = _headings(collection, file.name, grids[sheet], found)
        for row in range(table.top + 1, len(table.grid)):
            _take_row(collection, table, row, found)
    except OSError as error:
        found.remarks.append(say("prior.not_used", file=file.name, reason=system_words(error)))
    except Unreadable as problem:
        if file.name == ROSTER:
            return  # the roster's own reading says so
        reason = say_of("reading.*", problem.code, file=file.name, **problem.details)
        found.remarks.append(say("prior.not_used", file=file.name, reason=reason))
    except MisuseError as problem:
        found.remarks.append(str(problem))


def _may_hold_list(data: bytes) -> bool:
    """Whether a roster may have the sheet; read a second time it takes as long as the first time."""
    names = sheet_names(data)
    return names is None or not names.isdisjoint(_list_names())


def _sheet(file: Path, grids: Grids) -> str | None:
    """Its name in the workbook; the first sheet of a workbook that is called so."""
    first = next(iter(grids), None) if file.name != ROSTER else None
    return next((name for name in _list_names() if name in grids), first)


def _headings(collection: CollectionFolder, file: str, grid: Grid, found: PriorFigures) -> _List:
    spelt = {"code": (say("roster.code"), *known_words("column", "code")),
             "name": (say("roster.name"), *known_words("column", "name"))}  # fmt: skip
    columns = {normalized(word): column for column, words in spelt.items() for word in words}
    heads = [[normalized(str(value)) if value is not None else "" for value in row] for row in grid]
    top = next((row for row, words in enumerate(heads) if columns.keys() & set(words)), None)
    if top is None:
        raise MisuseError(say("prior.list.no_heading", file=file))
    known = dict(_labels(collection))
    items: dict[int, Item] = {}
    for place, words in enumerate(heads[top]):
        if words in known:
            items[place] = known[words]
        elif words and words not in columns:
            details = {"file": file, "cell": _address(top, place), "text": str(at(grid, top, place)).strip()}
            found.remarks.append(say("prior.list.unknown_heading", **details))
    where = {columns.get(words): place for place, words in reversed(list(enumerate(heads[top])))}
    return _List(file, grid, top, where.get("code"), where.get("name"), items)


def _labels(collection: CollectionFolder) -> Iterator[tuple[str, Item]]:
    """Every way a heading may name an item: its label, with its table before it, or its id."""
    for item in collection.form.items.values():
        table = collection.form.table(item.table).name
        for words in (item.label, f"{table} {item.label}", item.id):
            yield normalized(words), item


def _take_row(collection: CollectionFolder, table: _List, row: int, found: PriorFigures) -> None:
    cells = {place: at(table.grid, row, place) for place in table.items}
    code, name = (_words(table.grid, row, place) for place in (table.code, table.name))
    if not code and not name:
        return
    roster = collection.roster
    unit = _listed_unit(collection, code, name)
    if not unit:
        details = {"file": table.file, "row": row + 1, "text": f"{code} {name}".strip()}
        found.remarks.append(say("prior.list.unit", **details))
        return
    values: dict[str, Number] = {}
    for place, raw in cells.items():
        item = table.items[place]
        numeral = read_numeral(raw, item.unit, item.kind)
        if numeral.value is not None:
            values[item.id] = numeral.value
        elif numeral.state == "unreadable":
            details = {"file": table.file, "cell": _address(row, place), "text": raw}
            found.remarks.append(say("prior.list.no_number", **details))
    if not values:
        return
    figures = completed(collection.form, Record(values))
    if found.figures.get(unit, figures) != figures:
        details = {"file": table.file, "other": found.sources[unit], "unit": roster.by_code[unit].name}
        found.remarks.append(say("prior.twice", **details))
        return
    found.figures[unit], found.sources[unit] = figures, table.file


def _listed_unit(collection: CollectionFolder, code: str, name: str) -> str:
    """The unit of a row: by its name, which a spreadsheet program leaves alone, and its code."""
    named = {normalized(words): unit.code for unit in collection.roster for words in unit.names}
    coded = collection.roster.with_code(code)
    known, by_name = coded.code if coded else "", named.get(normalized(name), "")
    if not name:
        return known
    return "" if known not in ("", by_name) else by_name


def _address(row: int, column: int) -> str:
    return f"{column_letters(column)}{row + 1}"


def _words(grid: Grid, row: int, place: int | None) -> str:
    value = None if place is None else at(grid, row, place)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
