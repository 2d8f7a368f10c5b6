"""What an edition says of its presentation, and how an edition that extends another adds to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import EditionError
from toolkit.form.indicators import indicators, sentences
from toolkit.form.presentation import FigureGroup
from toolkit.form.registry import lineage, load_form, official_form, use_edition
from toolkit.reports.pictures import chart_plans
from toolkit.reports.wording import LONGEST_TITLE, full_label, title_parts

HEAD = 'id = "{id}"\nversion = "1.0"\n'
EXTENDS = HEAD + 'extends = "ogi-2021"\n'
TABLE = """
[[sheets]]
id = "more"
name = "More"
[[tables]]
id = "more"
name = "More"
sheet = "more"
{published}
[[tables.blocks]]
id = "more"
"""
ROWS = {
    "rows.csv": "table,row,label_1\nmore,one,One\n",
    "columns.csv": "table,column,label_1,kind\nmore,number,Number,count\n",
}


def edition(folder: Path, settings: str, **files: str) -> str:
    folder.mkdir(parents=True)
    for name, text in {"edition.toml": settings, **files}.items():
        (folder / name).write_text(text, "utf-8")
    return use_edition(folder)


def test_what_is_not_said_is_neutral(tmp_path: Path) -> None:
    settings = HEAD.format(id="bare") + 'title = "A form"\nfirst_year = 2023\n' + TABLE.format(published="")
    form = load_form(edition(tmp_path / "e", settings, **ROWS))
    assert form.short_title == form.title == "A form"
    assert form.presentation.groups == () and form.base == ""
    assert form.presentation.word("report", "usual") == "usual"
    assert form.presentation.group("any") == FigureGroup("any", "")
    assert form.table("more").published and not form.table("more").added
    assert chart_plans(form.id) == []


def test_words_and_groups_are_added_to_those_of_the_base(tmp_path: Path) -> None:
    own = '[words]\nreport = "Z"\n[[groups]]\nid = "money"\ntitle = "Money"\nchart = "bar"\n'
    form = load_form(edition(tmp_path / "e", EXTENDS.format(id="wordy") + own))
    base = load_form("ogi-2021").presentation
    assert form.presentation.words == {**base.words, "report": "Z"}
    assert [group.id for group in form.presentation.groups] == [group.id for group in base.groups]
    assert form.presentation.group("money") == FigureGroup("money", "Money", "bar")
    assert indicators(form.id) == indicators("ogi-2021") and sentences(form.id) == sentences("ogi-2021")


@pytest.mark.parametrize("published", [True, False])
def test_added_tables_are_published_only_where_they_say_so(published: bool, tmp_path: Path) -> None:
    said = TABLE.format(published="published = true" if published else "")
    form = load_form(edition(tmp_path / "e", EXTENDS.format(id=f"added-{published}") + said, **ROWS))
    assert (form.table("more").added, form.table("more").published) == (True, published)
    assert not form.table("requests").added


def test_a_new_official_form_is_one_by_itself(tmp_path: Path) -> None:
    settings = EXTENDS.format(id="ogi-next") + "statutory = true\n" + TABLE.format(published="")
    form = load_form(edition(tmp_path / "e", settings, **ROWS))
    assert form.base == "" and official_form(form) is form
    assert form.table("more").published and not form.table("more").added
    own = HEAD.format(id="on-top") + 'extends = "ogi-next"\n'
    top = load_form(edition(tmp_path / "top", own))
    assert top.base == "ogi-next" and lineage("on-top") == ("ogi-2021", "ogi-next", "on-top")


@pytest.mark.parametrize(
    "settings",
    ['[[groups]]\nid = "nothing"\ntitle = "N"\n', '[[groups]]\nid = "money"\ntitle = "M"\nchart = "pie"\n'],
)
def test_groups_that_make_no_sense_are_refused(settings: str, tmp_path: Path) -> None:
    with pytest.raises(EditionError) as refused:
        indicators(edition(tmp_path / "e", EXTENDS.format(id="odd") + settings))
    assert any(word in str(refused.value) for word in ("nothing", "pie"))


def test_groups_with_other_labels_are_not_stacked_together(tmp_path: Path) -> None:
    settings = "".join(
        f'[[groups]]\nid = "{group}"\ntitle = "{group}"\nchart = "stacked"\nstack = "S"\n'
        for group in ("outcomes", "applicants")
    )
    name = edition(tmp_path / "e", EXTENDS.format(id="stacks") + settings)
    plans = {plan.id: plan for plan in chart_plans(name)}
    assert (plans["outcomes"].title, plans["applicants"].title) == ("S", "applicants")
    assert len(plans["reconsideration_outcomes"].groups) == 2


def test_a_label_that_two_groups_have_is_told_apart() -> None:
    by_id = {one.id: one for one in indicators("ogi-2021")}
    assert full_label("ogi-2021", by_id["litigation_upheld"]) == "行政诉讼结果维持"
    assert full_label("ogi-2021", by_id["received"]) == "新收申请"


def test_titles_within_names_of_files_are_not_too_long(tmp_path: Path) -> None:
    settings = HEAD.format(id="long") + f'title = "{"长" * 60}"\nfirst_year = 2023\n'
    form = load_form(edition(tmp_path / "e", settings + TABLE.format(published=""), **ROWS))
    assert {len(part.encode()) for part in title_parts(form).values()} == {LONGEST_TITLE}
    assert title_parts(load_form("ogi-2021"))["title"] == "政府信息公开工作年度报告"
