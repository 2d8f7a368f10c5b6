"""Reading an edition's data into a :class:`~toolkit.form.model.Form`, and refusing contradictions.

Every refusal is an :class:`~toolkit.errors.EditionError` with file, line and remedy, because the
reader of that message is the person who edits the CSV in a spreadsheet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path
from typing import Any, cast

from toolkit.errors import MisuseError
from toolkit.form.datafile import Line, in_force, read_csv, refusal, unique
from toolkit.form.model import Block, Form, Heading, Item, Kind, Orientation, Sheet, Table, Text
from toolkit.form.names import LONGEST_PROMPT, is_cell_name, is_sheet_name, units
from toolkit.form.rulebook import Rulebook
from toolkit.messages import say

DEFAULT_EDITION = "ogi-2021"
PACKAGE = "workbook_templates"

_HEADING_COLUMNS = ("label_1", "label_2", "label_3", "group", "kind", "unit", "minimum")
_ROW_COLUMNS = ("table", "block", "row", *_HEADING_COLUMNS, "prefill")
_COLUMN_COLUMNS = ("table", "block", "column", *_HEADING_COLUMNS)
_TEXT_COLUMNS = ("id", "sheet", "label", "prompt")

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z")
_MINIMUM = re.compile(r"-?[0-9]{1,15}\Z")


def editions() -> tuple[str, ...]:
    """Ids of the editions shipped with the package."""
    return tuple(
        sorted(entry.name for entry in files(PACKAGE).iterdir() if (entry / "edition.toml").is_file())
    )


@lru_cache(maxsize=16)
def load_form(edition: str | Path = DEFAULT_EDITION, year: int | None = None) -> Form:
    """Load an edition.

    Args:
        edition: id of a shipped edition, or the folder of one of your own.
        year: reporting year; rules not in force in that year are left out.

    Raises:
        MisuseError: there is no such edition.
        EditionError: its data contradict each other (file, line, remedy).
    """
    # A name comes from command lines and from received workbooks: only a shipped id is one.
    shipped = isinstance(edition, str) and edition in editions()
    folder: Traversable = edition if isinstance(edition, Path) else files(PACKAGE)
    folder = folder / str(edition) if shipped else folder
    if not (folder / "edition.toml").is_file():
        raise MisuseError(say("misuse.no_edition", edition=edition, known="、".join(editions())))
    return _Loader(folder, year).form()


@lru_cache(maxsize=16)
def fingerprint(edition: str) -> str:
    """Digest of a shipped edition's data: another one, another rulebook."""
    digest = sha256()
    for entry in sorted(files(PACKAGE).joinpath(edition).iterdir(), key=lambda entry: entry.name):
        if entry.is_file():
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()


def edition_of(year: int) -> str:
    """The edition by which reports of a year are made, where nobody names another."""
    usual = load_form(DEFAULT_EDITION)
    forms = chain([usual], map(load_form, editions()))
    fitting = (f.id for f in forms if f.title == usual.title and in_force(year, f.first_year, f.last_year))
    return next(fitting, DEFAULT_EDITION)


def form_for_year(edition: str, year: int) -> Form:
    """The edition with the rules in force in a reporting year.

    Raises:
        MisuseError: the edition was not in force in that year, or that is no year.
    """
    if not 1949 <= year <= 2999:
        raise MisuseError(say("misuse.not_a_year", year=year))
    form = load_form(edition, year)
    if not in_force(year, form.first_year, form.last_year):
        last = say("word.until", year=form.last_year) if form.last_year else say("word.now")
        raise MisuseError(
            say("misuse.not_in_force", edition=edition, year=year, first=form.first_year, last=last)
        )
    return form


def _headings(lines: Sequence[Line], id_column: str) -> tuple[Heading, ...]:
    paths = [line.labels() for line in lines]
    shared = 1 if len(paths) > 1 and all(len(p) > 1 and p[0] == paths[0][0] for p in paths) else 0
    return tuple(
        Heading(line[id_column], path, line["group"], "·".join(path[shared:][-2:]))
        for line, path in zip(lines, paths, strict=True)
    )


class _Loader:
    """Builds one form; each step leaves what the next needs on ``self``."""

    def __init__(self, folder: Traversable, year: int | None) -> None:
        self.folder = folder
        try:
            self.data: dict[str, Any] = tomllib.loads((folder / "edition.toml").read_text("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise refusal("edition.toml", 0, "edition.toml", reason=error) from error
        self.rows = read_csv(folder, "rows.csv", _ROW_COLUMNS)
        self.columns = read_csv(folder, "columns.csv", _COLUMN_COLUMNS)
        self.sheets = self._sheets()
        self.items: dict[str, Item] = {}
        self.tables = self._tables()
        self.texts = self._texts()
        self.rulebook = Rulebook(folder, year, self.items, self.tables, self.sheets, self.texts)
        self._bound_totals()

    def form(self) -> Form:
        return Form(
            id=self._top("id"),
            version=self._top("version"),
            title=self._top("title"),
            notice=self._top("notice"),
            notice_title=self._top("notice_title"),
            first_year=self._top("first_year"),
            last_year=self.data.get("last_year"),
            sheets=self.sheets,
            tables=self.tables,
            texts=self.texts,
            items=self.items,
            rules=self.rulebook.rules,
            checks=self.rulebook.checks,
            totals=self.rulebook.totals,
            guide=tuple(self._top("guide")),
            deadlines=self._deadlines(),
        )

    def _deadlines(self) -> dict[str, tuple[int, int]]:
        deadlines = {}
        for level, day in self._top("deadlines").items():
            try:
                found = datetime.strptime(f"2000-{day}", "%Y-%m-%d")
            except ValueError as error:
                place = f"[deadlines] {level}"
                raise refusal("edition.toml", 0, "edition.entry", place=place, reason=error) from error
            deadlines[level] = (found.month, found.day)
        return deadlines

    def _top(self, key: str) -> Any:
        if key not in self.data:
            raise refusal("edition.toml", 0, "edition.key_missing", key=key)
        return self.data[key]

    # --- sheets, tables, items, texts ---------------------------------------------------------

    def _sheets(self) -> tuple[Sheet, ...]:
        try:
            sheets = tuple(Sheet(**entry) for entry in self._top("sheets"))
        except TypeError as error:
            raise refusal("edition.toml", 0, "edition.entry", place="[[sheets]]", reason=error) from error
        known = [sheet.id for sheet in sheets]
        for needed in ("cover", "checks", "meta"):
            if needed not in known:
                raise refusal("edition.toml", 0, "edition.sheet_missing", sheet=needed)
        names = [sheet.name.casefold() for sheet in sheets]
        unique("edition.toml", [*known, *(name for name in names if name not in known)])
        for sheet in sheets:
            if not is_sheet_name(sheet.name):
                raise refusal("edition.toml", 0, "edition.sheet_name", name=sheet.name)
        return sheets

    def _known_sheet(self, sheet: str, file: str, line: int) -> str:
        if sheet not in {known.id for known in self.sheets}:
            raise refusal(file, line, "edition.unknown_sheet", sheet=sheet)
        return sheet

    def _tables(self) -> tuple[Table, ...]:
        for entry in self._top("tables"):
            for key in ("id", "name", "sheet", "item_id", "blocks"):
                if key not in entry:
                    raise refusal("edition.toml", 0, "edition.key_missing", key=f"[[tables]] {key}")
        declared = {(t["id"], b.get("id", "")) for t in self._top("tables") for b in t["blocks"]}
        for line in (*self.rows, *self.columns):
            if (line["table"], line["block"]) not in declared:
                raise line.refuse("edition.unknown_block", table=line["table"], block=line["block"])
        return tuple(self._table(entry) for entry in self._top("tables"))

    def _table(self, entry: Mapping[str, Any]) -> Table:
        self._known_sheet(entry["sheet"], "edition.toml", 0)
        blocks = tuple(self._block(entry, block) for block in entry["blocks"])
        return Table(entry["id"], entry["name"], entry["sheet"], entry.get("caption", ""), blocks)

    def _block(self, table: Mapping[str, Any], entry: Mapping[str, Any]) -> Block:
        here = (table["id"], entry["id"])
        rows = [line for line in self.rows if (line["table"], line["block"]) == here]
        columns = [line for line in self.columns if (line["table"], line["block"]) == here]
        if not rows or not columns:
            raise refusal("edition.toml", 0, "edition.empty_block", block=entry["id"])
        block = Block(
            id=entry["id"],
            table=table["id"],
            heading=entry.get("heading", ""),
            corner=entry.get("corner", ""),
            orientation=cast(Orientation, entry.get("orientation", "down")),
            rows=_headings(rows, "row"),
            columns=_headings(columns, "column"),
        )
        for row_line, row in zip(rows, block.rows, strict=True):
            for column_line, column in zip(columns, block.columns, strict=True):
                self._item(table["item_id"], block, row_line, row, column_line, column)
        return block

    def _item(
        self, pattern: str, block: Block, row_line: Line, row: Heading, column_line: Line, column: Heading
    ) -> None:
        item = pattern.format(row=row.id, column=column.id)
        if not _NAME.match(item) or not is_cell_name(item):
            raise row_line.refuse("edition.bad_id", item=item)
        if item in self.items:
            raise row_line.refuse("edition.duplicate", name=item)
        kind = row_line["kind"] or column_line["kind"]
        if kind not in ("count", "money"):
            raise (row_line if row_line["kind"] else column_line).refuse("edition.bad_kind", kind=kind)
        minimum = row_line["minimum"] or column_line["minimum"] or "0"
        if minimum != "none" and not _MINIMUM.match(minimum):
            raise row_line.refuse("edition.bad_minimum", text=minimum)
        prefill = row_line["prefill"]
        labels = row.label if "{column}" not in pattern else f"{row.label}·{column.label}"
        self.items[item] = Item(
            id=item,
            table=block.table,
            block=block.id,
            row=row.id,
            column=column.id,
            label=labels,
            kind=cast(Kind, kind),
            unit=row_line["unit"] or column_line["unit"],
            minimum=None if minimum == "none" else int(minimum),
            prefill=pattern.format(row=prefill, column=column.id) if prefill else None,
        )

    def _bound_totals(self) -> None:
        """A total is admissible when it is the sum of admissible parts."""

        def least(item: str) -> int | None:
            bounds = [least(part) for part in self.rulebook.totals.get(item, ())]
            if not bounds:
                return self.items[item].minimum
            known = [bound for bound in bounds if bound is not None]
            return sum(known) if len(known) == len(bounds) else None

        for total, parts in self.rulebook.totals.items():
            if {self.items[part].kind for part in parts} != {self.items[total].kind}:
                raise refusal("rules.csv", 0, "edition.total_kind", item=total)
            self.items[total] = replace(self.items[total], minimum=least(total))

    def _texts(self) -> tuple[Text, ...]:
        lines = read_csv(self.folder, "texts.csv", _TEXT_COLUMNS)
        for line in lines:
            self._known_sheet(line["sheet"], line.file, line.number)
            if not line["label"]:
                raise line.refuse("edition.label_missing")
            if not _NAME.match(line["id"]) or not is_cell_name(line["id"]):
                raise line.refuse("edition.bad_id", item=line["id"])
            if units(line["prompt"]) > LONGEST_PROMPT:
                raise line.refuse("edition.prompt_too_long", limit=LONGEST_PROMPT)
            if line["id"] in self.items or [other["id"] for other in lines].count(line["id"]) > 1:
                raise line.refuse("edition.duplicate", name=line["id"])
        for row_line in self.rows:
            prefill = row_line["prefill"]
            if prefill and prefill not in {other["row"] for other in self.rows}:
                raise row_line.refuse("edition.unknown_name", name=prefill)
        return tuple(Text(line["id"], line["sheet"], line["label"], line["prompt"]) for line in lines)
