"""Printed pages as pictures and words: what stands where on the paper."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2

PER_MM = 4
"""Pixels a millimetre."""


@dataclass(frozen=True)
class Sheet:
    """One page.

    Attributes:
        ink: rows × columns of pixels, true where it is not white.
        words: everything that can be read on it, without spaces.
    """

    ink: npt.NDArray[np.bool_]
    words: str

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        height, width = self.ink.shape
        return width / PER_MM, height / PER_MM

    @property
    def left(self) -> float:
        """Millimetres from the left edge to the first ink."""
        return float(np.flatnonzero(self.ink.any(axis=0))[0]) / PER_MM

    @property
    def right(self) -> float:
        """Millimetres from the last ink to the right edge."""
        return float(np.flatnonzero(np.flip(self.ink.any(axis=0)))[0]) / PER_MM

    @property
    def top(self) -> float:
        return float(np.flatnonzero(self.ink.any(axis=1))[0]) / PER_MM

    @property
    def blank(self) -> bool:
        return int(self.ink.sum()) < 400


def sheets(pdf: Path) -> list[Sheet]:
    """Every page of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        picture = page.render(scale=PER_MM * 25.4 / 72).to_numpy()
        text = page.get_textpage()
        words = unicodedata.normalize("NFKC", "".join(text.get_text_range().split()))
        found.append(Sheet(picture[:, :, :3].min(axis=2) < 200, words))
        text.close()
        page.close()
    document.close()
    return found
