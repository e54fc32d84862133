"""What was on record of cases at a moment, gone through row by row in plain Python: nothing here goes through the program's own replay."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from pipelines.commands.snapshot import open_to_read
from pipelines.data_dir import DataDir
from pipelines.settings import load_settings
from warehouse import names
from warehouse.vocabulary import LEVELS

Row = dict[str, Any]
WAITING = ("to_assign", "to_visit", "in_service", "sent_back")
GRAVEST = LEVELS.keys[0]


@dataclass(frozen=True)
class CaseBook:
    """What was known at a moment of the part of the district whose `column` has a value; both empty for all of it."""

    home: DataDir
    until: str
    column: str = ""
    value: str = ""

    @property
    def day(self) -> date:
        """The day of the moment."""
        return date.fromisoformat(self.until[:10])

    @cached_property
    def settings(self) -> Any:
        """The times of a case in this home."""
        return load_settings(self.home.config).cases

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Return the rows of a statement on ops.db."""
        connection = sqlite3.connect(f"file:{self.home.ops}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(sql, values)]
        finally:
            connection.close()

    def _is_here(self, row: Row) -> bool:
        return not self.column or str(row.get(self.column) or "").strip() == self.value

    @cached_property
    def cases(self) -> dict[int, Row]:
        """Every case as its events had left it, with `warned`: the months it was warned of and at which level."""
        found: dict[int, Row] = {}
        for event in self.rows("select * from case_events where at <= ? order by number", self.until):
            case = found.setdefault(event["case_id"], {"id": event["case_id"], "closed_on": "", "until_on": "", "warned": [], "did": []})
            case.update(json.loads(event["after"]))
            case["did"].append((event["at"][:10], event["action"]))
            if event["action"] in ("open", "warn"):
                case["warned"].append((case["month"], case["level"]))
        return {number: case for number, case in found.items() if self._is_here(case)}

    @cached_property
    def register(self) -> dict[str, Row]:
        """Who is in the register, by code."""
        with open_to_read(self.home) as store:
            rows = store.as_of(names.REGISTER, self.day).to_dicts()
        return {row["uscc"]: row for row in rows if self._is_here(row)}

    def delivered(self, table: str) -> list[Row]:
        """Return the facts of a table known on the day, of the part of the district."""
        # One look at a time: a file that is open for reading cannot be opened again.
        here = self.register
        with open_to_read(self.home) as store:
            return [row for row in store.as_of(table, self.day).to_dicts() if row["uscc"] in here]

    @cached_property
    def visits(self) -> list[Row]:
        """Who went where on which day, whoever wrote it down, once."""
        sql = "select v.* from case_visits v join case_events e on e.number = v.event where e.at <= ? order by v.id"
        both = [*self.rows(sql, self.until), *self.delivered(names.VISITS)]
        seen: dict[tuple[str, date, Any], Row] = {}
        for row in both:
            on = row["visited_on"] if isinstance(row["visited_on"], date) else date.fromisoformat(row["visited_on"])
            if on <= self.day and (row["uscc"] in self.register or any(case["uscc"] == row["uscc"] for case in self.cases.values())):
                seen.setdefault((row["uscc"], on, row["visited_by"]), row | {"visited_on": on})
        return list(seen.values())

    def visited(self, case: Row) -> list[date]:
        """Return the days on which somebody went to an enterprise while its case was open."""
        last = date.fromisoformat(case["closed_on"]) if case["closed_on"] else date.max
        days = [row["visited_on"] for row in self.visits if row["uscc"] == case["uscc"]]
        recorded = [date.fromisoformat(day) for day in (case.get("first_visited_on"), case.get("last_visited_on")) if day]
        return sorted({*recorded, *(day for day in days if date.fromisoformat(case["opened_on"]) <= day <= last)})

    def is_waiting(self, case: Row) -> bool:
        """Whether somebody is still to go to it for the first time."""
        return case["state"] in WAITING and not self.visited(case)

    @cached_property
    def burden(self) -> dict[str, int]:
        """On how many days of the last ones each enterprise was visited."""
        first = self.day - timedelta(days=self.settings.burden_days)
        days = defaultdict(set)
        for row in self.visits:
            if row["visited_on"] > first:
                days[row["uscc"]].add(row["visited_on"])
        return {uscc: len(of) for uscc, of in days.items()}

    @cached_property
    def requests(self) -> list[Row]:
        """What departments were asked by the moment, and whether an answer was on record by then."""
        rows = self.rows(
            "select r.* from case_requests r join case_events e on e.number = r.event where e.at <= ? order by r.id", self.until
        )
        answers = self.rows("select case_id, words from case_events where action = 'answer' and at <= ?", self.until)
        told = {(row["case_id"], row["words"]) for row in answers}
        return [row | {"is_open": (row["case_id"], f"{row['department']}：{row['answer']}") not in told}
                for row in rows if row["case_id"] in self.cases]  # fmt: skip

    def stuck(self, day: date) -> Iterator[tuple[int, str, int | None, int | None]]:
        """Yield what needs the district as of a day: case, cause, days since it began, and departments or months where they are counted."""
        for number, case in self.cases.items():
            if case["state"] == "closed":
                continue
            opened = date.fromisoformat(case["opened_on"])
            age = (day - opened).days
            if self.is_waiting(case) and date.fromisoformat(case["due_on"]) < day:
                if age >= self.settings.untreated_days:
                    yield number, "untreated", age, None
                elif age > self.settings.meeting_overdue_days:
                    yield number, "overdue", age, None
            own = [row for row in self.requests if row["case_id"] == number]
            late = [row for row in own if row["is_open"] and date.fromisoformat(row["answer_due_on"]) < day]
            if late:
                first = min(date.fromisoformat(row["answer_due_on"]) for row in late)
                yield number, "unanswered", (day - first).days, len(late)
            asked = {row["department"] for row in own}
            if len(asked) >= self.settings.meeting_departments and any(row["is_open"] for row in own):
                first = min(date.fromisoformat(row["asked_on"]) for row in own)
                yield number, "departments", (day - first).days, len(asked)
            if (months := _grave(case["warned"])) >= self.settings.meeting_red_months:
                yield number, "red", age, months

    @cached_property
    def appeals(self) -> list[Row]:
        """Every appeal once, what is recorded here before what is delivered."""
        recorded: dict[int, Row] = {}
        known: dict[int, str] = {}
        for event in self.rows("select * from appeal_events where at <= ? order by number", self.until):
            known.setdefault(event["record_id"], event["at"][:10])
            recorded.setdefault(event["record_id"], {}).update(json.loads(event["after"]))
        rows = [row | {"known_on": known[number]} for number, row in recorded.items() if row.get("uscc") in self.register]
        told = [row | {"answered_on": row["closed_on"], "department": row["handled_by"]} for row in self.delivered(names.APPEALS)]
        once: dict[tuple[Any, ...], Row] = {}
        for row in [*rows, *told]:
            once.setdefault((row["uscc"], str(row["raised_on"]), row["topic"]), {name: _day(name, row.get(name)) for name in APPEAL})
        return list(once.values())


APPEAL = ("uscc", "topic", "department", "raised_on", "due_on", "answered_on", "known_on")


def _day(name: str, value: Any) -> Any:
    if not name.endswith("_on"):
        return value or None
    return value if isinstance(value, date) or value is None else date.fromisoformat(value) if value else None


def _grave(warned: list[tuple[str, str]]) -> int:
    """Count the months in a row, back from the last warning, at the gravest level."""
    count, expected = 0, None
    for month, level in reversed(warned):
        at = int(month[:4]) * 12 + int(month[5:])
        if level != GRAVEST or (expected is not None and at != expected):
            break
        count, expected = count + 1, at - 1
    return count
