"""The roster: what a line may say, what the lines may not say together, their tree, and the next year."""

from __future__ import annotations

import pickle
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from toolkit.collection.roster import ReportingUnit, Roster, continuity
from toolkit.collection.roster.reading import read_roster
from toolkit.errors import MisuseError

HEADS = "单位代码 单位名称 类别 上级单位代码 曾用名 填报口径 是否纳入 不纳入原因"


def sheet(path: Path, table: str, heads: str = HEADS) -> Path:
    """A roster from a small table: cells apart by blanks, ``.`` for an empty one, ``_`` for a blank."""
    rows = [heads.split(), *(line.split() for line in table.strip().splitlines())]
    return cells(path, [["" if w == "." else w.replace("_", " ") for w in row] for row in rows])


def cells(path: Path, rows: Sequence[Sequence[object]], name: str = "名册") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                page.write(row, column, value)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "roster.xlsx"


def problems(file: Path) -> list[str]:
    with pytest.raises(MisuseError) as refused:
        read_roster(file)
    return str(refused.value).splitlines()[1:]


# --- lines -------------------------------------------------------------------------------------


def test_blank_answers_mean_what_is_usual(file: Path) -> None:
    sheet(
        file,
        """
        001 市政府 本级 . . . . .
        201 甲县   县区 . . . . .
        202 乙县   县区 . . 本单位数 是 .
        301 丙镇   乡镇 202 . . . .
        901 税务局 部门 . . . 否 垂直管理
        """,
    )
    roster = read_roster(file)
    assert [(u.code, u.counted_as, u.reports, u.counted) for u in roster] == [
        ("001", "own", True, True),
        ("201", "total", True, True),
        ("202", "own", True, True),
        ("301", "own", True, True),
        ("901", "own", False, False),
    ]
    assert roster.by_code["901"].reason == "垂直管理"


def test_former_names_are_apart_by_any_of_the_usual_marks(file: Path) -> None:
    cells(file, [HEADS.split(), ["101", "甲局", "部门", "", "一局、二局,三局，四局；五局;六局\n七局、一局"]])
    assert read_roster(file)[0].former_names == tuple(f"{n}局" for n in "一二三四五六七")


def test_columns_are_found_by_their_headings_and_others_are_the_offices_own(file: Path) -> None:
    cells(
        file,
        [
            ["某市 2023 年名册"],
            [],
            ["序号", "*类 别", "单位名称（全称）", "备注", "上级单位", "单位代码"],
            [1, "县区", "甲县", "", "", "201"],
            [2, " 乡镇 ", "乙镇\n人民政府", "新设", "", "301"],
            ["", "", "", "以下空白", "", ""],
            [3, "部门", "丙局", "", "", 101.0],
        ],
    )
    units = read_roster(file)
    assert [(u.code, u.name, u.kind) for u in units] == [
        ("201", "甲县", "county"),
        ("301", "乙镇人民政府", "township"),
        ("101", "丙局", "department"),
    ]


def test_rosters_of_version_0_1_0_still_load(file: Path) -> None:
    cells(
        file,
        [
            ["每行一个单位。……"],
            "单位代码 单位名称 类别 是否纳入 不纳入原因 联系人 联系电话".split(),
            ["001", "市政府", "本级", "是", "", "王某某", "0951-1234567"],
            ["201", "甲县", "县区", "", "", "", 9511234567.0],
            ["901", "税务局", "部门", "否", "垂直管理", "", ""],
        ],
    )
    assert read_roster(file) == (
        ReportingUnit("001", "市政府", "government", contact="王某某", telephone="0951-1234567"),
        ReportingUnit("201", "甲县", "county", scope="total", telephone="9511234567"),
        ReportingUnit("901", "税务局", counting="excluded", reason="垂直管理"),
    )


def test_the_sheet_of_that_name_is_read_wherever_it_stands(file: Path) -> None:
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet("通知").write(0, 0, "请填名册")
        page = book.add_worksheet("名册")
        page.write_row(0, 0, HEADS.split())
        page.write_row(1, 0, ["101", "甲局", "部门"])
    assert len(read_roster(file)) == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (". 甲局 部门", "第 2 行：单位代码未填。请补上。"),
        ("101 . 部门", "第 2 行：单位名称未填。请补上。"),
        ("101 甲局 .", "第 2 行：类别未填。请补上。"),
        (
            "101 甲局 局",
            "第 2 行：类别填“局”，不认识。只能填：本级、部门、派出机构、地市、县区、乡镇、其他。",
        ),
        ("101 甲局 部门 . . 全口径", "第 2 行：填报口径填“全口径”，不认识。只能填：本单位数、汇总数。"),
        ("101 甲局 部门 . . . 不", "第 2 行：是否纳入填“不”，不认识。只能填：是、只核对、否。"),
        ("101 甲局 部门 . . . 否", "第 2 行：甲局不纳入，但没有写原因。请补上。"),
        (
            "101 甲局 部门 101",
            "第 2 行：甲局的上级单位代码是它自己。直接属于汇总单位的请留空，否则请填它的上级。",
        ),
        (
            "101 甲局 部门 9",
            "第 2 行：上级单位代码“9”不在名册中。请填名册中已有的单位代码；直接属于汇总单位的请留空。",
        ),
    ],
)
def test_problems_of_one_line(file: Path, line: str, told: str) -> None:
    assert problems(sheet(file, line)) == [told]


def test_what_a_spreadsheet_program_made_of_a_code_is_told(file: Path) -> None:
    with xlsxwriter.Workbook(str(file)) as book:
        page = book.add_worksheet("名册")
        page.write_row(0, 0, HEADS.split())
        page.write_row(1, 0, [113301000024900000, "甲局", "部门"])
        page.write_row(2, 0, [True, "乙局", "部门"])
        page.write_formula(3, 0, "=NA()", None, "#N/A")
        page.write_row(3, 1, ["丙局", "部门"])
    assert problems(file) == [
        "第 2 行：单位代码是超过 15 位的数字（现为 113301000024900000），表格软件存不准。"
        "请把该列设为文本格式后重填。",
        "第 3 行：单位代码“TRUE”成了日期、时间或逻辑值。请把该列设为文本格式后重填。",
        "第 4 行：单位代码是错误值（如 #N/A）。请直接填写，不用公式。",
    ]


def test_headings_that_lack_or_are_twice(file: Path) -> None:
    cells(file, [["单位代码", "单位名称", "性质"], ["101", "甲局", "部门"]])
    with pytest.raises(MisuseError, match="找不到表头。同一行里须有：单位代码、单位名称、类别；现缺：类别。"):
        read_roster(file)
    cells(file, [["单位代码", "单位名称", "类别", "单位名称"], ["101", "甲局", "部门"]])
    with pytest.raises(MisuseError, match="有两列都是“单位名称”"):
        read_roster(file)


def test_no_units_no_file_no_workbook(file: Path, tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="请至少填一行"):
        read_roster(cells(file, [HEADS.split()]))
    with pytest.raises(MisuseError, match="找不到表头"):
        read_roster(cells(file, []))
    with pytest.raises(MisuseError, match="找不到名册"):
        read_roster(tmp_path / "nowhere.xlsx")
    with pytest.raises(MisuseError, match="不能读取"):
        read_roster(tmp_path)
    file.rename(file.with_name("名册.ods"))
    with pytest.raises(MisuseError, match=r"那里有 名册\.ods。.*另存为 roster\.xlsx"):
        read_roster(file)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no table", r"找不到表头"),
        ('单位代码,单位名称,类别\n101,"甲局,部门\n102,乙局,部门\n'.encode(), r"纯文本.*做成 \.xlsx"),
        (b"", r"是空文件.*做成 \.xlsx"),
        (b"PK\3\4cut off", r"没有传完整.*备份"),
        (b"%PDF-1.7", r"PDF.*做成 \.xlsx"),
        (b"{\\rtf1 table}", r"Word.*做成 \.xlsx"),
    ],
)
def test_what_is_no_workbook_is_called_what_it_is(file: Path, data: bytes, words: str) -> None:
    file.write_bytes(data)
    with pytest.raises(MisuseError, match=rf"名册 .*{words}") as refused:
        read_roster(file)
    assert "损坏" not in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "，"])
def test_a_table_saved_as_text_is_a_roster(file: Path, encoding: str, mark: str) -> None:
    rows: tuple[list[str], ...] = (
        ["单位代码", "单位名称", "类别", "曾用名"],
        ["001", "市政府", "本级", ""],
        ["101", '"教育""局"' if mark != "，" else "教育局", "部门", "教委、教育委员会"],
        [],
    )
    file.write_bytes("\r\n".join(map(mark.join, rows)).encode(encoding))
    name = '教育"局' if mark != "，" else "教育局"
    assert read_roster(file) == (
        ReportingUnit("001", "市政府", "government"),
        ReportingUnit("101", name, former_names=("教委", "教育委员会")),
    )


# --- lines together ----------------------------------------------------------------------------


def test_all_problems_are_told_in_the_order_of_the_rows(file: Path) -> None:
    sheet(
        file,
        """
        101 甲局 部门 102 . . 否 .
        102 乙局 部门 101 . . . .
        101 甲局 . . . . . .
        """,
    )
    assert [line[:5] for line in problems(file)] == ["第 2 行", "第 2 行", "第 4 行", "第 4 行", "第 4 行"]


def test_codes_twice_and_codes_that_file_names_cannot_tell_apart(file: Path) -> None:
    codes = ("A1", "A1", "a1", "Ａ１", "b/1", "b:1", "A\u200b1")
    cells(file, [HEADS.split(), *([code, f"{n}局", "部门"] for n, code in enumerate(codes))])
    assert [line.split("（")[0] for line in problems(file)] == [
        "第 3 行：单位代码“A1”与第 2 行重复。请改正其中一行。",
        "第 4 行：单位代码“a1”与第 2 行的“A1”用作文件名时分不开",
        "第 5 行：单位代码“Ａ１”与第 2 行的“A1”用作文件名时分不开",
        "第 7 行：单位代码“b:1”与第 6 行的“b/1”用作文件名时分不开",
        "第 8 行：单位代码“A\u200b1”与第 2 行的“A1”用作文件名时分不开",
    ]


def test_codes_001_and_1_are_two(file: Path) -> None:
    assert len(read_roster(sheet(file, "001 甲局 部门\n 1 乙局 部门"))) == 2


def test_one_name_one_unit(file: Path) -> None:
    sheet(
        file,
        """
        101 甲局（本级）   部门 . 老甲局
        102 甲局（本级）   部门
        103 甲局_(本级)    部门
        104 丁局           部门 . 老_甲局
        105 戊局           部门 . 丁局
        106 己局           部门 . 己局
        """,
    )
    one = "相同（全半角括号和空格不算区别）。一个名称只能属于一个单位，请改正其中一处。"
    assert problems(file) == [
        "第 3 行：单位名称“甲局（本级）”与第 2 行重复。请改正其中一行。",
        f"第 4 行：单位名称“甲局 (本级)”与第 2 行的单位名称“甲局（本级）”{one}",
        f"第 5 行：曾用名“老 甲局”与第 2 行的曾用名“老甲局”{one}",
        f"第 6 行：曾用名“丁局”与第 5 行的单位名称“丁局”{one}",
    ]


def test_unit_above_may_be_given_by_its_name_or_in_another_spelling(file: Path) -> None:
    sheet(file, "A01 甲县 县区 . . 本单位数\n 301 乙镇 乡镇 甲县\n 302 丙镇 乡镇 ａ01")
    assert [unit.parent for unit in read_roster(file)] == ["", "A01", "A01"]


def test_lost_zeros_are_recognised(file: Path) -> None:
    cells(file, [HEADS.split(), ["001", "甲县", "县区", "", "", "本单位数"], ["301", "乙镇", "乡镇", 1.0]])
    assert problems(file) == [
        "第 3 行：上级单位代码“1”不在名册中，但有“001”（甲县），前面的 0 可能被表格软件去掉了。"
        "请把两列都设为文本格式，并改成一致。"
    ]
    cells(file, [HEADS.split(), [1.0, "甲县", "县区", "", "", "本单位数"], [301.0, "乙镇", "乡镇", 1.0]])
    assert [unit.code for unit in read_roster(file)] == ["1", "301"]


def test_ring_is_named_once_and_whole(file: Path) -> None:
    sheet(
        file,
        """
        4 丁 部门 3 . . 只核对
        1 甲 部门 3
        2 乙 部门 1
        3 丙 部门 2
        5 戊 部门
        """,
    )
    assert problems(file) == [
        "第 3 行：上级单位绕成了圈：第 3 行“甲”→第 5 行“丙”→第 4 行“乙”→第 3 行“甲”。"
        "请改正其中一个的上级单位代码。"
    ]


def test_unit_inside_a_total_is_not_counted_again(file: Path) -> None:
    sheet(
        file,
        """
        201 甲县 县区
        211 子局 部门 201
        212 丑局 部门 201 . . 只核对
        213 寅队 其他 211
        214 卯局 部门 201 . . 否 垂直管理
        202 乙县 县区 . . 本单位数
        221 辰局 部门 202
        """,
    )
    cure = "请把“是否纳入”改为“只核对”；如甲县只报本单位数，请把它的“填报口径”改为“本单位数”。"
    assert problems(file) == [
        f"第 3 行：子局已含在甲县（201）的汇总数里，不能再计一次。{cure}",
        f"第 5 行：寅队已含在甲县（201）的汇总数里，不能再计一次。{cure}",
    ]


def test_unit_that_nobody_would_count(file: Path) -> None:
    sheet(
        file,
        """
        201 甲县 县区 . . . 否 另行汇总
        211 子局 部门 201 . . 只核对
        202 乙县 县区 . . . 只核对
        """,
    )
    told = "填“只核对”，但它没有计入汇总又报汇总数的上级"
    assert [line.split("，这样")[0] for line in problems(file)] == [
        f"第 3 行：子局{told}",
        f"第 4 行：乙县{told}",
    ]


def test_unreadable_answer_above_hides_what_would_follow_from_it(file: Path) -> None:
    sheet(
        file,
        """
        201 甲县 县区 . . 汇总
        211 子局 部门 201 . . 只核对
        212 丑局 部门 201
        202 乙县 县区 9
        221 寅局 部门 202 . . 只核对
        """,
    )
    assert [line[:16] for line in problems(file)] == [
        "第 2 行：填报口径填“汇总”，",
        "第 5 行：上级单位代码“9”不",
    ]


# --- the tree ----------------------------------------------------------------------------------

TREE = Roster(
    (
        ReportingUnit("001", "市政府", "government"),
        ReportingUnit("201", "甲县", "county"),
        ReportingUnit("211", "子局", parent="201", counting="reconciled"),
        ReportingUnit("2111", "子队", parent="211", counting="reconciled"),
        ReportingUnit("202", "乙县", "county", scope="own"),
        ReportingUnit("221", "丑局", parent="202"),
    )
)


def codes(units: Sequence[ReportingUnit]) -> list[str]:
    return [unit.code for unit in units]


def test_tree_downwards_and_upwards() -> None:
    assert codes(TREE.children()) == ["001", "201", "202"]
    assert codes(TREE.children("201")) == ["211"]
    assert codes(TREE.below("201")) == ["211", "2111"]
    assert codes(TREE.below()) == codes(TREE)
    assert codes(TREE.ancestors("2111")) == ["211", "201"]
    assert TREE.ancestors("001") == TREE.ancestors("unknown") == TREE.children("2111") == ()


def test_total_that_contains_a_unit() -> None:
    above = {unit.code: total.code for unit in TREE if (total := TREE.total_above(unit.code))}
    assert above == {"211": "201", "2111": "201"}


def test_roster_is_a_tuple_that_travels() -> None:
    assert TREE.by_code["211"].name == "子局"
    back = pickle.loads(pickle.dumps(TREE))
    assert isinstance(back, Roster)
    assert back == tuple(TREE)
    assert codes(back.below("201")) == ["211", "2111"]


def test_questions_end_where_parents_go_in_a_ring() -> None:
    ring = Roster((ReportingUnit("1", "甲", parent="2"), ReportingUnit("2", "乙", parent="1")))
    assert set(codes(ring.ancestors("1"))) == {"1", "2"}
    assert set(codes(ring.below("1"))) == {"1", "2"}
    assert ring.below() == ()


def test_ten_thousand_units_one_below_the_other_take_no_quadratic_time(file: Path) -> None:
    rows = [[str(n), f"第{n}局", "部门", str(n - 1) if n else ""] for n in range(10_000)]
    cells(file, [HEADS.split(), *rows])
    start = time.perf_counter()
    roster = read_roster(file)
    assert len(roster.below("0")) == 9_999
    assert time.perf_counter() - start < 10


# --- from one year to the next -----------------------------------------------------------------


def followed(last: str, now: str) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Rosters in short, ``code name formername …`` a line."""

    def units(text: str) -> list[ReportingUnit]:
        lines = (line.split() for line in text.strip().splitlines())
        return [ReportingUnit(code, name, former_names=tuple(more)) for code, name, *more in lines]

    found = continuity(units(last), units(now))
    return dict(found.predecessors), list(found.remarks)


def test_unit_that_goes_on_and_unit_that_is_new() -> None:
    assert followed("101 甲局（本级）", "101 甲局(本级)\n 102 乙局") == ({"101": ("101",), "102": ()}, [])


def test_renamed_unit_is_found_by_its_former_name_whatever_its_code() -> None:
    assert followed("101 甲局\n 102 乙局", "101 新甲局 甲局\n 202 新乙局 乙局") == (
        {"101": ("101",), "202": ("102",)},
        [],
    )


def test_merger_continues_several_units() -> None:
    assert followed("101 甲局\n 102 乙局\n 103 丙局", "102 新局 甲局 乙局 丙局")[0] == {
        "102": ("101", "102", "103")
    }


def test_code_given_to_a_stranger_is_not_taken_silently() -> None:
    assert followed("101 甲局", "101 乙局") == (
        {"101": ()},
        [
            "单位代码 101 上年是“甲局”，今年是“乙局”，上年数没有沿用：如是更名或并入，请把“甲局”写进“乙局”的"
            "“曾用名”；如是无关的单位，请换一个没有用过的代码。"
        ],
    )


def test_codes_exchanged_follow_the_names() -> None:
    assert followed("101 甲局\n 102 乙局", "102 甲局\n 101 乙局") == ({"102": ("101",), "101": ("102",)}, [])


def test_unit_that_went_nowhere_is_asked_about() -> None:
    assert followed("101 甲局\n 102 乙局", "101 甲局")[1] == [
        "上年名册中的“乙局”（102）今年找不到：已更名或并入其他单位的，请把这个名称写进接续单位的“曾用名”；"
        "已撤销的不用处理。"
    ]


def test_unit_that_did_not_report_leaves_no_question() -> None:
    excluded = ReportingUnit("901", "税务局", counting="excluded", reason="垂直管理")
    assert not continuity([excluded], [ReportingUnit("101", "甲局")]).unexplained
