"""The routes of the page. They are for the page alone: no public interface, and free to change."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toolkit.desk.downloads import Downloads, received
from toolkit.desk.open_files import open_papers, open_workbooks
from toolkit.desk.present_state import PresentState
from toolkit.desk.protection import FIELD, Access, Protection, RefusedError, session_of
from toolkit.desk.rendering import bare, page, static
from toolkit.desk.unit_list import open_counts, unit_list
from toolkit.desk.unit_view import last_decided, unit_view
from toolkit.errors import ToolkitError
from toolkit.messages import say
from toolkit.messages.code_types import Code

Form = Mapping[str, str]
LARGEST_FORM = 64 * 1024
"""Bytes of a form without files."""
MOST_FIELDS = 50


@dataclass
class DeskPage:
    """What the routes share.

    Attributes:
        quit: called when somebody ends the page.
    """

    state: PresentState
    downloads: Downloads
    access: Access
    quit: Callable[[], None]

    def title(self) -> str:
        """Whose collection of which year it is; empty where it cannot be read."""
        try:
            collection = self.state.listed().collection
        except ToolkitError:
            return ""
        return say("desk.office", city=collection.city, year=collection.year, title=collection.form.title)


def application(folder: Path, access: Access, quit_page: Callable[[], None]) -> Starlette:
    """The page of a collection's folder, guarded."""
    desk = DeskPage(PresentState(folder), Downloads(folder), access, quit_page)
    guard = Middleware(
        Protection,
        access=access,
        refuse=lambda status, code: bare(code, status),
        welcome=lambda: bare("desk.welcome", onward=True),
    )
    app = Starlette(
        routes=_routes(desk),
        middleware=[guard],
        exception_handlers={ToolkitError: _refused, HTTPException: _not_there, Exception: _failed},
    )
    app.state.title = desk.title
    return app


def _routes(desk: DeskPage) -> list[Route]:
    return [
        Route("/", _with(desk, _units), methods=["GET"]),
        Route("/unit", _with(desk, _unit), methods=["GET"]),
        Route("/open", _with(desk, _open), methods=["GET"]),
        Route("/reports", _with(desk, _reports), methods=["GET"]),
        Route("/decisions", _with(desk, _decisions), methods=["GET"]),
        Route("/received", _with(desk, _received), methods=["GET"]),
        Route("/file", _with(desk, _file), methods=["GET"]),
        Route("/static/{name}", _static, methods=["GET"]),
        Route("/quit", changing(desk, _quit), methods=["POST"]),
    ]


def _with(desk: DeskPage, answer: Callable[[DeskPage, Request], Response]) -> Callable[[Request], Response]:
    return lambda request: answer(desk, request)


def changing(
    desk: DeskPage, answer: Callable[[DeskPage, Request, Form], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """A route that changes something: its form must carry the token of this browser."""

    async def answered(request: Request) -> Response:
        form = await _form(request)
        must_be_own(request, form.get(FIELD, ""))
        return await run_in_threadpool(answer, desk, request, form)

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
    return page(request, "sentence", status, text=str(error))


def _not_there(request: Request, error: Exception) -> Response:
    status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    if "session_of_page" not in request.scope:  # below /static, which is for everybody on this machine
        return bare("desk.not_there", status)
    return page(request, "sentence", status, text=say("desk.not_there"))


def _failed(request: Request, error: Exception) -> Response:
    logging.getLogger(__name__).error("%s", error, exc_info=error)
    return bare("desk.failed", HTTPStatus.INTERNAL_SERVER_ERROR)


def _missing() -> HTTPException:
    return HTTPException(HTTPStatus.NOT_FOUND)


def _units(desk: DeskPage, request: Request) -> Response:
    stock, asked = desk.state.listed(), request.query_params
    listed = unit_list(stock, asked.get("state", "all"), asked.get("search", ""))
    return page(request, "units", listed=listed, open=open_counts(stock), complete=stock.complete)


def _unit(desk: DeskPage, request: Request) -> Response:
    with desk.state.stock() as stock:
        standing = stock.by_code.get(request.query_params.get("code", ""))
        if standing is None:
            raise _missing()
        return page(request, "unit", one=unit_view(stock, standing, desk.downloads))


def _open(desk: DeskPage, request: Request) -> Response:
    from toolkit.collection.open_questions import question_lines  # noqa: PLC0415  (only this page)

    with desk.state.stock() as stock:
        return page(
            request, "open", workbooks=open_workbooks(stock), papers=open_papers(stock), fallen=stock.fallen,
            questions=list(question_lines(stock)),
        )  # fmt: skip


def _reports(desk: DeskPage, request: Request) -> Response:
    folder = desk.state.folder
    groups: list[tuple[Code, object]] = [
        ("word.report", desk.downloads.below(folder / "reports")),
        ("desk.files.outbox", desk.downloads.below(folder / "outbox")),
        ("desk.files.returned", desk.downloads.below(folder / "returned")),
    ]
    return page(request, "files", groups=groups)


def _decisions(desk: DeskPage, request: Request) -> Response:
    with desk.state.stock() as stock:
        lines = last_decided(stock, stock.ledger.decisions())
    return page(request, "decisions", lines=lines)


def _received(desk: DeskPage, request: Request) -> Response:
    number = request.query_params.get("number", "")
    with desk.state.stock() as stock:
        found = received(stock, int(number)) if number.isdecimal() and len(number) < 10 else None
    if found is None:
        raise _missing()
    return found


def _file(desk: DeskPage, request: Request) -> Response:
    found = desk.downloads.answer(request.query_params.get("key", ""))
    if found is None:
        raise _missing()
    return found


def _static(request: Request) -> Response:
    return static(request.path_params["name"]) or bare("desk.not_there", HTTPStatus.NOT_FOUND)


def _quit(desk: DeskPage, _request: Request, _form: Form) -> Response:
    desk.quit()
    return bare("desk.ended")
