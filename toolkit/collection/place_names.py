"""What names of governments, zones and units end in, and whose name a text may hold.

These patterns are looked for in what others wrote. They are said to nobody, so they are no words of the
catalogue.
"""

from __future__ import annotations

import re

from toolkit.workbook.locate import normalized

_OFFICE = re.compile(r"(人民政府|政府|管理委员会|管委会)?((政务|政府信息)公开)?(办公厅|办公室|办)?$")
"""What the name of an office ends in after its government's."""
_REGION = re.compile(r"(省|自治区|市|自治州|州|盟|地区|县|区)$")
"""What the name of a region ends in before one below it."""
_GOVERNED = re.compile(r"(省|自治区|市|县|区|州|旗|乡|镇)$")
_ZONE = re.compile(r"(开发|新|园|高新|示范|实验|度假|保税|管理|合作)区$")
"""A zone has a committee and no people's government."""
GOES_ON = re.compile(
    r"(?!人民政府|政府|办公室|[0-9])[^0-9年度报告表关于的送、。《》“”,.;:()·-]*?"
    r"(局|委员会|厅|院|中心|镇|乡|街道|队|所|站|公司|学校|医院)"
)
"""What after a name makes it the name of somebody else (样例县 in 样例县民政局)."""


def same_government(name: str, other: str) -> bool:
    """Whether two names may be one government's, as 某市 and 某省某市人民政府; no name may be any."""
    if not name.strip() or not other.strip():
        return True
    short, long = sorted((_OFFICE.sub("", normalized(words)) for words in (name, other)), key=len)
    above = long.removesuffix(short)
    return short == long or (bool(short) and above != long and bool(_REGION.search(above)))


def has_peoples_government(name: str) -> bool:
    """Whether a place of that name has a people's government."""
    return bool(_GOVERNED.search(name)) and not _ZONE.search(name)
