"""Tables on the terminal."""

from __future__ import annotations

import pytest

from toolkit.cli.options import print_table


def test_columns_are_aligned_for_wide_characters_and_lines_within_cells(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table(["代码", "单位", "件数"], [["101", "教育局", 7], ["20301", "a\nb", 1234], ["", "", 0]])
    assert capsys.readouterr().out.splitlines() == [
        "代码   单位    件数",
        "101    教育局     7",
        "20301  a       1234",
        "       b",
        "                  0",
    ]


def test_a_table_without_rows_is_its_heads(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["代码", "单位"], [])
    assert capsys.readouterr().out == "代码  单位\n"


def test_characters_that_would_steer_a_terminal_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["代码"], [["1\x07\r2"]])
    assert capsys.readouterr().out == "代码\n12\n"
