"""What tests of the page share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desk.browsers import KeptWorker


@pytest.fixture(scope="module")
def worker() -> Iterator[KeptWorker]:
    """The process behind the pages of one module."""
    made = KeptWorker()
    yield made
    made.close()
