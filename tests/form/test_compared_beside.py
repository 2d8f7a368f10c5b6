"""Which figures of last year the clerk sees beside a table."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.clerk import opened_book
from tests.fixtures.editions import INSPECTIONS
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import layout_of
from toolkit.form.registry import load_anew
from toolkit.workbook.template_writer import Prefill, write_template

BESIDE = 'compared_beside = "sites"'


@pytest.mark.parametrize(
    ("named", "column", "head"),
    [
        (BESIDE, "sites", "上年数（Sites·检查户次）"),
        ("", "fines", "上年数"),
        ('compared_beside = ""', "", ""),
    ],
)
def test_it_is_the_column_that_the_data_name(tmp_path: Path, named: str, column: str, head: str) -> None:
    folder = tmp_path / "inspections"
    shutil.copytree(INSPECTIONS, folder)
    settings = (folder / "edition.toml").read_text("utf-8")
    (folder / "edition.toml").write_text(settings.replace(BESIDE, named), "utf-8")
    form = load_anew(folder, 2023)
    layout = layout_of(form)
    item = f"visits.food.{column}"
    assert {i for i in layout.compared if i.startswith("visits.food")} == ({item} if column else set())
    file = tmp_path / "t.xlsx"
    write_template(file, form, Identity(form.id, "2.0", Unit("某局"), 2023), Prefill(prior={item: 7}))
    book = opened_book(file)
    heads = [cell for cell in layout.compared_heads if cell.sheet == form.sheet("work").name]
    assert [book[cell.sheet][cell.a1].value for cell in heads][:1] == ([head] if head else [])
    if column:
        cell = layout.compared[item]
        assert book[cell.sheet][cell.a1].value == 7
