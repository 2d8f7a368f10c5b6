"""VALUES.json: what it may hold, and what is said of anything else."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.errors import MisuseError
from toolkit.form.identity import Unit
from toolkit.form.values import load_values

A = "requests.received.natural_person"


def test_every_key_is_read(tmp_path: Path) -> None:
    given = {
        "source": "某系统",
        "edition": "ogi-2021",
        "year": "2023",
        "unit": {"code": 101, "name": "某局"},
        "values": {A: 1.10, "b": None, "c": "12 件"},
        "texts": {"t": "文字", "u": None},
        "blanks_are_zero": True,
        "reasons": {"X-01": "说明"},
        "not_applicable": ["d"],
    }
    file = tmp_path / "values.json"
    file.write_text(json.dumps(given), "utf-8-sig")
    values = load_values(file)
    assert (values.edition, values.year, values.unit) == ("ogi-2021", 2023, Unit("某局", "101"))
    assert values.values == {A: Decimal("1.1"), "b": None, "c": "12 件"}
    assert (values.texts, values.reasons) == ({"t": "文字"}, {"X-01": "说明"})
    assert values.blanks_are_zero and values.not_applicable == {"d"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"values": {}, "text": {"other_matters": "无"}}', "不认识“text”，应为 texts"),
        ('{"values": {}, "not_aplicable": []}', "应为 not_applicable"),
        ('{"values": {}, "unit": {"nmae": "某局"}}', "不认识“unit.nmae”，应为 name"),
        ("[1]", r'VALUES.json 应为{"名称": 值, …}，现在是 \[1\]'),
        ('{"year": 2023}', "没有 values"),
        ('{"values": {}, "unit": "某局"}', 'unit 应为{"名称": 值, …}，现在是 "某局"'),
        ('{"values": {}, "year": 2023.5}', "year 应为四位数字的年度，现在是"),
        ('{"values": {}, "blanks_are_zero": "false"}', 'true 或 false，现在是 "false"'),
        ('{"values": {}, "not_applicable": "a.b"}', r'not_applicable 应为\["指标代码", …\]'),
        ('{"values": {}, "texts": {"t": ["无"]}}', r"texts.t 应为英文双引号里的文字，现在是 \["),
        ('{"values": {"a": true}}', "a 是 true，应为 15 位以内的数"),
        ('{"values": {"a": NaN}}', "a 是 NaN"),
        ('{"values": {"a": 1, "a": 2}}', "“a”写了两次"),
        ("{\n  'values': {}}", "第 2 行第 3 个字“'values': {}}”处读不下去"),
        ('{"values": {},}', "第 1 行第 1"),
    ],
)
def test_anything_else_is_refused_in_words_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "values.json"
    file.write_text(text, "utf-8")
    with pytest.raises(MisuseError, match=told) as refused:
        load_values(file)
    assert "object" not in str(refused.value) and "Expecting" not in str(refused.value)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "values.json"
    file.write_bytes('{"values": {"甲": 1}}'.encode("gb18030"))
    with pytest.raises(MisuseError, match="不是 UTF-8"):
        load_values(file)
