"""Loaded by the process that workers are copies of: what it takes to read and to return a usual workbook.

Each worker would otherwise spend more time on that than on its first file.
"""

from __future__ import annotations

from toolkit.collection import outbox, returning
from toolkit.collection.receiving import workers
from toolkit.form.layout import layout_of
from toolkit.form.registry import load_form
from toolkit.form.statement_phrases import phrases_of
from toolkit.paper import page

LOADED = (outbox, page, returning, workers)
"""What else workers need."""
_form = load_form()
LAYOUT, PATTERNS = layout_of(_form), [phrase.pattern for phrase in phrases_of(_form.id).phrases]
