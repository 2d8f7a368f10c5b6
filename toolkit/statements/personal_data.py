"""Personal data in texts: telephone and identity numbers, bank cards, addresses of mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from toolkit.findings import Quote
from toolkit.form.statement_words import pattern
from toolkit.messages.code_types import FindingCode
from toolkit.statements.folded import Folded
from toolkit.statements.remarks import Remark

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def personal_remarks(folded: Mapping[str, Folded]) -> Iterator[Remark]:
    """One remark for each number or address; what its check digit refutes is none."""
    for text, here in folded.items():
        if not pattern("any_personal").search(here.text):
            continue
        taken: list[tuple[int, int]] = []
        for name, (key, holds) in _KINDS.items():
            for match in pattern(name).finditer(here.text):
                start, end = match.span()
                if not holds(match[0]) or any(start < last and first < end for first, last in taken):
                    continue
                taken.append((start, end))
                quote = here.quote(start, end)
                yield Remark("personal_data", text, (Quote(text, quote),), key, {"quote": quote})


def _always(_: str) -> bool:
    return True


def is_identity_number(number: str) -> bool:
    """Whether the last character is the check digit of the first seventeen (GB 11643)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECK_DIGITS[total % 11] == number[-1].upper()


def is_card_number(number: str) -> bool:
    """Whether the digits satisfy the check of bank cards (Luhn)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_KINDS: Mapping[str, tuple[FindingCode, Callable[[str], bool]]] = {
    "identity_number": ("check.text.identity_number", is_identity_number),
    "bank_card": ("check.text.bank_card", is_card_number),
    "mobile": ("check.text.mobile", _always),
    "telephone": ("check.text.telephone", _always),
    "email": ("check.text.email", _always),
}
