"""名册: the reporting units of a collection and their tree, kept by the office in a spreadsheet."""

from toolkit.collection.roster.continuity import Continuity, continuity
from toolkit.collection.roster.units import (
    COUNTINGS,
    SCOPES,
    ReportingUnit,
    Roster,
)

__all__ = [
    "COUNTINGS", "SCOPES", "Continuity", "ReportingUnit", "Roster", "continuity",
]  # fmt: skip
