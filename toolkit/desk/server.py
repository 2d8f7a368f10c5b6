"""The page on a socket of this machine, until somebody ends it or nobody needs it."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from toolkit.errors import MisuseError
from toolkit.messages import say

IDLE = 4 * 3600.0
"""Seconds without a request after which the page ends by itself."""
LOOK_EVERY = 1.0
HOST = "127.0.0.1"


def bound(port: int = 0) -> socket.socket:
    """A socket that only this machine can reach; a free port where none is wanted.

    Raises:
        MisuseError: the port is taken or not allowed.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows lets a second program listen on the same port
        made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    try:
        made.bind((HOST, port))
        made.listen()  # a browser that is faster than the server waits
    except (OSError, OverflowError) as error:
        made.close()
        raise MisuseError(say("desk.port_taken", port=port)) from error
    return made


class Ending:
    """When to stop: asked to, or idle.

    Args:
        busy: whether a command is at work, which is never interrupted for idleness.
    """

    def __init__(self, busy: Callable[[], bool], idle: float = IDLE) -> None:
        self.busy, self.idle = busy, idle
        self.asked = False
        self.last = time.monotonic()

    def ask(self) -> None:
        self.asked = True

    def noted(self, app: ASGIApp) -> ASGIApp:
        """The same page; every request shows that somebody is there."""

        async def noting(scope: Scope, receive: Receive, send: Send) -> None:
            self.last = time.monotonic()
            await app(scope, receive, send)

        return noting

    @property
    def due(self) -> bool:
        return not self.busy() and (self.asked or time.monotonic() - self.last > self.idle)


def serve(app: ASGIApp, listening: socket.socket, ending: Ending) -> None:
    """Answer until it is time to end."""
    # No log: a line for each request would hide the address on the screen, which has the token.
    config = uvicorn.Config(
        ending.noted(app), log_config=None, access_log=False, lifespan="off", ws="none", http="h11",
        server_header=False, proxy_headers=False, timeout_graceful_shutdown=5,
    )  # fmt: skip
    server = uvicorn.Server(config)

    async def both() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not serving.done():
            await asyncio.sleep(LOOK_EVERY)
            server.should_exit = server.should_exit or ending.due
        await serving

    asyncio.run(both())
