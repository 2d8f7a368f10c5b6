"""``ogi desk``: the local page of the office."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.messages import say


def desk(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help=say("help.desk.folder"))] = Path(),
    port: Annotated[int, typer.Option("--port", metavar="N", help=say("help.desk.port"))] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help=say("help.desk.no_browser"))] = False,
) -> None:
    """Serve the page until somebody ends it; the first line printed is its address."""
    import webbrowser

    from toolkit.collection.folder import CollectionFolder
    from toolkit.desk.application import application
    from toolkit.desk.protection import Access
    from toolkit.desk.server import Ending, bound, serve

    CollectionFolder.open(folder)
    listening = bound(port)
    access, ending = Access(listening.getsockname()[1]), Ending(busy=lambda: False)
    app = application(folder.resolve(), access, ending.ask)
    typer.echo(access.address)
    typer.echo(say("desk.serving"), err=True)
    if not no_browser:
        webbrowser.open(access.address)
    with listening:
        serve(app, listening, ending)
