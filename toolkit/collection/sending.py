"""What goes out, as it is sent: a folder for a unit, an archive for a county, and a list to tick off."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.collection.city_notice import city_notice
from toolkit.collection.files import digest, part_name, replace_file
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.outbox import Distribution
from toolkit.collection.phrases import day
from toolkit.collection.roster import ReportingUnit
from toolkit.errors import MisuseError
from toolkit.messages import say, say_of, system_words
from toolkit.workbook.grids import Grid, open_grids
from toolkit.workbook.scanning import Unreadable
from toolkit.workbook.styles import Styles
from toolkit.workbook.writing import INERT

COLUMNS: Mapping[str, float] = {
    "code": 7.5, "unit": 28, "parent": 13, "contact": 9, "telephone": 13, "parcel": 30, "deadline": 12,
    "sent": 5, "sent_on": 10, "remark": 18,
}  # fmt: skip
KEPT = ("sent", "sent_on", "remark")
"""Columns that the office fills in; they are carried over from list to list."""
Keep = Callable[[Path, bytes], None]
AT_ONCE = 16_000_000
"""Bytes that are held until they are written."""
_HEAD = 1
_STAMP = (1980, 1, 1, 0, 0, 0)
"""Time of every member, so that the same files give the same archive."""


@dataclass(frozen=True)
class Sending:
    """What was prepared for sending.

    Attributes:
        parcels: folders and archives, in the order of the roster.
        listed: the list of units with contacts; notice: the office's own notice.
        kept_notice: whether a notice changed by hand was left as it is.
        again: units whose workbook changed after it was marked as sent.
    """

    parcels: tuple[Path, ...]
    listed: Path
    notice: Path
    kept_notice: bool
    again: tuple[ReportingUnit, ...]


def prepare_sending(collection: CollectionFolder, ledger: Ledger, done: Distribution) -> Sending:
    """Write folders, archives, the list and the office's notice; marks made in the list stay.

    What is written is on record before, so that it is known as our own if it comes back.

    Raises:
        MisuseError: the list is open in another program, or a file cannot be written.
    """
    outbox = collection.folder / "outbox"
    placing = _Placing(collection, ledger)
    parcels = dict(_parcels(collection, outbox, placing.keep))
    _put_stale_away(outbox, parcels.values())
    listed = outbox / say("sending.list")
    marks, again = _marks(listed), []
    written = {file.name for file in done.written}
    for unit in collection.roster:
        mark = marks.get(unit.code, {})
        sent = mark.get("sent", "") not in ("", say("sending.open"))  # whatever somebody wrote there
        if sent and f"{collection.stem(unit)}.xlsx" in written:
            words = say("sending.changed", on=mark.get("sent_on", ""))
            marks[unit.code] = {"sent": say("sending.open"), "sent_on": "", "remark": words}
            again.append(unit)
    placing.keep(listed, _list(collection, parcels, marks))
    notice, kept = _notice(collection, outbox, placing)
    return Sending(tuple(dict.fromkeys(parcels.values())), listed, notice, kept, tuple(again))


class _Placing:
    """Writes files that are not there yet, many at a time: each entry of the ledger waits for the disk."""

    def __init__(self, collection: CollectionFolder, ledger: Ledger) -> None:
        self.collection, self.ledger = collection, ledger
        self.waiting: dict[Path, tuple[bytes, str]] = {}
        self.size = 0

    def keep(self, file: Path, content: bytes) -> None:
        """Have a file written, unless it is there with that content."""
        sha256 = hashlib.sha256(content).hexdigest()
        if not (file.is_file() and digest(file) == sha256):
            self.waiting[file] = content, sha256
            self.size += len(content)
        if self.size > AT_ONCE:
            self.finish()

    def finish(self) -> None:
        """Write what waits. It is on record before, wherever the run ends."""
        of = self.collection.folder
        written = [
            (file.relative_to(of).as_posix(), sha256, "") for file, (_, sha256) in self.waiting.items()
        ]
        self.ledger.wrote("distribute", "issued", written)
        for file, (data, _) in self.waiting.items():
            replace_file(file, data)
        self.waiting, self.size = {}, 0


# --- parcels -----------------------------------------------------------------------------------


def _parcels(collection: CollectionFolder, outbox: Path, keep: Keep) -> Iterator[tuple[str, Path]]:
    """Write what is sent to each unit directly below the top; yield code → parcel, also of units inside."""
    home = outbox / say("sending.folder")
    for top in collection.roster.children():
        inside = list(_below(collection, top))
        if not inside:
            continue
        name = f"{part_name(top.code)}-{part_name(top.name)}"
        if inside == [top]:
            parcel = home / name
            for file in _files(collection, outbox, top):
                keep(parcel / file.name, file.read_bytes())
        else:
            parcel = home / f"{name}.zip"
            keep(parcel, _packed(collection, outbox, top, inside))
        for unit in inside:
            yield unit.code, parcel


def _below(collection: CollectionFolder, top: ReportingUnit) -> Iterator[ReportingUnit]:
    """Yield a unit and all units below it, where they report."""
    if top.reports:
        yield top
    for child in collection.roster.children(top.code):
        yield from _below(collection, child)


def _files(collection: CollectionFolder, outbox: Path, unit: ReportingUnit) -> list[Path]:
    stem = collection.stem(unit)
    return [outbox / f"{stem}.xlsx", outbox / say("outbox.note.file", stem=stem)]


def _packed(
    collection: CollectionFolder,
    outbox: Path,
    top: ReportingUnit,
    units: Iterable[ReportingUnit],
) -> bytes:
    """An archive: the county's own files on top, those of its units in a folder."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:  # workbooks are compressed already
        for unit in units:
            place = "" if unit is top else say("sending.units") + "/"
            for file in _files(collection, outbox, unit):
                archive.writestr(zipfile.ZipInfo(place + file.name, _STAMP), file.read_bytes())
    return stream.getvalue()


def _put_stale_away(outbox: Path, current: Iterable[Path]) -> None:
    """Move parcels of units that are not sent any more; nothing is deleted."""
    home, void = outbox / say("sending.folder"), outbox / say("outbox.void")
    there = list(home.iterdir()) if home.is_dir() else []
    for stale in sorted(set(there) - set(current)):
        void.mkdir(exist_ok=True)
        target, number = void / stale.name, 1
        while target.exists():
            number += 1
            target = void / f"{stale.stem}-{number}{stale.suffix}"
        stale.replace(target)


# --- the list ----------------------------------------------------------------------------------


def _marks(listed: Path) -> dict[str, dict[str, str]]:
    """Return code → what the office wrote in the last list."""
    try:
        _, grids = open_grids(listed.read_bytes())
        grid: Grid = grids.get(say("sending.sheet"), ())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=listed, reason=system_words(error))) from error
    except Unreadable as problem:
        raise MisuseError(say("sending.unreadable", path=listed)) from problem
    heads = [str(value or "") for value in grid[_HEAD]] if len(grid) > _HEAD else []
    places = {
        key: heads.index(say_of("sending.*", key)) for key in COLUMNS if say_of("sending.*", key) in heads
    }
    if "code" not in places:
        return {}
    rows = grid[_HEAD + 1 :]
    return {
        _word(row[places["code"]]): {key: _word(row[places[key]]) for key in KEPT if key in places}
        for row in rows
    }


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    date = getattr(value, "date", None)
    return "" if value is None else str(date() if callable(date) else value).strip()


def _list(
    collection: CollectionFolder, parcels: Mapping[str, Path], marks: Mapping[str, Mapping[str, str]]
) -> bytes:
    stream = io.BytesIO()
    with Workbook(stream, INERT) as book:
        # The same units and marks give the same bytes: a list is written, and on record, once.
        book.set_properties({"created": datetime(collection.year, 12, 31)})
        styles = Styles(book)
        sheet = book.add_worksheet(say("sending.sheet"))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_footer("&C&A　&P / &N")
        title = say("sending.title", city=collection.city, year=collection.year, title=collection.form.title)
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, title, styles.title)
        sheet.set_row(0, 30)
        for column, (key, width) in enumerate(COLUMNS.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(_HEAD, column, say_of("sending.*", key), styles.box("header"))
        reporting = [unit for unit in collection.roster if unit.reports]
        for row, unit in enumerate(reporting, start=_HEAD + 1):
            _row(sheet, styles, row, _cells(collection, unit, parcels, marks.get(unit.code, {})))
        last = _HEAD + max(1, len(reporting))
        ticks = list(COLUMNS).index("sent")
        choices = [say("sending.open"), say("sending.ticked")]
        sheet.data_validation(_HEAD + 1, ticks, last, ticks, {"validate": "list", "source": choices})
        sheet.autofilter(_HEAD, 0, last, len(COLUMNS) - 1)
        sheet.freeze_panes(_HEAD + 1, 2)
        sheet.repeat_rows(_HEAD)
    return stream.getvalue()


def _row(sheet: Worksheet, styles: Styles, row: int, cells: Mapping[str, str]) -> None:
    lines = max(-(-cell_len(cells[key]) // int(width - 1)) for key, width in COLUMNS.items())
    sheet.set_row(row, 13 * max(1, lines) + 5)
    for column, key in enumerate(COLUMNS):
        centred = key in ("deadline", "sent", "sent_on")
        style = styles.check_centred if centred else styles.check_words
        sheet.write_string(row, column, cells[key], style)


def _cells(
    collection: CollectionFolder,
    unit: ReportingUnit,
    parcels: Mapping[str, Path],
    mark: Mapping[str, str],
) -> dict[str, str]:
    above = collection.roster.by_code.get(unit.parent)
    parcel = parcels[unit.code]
    return {
        "code": unit.code,
        "unit": unit.name,
        "parent": above.name if above else "",
        "contact": unit.contact,
        "telephone": unit.telephone,
        "parcel": f"{parcel.parent.name}/{parcel.name}",
        "deadline": day(collection.deadlines.of(unit)),
        "sent": mark.get("sent") or say("sending.open"),
        "sent_on": mark.get("sent_on", ""),
        "remark": mark.get("remark", ""),
    }


# --- the notice --------------------------------------------------------------------------------


def _notice(collection: CollectionFolder, outbox: Path, placing: _Placing) -> tuple[Path, bool]:
    """Write the office's notice, unless somebody has worked on it: then it stays, the new one beside it."""
    form = collection.form
    name = say("sending.notice.file", year=collection.year, title=part_name(form.title))
    file, content = outbox / f"{name}.docx", city_notice(collection)
    register = outbox / f".{name}.sha256"
    known = register.read_text("ascii") if register.is_file() else ""
    kept = file.is_file() and digest(file) != known
    target = outbox / say("sending.notice.new", name=name) if kept else file
    placing.keep(target, content)
    placing.finish()
    if not kept:
        replace_file(register, digest(file).encode())
    return file, kept
