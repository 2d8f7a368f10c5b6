"""A drawing as PNG; started as a process, the drawings whose files are named on standard input, one a line.

The process loads nothing but the library that draws, so that it starts at once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import resvg_py


def png_of(svg: str, scale: float) -> bytes:
    """Return an SVG as PNG on white, with so many pixels for each of the screen."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale, background="#ffffff"))


def main() -> None:
    """Write a PNG beside each SVG named, at the scale given on the command line."""
    scale = float(sys.argv[1])
    for line in sys.stdin:
        svg = Path(json.loads(line))
        svg.with_suffix(".png").write_bytes(png_of(svg.read_text("utf-8"), scale))


if __name__ == "__main__":
    main()
