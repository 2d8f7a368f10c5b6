"""``collection.toml`` read with patience; every problem is told with its line and key, all at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias
from unicodedata import category

from toolkit.collection.dates import day_in_settings
from toolkit.errors import MisuseError
from toolkit.form.datafile import decoded
from toolkit.form.registry import editions
from toolkit.form.toml_text import TomlSyntaxError, lines_that_set, parsed_toml
from toolkit.form.unit_kinds import usual_kinds
from toolkit.form.unit_settings import GENERAL, REPORT, RESUBMIT_DAYS
from toolkit.messages import code_of, say, system_words
from toolkit.messages.code_types import Code

KEYS: Mapping[str, type] = {
    "city": str, "year": int, "edition": str, "key": str, "password": str, "contact": str, "signer": str,
    "last_year": str, "deadlines": dict,
}  # fmt: skip
REQUIRED = ("city", "year", "edition", "key")
Terms: TypeAlias = Callable[[str, int], tuple[int, Sequence[str]]]
"""Edition and reporting year → the year of a deadline that is written without one, and the kinds of units
that may have a deadline of their own."""

_EARLIEST_MONTH = 12
"""Of the year before reports are due: an earlier deadline bears the wrong year."""
_MOST_DAYS = 366
_LONGEST = {"city": 60, "password": 255}
"""Letters that names of files, and the passwords of spreadsheet programs, have room for."""
WORDS = ("contact", "signer")
"""Settings that are plain text, of several lines perhaps."""
_BARE_DAY = re.compile(rf"(\s*(?!{RESUBMIT_DAYS}\b)[a-z0-9_]+\s*=\s*)([^\"'#\s][^\"'#]*?)(\s*(?:#.*)?)")
_TABLE = re.compile(r"\s*\[+\s*deadlines\s*\]")
_LIKE_A_DAY = re.compile(r"\d+\D")


@dataclass(frozen=True)
class Settings:
    """What ``collection.toml`` says.

    Attributes:
        days: deadlines of the office by level of unit.
        resubmit_days: days to correct what was returned; None where the file does not say.
    """

    city: str
    year: int
    edition: str
    key: str
    password: str = ""
    contact: str = ""
    signer: str = ""
    last_year: str = ""
    days: Mapping[str, date] = field(default_factory=dict)
    resubmit_days: int | None = None


def usual_terms(_: str, year: int) -> tuple[int, Sequence[str]]:
    """The terms of the statutory report."""
    return year + 1, usual_kinds().ids


def read_settings(file: Path, terms: Terms = usual_terms) -> Settings:
    """Read and check the settings of a collection.

    Args:
        terms: what the edition says of deadlines.

    Raises:
        MisuseError: every problem found, each with its line and key.
    """
    return settings_in(file, _text(file), terms)


def settings_in(file: Path, text: str, terms: Terms = usual_terms) -> Settings:
    """The settings that a text states, which stands in the file or is to; else as :func:`read_settings`."""
    data = _parsed(file, text)
    reader = _SettingsReader(text, terms)
    settings = reader.settings(data)
    if settings is None:
        raise MisuseError(say("config.problems", path=file, problems="\n".join(reader.problems)))
    return settings


def _text(file: Path) -> str:
    """The text of the file: UTF-8, or what old versions of Notepad save (GBK, UTF-16)."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=file, reason=system_words(error))) from error
    text = decoded(data)
    if text is None:
        raise MisuseError(say("config.no_text", path=file))
    return text


def _parsed(file: Path, text: str) -> dict[str, object]:
    """The file as TOML; dates that are written as people write them may lack quotes."""
    lines = text.split("\n")
    table = next((n for n, line in enumerate(lines) if _TABLE.match(line)), len(lines))
    for number, line in enumerate(lines):
        found = _BARE_DAY.fullmatch(line)
        # Above the table stand days whose heading was deleted.
        if found and not _is_toml_day(found[2]) and (number > table or _LIKE_A_DAY.match(found[2])):
            lines[number] = f'{found[1]}"{found[2]}"{found[3]}'
    try:
        return parsed_toml("\n".join(lines))
    except TomlSyntaxError as error:
        told = text.split("\n")[error.line - 1].strip()
        raise MisuseError(
            say("config.syntax", path=file, line=error.line, text=told, remedy=error.remedy)
        ) from error


def _is_toml_day(text: str) -> bool:
    """Whether TOML reads it as a date; one that does not exist is told better as text."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2024-01-31")


class _SettingsReader:
    """Checks values by key and gathers what is wrong."""

    def __init__(self, text: str, terms: Terms) -> None:
        self.lines, self.terms = text.split("\n"), terms
        self.problems: list[str] = []

    def settings(self, data: Mapping[str, object]) -> Settings | None:
        """The settings; None where there are problems."""
        self._unknown(data, tuple(KEYS))
        for key in REQUIRED:
            if not str(data.get(key, "")).strip():
                self.problems.append(say("config.missing", key=key))
        plain = {key: data[key] for key in KEYS if key in data and self._typed(key, data[key], KEYS[key])}
        for key, value in plain.items():
            if isinstance(value, str):
                self._check_text(key, value)
        table = plain.pop("deadlines", {})
        if self.problems:
            return None
        assert isinstance(table, dict)
        year, edition = plain["year"], plain["edition"]
        assert isinstance(year, int) and isinstance(edition, str)
        try:
            terms = self.terms(edition, year)
        except MisuseError as error:
            self._tell("year" if edition in editions() else "edition", "config.bad_value", reason=error)
            return None
        days = dict(self._days(table, *terms))
        count, named = table.get(RESUBMIT_DAYS), RESUBMIT_DAYS in table
        if named and self._typed(RESUBMIT_DAYS, count, int) and count not in range(_MOST_DAYS + 1):
            self._tell(RESUBMIT_DAYS, "config.out_of_range", value=count, most=_MOST_DAYS)
        return None if self.problems else Settings(**plain, days=days, resubmit_days=count)  # type: ignore[arg-type]

    def _days(
        self, table: Mapping[str, object], year: int, kinds: Sequence[str]
    ) -> Iterator[tuple[str, date]]:
        keys = (GENERAL, *kinds, REPORT)
        self._unknown(table, (*keys, RESUBMIT_DAYS))
        for key in keys:
            if key in table:
                try:
                    day = day_in_settings(table[key], year)
                except MisuseError as error:
                    self._tell(key, "config.bad_value", reason=error)
                    continue
                if day < date(year - 1, _EARLIEST_MONTH, 1):
                    self._tell(key, "config.early", value=day, year=year)
                yield key, day

    def _check_text(self, key: str, text: str) -> None:
        plain = " ".join(text.split()) if key in WORDS else text
        if any(category(letter) == "Cc" for letter in plain):
            self._tell(key, "config.control_character")
        elif len(text) > (most := _LONGEST.get(key, len(text))):
            self._tell(key, "config.too_long", count=len(text), most=most)

    def _unknown(self, data: Mapping[str, object], known: tuple[str, ...]) -> None:
        for key in data:
            if key not in known:
                if key in (GENERAL, REPORT, RESUBMIT_DAYS):
                    self._tell(key, "config.no_section")
                    continue
                near = difflib.get_close_matches(key, known, 1)
                hint = say("config.unknown.near", near=near[0]) if near else ""
                self._tell(key, "config.unknown", known="、".join(known), hint=hint)

    def _typed(self, key: str, value: object, wanted: type) -> bool:
        if isinstance(value, wanted) and not isinstance(value, bool):
            return True
        written = self.lines[self._place(key) - 1].partition("=")[2].partition("#")[0].strip()
        self._tell(key, code_of("config.type.*", wanted.__name__), value=written)
        return False

    def _tell(self, key: str, code: Code, **details: object) -> None:
        self.problems.append(say(code, line=self._place(key), key=key, **details))

    def _place(self, key: str) -> int:
        places = [number for number, _ in lines_that_set(key, self.lines)]
        # A deadline may have the same name as a key above its table: the last one is meant there.
        return places[-1] if places else 0
