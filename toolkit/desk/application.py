"""The routes of the page. They are for the page alone: no public interface, and free to change."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toolkit.desk import doing, looking
from toolkit.desk.desk_page import DeskPage, NothingOpenError
from toolkit.desk.doing import Form
from toolkit.desk.protection import FIELD, Access, Protection, RefusedError, session_of
from toolkit.desk.rendering import bare, page
from toolkit.desk.runs import Runs
from toolkit.errors import DamagedLedgerError, ToolkitError
from toolkit.messages import say, worded_for

Answer = Callable[[DeskPage, Request], Response]
LARGEST_FORM = 64 * 1024
"""Bytes of a form without files."""
MOST_FIELDS = 50
HEADER = "x-form-token"
"""Where a script that sends a file puts the form token."""
LOOKED_AT: Mapping[str, Answer] = {
    "/": looking.units,
    "/unit": looking.unit,
    "/open": looking.open_matters,
    "/reports": looking.reports,
    "/decisions": looking.decisions,
    "/work": looking.work,
    "/run": looking.run,
    "/setup": looking.setup,
    "/start": looking.start,
    "/received": looking.received,
    "/published": looking.published,
    "/file": looking.file,
}
CHANGED: Mapping[str, Callable[[DeskPage, Request, Form], Response]] = {
    "/do": doing.do,
    "/settings": doing.settings,
    "/choose": doing.choose,
    "/new": doing.new,
    "/quit": doing.quit_page,
}
SENT: Mapping[str, Callable[[DeskPage, Request], Awaitable[Response]]] = {
    "/upload": doing.upload,
    "/roster": doing.roster,
}


def application(folder: Path, access: Access, runs: Runs, quit_page: Callable[[], None]) -> Starlette:
    """The page of a collection's folder, or of a folder in which collections lie; guarded."""
    desk = DeskPage.of(folder, access, runs, quit_page)
    guard = Middleware(
        Protection,
        access=access,
        refuse=lambda status, code: bare(code, status),
        welcome=lambda: bare("desk.welcome", onward=True),
    )
    app = Starlette(
        routes=list(_routes(desk)),
        middleware=[guard],
        exception_handlers={
            ToolkitError: _refused,
            NothingOpenError: _to_start,
            HTTPException: _not_there,
            Exception: _failed,
        },
    )
    app.state.desk = desk
    return app


def _routes(desk: DeskPage) -> list[Route]:
    return [
        *(Route(path, _shown(desk, answer), methods=["GET"]) for path, answer in LOOKED_AT.items()),
        *(Route(path, _changing(desk, answer), methods=["POST"]) for path, answer in CHANGED.items()),
        *(Route(path, _sending(desk, answer), methods=["POST"]) for path, answer in SENT.items()),
        Route("/static/{name}", looking.static_file, methods=["GET"]),
    ]


def _shown(desk: DeskPage, answer: Answer) -> Callable[[Request], Response]:
    def shown(request: Request) -> Response:
        with worded_for("page"):
            return answer(desk, request)

    return shown


def _changing(
    desk: DeskPage, answer: Callable[[DeskPage, Request, Form], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """A route that changes something: its form must carry the token of this browser."""

    async def answered(request: Request) -> Response:
        form = await _form(request)
        must_be_own(request, form.get(FIELD, ""))
        with worded_for("page"):
            return await run_in_threadpool(answer, desk, request, form)

    return answered


def _sending(
    desk: DeskPage, answer: Callable[[DeskPage, Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """A route that takes a file from the page's script, which puts the token into a header."""

    async def answered(request: Request) -> Response:
        try:
            must_be_own(request, request.headers.get(HEADER, ""))
            with worded_for("page"):
                return await answer(desk, request)
        except ToolkitError as error:
            return doing.told(error)

    return answered


def must_be_own(request: Request, token: str) -> None:
    """Refuse a change without the form token of the browser that asks.

    Raises:
        RefusedError: the token is another one, or there is none.
    """
    if not session_of(request).must_be_own(token):
        raise RefusedError(HTTPStatus.FORBIDDEN, say("desk.refused.form"))


async def _form(request: Request) -> Form:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, say("desk.refused.large_form"))
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, say("desk.refused.form")) from error


def _refused(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, RefusedError) else HTTPStatus.CONFLICT
    damaged = isinstance(error, DamagedLedgerError)
    return page(request, "sentence", status, title=say("desk.refused"), text=str(error), damaged=damaged)


def _to_start(_request: Request, _error: Exception) -> Response:
    return RedirectResponse("/start", HTTPStatus.SEE_OTHER)


def _not_there(request: Request, error: Exception) -> Response:
    status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    if "session_of_page" not in request.scope:  # below /static, which is for everybody on this machine
        return bare("desk.not_there", status)
    return page(request, "sentence", status, title=say("desk.refused"), text=say("desk.not_there"))


def _failed(request: Request, error: Exception) -> Response:
    logging.getLogger(__name__).error("%s", error, exc_info=error)
    return bare("desk.failed", HTTPStatus.INTERNAL_SERVER_ERROR)
