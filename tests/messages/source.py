"""Texts that stand as constants in the code of the package."""

from __future__ import annotations

import re

from tests.module_sources import ROOT, sources


def constants() -> frozenset[str]:
    """Every text constant of every module, but of the list of families."""
    return frozenset[str]().union(*(held.texts for file, held in sources() if file.name != "families.py"))


def spoken_in_templates() -> frozenset[str]:
    """Codes of the words that templates of pages ask for."""
    return _asked(r'say\("([^"]*)"')


def families_in_templates() -> frozenset[str]:
    """Families of codes that they ask for."""
    return _asked(r'say_of\("([^"]*)"')


def _asked(pattern: str) -> frozenset[str]:
    templates = (file.read_text("utf-8") for file in ROOT.rglob("*.jinja"))
    return frozenset(code for text in templates for code in re.findall(pattern, text))
