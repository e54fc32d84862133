"""One request of the page for cases, made plain: who asks from where for what, with which form; and what a page answers with.

In: reading requests, the part of the district a reader sees. Out: addresses (application.py), what each of them does (the page modules).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response

from pipelines.cases.recording import Actor
from pipelines.data_dir import DataDir
from pipelines.delivery.subscribers import Recipient
from pipelines.desk.policy_results import PolicyResults
from pipelines.desk.readers import Readers
from pipelines.desk.sessions import Session
from pipelines.desk.translated_portraits import TranslatedPortraits
from pipelines.settings import Settings
from reports.desk import Chrome, render_desk
from reports.scope import DISTRICT
from reports.words import desk as texts
from reports.words.text import Text, Words
from warehouse.ops.ops_db import Connection

if TYPE_CHECKING:
    from warehouse.vocabulary import Language

MOST_BYTES: Final = 64 * 1024
# What was typed before a session ended goes through the login page under these names.
KEPT: Final = "kept."
NOTICE: Final = "notice"
# Where the links of every page lead.
PLACES: Final = ("cases", "appeals", "meeting", "absence", "account")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page serves: a home, its settings, the key of its cookies, its readers, the policies of its enterprises, their pages in
    other languages.

    `is_proxied`: a proxy stands in front.
    """

    home: DataDir
    settings: Settings
    key: bytes
    readers: Readers
    policies: PolicyResults
    portraits: TranslatedPortraits
    is_proxied: bool = False

    @property
    def ops(self) -> Path:
        """The file of what people do."""
        return self.home.ops


class RefusedError(Exception):
    """A request that is answered with a page of its own; `status` is a key of ERRORS."""

    def __init__(self, status: int, text: str = "") -> None:
        """Keep why."""
        super().__init__(text or str(status))
        self.status = status
        self.text = text


@dataclass(frozen=True, slots=True)
class Call:
    """One request; `reader` and `session` are None where nobody is logged in."""

    desk: Desk
    connection: Connection
    method: str
    address: str
    at: datetime
    parts: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""
    is_secure: bool = False
    session: Session | None = None
    reader: Recipient | None = None
    query_text: str = ""

    def with_reader(self, session: Session | None, reader: Recipient) -> Call:
        """Return the same request of somebody who is in."""
        return replace(self, session=session, reader=reader)

    @property
    def today(self) -> date:
        """The day of the request."""
        return self.at.date()

    @property
    def language(self) -> Language:
        """The reader's language; Chinese where nobody is logged in."""
        return self.reader.language if self.reader else "zh"

    @property
    def words(self) -> Words:
        """The reader's language, to word things in."""
        return Words(self.language)

    @property
    def own(self) -> Recipient:
        """The reader of an address that asks for one."""
        if self.reader is None:
            raise RefusedError(404)
        return self.reader

    @property
    def actor(self) -> Actor:
        """Who records."""
        return Actor(self.own.name or self.own.email, self.own.scope)

    @property
    def sees_all(self) -> bool:
        """Whether the reader sees the whole district."""
        return self.own.scope == DISTRICT

    def mark(self, address: str, seen: object = "") -> str:
        """Return the mark of a new form for an address."""
        return "" if self.session is None else self.session.form_mark(address, str(seen))

    def has_own_mark(self, address: str, seen: str = "") -> bool:
        """Whether the form was made in this session for an address and a version."""
        return self.session is not None and self.session.is_own_mark(self.form.get("mark", ""), address, seen)

    def say(self, text: Text, **values: Any) -> str:
        """Return a text in the reader's language."""
        return self.words.say(text, **values)

    def page(self, template: str, title: str, values: Mapping[str, Any], status: int = 200, here: str = "", notice: str = "") -> Response:
        """Return a page."""
        chrome = Chrome(title=title, language=self.language, here=here, notice=notice)
        if self.reader is not None and self.session is not None:
            scopes = self.desk.readers.scopes_of(self.reader.email)
            chrome = Chrome(
                title, self.language, self.actor.name, self.reader.scope, scopes,
                {address: self.mark(address) for address in ("/scope", "/logout")}, here, notice, PLACES,
            )  # fmt: skip
        return HTMLResponse(render_desk(template, chrome, values), status)

    def message(self, status: int, text: str = "") -> Response:
        """Return a page that says why a request is not answered as it wished."""
        heading = self.say(texts.ERRORS[status])
        return self.page("message", heading, {"heading": heading, "text": text or self.say(texts.WHAT_NOW[status])}, status)


def go(address: str, **query: str) -> Response:
    """Return the way to another page, which is then asked for with GET."""
    return RedirectResponse(address + (f"?{urlencode(query)}" if query else ""), 303)
