"""What Excel's formulas mean, as Microsoft documents it: the page on which an engine is proven fit.

Column A holds ``CONTENTS``. A case names the engines that are unfit for it; no formula of ours may then
depend on it, which the comparison of whole workbooks shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.engines import Content, ErrorValue, Formula, Value

_DOCS = "https://support.microsoft.com/office/"
ORDER = _DOCS + "calculation-operators-and-precedence-in-excel-48be406d-4975-4d31-b2b8-7af9e0e2878a"
COUNTBLANK = _DOCS + "countblank-function-6a92d772-675c-4bee-b346-24af6bd3ac22"
COUNTA = _DOCS + "counta-function-7dc98875-d5c1-46f1-9a82-53f3219e2509"
COUNT = _DOCS + "count-function-a59cd7fc-b623-4d93-87a4-d23bf411294c"
SUM = _DOCS + "sum-function-043e1c7d-7726-4e80-8f32-07b23e057f89"
SUMPRODUCT = _DOCS + "sumproduct-function-16753e75-9f68-4874-94ac-4d2145a2fd2e"
IS = _DOCS + "is-functions-0f2d7971-6019-40a0-a171-f2d869135665"
LEN = _DOCS + "len-lenb-functions-29236f94-cedc-429d-affd-b5e33d2c67cb"
LEFT = _DOCS + "left-leftb-functions-9203d2d2-7960-479b-84c6-1ea52b99640c"
MID = _DOCS + "mid-midb-functions-d5f9e25c-d7d6-472e-b568-4ecb12433028"
RIGHT = _DOCS + "right-rightb-functions-240267ee-9afa-4639-a02b-f19e1786cf2f"
FIND = _DOCS + "find-findb-functions-c7912941-af2a-4bdf-a553-d0d89b0a0628"
SUBSTITUTE = _DOCS + "substitute-function-6434944e-a904-4336-a9b0-1e58df3bc332"
VALUE = _DOCS + "value-function-257d0108-07dc-437d-ae1c-bc2d3953d8c2"
ROUND = _DOCS + "round-function-c018c5d8-40fb-4053-90b1-b3e7f61a213c"
INT = _DOCS + "int-function-a6c4af9e-356d-4369-ab6a-cb1fd9d343ef"

CONTENTS: tuple[Content, ...] = (
    5, -2, 1.5, "abc", "12", None, ErrorValue(), Formula('""'), 1e-7, "　", "-5",
)  # fmt: skip
"""A1 to A11."""


@dataclass(frozen=True)
class Case:
    """A formula, its value in Excel, and where that is documented."""

    formula: str
    value: Value
    source: str
    unfit: tuple[str, ...] = ()


CASES = (
    # Number < text < logical, whatever the sign.
    Case("FALSE>0", True, ORDER, ("libreoffice",)),
    Case('TRUE>"a"', True, ORDER, ("libreoffice",)),
    Case("(A1<0)>0", True, ORDER, ("libreoffice",)),
    Case('"a">5', True, ORDER),
    Case("A4>A1", True, ORDER),
    Case('""=0', False, ORDER),
    Case("A6=0", True, ORDER),
    Case('A6=""', True, ORDER),
    Case("A8=0", False, ORDER),
    Case('A8=""', True, ORDER),
    Case('"A"="a"', True, ORDER),
    Case("A5=12", False, ORDER),
    Case("(A1>0)*1", 1.0, ORDER),
    # A formula that gives "" is blank for COUNTBLANK, and is not for COUNTA and ISBLANK.
    Case("COUNTBLANK(A1:A11)", 2.0, COUNTBLANK),
    Case("COUNTBLANK(A6)", 1.0, COUNTBLANK),
    Case("COUNTBLANK(A8)", 1.0, COUNTBLANK),
    Case("COUNTBLANK(A7)", 0.0, COUNTBLANK),
    Case("COUNTBLANK(A10)", 0.0, COUNTBLANK),
    Case("COUNTBLANK(A1)", 0.0, COUNTBLANK),
    Case("COUNTA(A1:A11)", 10.0, COUNTA),
    Case("ISBLANK(A8)", False, IS),
    # Texts, errors and blanks in a range are no numbers, whatever the text looks like.
    Case("COUNT(A1:A11)", 4.0, COUNT),
    Case("COUNT(A5)", 0.0, COUNT),
    Case("COUNT(A6,A7,A1)", 1.0, COUNT),
    Case("SUM(A1:A6)", 4.5, SUM),
    Case("SUM(A4,A5,A1)", 5.0, SUM),
    Case("SUM(A1:A8)", "#N/A", SUM),
    Case("ISNUMBER(A5)", False, IS),
    Case("ISNUMBER(A6)", False, IS),
    Case("ISNUMBER(A7)", False, IS),
    Case("ISNUMBER(A9)", True, IS),
    Case("ISERROR(A7)", True, IS),
    Case("SUMPRODUCT(A1:A2,A2:A3)", -13.0, SUMPRODUCT),
    Case("SUMPRODUCT(A4:A5,A1:A2)", 0.0, SUMPRODUCT, ("formualizer",)),
    # Functions meant for one cell, given an array: engines that cannot are named, and ours avoid them.
    Case("SUMPRODUCT(--ISNUMBER(A1:A11))", 4.0, IS, ("formualizer", "ironcalc")),
    # Errors pass through, unless IF leaves the branch out or IFERROR catches them.
    Case("A7=1", "#N/A", IS),
    Case("IF(ISNUMBER(A7),A7,2)", 2.0, IS),
    Case("IFERROR(LEN(A7),0)", 0.0, IS),
    Case("IF(ISNUMBER(A4),IF(A4-INT(A4)=0,0,1),3)", 3.0, IS),
    # Whole numbers.
    Case("A9-INT(A9)=0", False, INT),
    Case("A2-INT(A2)=0", True, INT),
    Case("INT(-1.5)", -2.0, INT),
    Case("ROUND(-0.0000005,6)", -1e-6, ROUND),
    Case("ROUND(2.5,0)", 3.0, ROUND),
    # Texts.
    Case("LEN(A10)", 1.0, LEN),
    Case('MID("收到23件",3,2)', "23", MID),
    Case('MID("abc",9,1)', "", MID),
    Case('LEFT("abc",5)', "abc", LEFT),
    Case('RIGHT("1，234",4)', "，234", RIGHT),
    Case('FIND("到0","收到00",1)', 2.0, FIND),
    Case('ISERROR(FIND(",","1，234"))', True, FIND),
    Case('SUBSTITUTE("aaa","aa","b")', "ba", SUBSTITUTE),
    Case('VALUE("0023")', 23.0, VALUE),
    Case('"x"&A6&"年"', "x年", ORDER),
    Case('A1&"年"', "5年", ORDER),
    Case('LEN(SUBSTITUTE(A10,"　",""))', 0.0, LEN),
    Case('LEN(SUBSTITUTE("a"&CHAR(10),CHAR(10),""))', 1.0, LEN),
    Case('LEN(SUBSTITUTE("a\u200b\u00a0","\u200b",""))', 2.0, LEN),
    Case('"a""b"', 'a"b', LEN),
    Case('"x"&ABS(-0.25)', "x0.25", LEN),
    Case('"x"&0.000001', "x0.000001", LEN),
    Case('ISNUMBER(FIND("~*差 ","；~*差 2；"))', True, LEN),
)
