"""``collection.toml`` as editors save it and as people write it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.settings import read_settings
from toolkit.errors import MisuseError

GOOD = """# 一次收集的设置
city = "样例市"
year = 2023
edition = "ogi-2021"
key = "k"
[deadlines]
unit = 2024/1/15  # 部门
county = 1月20日
report = 2024-01-31
resubmit_days = 5
"""


def saved(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "collection.toml"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_encoding_of_notepad_reads_the_same(tmp_path: Path, encoding: str, end: str) -> None:
    read = read_settings(saved(tmp_path, GOOD.replace("\n", end), encoding))
    assert (read.city, read.year, read.resubmit_days) == ("样例市", 2023, 5)
    assert read.days == {
        "unit": date(2024, 1, 15), "county": date(2024, 1, 20), "report": date(2024, 1, 31),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"样例市"', "“样例市”", 2, "中文（全角）的引号"),
        ("year = 2023", "year 2023", 3, "没有英文等号"),
        ("year = 2023", "year = ２０２３", 3, "（全角）"),
        ("year = 2023", "年份 = 2023", 3, "等号左边"),
        ('"样例市"', '"样例市', 2, "引号不成对"),
        ('"样例市"', "'样例市", 2, "引号不成对"),
        ('"样例市"', '["样例市",', 2, "到第 3 行还没有合上"),
        ("[deadlines]", "[[deadlines]]", 6, "用一对方括号"),
        ("[deadlines]", "", 10, "写上 [deadlines]"),
        ("[deadlines]", "【deadlines】", 6, "（全角）"),
        ("2024/1/15", "2023-01-31", 7, "多半写错了年份"),
        ("2024/1/15", "31", 7, "可写作 2024-01-31"),
        ('key = "k"', 'key = "k"\npassword = true', 6, "现为 true"),
        ("year = 2023", 'year = "2023"', 3, '现为 "2023"'),
        ('key = "k"', "key = 5", 5, "key 应是文字"),
        ('key = "k"', 'key = "k"\npasswort = ""', 6, "是不是“password”"),
        ('key = "k"', 'key = "k"\nlast_year = "C:\\新的"', 6, "反斜杠"),
        (GOOD[GOOD.index("[deadlines]") :], "deadlines = 3\n", 6, "deadlines 应是单独一节"),
        ("2024/1/15", "2024-02-30", 7, "没有 2 月 30 日这一天"),
        ("2024/1/15", "明天", 7, "不是日期"),
        ("resubmit_days = 5", "resubmit_days = -1", 10, "应在 0 到 366 之间，现为 -1"),
        ("resubmit_days = 5", "resubmit_days = 1000000000", 10, "应在 0 到 366 之间"),
        ('"样例市"', '"样例\\n市"', 2, "city 里有换行"),
        ('key = "k"', 'key = "k"\nsigner = "某市\\u0000政府"', 6, "signer 里有换行"),
        ('key = "k"', f'key = "k"\npassword = "{"p" * 256}"', 6, "password 有 256 个字，最多 255 个"),
        ("resubmit_days = 5", "resubmit_day = 5", 10, "是不是“resubmit_days”"),
        ("resubmit_days = 5", "unit = 1月2日", 10, "只能写一次"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    with pytest.raises(MisuseError) as told:
        read_settings(saved(tmp_path, GOOD.replace(old, new, 1)))
    assert f"第 {line} 行" in str(told.value) and words in str(told.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("year = 2023", "year = 23", "第 3 行：year “23”不是年度"),
        ("year = 2023", "year = 2015", "第 3 行：year "),
        ('"ogi-2021"', '"ogi-2099"', "第 4 行：edition 没有版本“ogi-2099”"),
    ],
)
def test_a_year_or_an_edition_that_there_is_not_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    saved(tmp_path, GOOD.replace(old, new))
    with pytest.raises(MisuseError, match=words):
        CollectionFolder.open(tmp_path)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(MisuseError) as told:
        read_settings(saved(tmp_path, GOOD.replace('key = "k"', "").replace("2023", "true")))
    assert "缺 key" in str(told.value) and "year 应是整数" in str(told.value)


def test_a_city_and_a_key_of_blanks_are_none(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match=r"缺 city(.|\n)*缺 key"):
        read_settings(saved(tmp_path, GOOD.replace('"k"', '"  "').replace('"样例市"', '"\u3000"')))


def test_a_contact_and_a_signature_may_have_several_lines(tmp_path: Path) -> None:
    text = 'key = "k"\ncontact = """张三\n\t12345\n"""\nsigner = """某市政府\n办公室"""'
    read = read_settings(saved(tmp_path, GOOD.replace('key = "k"', text)))
    assert (read.contact, read.signer) == ("张三\n\t12345\n", "某市政府\n办公室")


@pytest.mark.parametrize("city", ["市" * 61, "青山\n市"])
def test_no_collection_begins_with_settings_that_cannot_be_read(tmp_path: Path, city: str) -> None:
    with pytest.raises(MisuseError, match="city "):
        CollectionFolder.create(tmp_path / "new", city, 2023)
    assert not (tmp_path / "new").exists()


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    file = tmp_path / "collection.toml"
    file.write_bytes(bytes(range(256)))
    with pytest.raises(MisuseError, match="编码认不出来"):
        read_settings(file)


def test_an_earlier_year_may_be_collected_later(tmp_path: Path) -> None:
    settings = read_settings(saved(tmp_path, GOOD.replace("2024/1/15", "2026-12-31")))
    assert settings.days["unit"] == date(2026, 12, 31)
