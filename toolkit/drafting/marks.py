"""Cells of a grid that the blank marks as not to be filled in."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.drafting.blank import BlankBox
from toolkit.drafting.drafted import DraftBlock


def unfillable(block: DraftBlock) -> Iterator[tuple[BlankBox, str]]:
    """Cells with a mark, a colour or a lock that most cells of the block do not have."""
    boxes = list(dict.fromkeys(block.boxes.values()))
    plain = [box for box in boxes if not box.formula]
    shaded = [box for box in plain if box.shaded]
    locked = [box for box in plain if box.locked]
    once: set[int] = set()
    for box in block.boxes.values():
        if id(box) in once:
            yield box, "merged_cell"
        once.add(id(box))
    for box in boxes:
        if box.not_applicable and box.text:
            yield box, "not_applicable"
        elif box in shaded and 2 * len(shaded) < len(plain):
            yield box, "shaded"
        elif box in locked and 2 * len(locked) < len(plain):
            yield box, "locked"
