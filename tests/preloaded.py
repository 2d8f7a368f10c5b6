"""Loaded by the process of which readers and writers of files are copies: one workbook was read there."""

from __future__ import annotations

import zlib

from tests.clerk import filled
from toolkit.collection import outbox, returning
from toolkit.paper import page
from toolkit.review.checks import judge
from toolkit.workbook.submission import read_submission

zlib.Z_DEFAULT_COMPRESSION = 1  # type: ignore[misc]  # as in conftest
LOADED = (outbox, returning, page)
"""What they need besides."""
judge(read_submission(filled(prior={})))
