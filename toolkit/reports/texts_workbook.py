"""报告文字.xlsx: the texts of a total, to be written and changed by the office."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.cells import cell_len
from xlsxwriter import Workbook

from toolkit.collection.files import replace_file
from toolkit.errors import MisuseError
from toolkit.form.model import Form
from toolkit.messages import say, say_of, system_words
from toolkit.workbook.grids import open_grids
from toolkit.workbook.scanning import Unreadable
from toolkit.workbook.styles import Styles
from toolkit.workbook.writing import INERT, growing_sheet

DRAFTED = "\ue000"
"""Stands in a kept text for the sentences made from the figures, which are made anew in each run."""
_WIDTHS = {"label": 22.0, "drafted": 44.0, "words": 64.0, "id": 4.0}
_HEAD, _ID, _WORDS = 2, 3, 2
_HIGHEST = 400
"""Highest row in points that Excel shows."""


def read_texts(file: Path) -> dict[str, str]:
    """Return text id → words as they stand in the workbook; empty where there is none.

    Raises:
        MisuseError: it cannot be read.
    """
    try:
        _, grids = open_grids(file.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=file, reason=system_words(error))) from error
    except Unreadable as problem:
        raise MisuseError(say("texts.unreadable", path=file)) from problem
    grid = grids[next(iter(grids))]
    # The words for the sentences from the figures are beside the ids: they may be others in a later version.
    token = str(grid[_HEAD][_ID] or "") if len(grid) > _HEAD and len(grid[_HEAD]) > _ID else ""
    found = {}
    for row in grid[_HEAD + 1 :]:
        if len(row) > _ID and row[_ID]:
            words = str(row[_WORDS] or "").strip()
            found[str(row[_ID])] = words.replace(token, DRAFTED) if token else words
    return found


def write_texts(
    file: Path,
    form: Form,
    drafted: Mapping[str, str],
    words: Mapping[str, str],
    conflicts: Mapping[str, Mapping[str, str]],
    note: Callable[[Mapping[str, str]], None],
) -> None:
    """Write the workbook.

    Args:
        note: told its path and sha256 before it is in its place.
        drafted: text id → sentences from the figures.
        words: text id → what the office wrote.
        conflicts: text id → document → words, for texts with several versions.

    Raises:
        MisuseError: it is open in another program, or the folder cannot be written.
    """
    token = say("texts.token")
    labels = {text.id: text.label for text in form.texts}
    stream = io.BytesIO()
    with Workbook(stream, INERT) as book:
        styles = Styles(book)
        sheet = growing_sheet(book, say("texts.sheet"))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.merge_range(0, 0, 0, _WORDS, say("texts.title"), styles.title)
        sheet.merge_range(1, 0, 1, _WORDS, say("texts.guide", token=token), styles.guide)
        sheet.set_row(0, 28)
        sheet.set_row(1, 46)
        for column, (key, width) in enumerate(_WIDTHS.items()):
            sheet.set_column(column, column, width, None, {"hidden": key == "id"})
            head = token if key == "id" else say_of("texts.*", key)
            sheet.write_string(_HEAD, column, head, styles.box("header"))
        for row, text in enumerate(form.texts, start=_HEAD + 1):
            own = words.get(text.id, "").replace(DRAFTED, token)
            cells = (text.label, drafted.get(text.id, ""), own)
            for column, content in enumerate(cells):
                style = styles.text if column == _WORDS else styles.check_words
                sheet.write_string(row, column, content, style)
            sheet.write_string(row, _ID, text.id)
            sheet.set_growing_row(row, min(_HIGHEST, _height(cells)))
        sheet.freeze_panes(_HEAD + 1, 1)
        sheet.print_area(0, 0, _HEAD + len(form.texts), _WORDS)
        if conflicts:
            _conflicts(book, styles, labels, conflicts)
    note({file.as_posix(): hashlib.sha256(stream.getvalue()).hexdigest()})
    replace_file(file, stream.getvalue())


def _conflicts(
    book: Workbook,
    styles: Styles,
    labels: Mapping[str, str],
    conflicts: Mapping[str, Mapping[str, str]],
) -> None:
    sheet = book.add_worksheet(say("texts.conflicts"))
    for column, (key, width) in enumerate({"label": 22.0, "source": 34.0, "version": 80.0}.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, say_of("texts.*", key), styles.box("header"))
    rows = [(labels.get(text, text), *one) for text, found in conflicts.items() for one in found.items()]
    for row, cells in enumerate(rows, start=1):
        for column, content in enumerate(cells):
            shown = content.replace(DRAFTED, say("texts.token"))
            sheet.write_string(row, column, shown, styles.check_words)


def _height(cells: tuple[str, ...]) -> float:
    """Return the height of a row in points; a Chinese character is two columns wide."""
    widths = list(_WIDTHS.values())
    lines = [
        sum(max(1, -(-cell_len(line) // int(width - 2))) for line in text.split("\n"))
        for text, width in zip(cells, widths, strict=False)
    ]
    return max(36, 15 * max(lines) + 6)
