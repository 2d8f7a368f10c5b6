"""Spellings of an edition's labels that published reports use instead of the official ones.

``aliases.csv`` of an edition: which label (a row or a column of a table, a text, a section), and how it was
seen. Reports are typed anew on web pages, so labels lose words, keep those of the year before, or differ from
office to office. The official labels themselves are not repeated there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, TypeAlias

from toolkit.form.datafile import Line, read_csv
from toolkit.form.registry import bases, folder_of, load_form

FILE = "aliases.csv"
COLUMNS = ("axis", "table", "id", "alias", "note")
REQUIRED = ("axis", "id", "alias")
Axis: TypeAlias = Literal["row", "column", "text", "section"]
_AXES: tuple[Axis, ...] = ("row", "column", "text", "section")


@lru_cache(maxsize=16)
def aliases(edition: str) -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    """(axis, table, id) → other spellings; the table is empty for texts and sections.

    Raises:
        EditionError: a line names a row, column, text or section that the edition does not have.
    """
    form = load_form(edition)
    known = {
        "row": {(b.table, row.id) for table in form.tables for b in table.blocks for row in b.rows},
        "column": {
            (b.table, column.id) for table in form.tables for b in table.blocks for column in b.columns
        },
        "text": {("", text.id) for text in form.texts},
        "section": {("", sheet.id) for sheet in form.sheets},
    }
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for line in _lines(edition):
        axis = line.choice("axis", _AXES)
        if (line["table"], line["id"]) not in known[axis]:
            raise line.refuse("edition.unknown_name", name=line["id"])
        key = (axis, line["table"], line["id"])
        found[key] = (*found.get(key, ()), line["alias"])
    return found


def _lines(edition: str) -> list[Line]:
    folders = (folder for folder in bases(folder_of(edition)) if (folder / FILE).is_file())
    return [line for folder in folders for line in read_csv(folder, FILE, COLUMNS, REQUIRED)]
