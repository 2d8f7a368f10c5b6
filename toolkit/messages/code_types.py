"""Types of the codes of words, so that mypy refuses a wrong code.

While a program runs a code is any text. The stub beside this module lists the codes that exist; it is
generated from the files of words by ``python -m tests.reference --write``.
"""

from __future__ import annotations

from typing import TypeAlias

FindingCode: TypeAlias = str
"""Code of a finding: place, what is wrong, remedy, rule."""
Code: TypeAlias = str
"""Code of any words."""
