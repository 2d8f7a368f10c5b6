"""``ogi retrieve``: write received files from the ledger, unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.options import Folder, Json, print_json
from toolkit.messages import say

DEFAULT_OUT = Path(say("retrieve.folder"))


def retrieve(
    folder: Folder,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE…]", help=say("help.retrieve.files"))
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=say("help.retrieve.out"))] = DEFAULT_OUT,
    as_json: Json = False,
) -> None:
    """Write received files, byte for byte, named by number and name."""
    from toolkit.collection.deciding import find_received, whole_post
    from toolkit.collection.files import replace_file, safe_name
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.standing import take_stock
    from toolkit.errors import MisuseError

    collection = CollectionFolder.open(folder)
    damaged = []
    with collection.ledger(reading_only=True, checked=False) as ledger:
        stock = take_stock(collection, ledger)
        wanted = [find_received(stock, file) for file in files] if files else whole_post(ledger)
        written = []
        for file in wanted:
            # Names are untrusted: whatever path they contain, they are used only as the end of a file name.
            target = out / f"{file.number}-{safe_name(file.name.rpartition('/')[2])}"
            try:
                content = ledger.content(file.sha256)
            except MisuseError:
                damaged.append(file)  # the other files are still written
                continue
            replace_file(target, content)
            written.append({"receipt": file.number, "sha256": file.sha256, "file": str(target)})
    if as_json:
        lost = [{"receipt": file.number, "sha256": file.sha256, "file": file.name} for file in damaged]
        print_json({"files": written, "damaged": lost})
    else:
        for file in damaged:
            typer.echo(say("retrieve.damaged", number=file.number, file=file.name, sha256=file.sha256))
        typer.echo(say("done.retrieve", count=len(written), path=out))
    if damaged:
        raise typer.Exit(1)
