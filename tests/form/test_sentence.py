"""Rules in official labels."""

from __future__ import annotations

from toolkit.form.model import Form


def test_a_rule_says_when_it_applies(form: Form) -> None:
    """Two rules of which one wants 0 and the other more than 0 both pass; each names its case."""
    said = {key: check.sentence for key, check in form.check_by_key.items()}
    assert said["F-01"] == "“发出收费通知（件）” ＝ 0 时，“应收信息处理费（元）” ＝ 0"
    assert said["F-01.2"] == "“发出收费通知（件）” ＞ 0 时，“应收信息处理费（元）” ＞ 0"
    assert said["T2-05"].startswith("只含本单位数的，“")
    assert said["T2-03"].startswith("“有规章制定权”为否的，“")


def test_alternatives_are_left_out(form: Form) -> None:
    (said,) = (check for check in form.checks if check.said)
    assert said.condition is not None
    assert "时，" not in said.sentence
