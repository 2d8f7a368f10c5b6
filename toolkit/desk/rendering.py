"""Pages from templates; every text is escaped, wherever it came from."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from importlib.resources import files

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from toolkit.desk.commands import COMMANDS, FIELDS, fields_of
from toolkit.desk.protection import session_of
from toolkit.messages import say
from toolkit.messages.code_types import Code
from toolkit.paper.web_templates import web_templates

STATIC = {
    "htmx.min.js": "text/javascript; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "desk.css": "text/css; charset=utf-8",
}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = web_templates("toolkit.desk", "pages")
    made.globals |= {"commands": COMMANDS, "fields": FIELDS, "fields_of": fields_of}
    return made


def page(request: Request, name: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> Response:
    """A page for a known browser."""
    session, desk = session_of(request), request.app.state.desk
    text = (
        _environment()
        .get_template(f"{name}.html.jinja")
        .render(
            session=session,
            here=request.url.path,
            office=desk.title(),
            opened=desk.opened,
            at_work=desk.runs.at_work,
            **shown,
        )
    )
    return HTMLResponse(text, status)


def bare(code: Code, status: HTTPStatus = HTTPStatus.OK, *, onward: bool = False) -> Response:
    """A page of one sentence, for a browser that is not known yet or any more.

    Args:
        onward: it leads on to the first page.
    """
    text = _environment().get_template("bare.html.jinja").render(text=say(code), onward=onward)
    return HTMLResponse(text, status)


def static(name: str) -> Response | None:
    """A file that pages refer to; ``None`` for any other name."""
    if name not in STATIC:
        return None
    content = (files("toolkit.desk") / "static" / name).read_bytes()
    return Response(content, media_type=STATIC[name])
