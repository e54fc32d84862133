"""Cases as they stood at a moment, with what any source knew of visits by then: what briefs and agendas are made from.

In: reading ops.db and the warehouse as of a moment. Out: what is due or stuck (models.cases), pages (reports).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from models.cases.half_month import all_visits, with_first_visits
from models.cases.replay import case_states
from pipelines.data_dir import DataDir
from reports.scope import DISTRICT, parse_scope
from warehouse import names
from warehouse.ops.case_history import events_until, requests_until, visits_until
from warehouse.ops.ops_db import open_ops
from warehouse.store import Store
from warehouse.vocabulary import TIERS

EVENT_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "case_id": pl.Int64,
    "at": pl.String,
    "actor": pl.String,
    "action": pl.String,
    "words": pl.String,
}
REQUEST_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "id": pl.Int64, "case_id": pl.Int64, "department": pl.String, "request_class": pl.String, "words": pl.String, "asked_on": pl.String,
    "receipt_due_on": pl.String, "answer_due_on": pl.String, "answered_on": pl.String, "answer": pl.String,
}  # fmt: skip
VISIT_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "case_id": pl.Int64, "uscc": pl.String, "visited_on": pl.String, "visited_by": pl.String, "finding": pl.String, "outcome": pl.String,
    "note": pl.String,
}  # fmt: skip
NUMBERED = re.compile(r"(\D*)(\d*)")
REGISTER_COLUMNS = ("uscc", "name", "street", "tier", "owner")


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """What was known of cases at a moment.

    `cases`: from models.cases.replay, with first visits of any source; `requests` and `events` of them; `visits` of any source to anybody:
    uscc, visited_on, visited_by, finding; `register`: uscc, name, street, tier, owner; `units`: who answers for enterprises, in a
    fixed order.
    """

    cases: pl.DataFrame
    requests: pl.DataFrame
    events: pl.DataFrame
    visits: pl.DataFrame
    register: pl.DataFrame
    units: list[str]

    def within(self, scope: str) -> CaseRecords:
        """Return what a reader of a scope may see."""
        if scope.strip() == DISTRICT:
            return self
        column, value = parse_scope(scope)
        is_own = pl.col(column).str.strip_chars() == value
        cases, register = self.cases.filter(is_own), self.register.filter(is_own.fill_null(False))
        return replace(
            self,
            cases=cases,
            register=register,
            requests=self.requests.filter(pl.col("case_id").is_in(cases["id"].implode())),
            events=self.events.filter(pl.col("case_id").is_in(cases["id"].implode())),
            visits=self.visits.filter(pl.col("uscc").is_in([*cases["uscc"], *register["uscc"]])),
        )


def case_records(home: DataDir, store: Store, until: str) -> CaseRecords:
    """Return what was known of cases at an ISO moment."""
    day = date.fromisoformat(until[:10])
    with open_ops(home.ops) as connection:
        events = events_until(connection, until)
        requests = _dated(requests_until(connection, until), REQUEST_SCHEMA, "asked_on", "receipt_due_on", "answer_due_on", "answered_on")
        recorded = _dated(visits_until(connection, until), VISIT_SCHEMA, "visited_on")
    visits = all_visits(recorded, store.as_of(names.VISITS, day), day)
    register = store.as_of(names.REGISTER, day)
    return CaseRecords(
        cases=with_first_visits(case_states(events, until), visits),
        requests=requests,
        events=pl.DataFrame([{name: event[name] for name in EVENT_SCHEMA} for event in events], schema=EVENT_SCHEMA),
        visits=visits,
        register=register.select(REGISTER_COLUMNS),
        units=_units(register),
    )


def _units(register: pl.DataFrame) -> list[str]:
    """Return who answers for enterprises in a fixed order: leaders, departments, groups, each by number."""
    named = register.select("tier", "owner").unique().filter(pl.col("owner").is_not_null())
    places = {tier: place for place, tier in enumerate(TIERS.keys)}
    # An owner that answers for several tiers stands with the first of them.
    found = sorted((places.get(tier, len(places)), _by_number(owner), owner) for tier, owner in named.iter_rows())
    return list(dict.fromkeys(owner for *_, owner in found))


def _by_number(name: str) -> tuple[tuple[str, int], ...]:
    """Return what names are ordered by, so that the second group stands before the tenth."""
    return tuple((text, int(digits or 0)) for text, digits in NUMBERED.findall(name))


def _dated(rows: list[dict[str, object]], schema: Mapping[str, type[pl.DataType]], *days: str) -> pl.DataFrame:
    """Return rows as a frame of some columns, days as dates, null where there is none."""
    frame = pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)
    return frame.with_columns(pl.col(days).replace("", None).str.to_date("%Y-%m-%d"))
