"""The addresses of the page for cases, what every answer carries, and what no request may do.

In: routes, limits, headers, errors as pages. Out: what each address does (the page modules), how a page looks (reports.desk).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.clock import now
from pipelines.desk import (
    absence_pages,
    account_pages,
    appeal_forms,
    appeal_pages,
    case_forms,
    case_pages,
    meeting_pages,
    policy_pages,
    sessions,
)
from pipelines.desk.calls import MOST_BYTES, Call, Desk, RefusedError, go
from pipelines.errors import SettingsError
from reports.desk import Chrome, desk_stylesheet, render_desk
from reports.words import desk as texts
from reports.words.text import Words
from warehouse.errors import WarehouseBusyError
from warehouse.ops import desk_accounts
from warehouse.ops.ops_db import open_ops, transaction

HEADERS: Final[Mapping[bytes, bytes]] = {
    b"content-security-policy": (
        b"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    b"cache-control": b"no-store",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"x-robots-tag": b"noindex, nofollow",
}
MOST_FIELDS: Final = 60
# Case numbers are SQLite's: longer ones are none.
MOST_NUMBER: Final = 2**62

Handler = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Page:
    """One address: what it shows, what it takes; `is_open`: nobody has to be in. `keeps_text`: what is typed survives a session."""

    path: str
    show: Handler | None = None
    take: Handler | None = None
    is_open: bool = False
    keeps_text: bool = False

    @property
    def methods(self) -> list[str]:
        """The methods it answers."""
        return [*(["GET"] if self.show else []), *(["POST"] if self.take else [])]


PAGES: Final = (
    Page("/", lambda _: go("/cases")),
    Page("/cases", case_pages.show_list),
    Page("/cases.xlsx", case_pages.export_list),
    Page("/cases/{number:int}", case_pages.show_case),
    Page("/cases/{number:int}/{action:str}", case_forms.show_form, case_forms.take_form, keeps_text=True),
    Page("/cases/{number:int}/policies/{policy:str}", policy_pages.show_form, policy_pages.take_form),
    Page("/briefings/{month:str}/enterprises/{uscc:str}.html", case_pages.show_portrait),
    Page("/appeals", appeal_pages.show_list),
    Page("/appeals/new", appeal_forms.show_new, appeal_forms.take_new, keeps_text=True),
    Page("/appeals/{number:int}", appeal_pages.show_appeal),
    Page("/appeals/{number:int}/{action:str}", appeal_forms.show_form, appeal_forms.take_form, keeps_text=True),
    Page("/meeting", meeting_pages.show_meeting),
    Page("/meeting/{number:int}/{action:str}", meeting_pages.show_form, meeting_pages.take_form),
    Page("/absence", absence_pages.show_absence, absence_pages.take_absence),
    Page("/account", account_pages.show_account, account_pages.change_passphrase),
    Page("/scope", None, account_pages.change_scope),
    Page("/login", account_pages.show_login, account_pages.login, is_open=True),
    Page("/logout", None, account_pages.logout),
    Page("/invite/{token:str}", account_pages.show_invitation, account_pages.accept_invitation, is_open=True),
)


def build_application(desk: Desk) -> ASGIApp:
    """Return the whole page as an ASGI application."""
    routes = [Route(page.path, _endpoint(desk, page), methods=page.methods) for page in PAGES]
    routes.append(Route("/desk.css", _stylesheet, methods=["GET"]))
    app = Starlette(routes=routes, exception_handlers={HTTPException: _refuse, Exception: _fail})
    # Addresses have one spelling; a slash more is another address.
    app.router.redirect_slashes = False
    return WithHeaders(app)


class WithHeaders:
    """Puts the same headers on every answer, those of errors among them."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS.items()]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _endpoint(desk: Desk, page: Page) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        try:
            form = await read_form(request) if request.method == "POST" else {}
        except RefusedError as error:
            return bare_message(error.status)
        return await run_in_threadpool(_answer, desk, page, request, form)

    return answer


def _answer(desk: Desk, page: Page, request: Request, form: Mapping[str, str]) -> Response:
    """Answer a request in a thread of its own, with a connection of its own."""
    try:
        with open_ops(desk.ops) as connection:
            call = _with_reader(_call(desk, request, form, connection), request.cookies.get(sessions.COOKIE, ""))
            return _handle(page, call)
    except (WarehouseBusyError, SettingsError):
        return bare_message(503)


def _handle(page: Page, call: Call) -> Response:
    if call.reader is None and not page.is_open:
        return _without_session(page, call)
    handler = page.take if call.method == "POST" else page.show
    try:
        if handler is None or call.parts.get("number", 0) > MOST_NUMBER:
            raise RefusedError(404)
        return handler(call)
    except RefusedError as error:
        if error.status == 404 and call.reader is not None:
            _note_refusal(call)
        return call.message(error.status, error.text)


def _without_session(page: Page, call: Call) -> Response:
    """Send somebody who is not in to the login page, with what was typed."""
    if call.method == "POST":
        return account_pages.login_with_text(call) if page.keeps_text else go("/login")
    return go("/login", next=call.address + (f"?{call.query_text}" if call.query_text else ""))


def _note_refusal(call: Call) -> None:
    """Note who asked for what is not there or not theirs: both look the same, to them and in how long it takes."""
    with transaction(call.connection):
        desk_accounts.note_refusal(call.connection, call.at.isoformat(), call.own.email, call.own.scope, f"{call.method} {call.address}")


def _call(desk: Desk, request: Request, form: Mapping[str, str], connection: Any) -> Call:
    forwarded = request.headers if desk.is_proxied else {}
    last = forwarded.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return Call(
        desk, connection, "POST" if request.method == "POST" else "GET", request.url.path, now(), dict(request.path_params),
        dict(request.query_params), form, last or (request.client.host if request.client else ""),
        forwarded.get("x-forwarded-proto", "") == "https", query_text=request.url.query,
    )  # fmt: skip


def _with_reader(call: Call, cookie: str) -> Call:
    """Add who is in; a session of somebody who subscribes no more, or not to that scope, is over."""
    session = sessions.find(call.connection, call.desk.key, cookie, call.at) if cookie else None
    reader = call.desk.readers.find(session.row.email, session.row.scope) if session else None
    return call if reader is None else call.with_reader(session, reader)


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form; raises RefusedError where it is too long, no form, or was not filled in on this page."""
    _require_own_origin(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise RefusedError(400)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise RefusedError(413)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise RefusedError(400) from error
    return dict(pairs)


def _require_own_origin(request: Request) -> None:
    """Raise RefusedError where a browser says that a form comes from another site.

    It says so in one of two headers; our own forms, sent without a referrer, have the origin `null`.
    """
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "null")
    is_foreign = site not in ("same-origin", "none") if site else origin != "null" and urlsplit(origin).netloc != request.url.netloc
    if is_foreign:
        raise RefusedError(403)


def bare_message(status: int) -> Response:
    """Return a page that says what is wrong to somebody of whom nothing is known."""
    words = Words("zh")
    heading, text = words.say(texts.ERRORS[status]), words.say(texts.WHAT_NOW[status])
    return HTMLResponse(render_desk("message", Chrome(heading), {"heading": heading, "text": text}), status)


async def _refuse(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    response = bare_message(status if status in texts.ERRORS else 400)
    allowed: MutableMapping[str, str] = dict(getattr(error, "headers", None) or {})
    response.headers.update(allowed)
    return response


async def _fail(_: Request, __: Exception) -> Response:
    return bare_message(500)


async def _stylesheet(_: Request) -> Response:
    return PlainTextResponse(desk_stylesheet(), media_type="text/css")
