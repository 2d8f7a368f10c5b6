"""The data files of an edition: rows that know their line, and problems gathered with their place.

The files are edited in spreadsheet programs, so what those programs do to a CSV is expected: a byte
order mark, GBK, full-width commas and signs, empty columns at the end.
"""

from __future__ import annotations

import csv
import difflib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from types import TracebackType
from typing import Any

from toolkit.errors import EditionError
from toolkit.messages import words
from toolkit.messages.code_types import FindingCode

FOR_MACHINES = frozenset(
    [
        "table",
        "block",
        "row",
        "column",
        "kind",
        "minimum",
        "maximum",
        "decimals",
        "total",
        "prefill",
        "required",
        "not_applicable",
        "id",
        "sheet",
        "code",
        "for_each",
        "expression",
        "when",
        "severity",
        "computes",
        "enabled",
        "first_year",
        "last_year",
        "numerator",
        "denominator",
        "edition",
        "counterpart",
        "comparable",
        "topic",
        "readings",
        "tolerance",
        "axis",
    ]
)
"""Columns that no person reads in a workbook."""


@dataclass(frozen=True, slots=True)
class Line:
    """One data row with its place, so that every refusal can name it."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """A cell; empty where the file does not have the column."""
        return self.cells.get(column, "")

    def refuse(self, key: FindingCode, /, **details: object) -> EditionError:
        return refusal(self.file, self.number, key, **details)

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

    def choice(self, column: str, choices: Sequence[str], usual: str = "") -> str:
        """A cell that holds one of a few words; ``usual`` where it is empty."""
        text = self[column] or usual
        if text not in choices:
            words = "、".join(filter(None, choices))
            raise self.refuse("edition.bad_choice", column=column, text=text, choices=words)
        return text


class Problems:
    """Gathers what is wrong, so that everything is reported at once.

    Used as ``with problems: …`` around each step that may refuse: the step ends, the next one goes on.
    """

    def __init__(self) -> None:
        self.found: list[EditionError] = []

    def __enter__(self) -> Problems:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, EditionError):
            self.found += error.errors
            return True
        return False

    def stop(self) -> None:
        """Raise everything found so far, if anything was."""
        if self.found:
            raise EditionError.of(self.found)


def refusal(file: str, line: int, code: FindingCode, /, **details: object) -> EditionError:
    """What is wrong in a line of a data file, in the words of the catalogue."""
    found = words(code, **details)
    return EditionError(file, line, found.wrong, found.remedy, code)


def read_csv(folder: Traversable, name: str, columns: Sequence[str], required: Sequence[str]) -> list[Line]:
    """The rows of a data file.

    Args:
        columns: those it may have, in any order.
        required: those its header must have.

    Raises:
        EditionError: every problem of the file.
    """
    file = folder / name
    if not file.is_file():
        raise refusal(name, 0, "edition.file_missing", name=name)
    text = decoded(file.read_bytes())
    if text is None or "\0" in text:
        raise refusal(name, 0, "edition.not_utf8")
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        return _rows(name, reader, columns, required)
    except csv.Error as error:
        raise refusal(name, reader.line_num, "edition.quotes") from error


def _rows(name: str, reader: Any, columns: Sequence[str], required: Sequence[str]) -> list[Line]:
    header = [_plain(cell) for cell in next(reader, [])]
    while header and not header[-1]:
        header.pop()
    _check_header(name, header, columns, required)
    problems, lines = Problems(), []
    for cells in reader:
        if not any(map(str.strip, cells)):
            continue
        with problems:
            lines.append(_line(name, reader.line_num, header, cells))
    problems.stop()
    return lines


def decoded(data: bytes) -> str | None:
    """The text of a file that people edit: UTF-8, or what Notepad and spreadsheets save (GBK, UTF-16).

    Line ends as ``\\n``; ``None`` where it is no text.
    """
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    return None


def _check_header(name: str, header: Sequence[str], columns: Sequence[str], required: Sequence[str]) -> None:
    problems = Problems()
    if any(mark in cell for cell in header for mark in ",;\t"):
        raise refusal(name, 1, "edition.separator")
    for column in header:
        if column not in columns:
            with problems:
                near = "、".join(difflib.get_close_matches(column, columns, 1)) or "、".join(columns)
                raise refusal(name, 1, "edition.unknown_column", column=column, near=near)
    for column in required:
        if column not in header:
            with problems:
                raise refusal(name, 1, "edition.header", column=column, columns=",".join(columns))
    with problems:
        unique(name, list(header), 1)
    problems.stop()


def _line(name: str, number: int, header: Sequence[str], cells: Sequence[str]) -> Line:
    spare = cells[len(header) :]
    if any(map(str.strip, spare)):
        raise refusal(name, number, "edition.width", found=len(cells), expected=len(header))
    padded = [*cells[: len(header)], *[""] * (len(header) - len(cells))]
    pairs = zip(header, map(str.strip, padded), strict=True)
    return Line(name, number, {column: _plain(c) if column in FOR_MACHINES else c for column, c in pairs})


def _plain(text: str) -> str:
    """What machines read, in half width: Chinese keyboards type ＝ and （ where = and ( are meant."""
    return unicodedata.normalize("NFKC", text).strip()


def unique(file: str, names: Sequence[str], line: int = 0) -> None:
    """Refuse a name that occurs twice."""
    for name, count in Counter(names).items():
        if count > 1:
            raise refusal(file, line, "edition.duplicate", name=name)


def in_force(year: int | None, first: int | None, last: int | None) -> bool:
    return year is None or ((first is None or first <= year) and (last is None or year <= last))
