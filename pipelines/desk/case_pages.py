"""Reading cases: the list with its search, the search as a workbook, one case, the enterprise's published pages.

In: which rows a reader may see and how they stand. Out: recording (case_forms.py), how pages look (reports.desk).
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from models.cases.moves import AWAITING_VISIT
from models.cases.standing import is_late_request, possible_actions, standing_of
from pipelines.data_dir import month_folders, published_month
from pipelines.desk.appeal_pages import appeals_of
from pipelines.desk.calls import NOTICE, Call, RefusedError
from pipelines.desk.lead_rows import policy_rows
from reports.desk import as_day
from reports.desk_workbook import SearchNote, search_workbook
from reports.portrait_sections import PortraitSections, cut_portrait
from reports.scope import DISTRICT, parse_scope
from reports.words import desk as texts
from reports.words import policy_pages as policy_texts
from reports.words.format import NAME_MOST, plain
from warehouse.case_vocabulary import CASE_ACTIONS, CASE_STATES, OPEN_STATES
from warehouse.ops import cases as stored
from warehouse.ops import desk_accounts
from warehouse.ops.absences import stands_in_for
from warehouse.ops.cases import CaseFilter, CaseRow
from warehouse.ops.ops_db import transaction
from warehouse.vocabulary import LEVELS

ON_A_PAGE: Final = 50
PORTRAITS_SHOWN: Final = 6
# Tables whose rows say what an event found or whom it asked.
BRINGING: Final = ("case_visits", "case_requests")
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CODE: Final = re.compile(r"[0-9A-Za-z]{1,30}")
_MONTH: Final = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader looks for: `view` is mine, unit or all; `state` empty for open ones, any for all; `due` overdue or week."""

    view: str = "mine"
    text: str = ""
    street: str = ""
    level: str = ""
    state: str = ""
    due: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What was asked for, by name."""
        return {name: value for name, value in asdict(self).items() if value}

    def address(self, path: str = "/cases", **more: object) -> str:
        """Return the address of this search."""
        return f"{path}?{urlencode({**self.given, **{name: str(value) for name, value in more.items()}})}"


def read_search(query: Mapping[str, str]) -> Search:
    """Return the search of an address; what cannot be meant is left out."""
    allowed: dict[str, Container[str]] = {
        "view": texts.VIEWS, "level": LEVELS, "state": (*CASE_STATES.keys, "any"), "due": texts.DUES,
    }  # fmt: skip
    chosen = {name: query[name] for name, values in allowed.items() if query.get(name, "") in values and query.get(name)}
    free = {name: query.get(name, "").strip()[:80] for name in ("text", "street")}
    return Search(**chosen, **free)


def show_list(call: Call) -> Response:
    """Show a page of the cases a search finds."""
    wanted = read_search(call.query)
    place = int(call.query["page"]) if call.query.get("page", "").isdecimal() and len(call.query["page"]) < 6 else 1
    meant = case_filter(call, wanted)
    found, count, place = _page_of(call, meant, place)
    rows, skip = [with_standing(call, row) for row in found], (place - 1) * ON_A_PAGE
    values = {
        "wanted": wanted,
        "rows": rows,
        "counted": _counted(call, count, skip, len(rows)),
        "streets": stored.values_in(call.connection, "street", call.actor.limits),
        "views": [(key, Search(view=key).address()) for key in texts.VIEWS],
        "export": wanted.address("/cases.xlsx"),
        "earlier": wanted.address(page=place - 1) if place > 1 else "",
        "later": wanted.address(page=place + 1) if place * ON_A_PAGE < count else "",
        "is_empty_view": wanted.view == "mine" and wanted.given == {"view": "mine"},
    }
    return call.page("cases", call.say(texts.CASES), values, here="cases")


def export_list(call: Call) -> Response:
    """Return everything a search finds as a workbook; who took it away is noted."""
    wanted = read_search(call.query)
    found, after = stored.select_cases(call.connection, case_filter(call, wanted)), stored.successors(call.connection, call.actor.limits)
    before = {later: earlier for earlier, later in after.items()}
    ends = ({"follows": before.get(row["id"]), "followed_by": after.get(row["id"])} for row in found)
    rows = [with_standing(call, row) | both for row, both in zip(found, ends, strict=True)]
    entry = {"email": call.own.email, "scope": call.own.scope, "filter": wanted.given, "rows": len(rows)}
    with transaction(call.connection):
        desk_accounts.note_export(call.connection, call.at.isoformat(), entry)
    content = search_workbook(rows, SearchNote(wanted.given, call.actor.name, call.own.scope, call.at), call.language)
    name = f"cases-{call.today:%Y%m%d}.xlsx"
    return Response(content, media_type=WORKBOOK, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def show_case(call: Call) -> Response:
    """Show one case with everything about it."""
    case = with_standing(call, own_case(call))
    connection, number = call.connection, case["id"]
    requests = [_with_lateness(row, call.today) for row in stored.records_of(connection, "case_requests", number)]
    months = months_with_page(call.desk.home.briefings, case["uscc"])
    values = {
        "case": case,
        "actions": possible_actions(case["state"], has_open_request=any(not row["answered_on"] for row in requests)),
        "visits": stored.records_of(connection, "case_visits", number)[::-1],
        "requests": requests[::-1],
        "appeals": appeals_of(call, case["uscc"]),
        "p": policy_texts,
        "policies": policy_rows(call, case),
        "judgements": stored.records_of(connection, "case_judgements", number),
        "people": stored.people_of(connection, number),
        "events": read_events(call, number, stored.events_of(connection, number))[::-1],
        "portrait": _portrait(call, months[0], case["uscc"]) if months else None,
        "portraits": months[:PORTRAITS_SHOWN],
        "follows_is_seen": bool(case["follows"]) and stored.case_row(connection, case["follows"], call.actor.limits) is not None,
        "followed_by": stored.successors(connection, call.actor.limits).get(number),
    }
    title = call.say(texts.CASE_TITLE, number=number, name=plain(case["name"], NAME_MOST))
    return call.page("case", title, values, here="cases", notice=_notice(call))


def show_portrait(call: Call) -> Response:
    """Show the published page of an enterprise that has a case within the reader's scope."""
    uscc, month = str(call.parts["uscc"]), str(call.parts["month"])
    known = _CODE.fullmatch(uscc) and _MONTH.fullmatch(month)
    found = stored.select_cases(call.connection, CaseFilter(call.actor.limits, text=uscc)) if known else []
    own = [row for row in found if row["uscc"] == uscc]
    if not own or month not in months_with_page(call.desk.home.briefings, uscc):
        raise RefusedError(404)
    case = max(own, key=lambda row: row["id"])
    values = {"case": case, "month": month, "portrait": _portrait(call, month, uscc)}
    return call.page("portrait", plain(case["name"], NAME_MOST), values, here="cases")


def own_case(call: Call) -> CaseRow:
    """Return the case an address names; raises RefusedError where there is none within the reader's scope."""
    case = stored.case_row(call.connection, int(call.parts["number"]), call.actor.limits)
    if case is None:
        raise RefusedError(404)
    return case


def case_filter(call: Call, wanted: Search) -> CaseFilter:
    """Return the cases a search means, within what the reader may see."""
    states = {"": OPEN_STATES, "any": ()}.get(wanted.state, (wanted.state,))
    overdue, week = wanted.due == "overdue", wanted.due == "week"
    return CaseFilter(
        scope=call.actor.limits,
        states=tuple(state for state in (states or CASE_STATES.keys) if state in AWAITING_VISIT) or ("none",) if overdue else states,
        level=wanted.level,
        street=wanted.street,
        text=wanted.text,
        due_by=call.today + timedelta(days=7 if week else -1) if overdue or week else None,
        people=_people(call, wanted.view),
    )


def with_standing(call: Call, row: CaseRow) -> CaseRow:
    """Add how a case stands today: `standing`."""
    days = (date.fromisoformat(row["opened_on"]), date.fromisoformat(row["due_on"]), as_day(row["until_on"]))
    return row | {"standing": standing_of(row["state"], days, call.today, call.desk.settings.cases)}


def read_events(call: Call, case_id: int, events: Sequence[CaseRow]) -> list[CaseRow]:
    """Return events of a case with what they changed as values, and what they brought: `finding`, `department`, empty where nothing."""
    brought = {row["event"]: row for table in BRINGING for row in stored.records_of(call.connection, table, case_id)}
    return [
        event
        | {"before": json.loads(event["before"]), "after": json.loads(event["after"])}
        | {name: brought.get(event["number"], {}).get(name, "") for name in ("finding", "department")}
        for event in events
    ]


def months_with_page(briefings: Path, uscc: str) -> list[str]:
    """Return the months whose published issue has a page of an enterprise, the newest first."""
    if not _CODE.fullmatch(uscc):
        return []
    return [month for month, folder in reversed(month_folders(briefings)) if (folder / "enterprises" / f"{uscc}.html").exists()]


def _page_of(call: Call, meant: CaseFilter, place: int) -> tuple[list[CaseRow], int, int]:
    """Return the cases of a page, how many there are in all, and which page it is: the last one where fewer are found."""
    if place == 1:
        rows = stored.select_cases(call.connection, meant, ON_A_PAGE)
        # What fits a page needs no counting.
        return rows, len(rows) if len(rows) < ON_A_PAGE else stored.count_cases(call.connection, meant), 1
    count = stored.count_cases(call.connection, meant)
    place = max(1, min(place, -(-count // ON_A_PAGE)))
    return stored.select_cases(call.connection, meant, ON_A_PAGE, (place - 1) * ON_A_PAGE), count, place


def _people(call: Call, view: str) -> tuple[str, ...]:
    """Return whose cases a view shows, nobody for all."""
    own, scope = call.actor.name, call.own.scope
    if view == "all":
        return ()
    if view == "mine":
        return (own, *stands_in_for(call.connection, own, call.today.isoformat()))
    office = () if scope == DISTRICT else (parse_scope(scope)[1],)
    return (*office, *call.desk.readers.names_in(scope))


def _portrait(call: Call, month: str, uscc: str) -> PortraitSections | None:
    """Return the parts of a published page, in the reader's language where its edition kept enough.

    None where a run is just putting another edition in its place.
    """
    translated = call.desk.portraits.page(month, uscc, call.language) if call.language != "zh" else None
    if translated is not None:
        return cut_portrait(translated, is_whole=call.sees_all)
    path = published_month(call.desk.home.briefings, month) / "enterprises" / f"{uscc}.html"
    try:
        return cut_portrait(path.read_text(encoding="utf-8"), is_whole=call.sees_all)
    except FileNotFoundError:
        return None


def _with_lateness(row: CaseRow, today: date) -> CaseRow:
    due = (date.fromisoformat(row["receipt_due_on"]), date.fromisoformat(row["answer_due_on"]))
    return row | {"is_late": is_late_request(*due, bool(row["received_on"]), bool(row["answered_on"]), today)}


def _counted(call: Call, count: int, skip: int, shown: int) -> str:
    if count == shown:
        return call.say(texts.COUNT_ONE_PAGE, count=f"{count:,}")
    return call.say(texts.COUNT, count=f"{count:,}", first=f"{skip + 1:,}", last=f"{skip + shown:,}")


def _notice(call: Call) -> str:
    """Return what has just happened, as the address says it."""
    said: Any = call.query.get(NOTICE, "")
    if said == "known":
        return call.say(texts.KNOWN_ALREADY)
    return call.say(texts.RECORDED, action=CASE_ACTIONS[said].word(call.language)) if said in CASE_ACTIONS else ""
