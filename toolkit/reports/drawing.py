"""Charts as SVG, inside the web page and as separate files; text stays text, nothing is fetched."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TypeAlias

from lxml import etree
from markupsafe import Markup
from pygal import HorizontalBar, HorizontalStackedBar, Line, PluginImportFixer
from pygal.graph.graph import Graph
from pygal.style import Style
from rich.cells import cell_len

from toolkit.collection.files import replace_file
from toolkit.form.expression import Number, plain
from toolkit.messages import say
from toolkit.messages.code_types import Code
from toolkit.reports.pictures import Picture, published_pictures
from toolkit.reports.publication import Publication
from toolkit.reports.rasterizing import png_of
from toolkit.reports.wording import percent

# pygal installs an import hook for map plugins, of a kind that Python 3.12 no longer supports and 3.11
# warns about. Maps are not drawn here.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, PluginImportFixer)]

SHADES = ("#1f5f99", "#c55a11", "#7f7f7f", "#548235")
"""Colours that also differ in lightness, each with a contrast of at least 3 : 1 to white."""
_KINDS = {"bars": HorizontalBar, "stacked": HorizontalStackedBar, "lines": Line}
_SVG = "{http://www.w3.org/2000/svg}"
FONTS = "'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Zen Hei', sans-serif"
_CSS = (
    *(f"file://{name}.css" for name in ("style", "graph", "base")),
    "inline:.text-overlay text.value{text-anchor:start;transform:translate(8px,0)}"
    ".line-graph .series .line{stroke-width:3px!important}",
)
SCALE: float = 2
"""Pixels of a PNG for each of the screen, for print."""
Paint: TypeAlias = Callable[[Path], Path]
"""Has a PNG made beside an SVG file, and returns where it is or will be."""
_SERIES = "activate-serie"
_USELESS = ("script", "desc", "title")
"""Elements that only serve pygal's tooltips."""


@dataclass(frozen=True)
class DrawingSize:
    """Width and size of letters in pixels, columns of the legend, steps of the axis, ending of ids."""

    width: int
    letter: int
    legend: int
    steps: int
    mark: str = ""


WIDE = DrawingSize(760, 15, 4, 16)
NARROW = DrawingSize(350, 14, 2, 4, "-narrow")
"""For a telephone: as wide as its screen, so that nothing is scrolled or shrunk."""


def drawn(picture: Picture, measure: DrawingSize = WIDE) -> Markup:
    """Return the chart as an ``svg`` element; its figures are in a table beside it."""
    return Markup(etree.tostring(chart_tree(picture, measure=measure), encoding="unicode"))


def write_drawings(publication: Publication, folder: Path, paint: Paint | None = None) -> list[Path]:
    """Write every chart as SVG and as PNG, each including its title; return the files.

    Args:
        paint: has a PNG made beside an SVG file; made at once by default.

    Where no font with Chinese characters is installed, there are no PNG: their labels would be missing.

    Raises:
        MisuseError: a file cannot be written.
    """
    report = publication.report
    lacking = "" if report is None or report.rolled.complete else "\n" + report.coverage
    files = []
    for picture in published_pictures(publication):
        title = say("page.chart", title=picture.title, unit=picture.unit)
        key: Code = "chart.file.years" if picture.drawn == "lines" else "report.title"
        heading = say(key, name=publication.name, year=publication.year, title=title)
        tree = chart_tree(picture, heading + lacking)
        data = etree.tostring(tree, encoding="utf-8", xml_declaration=True)
        files.append(folder / say("chart.file", title=picture.title))
        replace_file(files[-1], data)
        if can_letter():
            files.append((paint or painted)(files[-1]))
    return files


def painted(svg: Path) -> Path:
    """Write a PNG beside an SVG file.

    Raises:
        MisuseError: it cannot be written.
    """
    png = svg.with_suffix(".png")
    replace_file(png, as_png(svg.read_text("utf-8")))
    return png


def as_png(svg: str) -> bytes:
    """Return a drawing as PNG."""
    return _as_png(svg, SCALE)


@lru_cache(maxsize=16)
def _as_png(svg: str, scale: float) -> bytes:
    # Most drawings are the same when a report is written again, and making a PNG takes a large part of that.
    return png_of(svg, scale)


@lru_cache(maxsize=1)
def can_letter() -> bool:
    """Whether a character of the labels leaves a trace in a drawing."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
        '<text x="0" y="15" font-size="15" font-family="{fonts}">{words}</text></svg>'
    )
    return as_png(drawing.format(fonts=FONTS, words=say("unit.count"))) != as_png(
        drawing.format(fonts=FONTS, words="")
    )


def chart_tree(picture: Picture, heading: str = "", measure: DrawingSize = WIDE) -> etree._Element:
    chart = _chart(picture, heading, measure)
    upright = list(picture.rows) if picture.drawn == "lines" else list(reversed(picture.rows))
    chart.x_labels = [label for label, _ in upright]
    for n, head in enumerate(picture.heads):
        chart.add(head, [None if values[n] is None else float(values[n] or 0) for _, values in upright])
    tree = chart.render_tree()
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or etree.QName(element).localname in _USELESS:
            element.getparent().remove(element)
        elif element.get("id", "").startswith(_SERIES):
            del element.attrib["id"]  # ids would occur twice on a page with several charts
    words = etree.Element(f"{_SVG}title", id=f"{picture.id}{measure.mark}-title")
    words.text = picture.title
    tree.insert(0, words)
    tree.set("role", "img")
    tree.set("aria-labelledby", f"{picture.id}{measure.mark}-title")
    tree.set("focusable", "false")
    tree.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    etree.cleanup_namespaces(tree)
    return tree


def _overhang(picture: Picture, letter: int) -> int:
    """Return the pixels missing left of Chinese labels, because pygal takes every character as narrow."""
    return max(int((cell_len(label) - len(label)) * letter * 0.4) for label, _ in picture.rows)


def _beyond(picture: Picture, letter: int) -> int:
    """Return the pixels needed right of the last point for half of its label."""
    return int(cell_len(picture.rows[-1][0]) * letter * 0.3)


def _values(picture: Picture, measure: DrawingSize) -> int:
    """Return the pixels needed right of the longest bar for its figure, where the axis leaves no room."""
    if measure is WIDE or picture.drawn != "bars":
        return 0
    longest = max(len(plain(value)) for _, values in picture.rows for value in values if value is not None)
    return int(longest * measure.letter * 0.65)


def _chart(picture: Picture, heading: str, measure: DrawingSize) -> Graph:
    letter = measure.letter

    def shown(value: Number | float | None) -> str:
        if value is None:
            return ""
        return percent(value) if picture.share else plain(int(value)) if value == int(value) else f"{value:g}"

    bars = picture.drawn != "lines"
    above = 30 * (1 + heading.count("\n")) if heading else 0
    height = (70 + 34 * len(picture.rows) if bars else 320) + 60 + above
    chart = _KINDS[picture.drawn](
        js=(),
        style=Style(
            background="#ffffff", plot_background="#ffffff", foreground="#222222",
            foreground_strong="#222222", foreground_subtle="#767676", opacity="1", opacity_hover="1",
            colors=SHADES, font_family=FONTS, label_font_size=letter, major_label_font_size=letter,
            guide_stroke_color="#d0d0d0", guide_stroke_dasharray="none",
            major_guide_stroke_color="#d0d0d0", major_guide_stroke_dasharray="none",
            value_font_size=letter, legend_font_size=letter, title_font_size=letter + 2, transition="none",
        ),
        title=heading or None, disable_xml_declaration=True,
        show_legend=len(picture.heads) > 1, legend_at_bottom=True,
        legend_at_bottom_columns=measure.legend, print_values=picture.drawn == "bars",
        print_values_position="top",
        value_formatter=shown, height=height, width=measure.width, max_scale=measure.steps,
        margin_left=10 + _overhang(picture, letter) if bars else 10,
        margin_right=10 + (_values(picture, measure) if bars else _beyond(picture, letter)), css=_CSS,
        truncate_label=-1, truncate_legend=-1, margin=10, range=(0, 1) if picture.share else None,
        include_x_axis=bars, order_min=None if picture.share else 0, dots_size=5, stroke_style={"width": 3},
    )  # fmt: skip
    # The same report gives the same bytes: ids depend neither on the clock nor on random numbers.
    chart.uuid = picture.id + measure.mark
    chart.y_labels = _steps(picture, measure.steps if bars else max(measure.steps, 6))
    return chart


def _steps(picture: Picture, most: int) -> list[float] | None:
    """Return the figures of the axis, in steps of 1, 2 or 5 times a power of ten: pygal doubles, to 1600.

    None where there are too few of them, or figures below 0: pygal finds its own.
    """
    rows = [[float(value) for value in values if value is not None] for _, values in picture.rows]
    ends = [sum(row) if picture.drawn == "stacked" else max(row) for row in rows if row]
    top = 1.0 if picture.share else max(ends, default=0.0)
    sizes = (size * 10.0**order for order in count(-1 if picture.share else 0) for size in (1, 2, 5))
    step = next(size for size in sizes if top / size <= most)
    figures = [round(step * n, 1) for n in range(int(top / step + 1e-9) + 1)]
    return figures if len(figures) > 1 and min(map(min, filter(None, rows))) >= 0 else None
