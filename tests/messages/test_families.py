"""Codes put together from a family and a member: every member has its words."""

from __future__ import annotations

from typing import get_args

import pytest

from tests.messages.domains import DOMAINS, members
from tests.messages.source import constants, families_in_templates
from toolkit.messages import catalogue, code_of, is_finding
from toolkit.messages.families import FindingFamily, SentenceFamily


def test_every_member_has_its_words() -> None:
    assert not members() - catalogue().keys()


def test_members_of_families_of_findings_are_findings() -> None:
    for family in get_args(FindingFamily):
        assert all(is_finding(family.replace("*", member)) for member in DOMAINS[family]), family


@pytest.mark.xdist_group("sources")
def test_every_family_is_enumerated_and_used() -> None:
    families = {*get_args(SentenceFamily), *get_args(FindingFamily)}
    assert families == DOMAINS.keys()
    assert families <= constants() | families_in_templates()


def test_a_stranger_is_refused() -> None:
    with pytest.raises(KeyError, match=r"kind\.village"):
        code_of("kind.*", "village")
