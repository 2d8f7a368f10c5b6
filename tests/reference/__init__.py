"""The reference pages under ``docs/reference``, made from the thing they describe.

``python -m tests.reference`` tells which pages drift; ``--write`` writes them anew.
"""
