"""Who a workbook was issued to: written into its hidden sheet, compared when it comes back."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.form.expression import Number

FORMAT = "ogi-toolkit-1"
"""Mark of the hidden sheet, so that it is known without its name."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit: 单位代码 and 单位名称.

    ``properties``: id and value of what the edition asks of units, in its order; ``None`` where unknown.
    """

    name: str
    code: str = ""
    properties: tuple[tuple[str, int | None], ...] = ()

    @property
    def known(self) -> dict[str, int]:
        """Those of its properties whose value is known."""
        return {name: value for name, value in self.properties if value is not None}


@dataclass(frozen=True, slots=True)
class Identity:
    """What an issued workbook says of itself.

    A blank for anybody has neither a unit's name nor a year: the clerk writes them on the cover.
    """

    edition: str
    version: str
    unit: Unit
    year: int
    collection: str = ""

    def fields(self) -> dict[str, str | int]:
        """The hidden sheet's fields, the signature left out."""
        return {
            "format": FORMAT,
            "edition": self.edition,
            "version": self.version,
            "unit_code": self.unit.code,
            "unit_name": self.unit.name,
            "year": self.year or "",
            "collection": self.collection,
            **{name: "" if value is None else value for name, value in self.unit.properties},
        }

    def signature(self, prior: Mapping[str, Number], key: str = "") -> str:
        """Keyed digest of the fields and last year's figures.

        It proves which office issued the workbook, and that the hidden sheet is as issued; it says
        nothing of what was filled in. Without a key it is a checksum against accidents only.
        """
        stated = {k: str(v) for k, v in self.fields().items()}
        figures = {item: format(value.normalize(), "f") if not isinstance(value, int) else str(value)
                   for item, value in sorted(prior.items())}  # fmt: skip
        text = json.dumps([stated, figures], ensure_ascii=False, sort_keys=True)
        return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
