"""Coming in and going out: login, logout, invitations, another passphrase, another scope.

In: addresses about accounts. Out: hashing and waiting (passphrases.py), cookies (sessions.py).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.responses import Response

from pipelines.delivery.subscribers import Recipient
from pipelines.desk import appeal_forms, passphrases, sessions
from pipelines.desk.calls import KEPT, Call, RefusedError, go
from pipelines.desk.case_forms import resume_form, with_kept
from pipelines.desk.passphrases import LEAST_LETTERS, MOST_LETTERS, Attempt
from pipelines.desk.sessions import COOKIE, HOURS, Session
from reports.words import desk as texts
from warehouse.ops import desk_accounts as stored
from warehouse.ops.ops_db import transaction

HOME: Final = "/cases"
MOST_EMAIL: Final = 254


def show_login(call: Call) -> Response:
    """Show the login page; whoever is in already goes on."""
    if call.reader is not None:
        return go(_inside(call.query.get("next", "")))
    notice = {"out": texts.LOGGED_OUT, "set": texts.PASSPHRASE_SET}.get(call.query.get("notice", ""))
    return _login_page(call, {"next": _inside(call.query.get("next", ""))}, notice=call.say(notice) if notice else "")


def login_with_text(call: Call) -> Response:
    """Show the login page to somebody whose session ended while a form was filled in; what was typed is carried along."""
    kept = {KEPT + name: value for name, value in call.form.items() if name != "mark"}
    return _login_page(call, {"next": call.address, **kept}, [call.say(texts.LOGIN_KEPT)], status=401)


def login(call: Call) -> Response:
    """Let somebody in, and go on where they wanted to; raises nothing that tells who has an account."""
    email = call.form.get("email", "").strip().lower()[:MOST_EMAIL]
    attempt = Attempt(email, call.sender, call.at)
    wait = passphrases.seconds_to_wait(call.connection, attempt)
    if wait:
        return _login_page(call, _carried(call), [call.say(texts.LOGIN_WAIT, seconds=wait)], email, 429)
    reader = call.desk.readers.find(email)
    account = stored.account_of(call.connection, email) if reader else None
    if not passphrases.fits(account, call.form.get("passphrase", "")) or reader is None:
        passphrases.note_failure(call.connection, attempt)
        return _login_page(call, _carried(call), [call.say(texts.LOGIN_FAILED)], email, 401)
    cookie = sessions.begin(call.connection, call.desk.key, email, reader.scope, call.at)
    response = _go_on(call, sessions.find(call.connection, call.desk.key, cookie, call.at), reader)
    response.set_cookie(COOKIE, cookie, max_age=HOURS * 3600, path="/", secure=call.is_secure, httponly=True, samesite="strict")
    return response


def _go_on(call: Call, session: Session | None, reader: Recipient) -> Response:
    """Show the form that was filled in when the last session ended, or go to where somebody wanted."""
    address = _inside(call.form.get("next", ""))
    own, typed = call.with_reader(session, reader), _kept(call)
    kept = with_kept(own, typed, address)
    try:
        shown = resume_form(kept) if kept else appeal_forms.resume(own, typed, address) if typed else None
        return shown or go(address)
    except RefusedError:
        # Somebody else logged in who may not see that case or appeal.
        return go(address)


def logout(call: Call) -> Response:
    """End the session."""
    _require_mark(call)
    if call.session is not None:
        with transaction(call.connection):
            stored.end_session(call.connection, call.session.token, call.at.isoformat())
    response = go("/login", notice="out")
    response.delete_cookie(COOKIE, path="/", secure=call.is_secure, httponly=True, samesite="strict")
    return response


def change_scope(call: Call) -> Response:
    """Look at another part of the district that the reader may see as well."""
    _require_mark(call)
    scope = call.form.get("scope", "")
    if call.session is None or call.desk.readers.find(call.own.email, scope) is None:
        raise RefusedError(404)
    with transaction(call.connection):
        stored.change_scope(call.connection, call.session.token, scope)
    return go(HOME)


def show_invitation(call: Call) -> Response:
    """Show whoever was invited where to set a passphrase."""
    return _passphrase_page(call, _invited(call), call.address)


def accept_invitation(call: Call) -> Response:
    """Set the passphrase of whoever was invited; the link is used up then."""
    email = _invited(call)
    problem = _problem(call)
    if problem:
        return _passphrase_page(call, email, call.address, [problem])
    account = passphrases.make_account(email, call.form["passphrase"])
    with transaction(call.connection):
        if not stored.accept_invitation(call.connection, str(call.parts["token"]), account, call.at.isoformat()):
            raise RefusedError(404, call.say(texts.LINK_OVER))
    return go("/login", notice="set")


def show_account(call: Call) -> Response:
    """Show where to set another passphrase."""
    return _passphrase_page(call, call.own.email, "/account", asks_present=True)


def change_passphrase(call: Call) -> Response:
    """Set another passphrase; every session of its owner ends."""
    _require_mark(call)
    email = call.own.email
    attempt = Attempt(email, call.sender, call.at)
    wait = passphrases.seconds_to_wait(call.connection, attempt)
    if wait:
        return _passphrase_page(call, email, "/account", [call.say(texts.LOGIN_WAIT, seconds=wait)], asks_present=True, status=429)
    if not passphrases.fits(stored.account_of(call.connection, email), call.form.get("present", "")):
        passphrases.note_failure(call.connection, attempt)
        return _passphrase_page(call, email, "/account", [call.say(texts.PRESENT_WRONG)], asks_present=True)
    problem = _problem(call)
    if problem:
        return _passphrase_page(call, email, "/account", [problem], asks_present=True)
    with transaction(call.connection):
        stored.set_passphrase(call.connection, passphrases.make_account(email, call.form["passphrase"]), call.at.isoformat())
    return go("/login", notice="set")


def _kept(call: Call) -> dict[str, str]:
    """Return what was typed before the session ended, as the login form carried it."""
    return {name.removeprefix(KEPT): value for name, value in call.form.items() if name.startswith(KEPT)}


def _invited(call: Call) -> str:
    """Return whom the link invites; raises RefusedError where it is used, over, or its owner no subscriber any more."""
    email = stored.invited_address(call.connection, str(call.parts["token"]), call.at.isoformat())
    if email is None or call.desk.readers.find(email) is None:
        raise RefusedError(404, call.say(texts.LINK_OVER))
    return email


def _problem(call: Call) -> str:
    """Return what is wrong with a new passphrase, empty where nothing is."""
    chosen = call.form.get("passphrase", "")
    if not LEAST_LETTERS <= len(chosen) <= MOST_LETTERS:
        return call.say(texts.TOO_SHORT, least=LEAST_LETTERS, most=MOST_LETTERS)
    return "" if chosen == call.form.get("again", "") else call.say(texts.NOT_THE_SAME)


def _require_mark(call: Call) -> None:
    if not call.has_own_mark(call.address):
        raise RefusedError(403)


def _carried(call: Call) -> dict[str, str]:
    """Return the hidden fields of a login form that has to be filled in again."""
    kept = {name: value for name, value in call.form.items() if name.startswith(KEPT)}
    return {"next": _inside(call.form.get("next", "")), **kept}


def _inside(address: str) -> str:
    """Return an address of this page to go on to; anything that leads elsewhere becomes the list."""
    parts = urlsplit(address)
    is_own = address.startswith("/") and not address.startswith("//") and not parts.scheme and not parts.netloc
    return address if is_own and "\\" not in address and address.isprintable() and not address.startswith("/login") else HOME


def _login_page(
    call: Call, kept: dict[str, str], problems: list[str] | None = None, email: str = "", status: int = 200, notice: str = ""
) -> Response:
    values = {"kept": kept, "problems": problems or [], "email": email}
    return call.page("login", call.say(texts.LOGIN), values, status, notice=notice)


def _passphrase_page(
    call: Call, email: str, address: str, problems: list[str] | None = None, *, asks_present: bool = False, status: int = 0
) -> Response:
    values = {
        "email": email, "address": address, "problems": problems or [], "asks_present": asks_present, "least": LEAST_LETTERS,
        "mark": call.mark(address),
    }  # fmt: skip
    return call.page("passphrase", call.say(texts.INVITED), values, status or (422 if problems else 200), here="account")
