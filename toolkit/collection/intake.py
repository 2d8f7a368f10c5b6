"""Templates out, filled workbooks in.

Nothing is stored but the files themselves: what stands is read anew from the inbox every time, so a
status can never disagree with what was received. Where a unit sent several files, the one that
arrived last counts and the others are named as superseded.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from toolkit.collection.folder import Collection
from toolkit.collection.roster import ReportingUnit
from toolkit.errors import MisuseError
from toolkit.findings import Finding
from toolkit.messages import say
from toolkit.review.checks import Review, Status, judge
from toolkit.workbook.submission import Submission, read_submission
from toolkit.workbook.template import Prefill, write_template

Progress = Callable[[int, int], None]


class State(StrEnum):
    """Where a unit of the roster stands."""

    INCLUDED = "included"
    RETURNED = "returned"
    MISSING = "missing"
    EXCLUDED = "excluded"


@dataclass
class Standing:
    """A unit with the review of the file that counts, and the files it superseded."""

    unit: ReportingUnit
    state: State
    review: Review | None = None
    superseded: list[Review] = field(default_factory=list)


@dataclass
class Intake:
    """The inbox as it stands.

    Attributes:
        standings: one for each unit of the roster, in its order.
        unidentified: readable or unreadable files that belong to no unit of the roster.
    """

    standings: list[Standing]
    unidentified: list[Review]

    def count(self, state: State) -> int:
        return sum(standing.state is state for standing in self.standings)

    @property
    def complete(self) -> bool:
        """Every unit that must report is included."""
        return not self.count(State.MISSING) and not self.count(State.RETURNED)


def silent(_done: int, _total: int) -> None:
    """No progress is wanted."""


def distribute(collection: Collection, progress: Progress = silent) -> list[Path]:
    """Write one template for each unit that reports; returns the files."""
    units = [unit for unit in collection.roster if unit.reports]
    written = []
    for done, unit in enumerate(units, start=1):
        file = collection.folder / "outbox" / f"{_safe(unit.code)}-{_safe(unit.name)}-{collection.year}.xlsx"
        write_template(
            file,
            collection.form,
            collection.identity(unit),
            Prefill(prior=collection.prior(unit)),
            password=collection.password,
            key=collection.key,
        )
        written.append(file)
        progress(done, len(units))
    return written


def receive(collection: Collection, paths: Iterable[Path]) -> list[Path]:
    """Copy files into the inbox, never over another; bytes already there are not taken twice.

    Folders are searched for files. Returns the files added.
    """
    inbox = collection.folder / "inbox"
    known = {_digest(file) for file in inbox_files(collection)}
    added = []
    for path in paths:
        if not path.exists():
            raise MisuseError(say("misuse.no_file", path=path))
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if not file.is_file() or inbox in file.parents or (digest := _digest(file)) in known:
                continue
            target = inbox / file.name
            if target.exists():
                target = inbox / f"{file.stem}-{digest[:8]}{file.suffix}"
            shutil.copyfile(file, target)
            known.add(digest)
            added.append(target)
    return added


def inbox_files(collection: Collection) -> list[Path]:
    """Files of the inbox in the order of their arrival; temporary files of office programs left out."""
    files = [
        f
        for f in (collection.folder / "inbox").rglob("*")
        if f.is_file() and not f.name.startswith(("~$", "."))
    ]
    return sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name))


def take_stock(collection: Collection, progress: Progress = silent) -> Intake:
    """Read and judge the whole inbox and say where every unit stands."""
    files = inbox_files(collection)
    found: dict[str, list[Review]] = {}
    unidentified = []
    for done, file in enumerate(files, start=1):
        submission = read_submission(file, key=collection.key)
        unit = _owner(collection, submission)
        if unit is not None:
            _must_belong(collection, submission)
            # Last year's figures of the office's own files count before those in the workbook.
            submission.record.prior = collection.prior(unit) or submission.record.prior
        judged = judge(submission)
        if unit is None:
            unidentified.append(judged)
        else:
            found.setdefault(unit.code, []).append(judged)
        progress(done, len(files))
    return Intake([_standing(unit, found.get(unit.code, [])) for unit in collection.roster], unidentified)


def _standing(unit: ReportingUnit, reviews: Sequence[Review]) -> Standing:
    if not unit.reports:
        return Standing(unit, State.EXCLUDED, superseded=list(reviews))
    if not reviews:
        return Standing(unit, State.MISSING)
    last = reviews[-1]
    state = State.INCLUDED if last.status is Status.ACCEPTED else State.RETURNED
    return Standing(unit, state, last, list(reviews[:-1]))


def _owner(collection: Collection, submission: Submission) -> ReportingUnit | None:
    """The unit a file belongs to: by the code it was issued with, else by its exact name; never guessed."""
    identity = submission.identity
    if identity is None:
        return None
    for unit in collection.roster:
        if identity.unit.code and identity.unit.code == unit.code and identity.collection == collection.id:
            return unit
    return next((unit for unit in collection.roster if identity.unit.name == unit.name), None)


def _must_belong(collection: Collection, submission: Submission) -> None:
    """A workbook of another year, edition or collection is not what was distributed (S-02)."""
    identity = submission.identity
    if identity is None:
        return
    if not identity.collection:
        submission.record.altered += 1
        submission.findings.append(Finding("S-02", "hard", say("intake.no_identity")))
    for name, found, expected in (
        ("year", str(identity.year), str(collection.year)),
        ("edition", identity.edition, collection.edition),
        ("collection", identity.collection, collection.id),
    ):
        if found and found != expected:
            submission.record.altered += 1
            message = say(f"intake.other_{name}", found=found, expected=expected)
            submission.findings.append(Finding("S-02", "hard", message))


def _safe(name: str) -> str:
    """A name that every file system takes."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", name).strip("._") or "_"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
