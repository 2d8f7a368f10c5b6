"""Reading an edition's data into a :class:`~toolkit.form.model.Form`, and refusing contradictions.

Every refusal is an :class:`~toolkit.errors.EditionError` with file, line and remedy, because the
reader of that message is the person who edits the CSV in a spreadsheet.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast

from toolkit.errors import EditionError, MisuseError, RuleSyntaxError
from toolkit.form import expression as language
from toolkit.form.model import (
    PRIOR,
    UNIT,
    Block,
    EditCheck,
    EditRule,
    Form,
    Heading,
    Item,
    Kind,
    Orientation,
    Severity,
    Sheet,
    Table,
    Text,
    inputs_behind,
)
from toolkit.form.sentence import sentence
from toolkit.messages import say

DEFAULT_EDITION = "ogi-2021"
PACKAGE = "workbook_templates"

TABLE_MEASURES = ("blank", "invalid")
SHEET_MEASURES = ("missing_texts", "characters")
READING_MEASURES = ("altered", "converted_units")
UNIT_PROPERTIES = ("rule_making",)

_ROW_COLUMNS = (
    "table",
    "block",
    "row",
    "label_1",
    "label_2",
    "label_3",
    "group",
    "kind",
    "unit",
    "minimum",
    "prefill",
)
_COLUMN_COLUMNS = (
    "table",
    "block",
    "column",
    "label_1",
    "label_2",
    "label_3",
    "group",
    "kind",
    "unit",
    "minimum",
)
_TEXT_COLUMNS = ("id", "sheet", "label", "prompt")
_RULE_COLUMNS = (
    "code", "for_each", "expression", "when", "severity", "computes", "enabled",
    "first_year", "last_year", "title", "remedy", "source",
)  # fmt: skip

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z")
_SCOPE = re.compile(
    r"(?P<table>\w+)(/(?P<block>\w+))? (?P<axis>rows|columns)( (?P<mode>only|except) (?P<names>[\w, ]+))?\Z"
)


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
    folder: Traversable = edition if isinstance(edition, Path) else files(PACKAGE) / edition
    if not (folder / "edition.toml").is_file():
        raise MisuseError(say("misuse.no_edition", edition=edition, known="、".join(editions())))
    return _Loader(folder, year).form()


def form_for_year(edition: str, year: int) -> Form:
    """The edition with the rules in force in a reporting year.

    Raises:
        MisuseError: the edition was not in force in that year.
    """
    form = load_form(edition, year)
    if not _in_force(year, form.first_year, form.last_year):
        last = form.last_year or say("word.now")
        raise MisuseError(
            say("misuse.not_in_force", edition=edition, year=year, first=form.first_year, last=last)
        )
    return form


@dataclass(frozen=True, slots=True)
class _Line:
    """One data row with its place, so that every refusal can name it."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refuse(self, key: str, **details: object) -> EditionError:
        return _refusal(self.file, self.number, key, **details)

    def labels(self) -> tuple[str, ...]:
        labels: tuple[str, ...] = (self["label_1"], self["label_2"], self["label_3"])
        if not labels[0]:
            raise self.refuse("edition.label_missing")
        while not labels[-1]:
            labels = labels[:-1]
        return labels

    def year(self, column: str) -> int | None:
        text = self[column]
        if text and not text.isdecimal():
            raise self.refuse("edition.not_a_year", column=column, text=text)
        return int(text) if text else None


def _refusal(file: str, line: int, code: str, /, **details: object) -> EditionError:
    return EditionError(file, line, say(code, **details), say(f"{code}.remedy", **details))


def _read_csv(folder: Traversable, name: str, columns: Sequence[str]) -> list[_Line]:
    file = folder / name
    if not file.is_file():
        raise _refusal(name, 0, "edition.file_missing", name=name)
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal(name, 0, "edition.not_utf8") from error
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    if header != list(columns):
        raise _refusal(name, 1, "edition.header", columns=",".join(columns))
    lines = []
    for cells in reader:
        if not any(cells):
            continue
        if len(cells) != len(columns):
            raise _refusal(name, reader.line_num, "edition.width", found=len(cells), expected=len(columns))
        lines.append(_Line(name, reader.line_num, dict(zip(columns, map(str.strip, cells), strict=True))))
    return lines


def _headings(lines: Sequence[_Line], id_column: str) -> tuple[Heading, ...]:
    paths = [line.labels() for line in lines]
    shared = 1 if len(paths) > 1 and all(len(p) > 1 and p[0] == paths[0][0] for p in paths) else 0
    return tuple(
        Heading(line[id_column], path, line["group"], "·".join(path[shared:][-2:]))
        for line, path in zip(lines, paths, strict=True)
    )


class _Loader:
    """Builds one form; each step leaves what the next needs on ``self``."""

    def __init__(self, folder: Traversable, year: int | None) -> None:
        self.folder, self.year = folder, year
        try:
            self.data: dict[str, Any] = tomllib.loads((folder / "edition.toml").read_text("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise _refusal("edition.toml", 0, "edition.toml", reason=error) from error
        self.rows = _read_csv(folder, "rows.csv", _ROW_COLUMNS)
        self.columns = _read_csv(folder, "columns.csv", _COLUMN_COLUMNS)
        self.sheets = self._sheets()
        self.items: dict[str, Item] = {}
        self.tables = self._tables()
        self.texts = self._texts()
        self.rules = self._rules()
        self.totals: dict[str, tuple[str, ...]] = {}
        self.checks = self._checks()

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
            rules=self.rules,
            checks=self.checks,
            totals=self.totals,
            guide=tuple(self._top("guide")),
        )

    def _top(self, key: str) -> Any:
        if key not in self.data:
            raise _refusal("edition.toml", 0, "edition.key_missing", key=key)
        return self.data[key]

    # --- sheets, tables, items, texts ---------------------------------------------------------

    def _sheets(self) -> tuple[Sheet, ...]:
        try:
            sheets = tuple(Sheet(**entry) for entry in self._top("sheets"))
        except TypeError as error:
            raise _refusal("edition.toml", 0, "edition.entry", place="[[sheets]]", reason=error) from error
        known = [sheet.id for sheet in sheets]
        for needed in ("cover", "checks", "meta"):
            if needed not in known:
                raise _refusal("edition.toml", 0, "edition.sheet_missing", sheet=needed)
        _unique("edition.toml", [*known, *(sheet.name for sheet in sheets if sheet.name not in known)])
        return sheets

    def _known_sheet(self, sheet: str, file: str, line: int) -> str:
        if sheet not in {known.id for known in self.sheets}:
            raise _refusal(file, line, "edition.unknown_sheet", sheet=sheet)
        return sheet

    def _tables(self) -> tuple[Table, ...]:
        declared = {(t["id"], b["id"]) for t in self._top("tables") for b in t["blocks"]}
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
            raise _refusal("edition.toml", 0, "edition.empty_block", block=entry["id"])
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
        self, pattern: str, block: Block, row_line: _Line, row: Heading, column_line: _Line, column: Heading
    ) -> None:
        item = pattern.format(row=row.id, column=column.id)
        if not _NAME.match(item):
            raise row_line.refuse("edition.bad_id", item=item)
        if item in self.items:
            raise row_line.refuse("edition.duplicate", name=item)
        kind = row_line["kind"] or column_line["kind"]
        if kind not in ("count", "money"):
            raise (row_line if row_line["kind"] else column_line).refuse("edition.bad_kind", kind=kind)
        minimum = row_line["minimum"] or column_line["minimum"] or "0"
        if minimum != "none" and not minimum.lstrip("-").isdecimal():
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

    def _texts(self) -> tuple[Text, ...]:
        lines = _read_csv(self.folder, "texts.csv", _TEXT_COLUMNS)
        for line in lines:
            self._known_sheet(line["sheet"], line.file, line.number)
            if not line["label"]:
                raise line.refuse("edition.label_missing")
            if line["id"] in self.items or [other["id"] for other in lines].count(line["id"]) > 1:
                raise line.refuse("edition.duplicate", name=line["id"])
        for row_line in self.rows:
            prefill = row_line["prefill"]
            if prefill and prefill not in {other["row"] for other in self.rows}:
                raise row_line.refuse("edition.unknown_name", name=prefill)
        return tuple(Text(line["id"], line["sheet"], line["label"], line["prompt"]) for line in lines)

    # --- rules --------------------------------------------------------------------------------

    def _rules(self) -> tuple[EditRule, ...]:
        rules: list[EditRule] = []
        for line in _read_csv(self.folder, "rules.csv", _RULE_COLUMNS):
            for column in ("code", "expression", "title", "remedy"):
                if not line[column]:
                    raise line.refuse("edition.cell_empty", column=column)
            if line["severity"] not in ("hard", "soft"):
                raise line.refuse(
                    "edition.bad_choice", column="severity", text=line["severity"], choices="hard、soft"
                )
            for column, choices in (("enabled", ("yes", "no")), ("computes", ("yes", ""))):
                if line[column] not in choices:
                    raise line.refuse(
                        "edition.bad_choice",
                        column=column,
                        text=line[column],
                        choices="、".join(filter(None, choices)),
                    )
            first, last = line.year("first_year"), line.year("last_year")
            if line["enabled"] == "no" or not _in_force(self.year, first, last):
                continue
            rules.append(
                EditRule(
                    code=line["code"],
                    number=1 + sum(rule.code == line["code"] for rule in rules),
                    for_each=line["for_each"],
                    expression=line["expression"],
                    when=line["when"],
                    severity=cast(Severity, line["severity"]),
                    computes=line["computes"] == "yes",
                    title=line["title"],
                    remedy=line["remedy"],
                    source=line["source"],
                    line=line.number,
                )
            )
        return tuple(rules)

    def _checks(self) -> tuple[EditCheck, ...]:
        # Totals must be known before any check is made: a check waits for the inputs behind them.
        bound = [(rule, list(self._unfold(rule))) for rule in self.rules]
        checks = [self._check(rule, *parts) for rule, places in bound for parts in places]
        _unique("rules.csv", [check.key for check in checks])
        return tuple(checks)

    def _unfold(
        self, rule: EditRule
    ) -> Iterator[tuple[_Scope, language.Comparison, language.Comparison | None]]:
        try:
            parsed = language.parse(rule.expression)
            condition = language.parse(rule.when) if rule.when else None
        except RuleSyntaxError as error:
            raise _refusal("rules.csv", rule.line, "edition.syntax", reason=error) from error
        for scope in self._scopes(rule):
            comparison = self._bind(parsed, scope, rule)
            if rule.computes:
                self._define(comparison, rule)
            yield scope, comparison, self._bind(condition, scope, rule) if condition else None

    def _check(
        self,
        rule: EditRule,
        scope: _Scope,
        comparison: language.Comparison,
        condition: language.Comparison | None,
    ) -> EditCheck:
        variables = (*comparison.variables(), *(condition.variables() if condition else ()))
        behind = (leaf for name in variables for leaf in inputs_behind(name, self.totals))
        suffix = f".{rule.number}" if rule.number > 1 else ""
        return EditCheck(
            rule=rule,
            key=f"{rule.code}{suffix}" + (f"[{scope.key}]" if scope.key else ""),
            place=scope.place or self._place(variables),
            table=scope.table,
            row=scope.row,
            column=scope.column,
            comparison=comparison,
            condition=condition,
            sentence=sentence(comparison, scope.label_of),
            reading_only=any(v.partition("(")[0] in READING_MEASURES for v in variables),
            assessed=tuple(dict.fromkeys((*variables, *behind))),
        )

    def _define(self, comparison: language.Comparison, rule: EditRule) -> None:
        left, right = comparison.left, comparison.right
        plain = len(left) == 1 and len(left[0].variables) == 1 and comparison.relation == "="
        if not plain or any(group.coefficient != 1 for group in (*left, *right)):
            raise _refusal("rules.csv", rule.line, "edition.not_a_total")
        parts = tuple(name for group in right for name in group.variables)
        # A grand total is defined by its row and by its column; the rule that stands first computes it.
        self.totals.setdefault(left[0].variables[0], parts)

    def _place(self, variables: tuple[str, ...]) -> str:
        for name in variables:
            bare = name.removeprefix(PRIOR)
            if bare in self.items:
                return next(t.name for t in self.tables if t.id == self.items[bare].table)
            argument = bare.partition("(")[2].rstrip(")")
            for table in self.tables:
                if table.id == argument:
                    return table.name
            for sheet in self.sheets:
                if sheet.id == argument:
                    return sheet.heading
        return ""

    def _scopes(self, rule: EditRule) -> Iterator[_Scope]:
        if not rule.for_each:
            yield _Scope(self.items, self.tables, "", "", {}, {})
            return
        if rule.for_each.startswith("items "):
            for name in re.split(r",\s*", rule.for_each.removeprefix("items ")):
                if name not in self.items:
                    raise _refusal("rules.csv", rule.line, "edition.unknown_name", name=name)
                place = self._place((name,)) + f"“{self.items[name].label}”"
                item = self.items[name]
                yield _Scope(
                    self.items,
                    self.tables,
                    name,
                    place,
                    {"it": (name,)},
                    {},
                    item.table,
                    item.row,
                    item.column,
                )
            return
        match = _SCOPE.match(rule.for_each)
        if match is None:
            raise _refusal("rules.csv", rule.line, "edition.bad_scope", scope=rule.for_each)
        yield from self._axis_scopes(rule, match)

    def _axis_scopes(self, rule: EditRule, match: re.Match[str]) -> Iterator[_Scope]:
        table = next((t for t in self.tables if t.id == match["table"]), None)
        blocks = [b for b in table.blocks if match["block"] in (None, b.id)] if table else []
        if table is None or not blocks:
            raise _refusal("rules.csv", rule.line, "edition.unknown_name", name=match["table"])
        named = re.split(r",\s*|\s+", match["names"]) if match["names"] else []
        by_rows = match["axis"] == "rows"
        for block in blocks:
            fixed, free = (block.rows, block.columns) if by_rows else (block.columns, block.rows)
            for name in named:
                if name not in {heading.id for heading in fixed}:
                    raise _refusal("rules.csv", rule.line, "edition.unknown_name", name=name)
            for heading in fixed:
                if match["mode"] == "only" and heading.id not in named:
                    continue
                if match["mode"] == "except" and heading.id in named:
                    continue
                yield self._axis_scope(table, block, heading, free, by_rows)

    def _axis_scope(
        self, table: Table, block: Block, fixed: Heading, free: Sequence[Heading], by_rows: bool
    ) -> _Scope:
        names: dict[str, tuple[str, ...]] = {}
        labels: dict[str, str] = {}
        cells = {
            (i.row, i.column): i.id
            for i in self.items.values()
            if i.block == block.id and i.table == table.id
        }
        for heading in free:
            item = cells[(fixed.id, heading.id) if by_rows else (heading.id, fixed.id)]
            names[heading.id] = (item,)
            labels[heading.id] = heading.labels[-1]
            if heading.group:
                group = f"sum({heading.group})"
                names[group] = (*names.get(group, ()), item)
                labels[group] = say("sentence.group", group=heading.labels[-2])
        key = f"{table.id}.{fixed.id}.*" if by_rows else f"{table.id}.*.{fixed.id}"
        place = say("place.row" if by_rows else "place.column", table=table.name, label=fixed.label)
        row, column = (fixed.id, "") if by_rows else ("", fixed.id)
        return _Scope(self.items, self.tables, key, place, names, labels, table.id, row, column)

    def _bind(self, parsed: language.Expression, scope: _Scope, rule: EditRule) -> language.Comparison:
        def groups(side: tuple[language.Term, ...]) -> tuple[language.Group, ...]:
            return tuple(
                language.Group(
                    t.coefficient, self._resolve(t.symbol, scope, rule) if t.symbol else (), t.symbol
                )
                for t in side
            )

        return language.Comparison(groups(parsed.left), parsed.relation, groups(parsed.right))

    def _resolve(self, symbol: str, scope: _Scope, rule: EditRule) -> tuple[str, ...]:
        prefix = PRIOR if symbol.startswith(PRIOR) else ""
        bare = symbol.removeprefix(PRIOR)
        if bare in scope.names:
            return tuple(prefix + item for item in scope.names[bare])
        if bare in self.items:
            return (symbol,)
        if symbol.startswith(UNIT) and symbol.removeprefix(UNIT) in UNIT_PROPERTIES:
            return (symbol,)
        name, _, argument = symbol.rstrip(")").partition("(")
        if (
            (name in (*TABLE_MEASURES, "converted_units") and argument in {t.id for t in self.tables})
            or (name in SHEET_MEASURES and argument in {t.sheet for t in self.texts})
            or (name == "altered" and argument == "workbook")
        ):
            return (symbol,)
        raise _refusal("rules.csv", rule.line, "edition.unknown_name", name=symbol)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where a rule is applied: which short names stand for which items there."""

    items: Mapping[str, Item]
    tables: tuple[Table, ...]
    key: str
    place: str
    names: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    table: str = ""
    row: str = ""
    column: str = ""

    def label_of(self, symbol: str) -> str:
        """Official label of a symbol of the rule, for its sentence."""
        if symbol.startswith(PRIOR):
            return say("sentence.prior", label=self.label_of(symbol.removeprefix(PRIOR)))
        if symbol in self.labels:
            return self.labels[symbol]
        item = self.names.get(symbol, (symbol,))[0]
        if item in self.items:
            return f"“{self.items[item].label}”"
        name, _, argument = symbol.rstrip(")").partition("(")
        table = next((t.name for t in self.tables if t.id == argument), "")
        return say(f"sentence.{name}", table=table)


def _in_force(year: int | None, first: int | None, last: int | None) -> bool:
    return year is None or ((first is None or first <= year) and (last is None or year <= last))


def _unique(file: str, names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise _refusal(file, 0, "edition.duplicate", name=name)
