"""Building a :class:`~toolkit.form.model.Form` from an edition's data, and refusing contradictions.

Every problem is an :class:`~toolkit.errors.EditionError` with file, line and remedy, because the reader of
that message is the person who edits the CSV in a spreadsheet; all problems are reported at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from toolkit.form.answers import folded
from toolkit.form.applicability import DeclaredProperty
from toolkit.form.block_entries import BlockEntries, beside_totals, is_name
from toolkit.form.datafile import Line, Problems, decoded, read_csv, refusal, unique
from toolkit.form.merging import base_of, merged_lines, merged_settings
from toolkit.form.model import (
    Block,
    Form,
    Heading,
    Item,
    Orientation,
    Sheet,
    Table,
    Text,
)
from toolkit.form.names import LONGEST_PROMPT, is_sheet_name, units
from toolkit.form.presentation import presentation_of
from toolkit.form.rulebook import RULE_COLUMNS, RULE_REQUIRED, Rulebook, rule_problems
from toolkit.form.said_numbers import said_numbers_of
from toolkit.form.settings_schema import SETTINGS, settings_problems
from toolkit.form.stated import StatedItem
from toolkit.form.toml_text import TomlSyntaxError, parsed_toml
from toolkit.form.unit_settings import deadlines_of, kinds_of, properties_of, unknown_kinds
from toolkit.messages import say, say_of

_SHARED = (
    "label_1", "label_2", "label_3", "group", "kind", "unit", "minimum", "maximum", "decimals",
    "total", "choices", "required", "not_applicable", "definition", "applies",
)  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "rows.csv": ("table", "block", "row", *_SHARED, "prefill"),
    "columns.csv": ("table", "block", "column", *_SHARED, "prefill"),
    "texts.csv": ("id", "sheet", "label", "prompt", "mentions"),
    "rules.csv": RULE_COLUMNS,
}
"""Data file → the columns it may have."""
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "rows.csv": ("table", "row", "label_1"),
    "columns.csv": ("table", "column", "label_1"),
    "texts.csv": ("id", "sheet", "label"),
    "rules.csv": RULE_REQUIRED,
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "rows.csv": ("table", "block", "row"),
    "columns.csv": ("table", "block", "column"),
    "texts.csv": ("id",),
    "rules.csv": ("code", "for_each", "expression"),
}
"""What names a row: a row of the same name in an edition that extends another takes its place."""
OPTIONAL = ("texts.csv", "rules.csv")
FILES = (
    SETTINGS, *COLUMNS, "indicators.csv", "narrative.csv", "comparability.csv", "statements.csv", "traps.csv",
    "aliases.csv",
)  # fmt: skip
"""The files that make an edition; what else lies in its folder is nothing to it."""

META_NAME = "_ogi"
_SPECIAL = ("cover", "checks", "meta")


def read_settings(folder: Path) -> dict[str, Any]:
    """``edition.toml`` of one folder, unchecked.

    Raises:
        EditionError: it is no TOML.
    """
    text = decoded((folder / SETTINGS).read_bytes())
    if text is None:
        raise refusal(SETTINGS, 0, "edition.no_text")
    try:
        return parsed_toml(text)
    except TomlSyntaxError as error:
        raise refusal(SETTINGS, error.line, "edition.toml", text=error.text, remedy=error.remedy) from error


def build(folders: Sequence[Path], year: int | None) -> Form:
    """The form that these folders make, a later one stating its differences from those before.

    Raises:
        EditionError: every problem found, each with file, line and remedy.
    """
    return _Loader(folders, year).form()


def sheet_name(settings: Mapping[str, Any], sheet: str) -> str:
    """Name of the cover or of the checks sheet by an edition's settings, which need not declare them."""
    declared = (entry["name"] for entry in settings.get("sheets", []) if entry["id"] == sheet)
    return next(declared, None) or say_of("sheet.*.name", sheet)


def _headings(lines: Sequence[Line], id_column: str) -> tuple[Heading, ...]:
    paths = [line.labels() for line in lines]
    shared = 1 if len(paths) > 1 and all(len(p) > 1 and p[0] == paths[0][0] for p in paths) else 0
    return tuple(
        Heading(line[id_column], path, line["group"], "·".join(path[shared:][-2:]), line["definition"])
        for line, path in zip(lines, paths, strict=True)
    )


def _compared_beside(
    table: Mapping[str, Any], block: Mapping[str, Any], columns: Sequence[str]
) -> str | None:
    """The column whose figures of last year stand beside a block, as far as the data name one."""
    named: str | None = block.get("compared_beside", table.get("compared_beside"))
    if named and named not in columns:
        near = difflib.get_close_matches(named, columns, 1)
        hint = say("config.unknown.near", near=near[0]) if near else ""
        raise refusal(SETTINGS, 0, "edition.unknown_column_beside", column=named, near=hint)
    if "compared_beside" in block and block.get("orientation") == "across":
        raise refusal(SETTINGS, 0, "edition.nothing_beside")
    return named


class _Loader:
    """Builds one form; each step leaves what the next needs on ``self``."""

    def __init__(self, folders: Sequence[Path], year: int | None) -> None:
        self.folders, self.year = folders, year
        self.problems = Problems()
        self.data = self._settings()
        files = {name: self._file(name) for name in COLUMNS}
        if self.problems.found:  # what follows would only repeat what a missing file or key causes
            self.problems.found += rule_problems(files["rules.csv"])
            self.problems.stop()
        self.rows, self.columns = files["rows.csv"], files["columns.csv"]
        self.items: dict[str, Item] = {}
        self.stated: dict[str, StatedItem] = {}
        self.sheets = self._sheets()
        self._units()
        self.tables = self._tables()
        self.texts = self._texts(files["texts.csv"])
        of_rules = Problems()
        self.rulebook = Rulebook(
            files["rules.csv"], year, {**self.items, **self.stated}, self.tables, self.sheets, self.texts,
            {known.id: known.label for known in self.properties}, of_rules,
        )  # fmt: skip
        # Where an item could not be built, rules that name it are no problem of their own.
        sound = not self.problems.found
        self.problems.found += [e for e in of_rules.found if sound or e.code != "edition.unknown_name"]
        self.problems.stop()
        with self.problems:
            self._bound_totals()
        self.problems.stop()

    def _settings(self) -> dict[str, Any]:
        self.parts = [read_settings(folder) for folder in self.folders]
        for folder, part in zip(self.folders, self.parts, strict=True):
            self.problems.found += settings_problems(folder, part)
        self.base = base_of(self.parts)
        return merged_settings(self.parts)

    def _file(self, name: str) -> list[Line]:
        """The rows of a data file of all folders."""
        layers = []
        for folder in self.folders:
            if not (folder / name).is_file() and (name in OPTIONAL or len(self.folders) > 1):
                continue
            with self.problems:
                layers.append(read_csv(folder, name, COLUMNS[name], REQUIRED[name]))
        return merged_lines(layers, KEYS[name])

    def form(self) -> Form:
        return Form(
            id=self.data["id"],
            version=self.data["version"],
            title=self.data["title"],
            notice=self.data.get("notice", ""),
            notice_title=self.data.get("notice_title", ""),
            first_year=self.data["first_year"],
            last_year=self.data.get("last_year"),
            sheets=self.sheets,
            tables=self.tables,
            texts=self.texts,
            items=self.items,
            stated=self.stated,
            rules=self.rulebook.rules,
            checks=self.rulebook.checks,
            totals=self.rulebook.totals,
            ratios=self.rulebook.ratios,
            guide=self._guide(),
            deadlines=deadlines_of(self.data),
            unit_properties=self.properties,
            unit_kinds=self.kinds,
            due_inside=self.data.get("deadlines_in_the_same_year", False),
            first_month=self.data.get("period", {}).get("first_month", 1),
            dated=self.rulebook.dated,
            base=self.base,
            presentation=presentation_of(self.data),
        )

    def _guide(self) -> tuple[str, ...]:
        lines = tuple(self.data.get("guide", self._usual_guide()))
        for line in lines:
            try:
                line.format(unit="", year="")
            except (KeyError, ValueError, IndexError) as error:
                raise refusal(SETTINGS, 0, "edition.guide", line=line) from error
        return lines

    def _usual_guide(self) -> list[str]:
        lines = say("sheet.guide").split("\n")
        beside = [say("sheet.guide.stated")] if self.stated else []
        entries: list[Item | StatedItem] = [*self.items.values(), *self.stated.values()]
        if any(entry.not_applicable for entry in entries):
            beside.append(say("sheet.guide.not_applicable", word=self._not_applicable))
        return [*lines[:2], *beside, *lines[2:]]

    @property
    def _not_applicable(self) -> str:
        """The word that says that an entry does not apply."""
        return presentation_of(self.data).word("not_applicable", say("word.not_applicable"))

    def _units(self) -> None:
        """What the edition says of reporting units."""
        self.properties: tuple[DeclaredProperty, ...] = ()
        with self.problems:
            self.kinds = kinds_of(self.data)
            self.properties = properties_of(self.data)
            for folder, part in zip(self.folders, self.parts, strict=True):
                self.problems.found += unknown_kinds(folder, part, self.kinds)

    # --- sheets, tables, items, texts ---------------------------------------------------------

    def _sheets(self) -> tuple[Sheet, ...]:
        given = [Sheet(**{"heading": entry["name"], **entry}) for entry in self.data.get("sheets", [])]
        known = [sheet.id for sheet in given]
        # The three sheets every workbook has need not be declared.
        usual = {
            name: Sheet(name, sheet_name(self.data, name), sheet_name(self.data, name), name == "checks")
            for name in ("cover", "checks")
        }
        usual["meta"] = Sheet("meta", META_NAME, "")
        usual = {name: sheet for name, sheet in usual.items() if name not in known}
        sheets = (
            *(usual[name] for name in ("cover",) if name in usual),
            *given,
            *(usual[name] for name in ("checks", "meta") if name in usual),
        )
        with self.problems:
            names = [sheet.name.casefold() for sheet in sheets]
            unique(SETTINGS, [*known, *(name for name in names if name not in known)])
        for sheet in sheets:
            if not is_sheet_name(sheet.name):
                with self.problems:
                    raise refusal(SETTINGS, 0, "edition.sheet_name", name=sheet.name)
        return sheets

    def _known_sheet(self, sheet: str, file: str, line: int) -> str:
        if sheet not in {known.id for known in self.sheets if known.id not in _SPECIAL}:
            raise refusal(file, line, "edition.unknown_sheet", sheet=sheet)
        return sheet

    def _tables(self) -> tuple[Table, ...]:
        declared = {(t["id"], b["id"]) for t in self.data["tables"] for b in t["blocks"]}
        for lines in (self.rows, self.columns):
            lines[:] = map(self._placed, lines)
            for line in lines:
                if (line["table"], line["block"]) not in declared:
                    with self.problems:
                        raise line.refuse("edition.unknown_block", table=line["table"], block=line["block"])
        tables = []
        with self.problems:
            unique(SETTINGS, [entry["id"] for entry in self.data["tables"]])
        for entry in self.data["tables"]:
            with self.problems:
                tables.append(self._table(entry))
        return tuple(tables)

    def _placed(self, line: Line) -> Line:
        """A row that names no block belongs to the only one of its table."""
        blocks = [b["id"] for t in self.data["tables"] if t["id"] == line["table"] for b in t["blocks"]]
        if line["block"] or len(blocks) != 1:
            return line
        return replace(line, cells={**line.cells, "block": blocks[0]})

    def _table(self, entry: Mapping[str, Any]) -> Table:
        self._known_sheet(entry["sheet"], SETTINGS, 0)
        blocks = []
        for block in entry["blocks"]:
            with self.problems:
                blocks.append(self._block(entry, block))
        return Table(
            entry["id"], entry["name"], entry["sheet"], entry.get("caption", ""), tuple(blocks),
            entry.get("published", True), entry.get("added", False),
        )  # fmt: skip

    def _block(self, table: Mapping[str, Any], entry: Mapping[str, Any]) -> Block:
        here = (table["id"], entry["id"])
        rows = [line for line in self.rows if (line["table"], line["block"]) == here]
        columns = [line for line in self.columns if (line["table"], line["block"]) == here]
        if not rows or not columns:
            raise refusal(SETTINGS, 0, "edition.empty_block", block=entry["id"])
        block = Block(
            id=entry["id"],
            table=table["id"],
            heading=entry.get("heading", ""),
            corner=entry.get("corner", ""),
            orientation=cast(Orientation, entry.get("orientation", "down")),
            rows=_headings(rows, "row"),
            columns=_headings(columns, "column"),
            compared_beside=_compared_beside(table, entry, [line["column"] for line in columns]),
        )
        names = [known.id for known in self.properties]
        BlockEntries(block, table, rows, columns, names, self.problems).add_to(self.items, self.stated)
        return block

    def _bound_totals(self) -> None:
        """A total is admissible when it is the sum of admissible parts."""

        def least(item: str) -> int | None:
            bounds = [least(part) for part in self.rulebook.totals.get(item, ())]
            if not bounds:
                return self.items[item].minimum
            known = [bound for bound in bounds if bound is not None]
            return sum(known) if len(known) == len(bounds) else None

        for total, parts in self.rulebook.totals.items():
            if total in self.rulebook.ratios:
                continue
            if {self.items[part].kind for part in parts} != {self.items[total].kind}:
                raise refusal("rules.csv", 0, "edition.total_kind", item=total)
            self.items[total] = replace(self.items[total], minimum=least(total), maximum=None)
        for total in self.rulebook.totals:  # it is computed, so nobody can say that it does not apply
            self.items[total] = replace(self.items[total], not_applicable=False)
        rates = self.rulebook.ratios
        sums = {total: parts for total, parts in self.rulebook.totals.items() if total not in rates}
        for entry in beside_totals(self.items, self.stated, sums):
            del self.stated[entry]
        self._tell_options_apart()

    def _tell_options_apart(self) -> None:
        """No option may be what says that an entry does not apply."""
        word = self._not_applicable
        for entry in self.stated.values():
            if entry.not_applicable and folded(word) in map(folded, entry.choices):
                raise refusal(SETTINGS, 0, "edition.same_mark", word=word)

    def _texts(self, lines: Sequence[Line]) -> tuple[Text, ...]:
        texts = []
        for line in lines:
            with self.problems:
                texts.append(self._text(line, [other["id"] for other in lines]))
        for axis, lines_of in (("row", self.rows), ("column", self.columns)):
            known = {other[axis] for other in lines_of}
            for line in lines_of:
                if line["prefill"] and line["prefill"] not in known:
                    with self.problems:
                        raise line.refuse("edition.unknown_name", name=line["prefill"])
        with self.problems:
            said = said_numbers_of(self.folders, [text.id for text in texts])
            return tuple(replace(text, said=tuple(s for s in said if s.text == text.id)) for text in texts)
        return ()

    def _text(self, line: Line, ids: Sequence[str]) -> Text:
        self._known_sheet(line["sheet"], line.file, line.number)
        if not line["label"]:
            raise line.refuse("edition.label_missing")
        if not is_name(line["id"]):
            raise line.refuse("edition.bad_id", item=line["id"])
        if units(line["prompt"]) > LONGEST_PROMPT:
            raise line.refuse("edition.prompt_too_long", limit=LONGEST_PROMPT)
        if line["id"] in self.items or line["id"] in self.stated or ids.count(line["id"]) > 1:
            raise line.refuse("edition.duplicate", name=line["id"])
        return Text(line["id"], line["sheet"], line["label"], line["prompt"], line["mentions"])
