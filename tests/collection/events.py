"""A small office to which things happen, and a plain account of what they must come to.

The account knows what was sent and decided, and nothing of ledger, readings or rosters; the toolkit's outputs
are compared with it after every event.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from tests.clerk import opened_book
from tests.collection.office import figures, office, put, take, workbook
from toolkit.cli.collect_text import changes_text, run_text
from toolkit.cli.status import stock_json
from toolkit.collection import deciding
from toolkit.collection.folder import ROSTER, CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.outbox import distribute
from toolkit.collection.receiving.intake import read_again
from toolkit.collection.returning import put_away, send_back
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import Snapshot, UnitState, take_stock
from toolkit.collection.unit_row import unit_rows
from toolkit.messages import say, say_of
from toolkit.reports.figures import as_json
from toolkit.reports.progress_workbook import unit_line, write_progress
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.fallen_words import fallen_text
from toolkit.rollup.supersession import supersessions

TOTAL = "requests.received.total"
RECEIVED, GRANTED = "requests.received.natural_person", "requests.granted.natural_person"


@dataclass
class Sent:
    """A file of a unit: so many requests, and whether it adds up."""

    count: int
    right: bool
    number: int
    withdrawn: bool = False


@dataclass
class Account:
    """What a unit sent and what was decided of it."""

    sent: list[Sent] = field(default_factory=list)
    excluded: bool = False
    listed: bool = True
    merged: tuple[str, str, int] | None = None
    """How, with whom, and the last file by then."""

    def counts(self, after: int = 0) -> int | None:
        """Requests of the file that counts; ``None`` without one that adds up."""
        files = [file for file in self.sent if not file.withdrawn and file.number > after]
        return files[-1].count if files and files[-1].right else None

    def passed(self) -> int:
        """Requests of the last file that adds up."""
        return next((f.count for f in reversed(self.sent) if f.right and not f.withdrawn), 0)


class Happenings:
    """An office, its account, and the events that happen to both."""

    def __init__(self, folder: Path, units: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.units = tuple(
            ReportingUnit(f"{n}", f"样例市第{n}局", former_names=(f"样例市原{n}局",))
            for n in range(101, 101 + units)
        )
        self.folder, self.day = folder, date(2024, 1, 10)
        self.collection = office(folder / "c", self.units)
        self.ledger: Ledger = self.collection.ledger()
        self.accounts = {unit.code: Account() for unit in self.units}
        self.said: list[str] = []
        self.letters = 0
        distribute(self.collection, self.ledger)

    # --- what it must come to ------------------------------------------------------------------

    def expected(self) -> dict[str, int]:
        """Code of every unit of the roster that counts → its requests, added reports included."""
        found = {}
        for code, account in self.accounts.items():
            if not account.listed or account.excluded:
                continue
            mergers = [a for a in self.accounts.values() if not a.listed and a.merged and a.merged[1] == code]
            after = max((a.merged[2] for a in mergers if a.merged and a.merged[0] == "new"), default=0)
            own = account.counts(after)
            if own is not None:
                found[code] = own + sum(a.passed() for a in mergers if a.merged and a.merged[0] == "both")
        return found

    def fallen(self) -> set[str]:
        """Units that left the roster with a report, and about which nobody decided."""
        return {
            code
            for code, a in self.accounts.items()
            if not a.listed and not self._settled(a) and any(not file.withdrawn for file in a.sent)
        }

    def _settled(self, account: Account) -> bool:
        """Whether somebody said what becomes of its report; not if the other unit has left as well."""
        return account.merged is not None and self.accounts[account.merged[1]].listed

    # --- events --------------------------------------------------------------------------------

    def stock(self) -> Snapshot:
        return take_stock(self.collection, self.ledger, self.day)

    def send(self, code: str, *counts: int, right: bool = True) -> None:
        """A unit sends files, each in a run of its own."""
        for count in counts:
            values = figures(received=count, granted=count if right else count + 1)
            # Another telephone number makes another file of the same figures.
            self.letters += 1
            name = f"{self.letters:03}.xlsx"
            values |= {f"requests.received.{'business'}": 0}
            data = workbook(self.collection, code, values, reasons={}, declared=True)
            self._take(put(self.folder / "mail", name, _stamped(data, self.letters)))
            number = max(file.number for file in self.ledger.received())
            self.accounts[code].sent.append(Sent(count, right, number))

    def _take(self, *files: Path) -> None:
        intake = take(self.collection, self.ledger, *files, on=self.day)
        returned = send_back(self.collection, intake.after, self.day)
        moved = supersessions(intake.before, intake.after)
        self.said += run_text(intake, moved, returned, dry_run=False)

    def own_file_comes_back(self) -> None:
        written = [*(self.collection.folder / "outbox").glob("*.xlsx")]
        written += (self.collection.folder / "returned").rglob("*.xlsx")
        file = self.random.choice(sorted(written))
        self.letters += 1
        self._take(put(self.folder / "mail", f"回-{self.letters}-{file.name}", file.read_bytes()))

    def decide(self, act: Callable[[Snapshot], object]) -> None:
        """A decision, with what it says of what changes, as ``ogi decide`` does it."""
        with self.ledger.alone():
            before = self.stock()
            act(before)
            read_again(self.collection, self.ledger)
        after = self.stock()
        put_away(after)
        self.said += changes_text(supersessions(before, after), self.collection.form)

    def withdraw(self, code: str) -> None:
        file = [file for file in self.accounts[code].sent if not file.withdrawn][-1]
        self.decide(lambda stock: deciding.withdraw(stock, str(file.number), why="误发"))
        file.withdrawn = True

    def exclude(self, code: str) -> None:
        self.decide(lambda stock: deciding.exclude(stock, code, why="垂直管理"))
        self.accounts[code].excluded = True

    def undo_exclusion(self, code: str) -> None:
        made = [d for d in self.ledger.decisions() if d.kind == "exclude" and d.unit == code][-1]
        self.decide(lambda stock: deciding.undo(stock, made.number, why="不垂直"))
        self.accounts[code].excluded = False

    def correct(self, code: str, new: int) -> None:
        file = [file for file in self.accounts[code].sent if not file.withdrawn][-1]
        for item in (RECEIVED, GRANTED):
            old = str(file.count)
            self.decide(lambda s, i=item, o=old: deciding.correct(s, code, i, o, str(new), why="来电"))  # type: ignore[misc]
        file.count = new

    def extend(self, code: str) -> None:
        later = self.stock().standing(code).due + timedelta(days=3)
        self.decide(lambda stock: deciding.extend(stock, code, later, why="搬迁"))

    def strike(self, code: str, successor: str = "") -> None:
        """A row of the roster is deleted, its name put among another's former ones."""
        self.accounts[code].listed = False
        self._write_roster({successor: code} if successor else {})

    def restore(self, code: str) -> None:
        """The row comes back: the unit reports for itself, whatever was decided when it had left."""
        self.accounts[code].listed = True
        self.accounts[code].merged = None
        self._write_roster({})

    def _write_roster(self, former: dict[str, str]) -> None:
        names = {unit.code: unit.name for unit in self.units}
        listed = [unit for unit in self.units if self.accounts[unit.code].listed]
        rows = [replace(u, former_names=(names[former[u.code]],)) if u.code in former else u for u in listed]
        write_roster(self.collection.folder / ROSTER, rows)
        self.collection = CollectionFolder.open(self.collection.folder)
        self._take()

    def merge(self, other: str, code: str, how: str) -> None:
        last = max(file.number for file in self.ledger.received())
        self.decide(lambda stock: deciding.merge(stock, other, code, how, why="机构改革"))
        self.accounts[other].merged = (how, code, last)

    # --- what is compared ----------------------------------------------------------------------

    def check(self, before: dict[str, int]) -> dict[str, int]:
        """Every output after an event against the account, and that nothing stopped counting silently."""
        stock, now = self.stock(), self.expected()
        rolled = roll_up(stock)
        assert rolled.values[TOTAL] == sum(now.values())
        assert {line.unit.code for line in rolled.counted} == set(now)
        assert {one.code for one in stock.fallen} == self.fallen()
        screen = [*self.said, *fallen_text(stock)]
        screen += [" ".join(map(str, unit_line(row))) for row in unit_rows(stock)]
        for code in before.keys() - now.keys():
            name = self.units[int(code) - 101].name
            lines = [line for line in screen if name in line and say("state.included") not in line]
            assert lines, f"{name} stopped counting, and nothing said so"
        self.said.clear()
        agree(stock)
        return now

    def close(self) -> None:
        self.ledger.close()


def _stamped(data: bytes, number: int) -> bytes:
    """The same workbook as other bytes: a comment at the end of the archive."""
    import io
    import zipfile

    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = str(number).encode()
    return stream.getvalue()


def agree(stock: Snapshot) -> None:
    """Screen, JSON, rollup and row state the same of every unit."""
    rows = {row.code: row for row in unit_rows(stock)}
    shown = {str(unit_line(row)[0]): str(unit_line(row)[4]) for row in rows.values()}
    figures_of = {unit["code"]: unit for unit in as_json(roll_up(stock))["units"]}  # type: ignore[attr-defined]
    for unit in stock_json(stock)["units"]:  # type: ignore[attr-defined]
        row, rolled = rows[unit["code"]], figures_of[unit["code"]]
        state = row.state
        assert unit["state"] == rolled["standing"] == str(state)
        assert shown[row.code] == say_of("state.*", state)
        assert unit["late"] == row.late and unit["awaited"] == (str(row.awaited) or None)
        assert (rolled["state"] == "included") == (state is UnitState.INCLUDED)
        assert [one["details"] for one in unit["corrections"]] == [
            one["details"] for one in rolled["corrections"]
        ]
        assert unit["receipt"] == row.receipt and rolled["sha256"] == row.sha256


def in_progress_workbook(stock: Snapshot, day: date) -> Iterator[tuple[str, str]]:
    """Code and state of every unit, as 报送进度 shows them."""
    book = opened_book(write_progress(stock, day))
    sheet = book[say("progress.sheet.units")]
    heads = [cell.value for cell in sheet[2]]
    code, state = heads.index(say("status.head.code")), heads.index(say("status.head.state"))
    for row in sheet.iter_rows(min_row=3, values_only=True):
        yield str(row[code]), str(row[state])
