"""Whether a unit still has to be told what is wrong: no return of its file has stated it."""

from __future__ import annotations

from toolkit.collection.ledger.store import Ledger
from toolkit.collection.standing import Awaited, Standing
from toolkit.findings import asked


def return_due(ledger: Ledger, standing: Standing) -> bool:
    """Whether a unit has something to mend or to explain that no return of this file stated.

    A file is read anew for a correction by telephone, a rule, last year's figures. What was stated and was
    since wrong in every reading needs no second return, also where there is less of it now.
    """
    received = standing.received
    if standing.awaited not in (Awaited.CORRECTION, Awaited.EXPLANATION) or received is None:
        return False
    sent = [one.reading for one in standing.sent_back if one.sha256 == received.sha256]
    if not sent or received.reading in sent:
        return not sent
    since = ledger.readings_since(received.sha256, sent[-1])
    present = asked(ledger.findings_of(received.reading))
    return not all(present <= asked(ledger.findings_of(number)) for number in since)
