"""Numbers as texts write them, on spans that were found before."""

from __future__ import annotations

from decimal import Decimal

from toolkit.form.expression import Number
from toolkit.form.statement_words import units, word


def number_of(span: str) -> Number | None:
    """The number a span states, per cent without its sign; ``None`` where it states none."""
    words = span.removesuffix("%").removeprefix(word("per_cent"))
    if words[:1].isascii():
        return int(words) if words.isdecimal() else Decimal(words)
    if words in word("zero"):
        return 0
    import cn2an  # noqa: PLC0415  # few texts write numbers in characters

    try:
        found = cn2an.cn2an(words, "smart")
    except ValueError:
        return None
    return int(found) if found == int(found) else Decimal(str(found))


def last_digit(span: str) -> Decimal:
    """One unit of the last digit of a number as written, e.g. 0.01 for ``33.95%``."""
    _, _, decimals = span.removesuffix("%").partition(".")
    return Decimal(1).scaleb(-len(decimals))


def in_unit(value: Number, stated: str, wanted: str) -> Number:
    """An amount of money stated in one unit, in another one."""
    return value if stated == wanted else Decimal(value) * units()[stated] / units()[wanted]
