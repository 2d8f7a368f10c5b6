"""A collection is a folder: one city, one year, one roster, one outbox, one inbox."""

from __future__ import annotations

import json
import secrets
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toolkit.collection.roster import ReportingUnit, read_roster, write_roster
from toolkit.errors import MisuseError
from toolkit.form.edition import DEFAULT_EDITION, form_for_year
from toolkit.form.expression import Number
from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.form.values import load_prior
from toolkit.messages import say

CONFIG, ROSTER = "collection.toml", "roster.xlsx"
FOLDERS = ("prior", "outbox", "inbox", "reports")


@dataclass(frozen=True)
class Collection:
    """One year's collection.

    Attributes:
        folder: where it lives.
        city: name of the collecting government.
        year: reporting year.
        key: signing key of the issued workbooks.
        password: locks the issued workbooks, if set.
    """

    folder: Path
    city: str
    year: int
    edition: str
    key: str
    password: str = ""

    @classmethod
    def create(
        cls,
        folder: Path,
        city: str,
        year: int,
        edition: str = DEFAULT_EDITION,
        units: tuple[ReportingUnit, ...] = (),
    ) -> Collection:
        """Start a collection in a new or empty folder.

        Raises:
            MisuseError: the folder already holds a collection, or the edition is not in force.
        """
        if (folder / CONFIG).exists():
            raise MisuseError(say("misuse.already_a_collection", path=folder))
        form_for_year(edition, year)
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        made = cls(folder, city, year, edition, secrets.token_hex(16))
        lines = [
            say("config.head"),
            f"city = {json.dumps(city, ensure_ascii=False)}",
            f"year = {year}",
            f"edition = {json.dumps(edition)}",
            say("config.key"),
            f'key = "{made.key}"',
            say("config.password"),
            'password = ""',
        ]
        (folder / CONFIG).write_text("\n".join(lines) + "\n", encoding="utf-8")
        write_roster(folder / ROSTER, units or _examples())
        return made

    @classmethod
    def open(cls, folder: Path) -> Collection:
        """Open a collection.

        Raises:
            MisuseError: the folder holds none, or its settings do not read.
        """
        file = folder / CONFIG
        if not file.is_file():
            raise MisuseError(say("misuse.not_a_collection", path=folder))
        try:
            data = tomllib.loads(file.read_text("utf-8-sig"))
            city, year, edition = str(data["city"]), int(data["year"]), str(data["edition"])
            return cls(folder, city, year, edition, str(data["key"]), str(data.get("password", "")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, ValueError, TypeError) as error:
            raise MisuseError(say("misuse.bad_config", path=file, reason=error)) from error

    @cached_property
    def form(self) -> Form:
        return form_for_year(self.edition, self.year)

    @cached_property
    def roster(self) -> tuple[ReportingUnit, ...]:
        return read_roster(self.folder / ROSTER)

    @property
    def id(self) -> str:
        """What issued workbooks say of the collection they belong to."""
        return f"{self.city}-{self.year}"

    def identity(self, unit: ReportingUnit) -> Identity:
        """What a unit's issued workbook says of itself."""
        # Below the city itself no reporting unit may make 规章; whether the city may, its office knows.
        rule_making = None if unit.kind in ("government", "other") else 0
        issued = Unit(unit.name, unit.code, rule_making)
        return Identity(self.form.id, self.form.version, issued, self.year, self.id)

    def prior(self, unit: ReportingUnit) -> dict[str, Number]:
        """Last year's figures of a unit: ``prior/CODE.json``, a VALUES.json."""
        file = self.folder / "prior" / f"{unit.code}.json"
        return load_prior(file, self.form, self.year) if file.is_file() else {}


def _examples() -> tuple[ReportingUnit, ...]:
    return tuple(
        ReportingUnit(
            code, say(f"roster.example.{code}"), kind, reports, "" if reports else say("roster.example.why")
        )
        for code, kind, reports in (
            ("001", "government", True),
            ("101", "department", True),
            ("201", "county", True),
            ("901", "department", False),
        )
    )
