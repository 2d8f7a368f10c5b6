"""The data files of an edition: rows that know their line, and refusals that name it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from toolkit.errors import EditionError
from toolkit.messages import say


@dataclass(frozen=True, slots=True)
class Line:
    """One data row with its place, so that every refusal can name it."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refuse(self, key: str, **details: object) -> EditionError:
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


def refusal(file: str, line: int, code: str, /, **details: object) -> EditionError:
    return EditionError(file, line, say(code, **details), say(f"{code}.remedy", **details))


def read_csv(folder: Traversable, name: str, columns: Sequence[str]) -> list[Line]:
    file = folder / name
    if not file.is_file():
        raise refusal(name, 0, "edition.file_missing", name=name)
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(name, 0, "edition.not_utf8") from error
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    if header != list(columns):
        raise refusal(name, 1, "edition.header", columns=",".join(columns))
    lines = []
    for cells in reader:
        if not any(cells):
            continue
        if len(cells) != len(columns):
            raise refusal(name, reader.line_num, "edition.width", found=len(cells), expected=len(columns))
        lines.append(Line(name, reader.line_num, dict(zip(columns, map(str.strip, cells), strict=True))))
    return lines


def unique(file: str, names: Sequence[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise refusal(file, 0, "edition.duplicate", name=name)


def in_force(year: int | None, first: int | None, last: int | None) -> bool:
    return year is None or ((first is None or first <= year) and (last is None or year <= last))
