"""Editions: what is loaded, and how contradictions are refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import workbook_templates
from toolkit.errors import EditionError, MisuseError
from toolkit.form.model import Form
from toolkit.form.registry import editions, form_for_year, load_form

SOURCE = Path(workbook_templates.__file__).parent / "ogi-2021"


def test_every_shipped_edition_loads() -> None:
    assert "ogi-2021" in editions()
    for edition in editions():
        assert load_form(edition).items


def test_item_ids_are_the_contract(form: Form) -> None:
    columns = "natural_person business research_institution social_organization legal_services other_organization total"
    rows = (
        "received carried_over_from_previous_year granted partially_granted refused_state_secret refused_other_law "
        "refused_security_stability refused_third_party refused_internal_affairs refused_process_information "
        "refused_enforcement_file refused_administrative_inquiry unable_not_held unable_requires_creation "
        "unable_unclear rejected_petition rejected_duplicate rejected_publication rejected_excessive rejected_reissue "
        "other_not_supplemented other_fee_unpaid other_reasons total_processed carried_over_to_next_year"
    )
    expected = [
        f"proactive.{r}.{c}"
        for r in ("rules", "normative_documents")
        for c in ("issued", "repealed", "in_force")
    ]
    expected += [f"proactive.{r}.decisions" for r in ("licensing", "penalties", "compulsory_measures")]
    expected += ["proactive.administrative_charges.amount"]
    expected += [f"requests.{row}.{column}" for row in rows.split() for column in columns.split()]
    expected += [
        f"disputes.{block}.{outcome}"
        for block in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
        for outcome in ("upheld", "corrected", "other_outcome", "pending", "total")
    ]
    expected += [f"fees.{name}" for name in ("notices", "charged", "collected")]
    assert list(form.items) == expected
    assert [text.id for text in form.texts] == [
        "overview.proactive_disclosure",
        "overview.disclosure_on_request",
        "overview.information_management",
        "overview.platforms",
        "overview.supervision",
        "problems_and_improvements",
        "other_matters",
    ]


def test_rulebook_has_every_code(form: Form) -> None:
    codes = {check.code for check in form.checks}
    assert codes == {
        *(
            [
                "T3-01",
                "T3-02",
                "T3-03",
                "T4-01",
                "N-INT",
                "N-BLANK",
                "T2-01",
                "T2-02",
                "T2-03",
                "T2-04",
                "T2-05",
            ]
        ),
        *["N-SUM", "W-01", "W-02", "W-03", "W-04", "W-05"],
        *(["X-01", "X-02", "X-03", "X-04", "X-05", "F-01", "S-01", "S-02"]),
    }
    places = {code: sum(check.code == code for check in form.checks) for code in codes}
    assert (places["T3-01"], places["T3-02"], places["T3-03"], places["T4-01"]) == (7, 7, 25, 3)


def test_totals_are_those_of_the_form(form: Form) -> None:
    assert len(form.totals) == 25 + 6 + 3
    assert form.totals["disputes.reconsideration.total"] == tuple(
        f"disputes.reconsideration.{c}" for c in ("upheld", "corrected", "other_outcome", "pending")
    )
    assert len(form.totals["requests.total_processed.business"]) == 21


def test_edition_not_in_force_is_refused() -> None:
    with pytest.raises(MisuseError, match="2019"):
        form_for_year("ogi-2021", 2019)


def test_unknown_edition_names_those_known() -> None:
    with pytest.raises(MisuseError, match="ogi-2021"):
        load_form("ogi-1999")


def _replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8-sig")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8-sig")

    return change


@pytest.mark.parametrize(
    ("change", "file", "problem"),
    [
        (_replace("rules.csv", "requests columns,received +", "requests columns,recieved +"), "rules.csv:2", "recieved"),
        (_replace("rules.csv", "total_processed + carried_over_to_next_year", "total_processed +* 3"), "rules.csv:2", "算式"),
        (_replace("rules.csv", "sum(organizations)", "sum(companies)"), "rules.csv:3", "companies"),
        (_replace("rules.csv", "requests rows", "requests cells"), "rules.csv:3", "requests cells"),
        (_replace("rules.csv", "requests rows", "petitions rows"), "rules.csv:3", "petitions"),
        (_replace("rules.csv", ",hard,", ",severe,"), "rules.csv:2", "severe"),
        (_replace("rules.csv", "收办平衡", ""), "rules.csv:2", "title"),
        (_replace("rules.csv", "code,for_each", "rule,for_each"), "rules.csv:1", "表头"),
        (_replace("rules.csv", "blank(proactive)", "blank(nothing)"), "rules.csv:", "blank(nothing)"),
        (_replace("rows.csv", "requests,requests,granted,", "requests,requests,received,"), "rows.csv:", "重复"),
        (_replace("rows.csv", "一、本年新收政府信息公开申请数量", ""), "rows.csv:", "标签"),
        (_replace("rows.csv", "requests,requests,granted", "requests,elsewhere,granted"), "rows.csv:", "elsewhere"),
        (_replace("rows.csv", "requests,requests,granted", "requests,requests,Granted!"), "rows.csv:", "Granted!"),
        (_replace("columns.csv", "count,件", "number,件"), "columns.csv:", "number"),
        (_replace("rows.csv", ",carried_over_to_next_year,", ",nowhere,"), "rows.csv:", "nowhere"),
        (_replace("texts.csv", "overview.platforms", "overview.supervision"), "texts.csv:", "重复"),
        (_replace("texts.csv", "problems_and_improvements,closing", "problems_and_improvements,attic"), "texts.csv:", "attic"),
        (_replace("edition.toml", 'title = "', 'tittle = "'), "edition.toml", "title"),
        (_replace("edition.toml", 'id = "meta"', 'id = "mita"'), "edition.toml", "_ogi"),
        (_replace("edition.toml", "[[sheets]]", "[[sheets"), "edition.toml:", "[[sheets"),
        (_replace("edition.toml", 'first_year = 2021', 'first_year ＝ 2021'), "edition.toml:8：写法不对：first_year ＝ 2021", "（全角）"),
        (_replace("edition.toml", "[[sheets]]", "[sheets]"), "edition.toml:", "每一个都用两对方括号"),
        (_replace("edition.toml", 'first_year = 2021', 'first_year 2021'), "edition.toml:8", "没有英文等号"),
        (_replace("edition.toml", 'city = "03-10"', 'city = "3月10日"'), "edition.toml:24", "月-日，各两位数字"),
        (_replace("edition.toml", 'version = "1.0"', 'version = 1'), "edition.toml:3", "放在英文双引号里"),
        (_replace("edition.toml", 'version = "1.0"', 'version = "1.0"\nid = "b"'), "edition.toml:4", "只能写一次"),
        (lambda folder: (folder / "edition.toml").write_bytes(b"\xff\xff\xff"), "edition.toml", "记事本"),
        (lambda folder: (folder / "columns.csv").unlink(), "columns.csv", "缺少"),
        (lambda folder: (folder / "rows.csv").write_bytes("规章".encode("gbk")), "rows.csv:1", "规章"),
    ],
)  # fmt: skip
def test_contradictions_are_refused_with_place_and_remedy(
    tmp_path: Path, change: Callable[[Path], None], file: str, problem: str
) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(SOURCE, folder)
    change(folder)
    with pytest.raises(EditionError) as refused:
        load_form(folder)
    assert str(refused.value).startswith(file)
    assert problem in str(refused.value)
    assert refused.value.remedy


def test_rules_come_and_go_with_the_year(tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(SOURCE, folder)
    _replace("rules.csv", "hard,,yes,,,收办平衡", "hard,,yes,,2022,收办平衡")(folder)
    assert any(check.code == "T3-01" for check in load_form(folder, 2022).checks)
    assert not any(check.code == "T3-01" for check in load_form(folder, 2023).checks)


def test_a_form_whose_rules_always_hold_is_loaded_once() -> None:
    assert load_form(year=2022) is load_form(year=2023) is load_form()


def test_a_disabled_rule_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(SOURCE, folder)
    _replace("rules.csv", "hard,,yes,,,收办平衡", "hard,,no,,,收办平衡")(folder)
    assert not any(check.code == "T3-01" for check in load_form(folder).checks)


def test_the_earlier_form_asks_for_what_it_asked() -> None:
    form = load_form("ogi-2019")
    assert form.items["proactive.penalties.items_change"].minimum is None
    assert form.items["requests.other.total"].label == "三、本年度办理结果·（六）其他处理·总计"
    assert not any(item.startswith("fees.") for item in form.items)
    assert form.totals["requests.total_processed.business"][-1] == "requests.other.business"
