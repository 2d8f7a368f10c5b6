"""``ogi verify``: check that the ledger is unchanged."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, Json, print_json
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.collection.ledger.inspection import Verified


def verify(
    folder: Folder,
    head: Annotated[str, typer.Option("--head", metavar="HEX", help=say("help.verify.head"))] = "",
    as_json: Json = False,
) -> None:
    """Check contents, chain, rows and triggers; exit code 1 if anything differs from what was written."""
    from toolkit.collection.folder import CONFIG, traces
    from toolkit.collection.ledger.inspection import verify_ledger
    from toolkit.collection.ledger.store import LEDGER
    from toolkit.errors import MisuseError

    if not (folder / CONFIG).is_file():
        raise MisuseError(say("misuse.not_a_collection", path=folder))
    given = _head(head) if head else ""
    result = verify_ledger(folder / LEDGER, given, traces=traces(folder))
    if as_json:
        print_json(
            {
                "ledger": str(folder / LEDGER),
                "sound": not result.faults,
                "head": result.head or None,
                "links": result.links,
                "files": result.files,
                "rows_before_the_chain": result.found[0],
                "findings": [fault.as_json() for fault in result.faults],
            }
        )
    else:
        typer.echo("\n".join(verify_text(result, folder / LEDGER, given)))
    if result.faults:
        raise typer.Exit(1)


def _head(text: str) -> str:
    """Parse a head as printed, or its first digits.

    Raises:
        MisuseError: it is not one.
    """
    from toolkit.collection.ledger.inspection import SHORTEST_HEAD
    from toolkit.errors import MisuseError

    plain = "".join(text.split()).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST_HEAD},64}}", plain):
        raise MisuseError(say("verify.short_head", head=text))
    return plain


def verify_text(result: Verified, file: Path, given: str) -> list[str]:
    """Return the result as text for the office."""
    lines = [fault.message for fault in result.faults]
    if given and not any((fault.code, fault.row) == ("L-head", given) for fault in result.faults):
        lines.append(say("verify.head", head=given))
    count, at = result.found
    if count:
        from toolkit.collection.phrases import moment

        lines.append(say("verify.found", count=count, at=moment(at)))
    if result.faults:
        lines.append(say("done.verify.faults", path=file, count=len(result.faults)))
    else:
        lines.append(say("done.verify", files=result.files, links=result.links, head=result.head))
    return lines
