"""Write the golden workbooks anew."""

from __future__ import annotations

import sys

from tests.workbook.golden.cases import CASES, FOLDER, build

if __name__ == "__main__" and "--write" in sys.argv:
    for case in CASES:
        (FOLDER / f"{case}.xlsx").write_bytes(build(case))
