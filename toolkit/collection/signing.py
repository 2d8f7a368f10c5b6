"""Who signs: the government of a place, or the name as it is."""

from __future__ import annotations

from toolkit.collection.place_names import has_peoples_government
from toolkit.messages import say


def government_of(name: str) -> str:
    """Return the signer of a total: 样例市 → 样例市人民政府; of anything but such a place the name itself."""
    return say("document.signer", name=name) if has_peoples_government(name) else name
