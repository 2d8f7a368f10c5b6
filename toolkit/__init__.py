"""Spreadsheet-first toolkit for annual reports on open government information.

The exported names are listed once, in ``__init__.pyi``; each is imported when it is first used, so that
a command starts fast. Everything else is internal.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
