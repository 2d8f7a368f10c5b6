"""Personal data in texts."""

from __future__ import annotations

import pytest

from toolkit.statements.folded import fold
from toolkit.statements.personal_data import is_card_number, is_identity_number, personal_remarks


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("联系电话：0512-68881234。", ["telephone"]),
        ("手机 138 1234 5678", ["mobile"]),
        ("身份证号11010519491231002X", ["identity_number"]),
        ("身份证号110105194912310021", []),
        ("账号4111111111111111", ["bank_card"]),
        ("账号4111111111111112", []),
        ("邮箱 zwgk@example.gov.cn", ["email"]),
        ("国办函〔2020〕109号，2023年12月31日，12345热线，共1314条。", []),
    ],
)
def test_kinds(words: str, kinds: list[str]) -> None:
    found = personal_remarks({"a": fold(words)})
    assert [one.key.removeprefix("check.text.") for one in found] == kinds


def test_check_digits() -> None:
    assert is_identity_number("11010519491231002x") and is_card_number("4111111111111111")
