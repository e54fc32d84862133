"""Reading appeals on the page for cases: the list within a scope, one appeal with its history and what can be done about it.

In: which appeals a reader may see and how they stand. Out: recording (appeal_forms.py), how pages look (reports.desk).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from models.cases.appeal_moves import is_late, possible_moves
from pipelines.desk.calls import NOTICE, Call, RefusedError
from reports.words import appeal_pages as texts
from reports.words.format import plain
from warehouse.appeal_vocabulary import APPEAL_ACTIONS
from warehouse.case_vocabulary import CLOSED
from warehouse.ops.appeal_rows import APPEALS, appeal_within, appeals_within
from warehouse.ops.record_events import record_events
from warehouse.vocabulary import TOPICS

ADDRESS: Final = "/appeals"
ON_A_PAGE: Final = 50
Appeal = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AppealSearch:
    """What a reader looks for: `view` is a key of VIEWS, the others are empty for all."""

    view: str = "open"
    topic: str = ""
    text: str = ""

    def address(self, **more: object) -> str:
        """Return the address of this search."""
        given = {"view": self.view, "topic": self.topic, "text": self.text, **{name: str(value) for name, value in more.items()}}
        return f"{ADDRESS}?{urlencode({name: value for name, value in given.items() if value})}"


def read_search(query: Mapping[str, str]) -> AppealSearch:
    """Return the search of an address; what cannot be meant is left out."""
    view, topic = query.get("view", ""), query.get("topic", "")
    return AppealSearch(view if view in texts.VIEWS else "open", topic if topic in TOPICS.keys else "", query.get("text", "").strip()[:80])


def show_list(call: Call) -> Response:
    """Show a page of the appeals a search finds, those whose day comes first in front."""
    wanted = read_search(call.query)
    found = [row for row in _all(call) if _is_meant(row, wanted)]
    ordered = sorted(found, key=lambda row: (row["state"] == CLOSED, row["due_on"] or row["raised_on"], row["id"]))
    pages = max(1, -(-len(ordered) // ON_A_PAGE))
    place = min(int(call.query["page"]), pages) if call.query.get("page", "").isdecimal() and len(call.query["page"]) < 6 else 1
    skip = (max(place, 1) - 1) * ON_A_PAGE
    values = {
        "a": texts, "wanted": wanted, "rows": ordered[skip : skip + ON_A_PAGE], "topics": TOPICS.words(call.language),
        "counted": call.say(texts.COUNT, count=f"{len(found):,}", late=f"{sum(row['is_late'] for row in found):,}"),
        "views": [(key, AppealSearch(key).address()) for key in texts.VIEWS],
        "earlier": wanted.address(page=place - 1) if place > 1 else "",
        "later": wanted.address(page=place + 1) if place < pages else "",
    }  # fmt: skip
    return call.page("appeals", call.say(texts.TITLE), values, here="appeals")


def show_appeal(call: Call) -> Response:
    """Show one appeal with everything that happened to it."""
    appeal = own_appeal(call)
    values = {
        "a": texts, "appeal": appeal, "actions": possible_moves(appeal["state"], is_confirmed=appeal["is_helped"] is not None),
        "events": record_events(call.connection, APPEALS, appeal["id"])[::-1],
    }  # fmt: skip
    title = f"{call.say(texts.NUMBER, number=appeal['id'])} {plain(appeal['name'], 60)}"
    return call.page("appeal", title, values, here="appeals", notice=_notice(call))


def own_appeal(call: Call) -> Appeal:
    """Return the appeal an address names with how it stands; raises RefusedError where there is none within the reader's scope."""
    appeal = appeal_within(call.connection, int(call.parts["number"]), call.actor.limits)
    if appeal is None:
        raise RefusedError(404)
    return with_lateness(call, appeal)


def appeals_of(call: Call, uscc: str) -> list[Appeal]:
    """Return the open appeals of an enterprise within the reader's scope, with how they stand."""
    rows = appeals_within(call.connection, call.actor.limits, "uscc = ? and state <> 'closed'", (uscc,))
    return [with_lateness(call, row) for row in rows]


def with_lateness(call: Call, appeal: Appeal) -> Appeal:
    """Add whether an appeal is overdue today: `is_late`."""
    return appeal | {"is_late": appeal["state"] != CLOSED and is_late(appeal, call.today)}


def _all(call: Call) -> list[Appeal]:
    return [with_lateness(call, row) for row in appeals_within(call.connection, call.actor.limits)]


def _is_meant(row: Appeal, wanted: AppealSearch) -> bool:
    is_of_view = {"open": row["state"] != CLOSED, "late": row["is_late"], "all": True}[wanted.view]
    is_of_topic = not wanted.topic or row["topic"] == wanted.topic
    return is_of_view and is_of_topic and (not wanted.text or wanted.text.casefold() in f"{row['name']} {row['uscc']}".casefold())


def _notice(call: Call) -> str:
    """Return what has just happened, as the address says it."""
    said: Any = call.query.get(NOTICE, "")
    if said == "attach":
        return call.say(texts.ATTACHED_NOW)
    return call.say(texts.RECORDED, action=APPEAL_ACTIONS[said].word(call.language)) if said in APPEAL_ACTIONS else ""
