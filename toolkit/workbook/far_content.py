"""Reading a workbook in which something stands absurdly far away: the form is read, the rest is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeVar

from toolkit.findings import Finding, FoundCell
from toolkit.messages import first_of
from toolkit.workbook.scanning import Unreadable
from toolkit.workbook.scanning.far_cells import FarCell, without_far_cells
from toolkit.workbook.texts import shortened

_Read = TypeVar("_Read")
_SHOWN = 8


def read_near(data: bytes, read: Callable[[bytes], _Read]) -> tuple[_Read, Sequence[Finding]]:
    """What is read of a workbook, without its far cells where these make it refused, and a note on those.

    Raises:
        Unreadable: it is refused nevertheless.
    """
    try:
        return read(data), ()
    except Unreadable as problem:
        if problem.code != "far_cells":
            raise
        try:
            nearer, left_out = without_far_cells(data)
        except Exception:  # a package that passed the scan until then can be damaged behind it in any way
            raise problem from None
    return read(nearer), _notes(left_out)


def _notes(left_out: Sequence[FarCell]) -> list[Finding]:
    """One note for each sheet."""
    found = []
    for sheet, group in groupby(left_out, lambda cell: cell.sheet):
        cells = list(group)
        details = {"sheet": sheet, "cells": first_of(map(_words, cells), _SHOWN)}
        told = tuple(FoundCell("", sheet, cell.cell, cell.content or None) for cell in cells[:_SHOWN])
        found.append(Finding.worded("reading.far_away", "note", details, cells=told))
    return found


def _words(cell: FarCell) -> str:
    return f"{cell.cell}“{shortened(cell.content)}”" if cell.content else cell.cell
