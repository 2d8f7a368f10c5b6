"""Charts as SVG within the page: text stays text, nothing moves, nothing is fetched."""

from __future__ import annotations

import sys

from lxml import etree
from markupsafe import Markup
from pygal import HorizontalBar, HorizontalStackedBar, Line, PluginImportFixer
from pygal.graph.graph import Graph
from pygal.style import Style
from rich.cells import cell_len

from toolkit.form.expression import Number, plain
from toolkit.reports.pictures import Picture
from toolkit.reports.wording import percent

# The library puts a finder for plugins of maps into every later import, in a form Python 3.12 no longer
# knows and 3.11 warns of. Maps are not drawn here.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, PluginImportFixer)]

SHADES = ("#1f5f99", "#c55a11", "#7f7f7f", "#548235")
"""Told apart by lightness too; each at least 3 : 1 against white."""
_KINDS = {"bars": HorizontalBar, "stacked": HorizontalStackedBar, "lines": Line}
_SVG = "{http://www.w3.org/2000/svg}"
_LETTER = 15
"""Height of a letter in pixels."""
_CSS = (
    *(f"file://{name}.css" for name in ("style", "graph", "base")),
    "inline:.text-overlay text.value{text-anchor:start;transform:translate(8px,0)}"
    ".axis .guides .guide.line{stroke:#d0d0d0;stroke-dasharray:none}"
    ".line-graph .series .line{stroke-width:3px}",
)
_USELESS = ("script", "desc", "title")
"""What serves the library's tooltips."""


def drawn(picture: Picture) -> Markup:
    """The chart as an ``svg`` element; what it says in words is its title, its figures stand in a table."""
    chart = _chart(picture)
    upright = list(picture.rows) if picture.drawn == "lines" else list(reversed(picture.rows))
    chart.x_labels = [label for label, _ in upright]
    for n, head in enumerate(picture.heads):
        chart.add(head, [None if values[n] is None else float(values[n] or 0) for _, values in upright])
    tree = chart.render_tree()
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or etree.QName(element).localname in _USELESS:
            element.getparent().remove(element)
    words = etree.Element(f"{_SVG}title", id=f"{picture.id}-title")
    words.text = picture.title
    tree.insert(0, words)
    tree.set("role", "img")
    tree.set("aria-labelledby", f"{picture.id}-title")
    tree.set("focusable", "false")
    etree.cleanup_namespaces(tree)
    return Markup(etree.tostring(tree, encoding="unicode"))


def _overhang(picture: Picture) -> int:
    """What the library, which takes every letter for a narrow one, leaves too little for Chinese labels."""
    return max(int((cell_len(label) - len(label)) * _LETTER * 0.4) for label, _ in picture.rows)


def _chart(picture: Picture) -> Graph:
    def shown(value: Number | float | None) -> str:
        if value is None:
            return ""
        return percent(value) if picture.share else plain(int(value)) if value == int(value) else f"{value:g}"

    bars = picture.drawn != "lines"
    chart = _KINDS[picture.drawn](
        js=(),
        style=Style(
            background="transparent", plot_background="transparent", foreground="#222222",
            foreground_strong="#222222", foreground_subtle="#767676", opacity="1", opacity_hover="1",
            colors=SHADES, font_family="sans-serif", label_font_size=_LETTER, major_label_font_size=_LETTER,
            value_font_size=_LETTER, legend_font_size=_LETTER, transition="none",
        ),
        disable_xml_declaration=True, show_legend=len(picture.heads) > 1, legend_at_bottom=True,
        legend_at_bottom_columns=4, print_values=picture.drawn == "bars", print_values_position="top",
        value_formatter=shown, height=(70 + 34 * len(picture.rows) if bars else 320) + 60, width=760,
        margin_left=10 + _overhang(picture) if bars else 10, css=_CSS,
        truncate_label=-1, truncate_legend=-1, margin=10, range=(0, 1) if picture.share else None,
        include_x_axis=bars, dots_size=5, stroke_style={"width": 3},
    )  # fmt: skip
    # The same report gives the same bytes: ids do not come from a clock or from chance.
    chart.uuid = picture.id
    return chart
