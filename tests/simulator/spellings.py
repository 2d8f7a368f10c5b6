"""What clerks type: numbers in many spellings, blanks, and what is no number at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from math import inf, nextafter

from tests.clerk import FORM
from tests.simulator.clerk_draft import Draft
from tests.simulator.figure_kinds import FEES, MONEY, Number
from tests.simulator.kind_registry import COUNTS, Apply, habit
from tests.simulator.paper_kinds import LAYOUT, Content, ErrorValue, Formula

# --- spellings: still read exactly, and told ----------------------------------------------------

_FULL = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_CHINESE = "零一二三四五六七八九十"
SPELLINGS: Mapping[str, Callable[[Number], Content]] = {
    "text": str,
    "text_with_decimal": lambda n: f"{n}.0" if n % 1 == 0 else f"{n}0",
    "full_width": lambda n: str(n).translate(_FULL),
    "thousands": lambda n: f"{n:,}" if n >= 1000 else f" {n}",
    "full_width_thousands": lambda n: f"{n:,}".translate(_FULL),
    "unit": lambda n: f"{n}件",
    "unit_spaced": lambda n: f" {n} 件",
    "full_width_unit": lambda n: f"{n}件".translate(_FULL),
    "chinese": lambda n: _CHINESE[int(n)] if n in range(11) else f"{n}项",
    "leading_zeros": lambda n: f"00{n}",
    "spaces": lambda n: f"\u3000{n} ",
    "zero_width": lambda n: f"{n}\u200b",
    "plus": lambda n: f"+{n}",
    "newline": lambda n: f"{n}\n",
    "apostrophe": lambda n: f"'{n}",
    "full_width_apostrophe": lambda n: f"＇{n}",
    "direction_marks": lambda n: f"\u202a{n}\u202c",
    "isolated": lambda n: f"\u2066{n}\u2069",
}


def _spelling(spell: Callable[[Number], Content]) -> Apply:
    def apply(draft: Draft) -> bool:
        items = draft.some([i for i in COUNTS if draft.truth.values[i]] or COUNTS, 6)
        for item in items:
            draft.type(item, spell(draft.truth.values[item]), draft.truth.values[item])
        draft.tell("R-converted", "note", *items)
        return bool(items)

    return apply


for _name, _spell in SPELLINGS.items():
    habit(1, name=f"spelled_{_name}", weight=1)(_spelling(_spell))


@habit(1, alone="money")
def money_in_yuan_with_its_unit(draft: Draft) -> bool:
    """251000元 where 万元 are asked for: converted, told, and queried."""
    value = Decimal(draft.truth.values[MONEY])
    if not draft.untouched([MONEY]):
        return False
    draft.type(MONEY, f"{value * 10000:f}元", value)
    draft.tell("R-converted", "note", MONEY)
    draft.owe(("T2-04",), "soft", MONEY)
    return True


@habit(1, alone="money")
def money_with_words(draft: Draft) -> bool:
    items = draft.untouched([MONEY, *FEES[1:]])
    for item in items:
        unit = FORM.items[item].unit
        draft.type(item, f"{draft.truth.values[item]:,f} {unit}", draft.truth.values[item])
    draft.tell("R-converted", "note", *items)
    return bool(items)


@habit(1)
def floats(draft: Draft) -> bool:
    """3.0 is how other programs store 3: nothing to tell."""
    items = draft.some(COUNTS, 6)
    for item in items:
        draft.type(item, float(draft.truth.values[item]), draft.truth.values[item])
    return bool(items)


@habit(1)
def computed_dust(draft: Draft) -> bool:
    """The last binary digit is off, as after adding tenths; in so many digits that programs keep it."""
    if draft.saved_as:
        return False  # LibreOffice writes fewer
    items = []
    for item in draft.some((*COUNTS, MONEY), 6):
        value = draft.truth.values[item]
        near = nextafter(float(value), inf)
        if value and f"{near:.16g}" != f"{float(value):.16g}":
            draft.type(item, near, value)
            items.append(item)
    draft.tell("R-converted", "note", *items)
    return bool(items)


@habit(1, alone="totals")
def totals_typed_right(draft: Draft) -> bool:
    """Totals typed over their formulas with what the formulas gave."""
    figures = draft.figures()
    items = [
        i for i in FORM.totals if i not in draft.cells and i not in draft.lost and figures[i] is not None
    ]
    items = items if draft.chance.random() < 0.5 else draft.chance.sample(items, min(len(items), 3))
    for item in items:
        draft.type(item, figures[item], figures[item])
    draft.tell("R-total", "note", *items)
    return bool(items)


# --- blanks --------------------------------------------------------------------------------------


def _zeros(draft: Draft) -> list[str]:
    return [item for item in draft.untouched(FORM.inputs) if draft.truth.values[item] == 0]


@habit(2, alone="blanks", weight=4)
def blanks_declared_zero(draft: Draft) -> bool:
    items = _zeros(draft)
    for item in items if draft.chance.random() < 0.5 else items[:5]:
        draft.blank(item)
    draft.declaration = "是"
    return bool(items)


@habit(2, alone="blanks", weight=4)
def blanks_undeclared(draft: Draft) -> bool:
    items = [i for i in _zeros(draft) if i not in FEES]
    items = items if draft.chance.random() < 0.3 else draft.chance.sample(items, min(len(items), 3))
    for item in items:
        draft.blank(item)
    draft.declaration = draft.chance.choice(("", "否"))
    draft.owe(("N-BLANK",), "hard", *items)
    return bool(items)


@habit(2, alone="blanks")
def fees_left_out(draft: Draft) -> bool:
    items = draft.untouched(FEES)
    for item in items:
        draft.blank(item)
    draft.owe(("S-01",), "hard", *items)
    return bool(items)


@habit(2, alone="blanks")
def whole_table_blank(draft: Draft) -> bool:
    items = draft.untouched(FORM.table_inputs[draft.chance.choice(("proactive", "requests", "disputes"))])
    for item in items:
        draft.blank(item)
    draft.owe(("N-BLANK",), "hard", *items)
    return bool(items)


@habit(2, alone="blanks")
def odd_declaration(draft: Draft) -> bool:
    """A word that is neither 是 nor 否 declares nothing."""
    items = [i for i in _zeros(draft) if i not in FEES][:3]
    for item in items:
        draft.blank(item)
    draft.declaration = draft.chance.choice(("可以", "零", "√", "是的"))
    draft.tell("R-declaration", "note", "blanks_are_zero")
    if items:
        draft.owe(("N-BLANK",), "hard", *items)
    return True


@habit(2, alone="blanks")
def spaces_for_nothing(draft: Draft) -> bool:
    """A cell cleared with the space bar is blank, which is told beside the blank itself."""
    items = [i for i in draft.chance.sample(_zeros(draft), min(3, len(_zeros(draft)))) if i not in FEES]
    for item in items:
        draft.blank(item)
        draft.cells[item] = draft.chance.choice((" ", "\u3000", "\u200b", " \n"))
    if not items:
        return False
    draft.tell("R-converted", "note", *items)
    draft.owe(("N-BLANK",), "hard", *items)
    return True


# --- what is no number: unknown, and told --------------------------------------------------------

NO_NUMBERS: Mapping[str, tuple[Content, ...]] = {
    "slash": ("/", "—", "-", "－", "——", "\\"),
    "says_none": ("无", "没有", "不涉及", "N/A", "null"),
    "approximate": ("约10", "10余", "近百", "30左右", "≥5", "不足10"),
    "range": ("3-5", "1～3", "10至20"),
    "remark": ("22（其中修订16件）", "共12件", "12件次", "3(含转办)", "12。", "见附件"),
    "percent_text": ("12%", "50％"),
    "odd_digits": ("②", "³", "Ⅳ", "٣"),
    "lookalike": ("O", "l2", "1O", "о"),
    "rounded": ("2000万", "3千", "1.2亿"),
    "bad_separators": ("1,23", "1 234", "1.234.567", "12,"),
    "date_text": ("2023-12-31", "2023年", "3月1日", "12:30"),
    "formula_text": ("=3+5", "=SUM(D6:D7)"),
    "money_in_a_count": ("5元", "¥5", "3万元"),
    "negative_in_brackets": ("(5)", "（3）"),
    "too_long": ("9" * 16, "1e16", "0.1234567890123456"),
    "boolean": (True, False),
    "error": (ErrorValue("#REF!"), ErrorValue("#DIV/0!"), ErrorValue("#N/A"), ErrorValue("#VALUE!")),
}


def _no_number(contents: tuple[Content, ...]) -> Apply:
    def apply(draft: Draft) -> bool:
        items = draft.some(COUNTS, 3)
        for item in items:
            draft.type(item, draft.chance.choice(contents), None)
        if draft.saved_as and isinstance(contents[0], ErrorValue | bool):
            # LibreOffice may save an error, or TRUE, as a formula that gives it.
            draft.either.update(items)
            draft.may |= {"N-INT", "R-formula"}
        draft.owe(("N-INT", "R-formula") if draft.either & set(items) else ("N-INT",), "hard", *items)
        return bool(items)

    return apply


for _name, _contents in NO_NUMBERS.items():
    habit(2, name=f"typed_{_name}", weight=1)(_no_number(_contents))


@habit(2)
def slashes_for_zeros(draft: Draft) -> bool:
    """A whole table where nothing happened, in the manner of paper forms."""
    items = _zeros(draft)
    for item in items:
        draft.type(item, draft.chance.choice(("/", "—")), None)
    draft.owe(("N-INT",), "hard", *items)
    return bool(items)


@habit(2, alone="styles")
def date_typed(draft: Draft) -> bool:
    """3-1 becomes a date while typing."""
    items = draft.some(COUNTS, 2)
    for item in items:
        draft.type(item, None, None)
        draft.put(item, datetime(2023, 3, draft.chance.randint(1, 28)))
    draft.owe(("N-INT",), "hard", *items)
    return bool(items)


@habit(2)
def formula_typed(draft: Draft) -> bool:
    """Its stored result proves nothing."""
    items = draft.some(FORM.inputs, 3)
    for item in items:
        draft.type(item, Formula(draft.chance.choice(("3+5", "SUM(D6:D7)", "1*8", "ROUND(7.6,0)"))), None)
    draft.tell("R-formula", "hard", *items)
    return bool(items)


def free_totals(draft: Draft) -> list[str]:
    return [item for item in FORM.totals if item not in draft.cells and item not in draft.lost]


@habit(2, alone="totals")
def total_cleared(draft: Draft) -> bool:
    items = draft.chance.sample(free_totals(draft), 1)
    draft.blank(items[0])
    draft.tell("R-total", "hard", *items)
    return True


@habit(2, alone="totals")
def total_cleared_and_blanks_declared(draft: Draft) -> bool:
    """The declaration is about inputs; the total stays unknown."""
    if draft.declaration not in ("", "是"):
        return False
    draft.declaration = "是"
    return total_cleared(draft)


@habit(2, alone="totals")
def total_formula_changed(draft: Draft) -> bool:
    """Another formula for a total is not used, and told where its text can be compared."""
    item = draft.chance.choice(free_totals(draft))
    odd = ("99", "SUM(D6:D7)", "8+0", "PRODUCT(D6:D7)", "SUMIF(D6:D7,1)")
    draft.cells[item] = Formula(draft.chance.choice(odd))
    return True


@habit(2, alone="totals")
def total_formula_in_own_words(draft: Draft) -> bool:
    """The parts added up cell by cell: it agrees where every part is known."""
    item = draft.chance.choice(free_totals(draft))
    if any(draft.place[part][0] != LAYOUT.items[item].sheet for part in FORM.totals[item]):
        return False
    draft.cells[item] = Formula("+".join(LAYOUT.items[part].a1 for part in FORM.totals[item]))
    return True


@habit(2, alone="totals")
def total_overtyped_with_text(draft: Draft) -> bool:
    """No number, and no formula any more: the total is unknown, which must be told."""
    item = draft.chance.choice(free_totals(draft))
    # Other formats store these two as numbers.
    odd = () if draft.saved_as else (ErrorValue("#REF!"), True)
    draft.type(item, draft.chance.choice(("/", "38件左右", "见上", *odd)), None)
    draft.tell("R-total", "hard", item)
    return True
