"""Taking a finding's message apart: place, what is wrong, what to do.

A message is one string, in that order. Where it cannot be taken apart, it is told whole: a unit must
never read less than was found.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.form.model import EditCheck
from toolkit.messages import say

COLON, STOP, _PLEASE = "：", "。", "请"


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def taken_apart(finding: Finding, check: EditCheck | None) -> tuple[str, str]:
    """What is wrong, and the remedy the message names (empty if none); without place and code."""
    text = finding.message.removesuffix(say("check.code", code=finding.code))
    remedy = check.rule.remedy if check is not None else ""
    if remedy and text.endswith(remedy):
        text = text.removesuffix(remedy)
    else:
        remedy = ""
    parts = list(sentences(_without_place(text, finding)))
    if not remedy:
        first = next((n for n, part in enumerate(parts) if n and part.startswith(_PLEASE)), None)
        if first is not None:
            parts, remedy = parts[:first], "".join(parts[first:])
    if check is not None and check.comparison.relation == "=" and len(parts) > 1:
        # The official labels stand in a column of their own; a bound needs its sentence to be understood.
        parts = [part for part in parts if check.sentence not in part]
    return "".join(parts), remedy


def _without_place(text: str, finding: Finding) -> str:
    for end in _outside_quotes(text, COLON):
        place = text[:end]
        named = any(cell.sheet and cell.sheet in place for cell in finding.cells)
        return text[end + 1 :] if named and end + 1 < len(text) else text
    return text


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text; a full stop in a quotation ends none."""
    start = 0
    for end in _outside_quotes(text, STOP):
        yield text[start : end + 1]
        start = end + 1
    if text[start:]:
        yield text[start:]


def _outside_quotes(text: str, sign: str) -> Iterator[int]:
    depth = 0
    for position, character in enumerate(text):
        if character == "“":
            depth += 1
        elif character == "”":
            depth = max(0, depth - 1)
        elif character == sign and not depth:
            yield position
