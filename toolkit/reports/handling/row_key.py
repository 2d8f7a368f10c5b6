"""The unseen key of a row of 办理: what it is about and what was known when it was written, signed.

The key moves with its row when rows are sorted, copied or put into another workbook. It is signed with the
key of the collection, so an edited one is refused, and it covers what the row shows, so that a decision is
not taken for another matter when only some of the columns were sorted or pasted.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from toolkit.reports.handling.matters import Matter, MatterKind
from toolkit.workbook.locate import normalized

_PREFIX = "ogi1"
"""Version of the key; a row with another one is refused as one that was edited."""
_SIGNED = 32


@dataclass(frozen=True)
class RowKey:
    """What the key of a row says.

    Attributes:
        unit, target: as of the :class:`Matter`; of a free row, ``target`` is its place in the sheet.
        facts: what the matter rested on when the row was written.
        after: number of the last decision by then.
        shown: digest of what the row shows of the matter.
    """

    kind: MatterKind
    unit: str = ""
    target: str = ""
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
    after: int = 0
    shown: str = ""

    @classmethod
    def of(cls, matter: Matter, after: int) -> RowKey:
        """The key for a matter; what the row shows is still to be added."""
        return cls(matter.kind, matter.unit, matter.target, matter.facts, after)

    @property
    def identity(self) -> tuple[str, str, str]:
        """As :attr:`Matter.identity`."""
        return str(self.kind), self.unit, self.target

    def showing(self, cells: Iterable[object]) -> RowKey:
        """The same for a row that shows these cells."""
        return replace(self, shown=digest_of_cells(cells))

    def text(self, secret: str) -> str:
        """As it is written into the sheet."""
        said = json.dumps(
            [self.kind, self.unit, self.target, dict(self.facts), self.after, self.shown],
            ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip
        return f"{_PREFIX}:{_signature(said, secret)}:{said}"


def read_key(text: str, secret: str) -> RowKey | None:
    """The key of a row; ``None`` for a text that was not signed by this collection."""
    prefix, _, rest = text.strip().partition(":")
    signature, _, said = rest.partition(":")
    if prefix != _PREFIX or not hmac.compare_digest(signature.encode(), _signature(said, secret).encode()):
        return None
    kind, unit, target, facts, after, shown = json.loads(said)  # signed: it is what was written
    return RowKey(MatterKind(kind), unit, target, facts, after, shown) if kind in set(MatterKind) else None


def digest_of_cells(cells: Iterable[object]) -> str:
    """Digest of what a row shows, whatever other programs make of blanks and line breaks."""
    plain = [normalized(str(cell)).replace("_x000D_", "") for cell in cells]
    return hashlib.sha256("\n".join(plain).encode(errors="surrogatepass")).hexdigest()[:16]


def _signature(said: str, secret: str) -> str:
    told = f"handling:{said}".encode(errors="surrogatepass")
    return hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()[:_SIGNED]
