"""Charts as files of their own: titled, inert, honest about what is missing, gone when there is nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from tests.clerk import FORM
from tests.conftest import PRINTED_SCALE
from tests.rollup.towns import whole
from toolkit.reports import drawing
from toolkit.reports.drawing import NARROW, as_png, drawn, write_drawings
from toolkit.reports.pictures import Picture, chart_plans, pictures
from toolkit.reports.publication import Publication

BARS = Picture(
    "outcomes", "办理结果", "件", ("件",), (("予以公开", (7,)), ("其他法律行政法规禁止公开", (0,))), "bars"
)
LINES = Picture(
    "years-rates", "历年公开率", "%", ("公开率",),
    (("2021", (Decimal("0.5"),)), ("2022", (None,)), ("2023", (Decimal("0.75"),))), "lines", share=True,
)  # fmt: skip


def words(picture: Picture) -> list[str]:
    tree = etree.fromstring(str(drawn(picture)))
    return [str(text) for text in tree.xpath("//*[local-name()='text']//text()")]


def test_bars_show_labels_and_figures_as_text() -> None:
    assert {"予以公开", "其他法律行政法规禁止公开", "7", "0"} <= set(words(BARS))


def test_a_year_without_a_figure_leaves_a_gap() -> None:
    tree = etree.fromstring(str(drawn(LINES)))
    dots = tree.xpath("//*[local-name()='circle']")
    assert isinstance(dots, list) and len(dots) == 2
    assert {"2021", "2022", "2023"} <= set(words(LINES))


@pytest.mark.parametrize(
    ("most", "figures"),
    [
        (3820, ["1000", "2000", "3000"]),
        (39, ["10", "20", "30"]),
        (460, ["200", "400"]),
        (3, ["1", "2"]),
        (10**20, []),
    ],
)
def test_the_axis_goes_in_round_steps(most: int, figures: list[str]) -> None:
    """Not in 16 or 1600, as doubling gives; up to the largest figure."""
    picture = replace(BARS, rows=(("予以公开", (most,)), ("部分公开", (0,))))
    tree = etree.fromstring(str(drawn(picture, NARROW)))
    axis = tree.xpath("//*[contains(@class, 'axis x')]//*[local-name()='text']//text()")
    assert isinstance(axis, list)
    assert [one for one in map(str, axis) if one.isdigit()][: len(figures) + 1] == ["0", *figures]


def test_the_same_chart_is_the_same_bytes() -> None:
    assert drawn(BARS) == drawn(BARS)
    assert "<script" not in drawn(BARS)


def test_a_narrow_drawing_has_ids_of_its_own() -> None:
    assert 'id="outcomes-narrow-title"' in drawn(BARS, NARROW) and 'width="350"' not in drawn(BARS)
    assert {"予以公开", "7"} <= {
        str(text)
        for text in etree.fromstring(str(drawn(BARS, NARROW))).xpath("//*[local-name()='text']//text()")
    }


def test_a_png_is_a_picture_of_the_svg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "SCALE", PRINTED_SCALE)
    data = as_png(str(drawn(BARS)))
    assert data.startswith(b"\x89PNG") and int.from_bytes(data[16:20], "big") == 2 * 760


def test_a_report_of_nothing_draws_nothing(tmp_path: Path) -> None:
    values = whole(FORM, {})
    assert pictures(chart_plans(FORM.id), values) == []
    assert write_drawings(Publication("某局", 2023, FORM, values, (), ()), tmp_path) == []


def test_a_file_carries_its_title(tmp_path: Path) -> None:
    values = whole(FORM, {"requests.received.natural_person": 3, "requests.granted.natural_person": 3})
    files = write_drawings(Publication("某局", 2023, FORM, values, (), ()), tmp_path)
    drawings = [file for file in files if file.suffix == ".svg"]
    assert [file.name for file in drawings] == ["办理结果.svg", "新收申请按申请人分.svg"]
    assert {file.stem for file in files} == {file.stem for file in drawings}
    text = files[0].read_text("utf-8")
    assert text.startswith("<?xml") and "某局2023年办理结果（单位：件）" in text


def test_importing_the_charts_leaves_no_finder_behind() -> None:
    import sys

    assert not [finder for finder in sys.meta_path if type(finder).__module__.startswith("pygal")]
