"""Content of a published report as a small text, to be compared in tests."""

from __future__ import annotations

from toolkit.published.content import Paragraph, PublishedContent, PublishedTable


def shown(content: PublishedContent) -> list[str]:
    """One line for each paragraph (``# `` before a heading) and for each row of a table.

    A cell is written as ``column:text``, with ``+rows×columns`` where it covers more than one place.
    """
    return [line for block in content.blocks for line in _lines(block)]


def _lines(block: Paragraph | PublishedTable) -> list[str]:
    if isinstance(block, Paragraph):
        return [f"{'#' * block.level} {block.text}".strip()]
    rows: dict[int, list[str]] = {}
    for cell in block.cells:
        span = "" if cell.rows == cell.columns == 1 else f"+{cell.rows}×{cell.columns}"
        rows.setdefault(cell.row, []).append(f"{cell.column}:{'/'.join(cell.lines)}{span}")
    return ["[", *(" ".join(cells) for cells in rows.values()), "]"]
