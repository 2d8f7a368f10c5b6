"""Who may use the page: one browser on this machine, and no other page that is open in it.

What is guarded against, each by a test in ``tests/desk/test_protection.py``: other machines (the socket),
other programs without the address (one-time token, cookie), pages of other sites (SameSite cookie, Origin,
form token, no framing), names that lead here (Host), scripts in names (escaping, Content-Security-Policy).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hmac import compare_digest
from http import HTTPStatus
from threading import Lock

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.errors import MisuseError
from toolkit.messages.code_types import Code

POLICY = "; ".join(
    ("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
     "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'")
)  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": forms would then be sent with the Origin "null".
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
FIELD = "form_token"


class RefusedError(MisuseError):
    """A request that is not answered, with the status that says so."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass
class Session:
    """One browser.

    Attributes:
        form_token: must come with every change.
        by: who decided last, as typed.
    """

    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    by: str = ""

    def renew(self) -> None:
        """Make every form that is open now void: it was of another collection."""
        self.form_token = secrets.token_urlsafe(32)

    def must_be_own(self, token: str) -> bool:
        """Whether a form was made by this page for this browser."""
        return compare_digest(token.encode(), self.form_token.encode())


class Access:
    """The one-time token of the address, and the browsers that came with it."""

    def __init__(self, port: int) -> None:
        self.token = secrets.token_urlsafe(32)
        self.host = f"127.0.0.1:{port}"
        # Cookies are shared by all ports of a machine: each page has a name of its own.
        self.cookie = f"ogi_desk_{port}"
        self._sessions: dict[str, Session] = {}
        self._redeemed = False
        self._lock = Lock()

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    @property
    def address(self) -> str:
        """To be opened once."""
        return f"{self.origin}/?token={self.token}"

    def redeem(self, token: str) -> str | None:
        """The cookie for a browser that comes with the token; ``None`` for a wrong or used one."""
        with self._lock:
            if self._redeemed or not compare_digest(token.encode(), self.token.encode()):
                return None
            self._redeemed = True
            made = secrets.token_urlsafe(32)
            self._sessions[made] = Session()
            return made

    def session(self, cookie: str) -> Session | None:
        return self._sessions.get(cookie)


class Protection:
    """ASGI middleware that lets through what comes from a known browser, and adds headers to every answer.

    Args:
        refuse: makes the answer to a request that is refused.
        welcome: makes the first answer, with the cookie.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: Access,
        refuse: Callable[[HTTPStatus, Code], Response],
        welcome: Callable[[], Response],
    ) -> None:
        self.app, self.access, self.refuse, self.welcome = app, access, refuse, welcome

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        answer = self._answer(scope)
        await (self.app if answer is None else answer)(scope, receive, guarded)

    def _answer(self, scope: Scope) -> Response | None:
        """The answer to a request that does not reach the page; ``None`` for one that does."""
        headers, request = Headers(scope=scope), Request(scope)
        if headers.getlist("host") != [self.access.host]:
            return self.refuse(HTTPStatus.MISDIRECTED_REQUEST, "desk.refused.host")
        if request.method not in ("GET", "HEAD", "POST"):
            return self.refuse(HTTPStatus.METHOD_NOT_ALLOWED, "desk.refused.method")
        if request.method == "POST" and headers.getlist("origin") != [self.access.origin]:
            return self.refuse(HTTPStatus.FORBIDDEN, "desk.refused.origin")
        if request.method == "GET" and request.url.path.startswith("/static/"):
            return None
        session = self.access.session(request.cookies.get(self.access.cookie, ""))
        if session is None and request.method == "GET" and request.url.path == "/":
            return self._first(request.query_params.get("token", ""))
        if session is None:
            return self.refuse(HTTPStatus.FORBIDDEN, "desk.refused.session")
        scope["session_of_page"] = session
        return None

    def _first(self, token: str) -> Response:
        cookie = self.access.redeem(token) if token else None
        if cookie is None:
            return self.refuse(HTTPStatus.FORBIDDEN, "desk.refused.session")
        # No redirect: a strict cookie would not come along where another page led here.
        answer = self.welcome()
        answer.set_cookie(self.access.cookie, cookie, httponly=True, samesite="strict", path="/")
        return answer


def session_of(request: Request) -> Session:
    """The browser that asks."""
    found = request.scope["session_of_page"]
    assert isinstance(found, Session)
    return found
