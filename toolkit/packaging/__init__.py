"""Builds the folder that an office unpacks: ``make package PLATFORM=…``.

It works on the checkout and is no part of the wheel. See docs/packaging.md.
"""
