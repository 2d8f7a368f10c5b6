"""Every way in that is not the one browser with the address is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from tests.collection.office import office
from tests.desk.browsers import PORT, Browser
from toolkit.desk.protection import FIELD, HEADERS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return office(tmp_path_factory.mktemp("desk") / "c").folder


@pytest.fixture
def stranger(folder: Path) -> Browser:
    return Browser(folder, opened=False)


@pytest.fixture
def browser(folder: Path) -> Browser:
    return Browser(folder)


def routes(browser: Browser, method: str) -> Iterator[str]:
    for route in browser.app.routes:
        assert isinstance(route, Route)
        if method in (route.methods or ()):
            yield route.path.replace("{name}", "desk.css")


def test_the_token_makes_a_strict_cookie_and_works_once(stranger: Browser) -> None:
    answer = stranger.client.get(f"/?token={stranger.access.token}")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and str(PORT) in cookie
    assert stranger.access.token not in answer.text
    assert stranger.client.get("/").status_code == 200
    stranger.client.cookies.clear()
    assert stranger.client.get(f"/?token={stranger.access.token}").status_code == 403


@pytest.mark.parametrize("token", ["", "x", "é", "%00"])
def test_a_wrong_token_opens_nothing(stranger: Browser, token: str) -> None:
    answer = stranger.client.get(f"/?token={token}")
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert stranger.client.get(f"/?token={stranger.access.token}").status_code == 200


def test_without_cookie_nothing_is_shown_or_done(stranger: Browser) -> None:
    for path in routes(stranger, "GET"):
        expected = 200 if path.startswith("/static/") else 403
        assert stranger.client.get(path).status_code == expected, path
    for path in routes(stranger, "POST"):
        assert stranger.client.post(path, headers=stranger.from_page).status_code == 403, path
    assert stranger.ended == 0


@pytest.mark.parametrize("host", ["evil.example", "localhost:8123", "127.0.0.1", "127.0.0.1:80", ""])
def test_a_name_that_leads_here_is_refused(browser: Browser, host: str) -> None:
    """DNS rebinding: another site's name, resolved to this machine."""
    assert browser.client.get("/", headers={"host": host}).status_code == 421
    assert browser.client.get("/static/desk.css", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1:9", "http://127.0.0.1"]
)
def test_a_change_from_elsewhere_is_refused(browser: Browser, origin: str | None) -> None:
    headers = {} if origin is None else {"origin": origin}
    answer = browser.client.post("/quit", data={FIELD: browser.form_token}, headers=headers)
    assert answer.status_code == 403 and browser.ended == 0


def test_every_change_needs_the_form_token(browser: Browser, folder: Path) -> None:
    other = Browser(folder).form_token
    for path in routes(browser, "POST"):
        for token in ({}, {FIELD: ""}, {FIELD: "x"}, {FIELD: "é"}, {FIELD: other}):
            answer = browser.client.post(path, data=token, headers=browser.from_page)
            assert answer.status_code in (400, 403), path
    assert browser.ended == 0


def test_nothing_is_changed_by_looking(browser: Browser) -> None:
    for path in routes(browser, "POST"):
        assert browser.client.get(path).status_code == 405, path
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert browser.client.request(method, "/", headers=browser.from_page).status_code == 405


def test_a_form_too_large_is_refused(browser: Browser) -> None:
    data = {FIELD: browser.form_token, "why": "长" * 100_000}
    assert browser.client.post("/quit", data=data, headers=browser.from_page).status_code == 413
    many = {FIELD: browser.form_token, **{f"f{n}": "1" for n in range(200)}}
    assert browser.client.post("/quit", data=many, headers=browser.from_page).status_code == 400


def test_every_answer_has_the_headers(browser: Browser) -> None:
    paths = ["/", "/unit?code=101", "/unit?code=nobody", "/nowhere", "/static/desk.css", "/file?key=x"]
    for answer in (*map(browser.client.get, paths), browser.client.post("/quit")):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    policy = HEADERS["content-security-policy"]
    assert "unsafe" not in policy and "http" not in policy and "default-src 'none'" in policy


@pytest.mark.parametrize(
    "path",
    [
        "/static/../application.py", "/static/%2e%2e%2fapplication.py", "/static/protection.py", "/static/",
        "/file?key=../collection.toml", "/file?key=collection.toml", "/file?key=/etc/passwd", "/file",
        "/received?number=../1", "/received?number=-1", "/received?number=99999999999999999999",
        "/received?number=1", "/received?number=一", "/received", "/unit?code=../../etc", "/unit",
    ],
)  # fmt: skip
def test_a_path_is_never_taken_from_a_request(browser: Browser, path: str) -> None:
    assert browser.client.get(path).status_code == 404


def test_the_page_is_ended_by_its_button(browser: Browser) -> None:
    answer = browser.client.post("/quit", data={FIELD: browser.form_token}, headers=browser.from_page)
    assert answer.status_code == 200 and browser.ended == 1
