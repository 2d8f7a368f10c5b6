"""A collection is a folder: one city, one year, one roster, one outbox, one inbox, one ledger."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from toolkit.collection.deadlines import OWN_LEVEL, Deadlines
from toolkit.collection.files import part_name
from toolkit.collection.ledger.head_note import HEAD_NOTE
from toolkit.collection.ledger.store import LEDGER, Ledger
from toolkit.collection.phrases import as_typed
from toolkit.collection.roster import ReportingUnit, Roster
from toolkit.collection.roster.reading import read_roster
from toolkit.collection.settings import read_settings, settings_in
from toolkit.collection.signing import government_of
from toolkit.errors import EditionError, MisuseError
from toolkit.form.datafile import refusal
from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.form.registry import copy_edition, edition_of, folder_of, form_for_year, shipped, use_edition
from toolkit.form.settings_schema import SETTINGS
from toolkit.form.unit_kinds import UnitKinds
from toolkit.messages import say, say_of

CONFIG, ROSTER, EDITION = "collection.toml", "roster.xlsx", "edition"
FOLDERS = ("prior", "history", "outbox", "inbox", "returned", "reports")
ISSUED = "issued"
"""Folder for the workbook that the level above has issued to this one."""
PUBLISHED = "published"
"""Folder for the units' published reports, to be compared with what they submitted."""
OWN = (
    CONFIG,
    ROSTER,
    EDITION,
    ISSUED,
    PUBLISHED,
    LEDGER,
    f"{LEDGER}-journal",
    HEAD_NOTE,
    *(name for name in FOLDERS if name != "inbox"),
)
"""What a collection wrote itself or was given to work with; mail lies elsewhere."""


@dataclass(frozen=True)
class CollectionFolder:
    """One year's collection.

    Attributes:
        folder: where it lives.
        city: name of the collecting government.
        year: reporting year.
        key: signing key of the issued workbooks.
        deadlines: by when each kind of unit must report.
        password: locks the issued workbooks, if set.
        contact: whom a unit may ask; shown on what goes back.
        signed_by: who signs documents of the collecting government, where that is not its usual name.
        last_year: folder of last year's collection, whose ledger gives last year's figures.
    """

    folder: Path
    city: str
    year: int
    edition: str
    key: str = field(repr=False)
    deadlines: Deadlines
    password: str = field(default="", repr=False)
    contact: str = ""
    last_year: Path | None = field(default=None)
    signed_by: str = ""

    @classmethod
    def create(
        cls,
        folder: Path,
        city: str,
        year: int,
        edition: str = "",
        units: tuple[ReportingUnit, ...] = (),
        last_year: Path | None = None,
        contact: str = "",
    ) -> CollectionFolder:
        """Start a collection in a new or empty folder.

        Args:
            edition: id of a known edition, whose data the folder gets a copy of where it is not shipped; by
                default last year's, where that is one of one's own, else the one in force.
            units: its roster; examples, where nothing is known yet.
            last_year: folder of last year's collection; its roster is taken over where no units are given.

        Raises:
            MisuseError: the folder already holds a collection, the city has no name or one that the
                settings cannot hold, the edition is not in force, or last year's collection is of another
                city or year.
        """
        from toolkit.collection.roster.roster_workbook import write_roster  # noqa: PLC0415  (once a year)

        if (folder / CONFIG).exists():
            raise MisuseError(say("misuse.already_a_collection", path=folder))
        if not city.strip():
            raise MisuseError(say("misuse.no_city"))
        if last_year is not None:
            last = _checked(CollectionFolder.open(last_year), city, year)
            units = units or tuple(last.roster)
            edition = edition or (last.edition if last.has_own_edition else "")
        edition = edition or edition_of(year)
        law = Deadlines.of_the_law(form_for_year(edition, year), year)
        made = cls(
            folder, city, year, edition, secrets.token_hex(16), law, contact=contact, last_year=last_year
        )
        settings_in(folder / CONFIG, settings := made._settings(), _terms)
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        if edition not in shipped():
            copy_edition(folder_of(edition), folder / EDITION)
        kinds = made.form.unit_kinds
        write_roster(folder / ROSTER, units or example_units(kinds), made.form.unit_properties, kinds)
        # The settings come last: a folder is a collection only once everything else is there.
        Ledger.open(folder).close()
        (folder / CONFIG).write_text(settings, encoding="utf-8")
        return made

    def _settings(self) -> str:
        """``collection.toml`` as it is first written."""
        text = {
            name: json.dumps(value, ensure_ascii=False)
            for name, value in (
                ("city", self.city), ("edition", self.edition), ("key", self.key), ("password", ""),
                ("contact", self.contact), ("signer", self.signed_by),
                ("last_year", _relative(self.last_year, self.folder) if self.last_year else ""),
            )
        }  # fmt: skip
        lines = [
            f"# {say('config.head')}", f"city = {text['city']}", f"year = {self.year}",
            f"edition = {text['edition']}",
            f"# {say('config.key')}", f"key = {text['key']}",
            f"# {say('config.password')}", f"password = {text['password']}",
            f"# {say('config.contact')}", f"contact = {text['contact']}",
            f"# {say('config.signer')}", f"signer = {text['signer']}",
            f"# {say('config.last_year')}", f"last_year = {text['last_year']}",
            "", f"# {say('config.deadlines', notice=self.form.notice)}", "[deadlines]",
            *self._days(),
            f"resubmit_days = {self.deadlines.resubmit_days}       # {say('config.deadlines.resubmit_days')}",
        ]  # fmt: skip
        return "\n".join(lines) + "\n"

    def _days(self) -> Iterator[str]:
        """A line for each deadline of the edition that is one of units, or of the report."""
        for level, day in self.deadlines.days.items():
            if level == "unit":
                yield f"unit = {day}        # {say('config.deadlines.unit')}"
            elif level == "report":
                yield f"report = {day}      # {say('config.deadlines.report')}"
            elif level in self.form.unit_kinds.ids and level != OWN_LEVEL:
                words = say("config.deadlines.kind", kind=self.form.unit_kinds.label(level))
                yield f"{level} = {day}      # {words}"

    @classmethod
    def open(cls, folder: Path) -> CollectionFolder:
        """Open a collection.

        Raises:
            MisuseError: the folder holds none, or its settings do not read.
        """
        file = folder / CONFIG
        if not file.is_file():
            raise MisuseError(say("misuse.not_a_collection", path=folder))
        try:
            if (folder / EDITION).is_dir():
                if not (folder / EDITION / SETTINGS).is_file():
                    raise refusal(SETTINGS, 0, "edition.file_missing", name=SETTINGS)
                use_edition(folder / EDITION)
            read = read_settings(file, _terms)
            form = form_for_year(read.edition, read.year)
        except EditionError as error:
            raise MisuseError(say("edition.of_collection", path=folder / EDITION, problems=error)) from error
        deadlines = Deadlines.given(read.days, read.resubmit_days, form, read.year)
        last_year = Path(folder, read.last_year) if read.last_year else None
        return cls(
            folder, read.city, read.year, read.edition, read.key, deadlines, read.password, read.contact,
            last_year, read.signer,
        )  # fmt: skip

    @property
    def has_own_edition(self) -> bool:
        """Whether its form is not one of those shipped: the folder carries it."""
        return (self.folder / EDITION).is_dir()

    @cached_property
    def form(self) -> Form:
        return form_for_year(self.edition, self.year)

    @cached_property
    def roster(self) -> Roster:
        return read_roster(self.folder / ROSTER, self.form.unit_properties, self.form.unit_kinds)

    @property
    def signer(self) -> str:
        """Who signs the report, the notice and what goes back: as set, else the government of the place."""
        return self.signed_by or government_of(self.city)

    @property
    def typed(self) -> str:
        """The folder, as it is typed in a command."""
        return as_typed(self.folder)

    @property
    def id(self) -> str:
        """What issued workbooks say of the collection they belong to."""
        return f"{self.city}-{self.year}"

    def ledger(self, *, reading_only: bool = False, checked: bool = True) -> Ledger:
        """Its ledger, opened.

        Raises:
            MisuseError: as :meth:`Ledger.open`; also where it is gone and something shows that it existed.
        """
        return Ledger.open(
            self.folder, reading_only=reading_only, traces=traces(self.folder), checked=checked
        )

    def properties(self, unit: ReportingUnit) -> dict[str, int]:
        """What is known of a unit: by the roster, else by its kind, else by what its report covers."""
        said = dict(unit.properties)
        usual = {known.id: known.usual(unit.kind, unit.scope) for known in self.form.unit_properties}
        found = {name: said.get(name, value) for name, value in usual.items()}
        return {name: value for name, value in found.items() if value is not None}

    def properties_of_total(self, unit: ReportingUnit | None) -> dict[str, int]:
        """What is known of the total of a unit, or of the collecting government, which is on no roster."""
        if unit is not None:
            return self.properties(replace(unit, scope="total"))
        usual = {known.id: known.usual("", "total") for known in self.form.unit_properties}
        return {name: value for name, value in usual.items() if value is not None}

    def identity(self, unit: ReportingUnit) -> Identity:
        """What a unit's issued workbook says of itself."""
        known = self.properties(unit)
        stated = tuple((name.id, known.get(name.id)) for name in self.form.unit_properties)
        issued = Unit(unit.name, unit.code, stated)
        return Identity(self.form.id, self.form.version, issued, self.year, self.id)

    def stem(self, unit: ReportingUnit) -> str:
        """Name, for people, of the files of a unit: code, name, year."""
        return f"{part_name(unit.code)}-{part_name(unit.name)}-{self.year}"


def collection_folders(home: Path) -> list[Path]:
    """The folders in a folder that hold a collection, by name."""
    return sorted(found.parent for found in home.glob(f"*/{CONFIG}"))


def _relative(path: Path, start: Path) -> str:
    """A path as it is seen from a folder, so that both may be moved together."""
    try:
        return Path(os.path.relpath(path.resolve(), start.resolve())).as_posix()
    except ValueError:  # on another drive
        return str(path.resolve())


def _terms(edition: str, year: int) -> tuple[int, tuple[str, ...]]:
    """The year in which the reports of a year are due, and the kinds of units that may have a day."""
    form = form_for_year(edition, year)
    return form.period(year).due_from.year, form.unit_kinds.ids


def traces(folder: Path) -> str:
    """What in a collection's folder was written after something was recorded in its ledger, in words."""
    progress = Path(
        say("progress.file")
    ).stem  # and its copies and old drafts: a status writes it without a ledger
    found = (
        ("outbox", any((folder / "outbox").rglob("*.xlsx"))),
        (
            "returned",
            any((folder / "returned").rglob("*.xlsx")) or any((folder / "returned").rglob("*.docx")),
        ),
        (HEAD_NOTE, (folder / HEAD_NOTE).is_file()),
        ("reports", any(progress not in file.name for file in (folder / "reports").rglob("[!.~]*.*"))),
    )
    return "、".join(name for name, there in found if there)


def _checked(last: CollectionFolder, city: str, year: int) -> CollectionFolder:
    """Last year's collection, if it is one of the same city and of the year before."""
    if last.year != year - 1 or last.city != city:
        raise MisuseError(
            say("misuse.not_last_year", path=last.folder, found=last.id, expected=f"{city}-{year - 1}")
        )
    return last


def example_units(kinds: UnitKinds) -> tuple[ReportingUnit, ...]:
    """Return the sample rows of a new roster, to be replaced by the office."""
    return tuple(
        ReportingUnit(
            code, say_of("roster.example.*", code), kinds.example(kind),
            scope=kinds.scope(kinds.example(kind)), counting="counted" if counted else "excluded",
            reason="" if counted else say("roster.example.why"),
        )
        for code, kind, counted in (
            ("001", "government", True),
            ("101", "department", True),
            ("201", "county", True),
            ("901", "department", False),
        )
    )  # fmt: skip
