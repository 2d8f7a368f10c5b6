"""A table saved as text (CSV, or with tabs) as rows of cells: what is between the marks, unchanged."""

from __future__ import annotations

import csv
import io

from toolkit.published.formats.decoding import decoded
from toolkit.workbook.grids import Grid

_MARKS = "\t,;\uff0c"


def rows_of_text(data: bytes) -> Grid:
    """Rows of a text in UTF-8, UTF-16 or GBK; its first line tells what stands between cells.

    Raises:
        csv.Error: quotation marks that do not enclose a cell.
    """
    text = decoded(data)
    heading = next(filter(str.strip, text.splitlines()), "")
    mark = max(_MARKS, key=heading.count)
    # Not strict, a quotation mark without its second would make one cell of all lines behind it.
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
