"""Every library that is imported is declared, and every declared one is imported."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.module_sources import source

pytestmark = pytest.mark.xdist_group("sources")
ROOT = Path(__file__).parents[1]
OWN = ("toolkit", "workbook_templates")


def _imported() -> Iterator[str]:
    """Top-level names of what the wheel imports, late imports and those for types too."""
    for file in (file for name in OWN for file in (ROOT / name).rglob("*.py")):
        if not file.is_relative_to(ROOT / "toolkit" / "packaging"):  # served by the dev group
            yield from (module.partition(".")[0] for module in source(file).imports)


def _normalized(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = (one for extra in project["optional-dependencies"].values() for one in extra)
    names = (re.match(r"[\w.-]+", one) for one in (*project["dependencies"], *extras))
    return {_normalized(name[0]) for name in names if name}


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    home = packages_distributions()
    outside = set(_imported()) - set(sys.stdlib_module_names) - set(OWN)
    assert {_normalized(home[name][0]) for name in outside} == _declared()
