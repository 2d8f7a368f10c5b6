"""What the page changes: one function for each address that something is sent to.

Each calls what a command calls, or the command itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from toolkit.collection.files import part_name
from toolkit.collection.folder import ISSUED, PUBLISHED
from toolkit.collection.roster_exchange import exchange_roster
from toolkit.collection.settings import WORDS
from toolkit.collection.settings_change import change_settings
from toolkit.desk.commands import COMMANDS, as_words
from toolkit.desk.desk_page import DeskPage
from toolkit.desk.protection import RefusedError, session_of
from toolkit.desk.rendering import bare, page
from toolkit.desk.uploads import PLACES
from toolkit.desk.year_start import collections_in, given_files
from toolkit.errors import ToolkitError
from toolkit.messages import say

Form = Mapping[str, str]
LARGEST_ROSTER = 20 * 1024 * 1024


def do(desk: DeskPage, request: Request, form: Form) -> Response:
    """Run a command, and show what it says."""
    command = COMMANDS.get(form.get("command", ""))
    if command is None:
        raise RefusedError(HTTPStatus.BAD_REQUEST, say("desk.refused.form"))
    if command.asks:
        _must_say_who(request, form)
    words = as_words(command, desk.here.folder, form)
    if command.verb == ("collect",):
        desk.here.uploads.begin_anew("inbox")
    if command.verb == ("published",):
        words.append(str(_published(desk, form.get("unit", ""))))
    if command is COMMANDS["submit"] and (issued := _issued(desk, form.get("issued", ""))):
        words.insert(1, f"--issued={issued}")
    run = desk.runs.start(command.title, words, _back(command.verb, form))
    return _seen(f"/run?number={run.number}")


def _published(desk: DeskPage, unit: str) -> Path:
    """The published reports that were dropped last; where none are new, all that there are.

    Raises:
        RefusedError: there are none; or none are new, and those of before may be of other units.
    """
    everything = desk.here.folder / PUBLISHED
    new = desk.here.uploads.begin_anew(PUBLISHED, unit)
    if new is None and (unit or not everything.is_dir()):
        raise RefusedError(HTTPStatus.CONFLICT, say("desk.published.drop_first"))
    return new or everything


def _issued(desk: DeskPage, name: str) -> Path | None:
    """The workbook of the level above, of those that were dropped."""
    return next((file for file in given_files(desk.here.folder / ISSUED) if file.name == name), None)


def _must_say_who(request: Request, form: Form) -> None:
    who = form.get("by", "").strip()
    if not who:
        raise RefusedError(HTTPStatus.BAD_REQUEST, say("desk.no_name"))
    session_of(request).by = who


def _back(verb: tuple[str, ...], form: Form) -> str:
    """The page on which to go on."""
    if unit := form.get("unit"):
        return f"/unit?{urlencode({'code': unit})}"
    if verb == ("collect",):
        return "/"
    return "/open" if verb[0] == "decide" else "/work"


def _seen(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


async def upload(desk: DeskPage, request: Request) -> Response:
    """Take in one dropped file, its content as the body."""
    asked = request.query_params
    place = asked.get("to", "")
    if place not in PLACES:
        raise RefusedError(HTTPStatus.BAD_REQUEST, say("desk.refused.form"))
    changed = asked.get("modified", "")
    modified = int(changed) / 1000 if changed.isdecimal() and len(changed) < 15 else None
    unit = asked.get("unit", "")
    if unit and (place != PUBLISHED or unit not in desk.here.state.listed().by_code):
        raise RefusedError(HTTPStatus.BAD_REQUEST, say("desk.refused.form"))
    await desk.here.uploads.take(request.stream(), place, asked.get("path", ""), modified, unit)
    return PlainTextResponse("")


async def roster(desk: DeskPage, request: Request) -> Response:
    """Take in a roster; what changes or what is wrong with it is said on a page."""
    here = desk.here
    content = await here.uploads.received(request.stream(), LARGEST_ROSTER)
    name = request.query_params.get("path", "").replace("\\", "/").rpartition("/")[2]
    lines = await run_in_threadpool(exchange_roster, here.state.settings(), name, content)
    return PlainTextResponse("\n".join(lines))


def settings(desk: DeskPage, request: Request, form: Form) -> Response:
    """Change contact, signer and deadlines."""
    collection = desk.here.state.settings()
    days = {}
    for kind, before in collection.deadlines.days.items():
        text = form.get(f"day-{kind}", "")
        if text and text != before.isoformat():
            days[kind] = _day(text)
    change_settings(desk.here.folder, {name: form.get(name, "").strip() for name in WORDS}, days)
    return page(request, "sentence", HTTPStatus.OK, title=say("desk.changed"), text=say("desk.changed.told"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, say("desk.refused.day", text=text)) from error


def choose(desk: DeskPage, request: Request, form: Form) -> Response:
    """Open a collection; forms of the one before are void then."""
    known = next((one for one in collections_in(desk.home) if one.name == form.get("name")), None)
    if known is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, say("desk.not_there"))
    _must_be_idle(desk)
    desk.open(known.folder)
    session_of(request).renew()
    return _seen("/")


def new(desk: DeskPage, request: Request, form: Form) -> Response:
    """Begin a collection in a folder of its own, and open it."""
    _must_be_idle(desk)
    city, year = form.get("city", "").strip(), form.get("year", "").strip()
    if not city or not (year.isdecimal() and len(year) == 4):
        raise RefusedError(HTTPStatus.BAD_REQUEST, say("desk.refused.new"))
    folder = desk.home / part_name(f"{city}-{year}")
    words = ["init", f"--city={city}", f"--year={year}", f"--contact={form.get('contact', '').strip()}"]
    if edition := form.get("edition", ""):
        words.append(f"--edition={edition}")
    if last := next((one for one in collections_in(desk.home) if one.name == form.get("last")), None):
        words.append(f"--last-year={last.folder}")
    run = desk.runs.start("desk.new", [*words, "--", str(folder)], "/setup")
    if run.at_work or run.outcome.code == 0:
        desk.open(folder)
        session_of(request).renew()
    else:
        run.back = "/start"
    return _seen(f"/run?number={run.number}")


def _must_be_idle(desk: DeskPage) -> None:
    if desk.runs.at_work is not None:
        raise RefusedError(HTTPStatus.CONFLICT, say("desk.refused.busy"))


def quit_page(desk: DeskPage, _request: Request, _form: Form) -> Response:
    desk.quit()
    return bare("desk.ended")


def told(error: ToolkitError) -> Response:
    """The answer to a script that sent a file: a sentence, no page."""
    status = error.status if isinstance(error, RefusedError) else HTTPStatus.CONFLICT
    return PlainTextResponse(str(error), status)
