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
    import sys
    import webbrowser

    from toolkit.collection.folder import CONFIG, CollectionFolder
    from toolkit.desk.application import application
    from toolkit.desk.protection import Access
    from toolkit.desk.runs import Runs
    from toolkit.desk.server import Ending, bound, serve
    from toolkit.errors import MisuseError

    if (folder / CONFIG).exists():
        CollectionFolder.open(folder)
    elif not folder.is_dir():
        raise MisuseError(say("misuse.no_file", path=folder))
    listening = bound(port)
    # Not from the current folder: mail may hold a "toolkit" of its own.
    runs = Runs([sys.executable, "-P", "-m", "toolkit.cli.desk_worker"])
    access, ending = Access(listening.getsockname()[1]), Ending(busy=lambda: runs.at_work is not None)
    app = application(folder.resolve(), access, runs, ending.ask)
    typer.echo(access.address)
    shown = not no_browser and webbrowser.open(access.address)
    typer.echo(say("desk.serving" if shown else "desk.serving.unshown"), err=True)
    with listening, runs:
        serve(app, listening, ending)
