"""Write the golden workbooks anew."""

from __future__ import annotations

import sys

from tests.workbook.golden.golden_cases import CASES, build, file_of

if __name__ == "__main__" and "--write" in sys.argv:
    for case in CASES:
        file_of(case).write_bytes(build(case))
