"""What the page shows: one function for each address that is only looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from toolkit.collection.folder import ISSUED, ROSTER
from toolkit.collection.reminders import reminders
from toolkit.collection.standing import UnitState
from toolkit.desk.desk_page import DeskPage, missing
from toolkit.desk.downloads import published as published_file
from toolkit.desk.downloads import received as received_file
from toolkit.desk.open_cards import open_cards, waiting_words
from toolkit.desk.published_view import publishing
from toolkit.desk.rendering import bare, page, static
from toolkit.desk.unit_list import unit_list
from toolkit.desk.unit_view import last_decided, unit_view
from toolkit.desk.year_start import collections_in, given_files, waiting_in
from toolkit.form.registry import shipped
from toolkit.messages.code_types import Code
from toolkit.reports.figures import FIGURES

LACKING = (UnitState.MISSING, UnitState.RETURNED)


def units(desk: DeskPage, request: Request) -> Response:
    asked = request.query_params
    with desk.here.state.stock() as stock:
        listed = unit_list(stock, asked.get("state", "all"), asked.get("search", ""))
        return page(
            request, "units", listed=listed, open=waiting_words(stock), complete=stock.complete,
            waiting=0 if desk.runs.at_work else waiting_in(stock),
        )  # fmt: skip


def unit(desk: DeskPage, request: Request) -> Response:
    with desk.here.state.stock() as stock:
        standing = stock.by_code.get(request.query_params.get("code", ""))
        if standing is None:
            raise missing()
        return page(request, "unit", one=unit_view(stock, standing, desk.here.downloads))


def open_matters(desk: DeskPage, request: Request) -> Response:
    """What waits for the office, and is no single unit's doing."""
    with desk.here.state.stock() as stock:
        return page(request, "open", sections=open_cards(stock), units=[one.unit for one in stock.standings])


def published(desk: DeskPage, request: Request) -> Response:
    """A unit's published report as it was compared."""
    with desk.here.state.stock() as stock:
        standing = stock.by_code.get(request.query_params.get("code", ""))
        found = published_file(stock, standing) if standing else None
    if found is None:
        raise missing()
    return found


def reports(desk: DeskPage, request: Request) -> Response:
    here = desk.here
    folders: Mapping[Code, str] = {
        "word.report": "reports",
        "desk.files.outbox": "outbox",
        "desk.files.returned": "returned",
    }
    # What only programs read comes last.
    groups = [
        (code, name, sorted(here.downloads.below(here.folder / name), key=lambda file: file.name == FIGURES))
        for code, name in folders.items()
    ]
    return page(request, "files", groups=groups)


def decisions(desk: DeskPage, request: Request) -> Response:
    with desk.here.state.stock() as stock:
        lines = last_decided(stock, stock.ledger.decisions())
    return page(request, "decisions", lines=lines)


def work(desk: DeskPage, request: Request) -> Response:
    """What is done for the whole collection, with what to look at before it is added up."""
    with desk.here.state.stock() as stock:
        listed = unit_list(stock, "all", "").units
        return page(
            request, "work", lacking=[one for one in listed if one.state in LACKING],
            queries=[one for one in listed if one.queries],
            published=publishing(stock), open=waiting_words(stock),
            reminders=reminders(stock, date.today()), runs=desk.runs.all[::-1],
            issued=[file.name for file in given_files(desk.here.folder / ISSUED)],
        )  # fmt: skip


def run(desk: DeskPage, request: Request) -> Response:
    found = desk.runs.find(request.query_params.get("number", ""))
    if found is None:
        raise missing()
    return page(request, "run", run=found)


def setup(desk: DeskPage, request: Request) -> Response:
    """Roster, deadlines, contact and last year of the open collection."""
    here = desk.here
    collection = here.state.settings()
    given = {name: here.downloads.below(here.folder / name) for name in ("prior", "history")}
    kinds = [
        (kind, collection.form.unit_kinds.label(kind), day)
        for kind, day in collection.deadlines.days.items()
        if kind in collection.form.unit_kinds.ids
    ]
    return page(
        request, "setup", collection=collection, kinds=kinds, given=given,
        general=collection.deadlines.days["unit"], publishing=collection.deadlines.report,
        roster=here.downloads.offer([here.folder / ROSTER], here.folder),
    )  # fmt: skip


def start(desk: DeskPage, request: Request) -> Response:
    """The collections there are, and a form for a new one."""
    today = date.today()
    return page(
        request, "start", known=collections_in(desk.home), home=desk.home, editions=shipped(),
        year=today.year - 1 if today.month < 10 else today.year,
    )  # fmt: skip


def received(desk: DeskPage, request: Request) -> Response:
    number = request.query_params.get("number", "")
    with desk.here.state.stock() as stock:
        found = received_file(stock, int(number)) if number.isdecimal() and len(number) < 10 else None
    if found is None:
        raise missing()
    return found


def file(desk: DeskPage, request: Request) -> Response:
    found = desk.here.downloads.answer(request.query_params.get("key", ""))
    if found is None:
        raise missing()
    return found


def static_file(request: Request) -> Response:
    return static(request.path_params["name"]) or bare("desk.not_there", HTTPStatus.NOT_FOUND)
