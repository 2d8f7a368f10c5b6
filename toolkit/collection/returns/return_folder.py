"""Everything that goes back to one unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from toolkit.collection.last_year import Priors
from toolkit.collection.returns.annotation import annotate
from toolkit.collection.returns.message import chat_text
from toolkit.collection.returns.note import note
from toolkit.collection.returns.notice import Notice, needs_refill
from toolkit.collection.returns.refill import refilled
from toolkit.form.expression import Number
from toolkit.form.identity import Identity
from toolkit.messages import say
from toolkit.workbook.submission import read_submission


def return_files(
    notice: Notice,
    data: bytes,
    last: Priors,
    identity: Identity,
    *,
    password: str = "",
    key: str = "",
) -> dict[str, bytes]:
    """Make marked workbook, fresh workbook where the unit's own cannot be mended, 退回单, short message.

    Args:
        notice: what to say; the names of the workbooks sent along are put in here.
        data: the received file.
        last: last year's figures, for a fresh workbook.
        identity: what a workbook of this unit says of itself.
        password: lock of a fresh workbook; key: the collection's signing key.

    Returns:
        Name of a file → its bytes, the workbook to work on first.
    """
    books: dict[str, bytes] = {}
    marked = refill = ""
    annotated = annotate(data, notice.verdict, notice.form)
    if annotated is not None:
        marked = notice.named(notice.spoken("return.file.marked"), f".{annotated.format}")
        books[marked] = annotated.content
        notice = replace(notice, restored=annotated.restored)
    if annotated is None or needs_refill(notice.verdict, identity):
        refill = notice.named("return.file.refilled", ".xlsx")
        prior = last.of_report(identity.unit.code, _issued_figures(data, identity, key))
        fresh = refilled(notice.form, identity, notice.verdict, prior, password=password, key=key)
        books = {refill: fresh} | books
    notice = replace(notice, marked=marked, refilled=refill)
    # The notepad of Windows wants a mark at the start and CRLF.
    message = "\r\n".join(chat_text(notice).split("\n")).encode("utf-8-sig")
    return books | {
        say(notice.spoken("return.file.note")): note(notice),
        say("return.file.message"): message,
    }


def _issued_figures(data: bytes, identity: Identity, key: str) -> Mapping[str, Number]:
    """Last year's figures in a received workbook, if this collection issued it to this unit with them."""
    submission = read_submission(data, key=key)
    found, prior = submission.identity, submission.record.prior
    ours = (
        found is not None
        and (found.unit.code, found.collection) == (identity.unit.code, identity.collection)
        and submission.signature == found.signature(prior, key)
    )
    return prior if ours else {}
