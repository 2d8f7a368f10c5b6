"""The year on one page (图解): leading figures as tiles and the charts of a report, as SVG and PNG.

Made from the indicators and charts of the edition, so that it cannot say anything else than the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from toolkit.collection.files import part_name, replace_file
from toolkit.form.expression import Number, plain
from toolkit.form.indicators import Indicator, indicators
from toolkit.messages import say
from toolkit.reports.drawing import FONTS, DrawingSize, Paint, can_letter, chart_tree, painted
from toolkit.reports.pictures import Picture, chart_plans, published_pictures
from toolkit.reports.publication import Publication
from toolkit.reports.wording import percent, title_parts

_SVG = "http://www.w3.org/2000/svg"
_WIDTH, _MARGIN, _GAP = 900, 40, 20
_HALF = (_WIDTH - 2 * _MARGIN - _GAP) // 2
_TILES = 5
_DARK, _LIGHT, _INK = "#1f5f99", "#eef3f8", "#222222"
_CHART = DrawingSize(_HALF, 13, 2, 4, "-picture")


def write_year_picture(publication: Publication, folder: Path, paint: Paint = painted) -> list[Path]:
    """Write the picture; without a Chinese font no PNG is written, its labels would be missing.

    Raises:
        MisuseError: a file cannot be written.
    """
    titles = title_parts(publication.official)
    svg = folder / say("picture.file", city=part_name(publication.name), year=publication.year, **titles)
    data = etree.tostring(year_picture(publication), encoding="utf-8", xml_declaration=True)
    replace_file(svg, data)
    return [svg, paint(svg)] if can_letter() else [svg]


def year_picture(publication: Publication) -> etree._Element:
    """The picture as an ``svg`` element, as high as it needs to be."""
    root = etree.Element(f"{{{_SVG}}}svg", nsmap={None: _SVG})
    root.set("role", "img")
    root.set("aria-labelledby", "picture-title picture-words")
    heading = say(
        "picture.title", name=publication.name, year=publication.year, title=publication.form.short_title
    )
    tiles = _tiles(publication)
    _child(root, "title", heading, id="picture-title")
    told = "、".join(f"{label} {value}" for label, value in tiles)
    _child(root, "desc", told, id="picture-words")
    _child(root, "rect", width=_WIDTH, height="100%", fill="#ffffff")
    _child(root, "rect", width=_WIDTH, height=110, fill=_DARK)
    _text(root, heading, (_WIDTH // 2, 66), 30, "#ffffff", middle=True)
    report = publication.report
    y = 130
    if report is not None and not report.rolled.complete:
        _text(root, report.coverage, (_WIDTH // 2, y + 14), 14, "#9c0006", middle=True)
        y += 34
    y = _draw_tiles(root, tiles, y)
    y = _draw_charts(root, published_pictures(publication), y)
    y = _draw_list(root, publication, y)
    _text(root, say("picture.source", title=publication.title), (_MARGIN, y + 20), 13, "#595959")
    root.set("width", str(_WIDTH))
    root.set("height", str(y + 44))
    root.set("viewBox", f"0 0 {_WIDTH} {y + 44}")
    return root


def _tiles(publication: Publication) -> list[tuple[str, str]]:
    """The indicators that the edition shows over the years: what comes first in its reports."""
    leading = [
        one for plan in chart_plans(publication.form.id) if plan.drawn == "lines" for one in plan.members
    ]
    return [(one.label, _shown(one, one.value(publication.values))) for one in leading[:_TILES]]


def _draw_tiles(root: etree._Element, tiles: Sequence[tuple[str, str]], y: int) -> int:
    if not tiles:
        return y
    width = (_WIDTH - 2 * _MARGIN - _GAP * (len(tiles) - 1)) // len(tiles)
    for number, (label, value) in enumerate(tiles):
        x = _MARGIN + number * (width + _GAP)
        _child(root, "rect", x=x, y=y, width=width, height=96, rx=8, fill=_LIGHT)
        _text(root, value, (x + width // 2, y + 48), 28, _DARK, middle=True, bold=True)
        _text(root, label, (x + width // 2, y + 78), 15, _INK, middle=True)
    return y + 96 + 24


def _draw_charts(root: etree._Element, pictures: Sequence[Picture], y: int) -> int:
    """Charts in two columns, each where there is more room."""
    ends = [y, y]
    for picture in pictures:
        side = 0 if ends[0] <= ends[1] else 1
        x, top = _MARGIN + side * (_HALF + _GAP), ends[side]
        _child(root, "rect", x=x, y=top, width=6, height=20, fill=_DARK)
        title = say("page.chart", title=picture.title, unit=picture.unit)
        _text(root, title, (x + 14, top + 16), 17, _INK, bold=True)
        tree = chart_tree(picture, measure=_CHART)
        _, _, width, height = map(float, tree.get("viewBox", "0 0 0 0").split())
        shown = int(height * _HALF / width) if width else 0
        for name, value in (("x", x), ("y", top + 28), ("width", _HALF), ("height", shown)):
            tree.set(name, str(value))
        tree.set("overflow", "visible")  # it fits; to clip it would take a third of the time a PNG takes
        root.append(tree)
        ends[side] = top + 28 + shown + 22
    return max(ends)


def _draw_list(root: etree._Element, publication: Publication, y: int) -> int:
    """What has no chart: a line for each indicator that has a figure."""
    drawn = {
        one.id
        for plan in chart_plans(publication.form.id)
        for members in plan.groups.values()
        for one in members
    }
    rest = [one for one in indicators(publication.form.id) if one.id not in drawn and not one.is_share]
    lines = [(one, value) for one in rest if (value := one.value(publication.values))]
    if not lines:
        return y
    rows = -(-len(lines) // 2)
    _child(root, "rect", x=_MARGIN, y=y, width=_WIDTH - 2 * _MARGIN, height=rows * 30 + 20, rx=8, fill=_LIGHT)
    for number, (one, value) in enumerate(lines):
        x = _MARGIN + 20 + (number // rows) * (_HALF + _GAP)
        top = y + 32 + (number % rows) * 30
        _text(root, one.label, (x, top), 15, _INK)
        _text(root, _shown(one, value), (x + _HALF - 40, top), 15, _DARK, bold=True, end=True)
    return y + rows * 30 + 36


def _shown(one: Indicator, value: Number | None) -> str:
    if value is None:
        return say("word.unknown")
    return percent(value) if one.is_share else f"{plain(value)} {one.unit}"


def _text(
    root: etree._Element,
    words: str,
    place: tuple[int, int],
    size: int,
    colour: str,
    *,
    middle: bool = False,
    end: bool = False,
    bold: bool = False,
) -> None:
    anchor = "middle" if middle else "end" if end else "start"
    weight = "bold" if bold else "normal"
    fields = {"font-size": size, "font-family": FONTS, "text-anchor": anchor, "font-weight": weight}
    _child(root, "text", words, x=place[0], y=place[1], fill=colour, **fields)


def _child(root: etree._Element, name: str, words: str = "", **fields: object) -> etree._Element:
    element = etree.SubElement(root, f"{{{_SVG}}}{name}")
    for key, value in fields.items():
        element.set(key, str(value))
    element.text = words or None
    return element
