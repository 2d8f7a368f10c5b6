"""Templates out: one for each unit that reports, written again only where something changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

from toolkit.collection.carried_years import carry_over, changed_since
from toolkit.collection.files import replace_file
from toolkit.collection.folder import ROSTER, CollectionFolder, example_units
from toolkit.collection.issued_codes import must_keep_codes
from toolkit.collection.issued_settings import must_keep_settings
from toolkit.collection.last_year import Priors, priors
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.open_questions import Renamed, question_lines, renamed
from toolkit.collection.phrases import day
from toolkit.collection.processes import shared_out
from toolkit.collection.progress import Progress, silent
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import take_stock
from toolkit.collection.unit_files import Fallen
from toolkit.collection.void_mergers import void_mergers
from toolkit.errors import MisuseError
from toolkit.form.expression import Number
from toolkit.form.identity import Identity
from toolkit.form.registry import fingerprint, form_for_year
from toolkit.messages import say, say_of
from toolkit.workbook.prepared_template import prepared_template
from toolkit.workbook.template_writer import Prefill

FEW = 6
"""So many workbooks are written sooner than other processes start."""
AT_ONCE = 50
"""Workbooks entered into the ledger together."""


@dataclass(frozen=True)
class Order:
    """A workbook to be issued."""

    unit: ReportingUnit
    file: Path
    identity: Identity
    prior: Mapping[str, Number]
    basis: str


@dataclass
class Distribution:
    """What one run wrote.

    Attributes:
        written: new or changed workbooks; unchanged: those left as they are.
        retired: workbooks issued under a former name, or to a unit that need not report any more, now in
            the folder of the void ones.
        fallen: units that reported and are not in the roster any more; their workbooks stay.
        renamed, questions: units whose name changed without 曾用名, and all that is to be decided, in words.
        priors: last year's figures and how the rosters go over into each other.
        carried: what of last year was copied into the ledger, and what changed there since, in words.
        void_mergers: decisions that were undone because the unit is in the roster again, in words.
    """

    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    retired: list[Path] = field(default_factory=list)
    fallen: list[Fallen] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    priors: Priors = field(default_factory=Priors)
    carried: list[str] = field(default_factory=list)
    void_mergers: list[str] = field(default_factory=list)


def distribute(
    collection: CollectionFolder, ledger: Ledger, progress: Progress = silent, *, dry_run: bool = False
) -> Distribution:
    """Write a template and a covering note for each unit that reports, where it is new or changed.

    Args:
        dry_run: touch no file, and only say what would be written and put away; the ledger must be a copy.

    Raises:
        MisuseError: the roster still has its sample rows; the roster, last year's figures or the ledger
            cannot be read; a code changed after it was issued; or a file cannot be written.
    """
    _must_be_filled_in(collection)
    must_keep_settings(collection, ledger)
    must_keep_codes(collection, ledger)
    void = void_mergers(collection, ledger)
    outbox = collection.folder / "outbox"
    carried = [*carry_over(collection, ledger), *changed_since(collection, ledger)]
    done = Distribution(priors=priors(collection, ledger), carried=carried, void_mergers=void)
    issued = ledger.issued()
    orders = [_order(collection, unit, done.priors) for unit in collection.roster if unit.reports]
    stock = take_stock(collection, ledger)
    done.fallen = stock.fallen
    done.renamed, done.questions = renamed(stock), list(question_lines(stock))
    # Nothing of theirs is put away while nobody has decided, or while it is not known who reported.
    asked = {one.code for one in done.fallen} | (set(issued) if stock.waiting else set())
    gone = sorted(issued.keys() - {order.unit.code for order in orders} - asked)
    void_names = [issued[code][0] for code in gone]
    due = []
    for order in orders:
        name, sha256, basis = issued.get(order.unit.code, ("", "", ""))
        if name and name != order.file.name:
            void_names.append(name)
        same = basis == order.basis and name == order.file.name
        if same and order.file.is_file() and _digest(order.file.read_bytes()) == sha256:
            done.unchanged.append(order.file)
        else:
            due.append(order)
    done.retired = [file for name in void_names for file in _named(outbox, name)]
    if dry_run:
        done.written = [order.file for order in due]
        return done
    done.retired = _put_away(outbox, done.retired)
    _issue(collection, ledger, due, done, progress)
    return done


def _must_be_filled_in(collection: CollectionFolder) -> None:
    """Refuse a roster that still has the sample rows it was made with.

    Raises:
        MisuseError: it names them.
    """
    samples = {unit.name for unit in example_units(collection.form.unit_kinds)}
    left = [unit.name for unit in collection.roster if unit.name in samples]
    if left:
        raise MisuseError(say("outbox.samples", names="、".join(left), path=collection.folder / ROSTER))


def _issue(
    collection: CollectionFolder, ledger: Ledger, due: list[Order], done: Distribution, progress: Progress
) -> None:
    """Write what is due; the ledger learns of it afterwards: the next run makes good what was interrupted."""
    if due:
        ledger.begin("distribute")
    ready: list[tuple[Order, bytes]] = []
    for number, one in enumerate(zip(due, _written(collection, due), strict=True), start=1):
        ready.append(one)
        if len(ready) == AT_ONCE or number == len(due):
            _put_out(collection, ledger, ready)
            done.written += [order.file for order, _ in ready]
            ready = []
        progress(number, len(due))


def _put_out(collection: CollectionFolder, ledger: Ledger, ready: Sequence[tuple[Order, bytes]]) -> None:
    """Place workbooks and notes. Their digests are recorded first: whatever lies in the outbox is known as
    our own if it comes back, wherever the run ends."""
    files: dict[Path, tuple[bytes, str]] = {}
    for order, data in ready:
        note = order.file.with_name(say("outbox.note.file", stem=order.file.stem))
        files[order.file] = data, order.unit.code
        files[note] = _bytes(covering_note(collection, order)), order.unit.code
    written = [(f"outbox/{file.name}", _digest(data), unit) for file, (data, unit) in files.items()]
    ledger.wrote("distribute", "issued", written)
    for file, (data, _) in files.items():
        replace_file(file, data)
    ledger.issue([(order.unit.code, order.file.name, _digest(data), order.basis) for order, data in ready])


def covering_note(collection: CollectionFolder, order: Order) -> str:
    """What the office sends along: who, what, by when, how."""
    return say(
        "outbox.note",
        unit=order.unit.name,
        signer=collection.signer,
        period=collection.form.period(collection.year).words,
        title=collection.form.title,
        notice=collection.form.notice,
        file=order.file.name,
        deadline=day(collection.deadlines.of(order.unit)),
        contact=collection.contact or say("outbox.no_contact"),
        prior=_of_last_year(collection, order),
        scope=say_of("outbox.note.*", order.unit.scope),
    )


def _of_last_year(collection: CollectionFolder, order: Order) -> str:
    """What the note says of last year's figures, in the edition's words where it has any."""
    name = "prior" if order.prior else "no_prior"
    return collection.form.presentation.word(name, say_of("outbox.note.*", name))


def _order(collection: CollectionFolder, unit: ReportingUnit, known: Priors) -> Order:
    identity = collection.identity(unit)
    prior = known.figures.get(unit.code, {})
    file = collection.folder / "outbox" / f"{collection.stem(unit)}.xlsx"
    stated = (
        _toolkit(), fingerprint(collection.edition), identity.fields(), collection.key,
        collection.password, sorted((item, str(value)) for item, value in prior.items()),
        unit.scope, collection.contact, collection.deadlines.of(unit),
    )  # fmt: skip
    return Order(unit, file, identity, prior, _digest(json.dumps(stated, default=str).encode())[:16])


@cache
def _toolkit() -> str:
    return version("ogi-toolkit")  # the installed package's data is parsed at every call


def _written(collection: CollectionFolder, orders: list[Order]) -> Iterator[bytes]:
    """The workbooks, in order; by several processes where that pays."""
    write = partial(_workbook, collection.edition, collection.year, collection.password, collection.key)
    given: list[tuple[Identity, Mapping[str, Number]]] = [(o.identity, o.prior) for o in orders]
    return shared_out(write, given, FEW)


def _workbook(
    edition: str, year: int, password: str, key: str, given: tuple[Identity, Mapping[str, Number]]
) -> bytes:
    identity, prior = given
    prepared = prepared_template(form_for_year(edition, year), year, password)
    return prepared.workbook(identity, Prefill(prior), key=key)


def _named(outbox: Path, name: str) -> list[Path]:
    """A workbook and its note, as far as they are there."""
    files = (outbox / name, outbox / say("outbox.note.file", stem=Path(name).stem))
    return [file for file in files if file.is_file()]


def _put_away(outbox: Path, files: Sequence[Path]) -> list[Path]:
    """Put what is void where nobody sends it by mistake; nothing is deleted."""
    folder = outbox / say("outbox.void")
    if files:
        folder.mkdir(exist_ok=True)
    return [file.replace(folder / file.name) for file in files]


def _bytes(text: str) -> bytes:
    """For Notepad: with BOM and CRLF."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
