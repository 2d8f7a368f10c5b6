"""``python -m tests.statements FOLDER``: precision and recall of the text checks on reports read by a person.

The folder holds ``ID.json`` (figures), ``ID.txt`` or ``ID.narrative.txt`` (text) and ``ID.claims.json`` (what
a person found true, false or not comparable). Exit 1 where a false statement is missed, where
more than one true statement or any that is not comparable raises an alarm.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.statements.truth import reports
from tests.statements.weighing import Weighed


def main(arguments: list[str]) -> int:
    """Print what was found and missed, report by report."""
    weighed = Weighed()
    for report in reports(Path(arguments[0])):
        weighed.add(report)
    print(weighed.told(every="-v" in arguments))
    return 0 if weighed.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
