"""The joint meeting's agenda of a month: what is stuck becomes an item once, decisions are followed until done, the page is put in place.

The agenda of the running month is made as of now, that of a past month as of the moment it was last made, so that it reads the same again.
In: which moment counts, gathering, naming. Out: which cases are stuck (models.cases), the page (reports.meeting).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import polars as pl

from models.cases.agenda import agenda, item_states
from models.cases.stuck import stuck_cases
from pipelines.cases.meeting_items import put_on_agenda
from pipelines.data_dir import DataDir
from pipelines.delivery.case_inputs import CaseRecords, case_records
from pipelines.delivery.fingerprint import code_version, content_id
from pipelines.delivery.index_publisher import refresh_index
from pipelines.delivery.numbered_publication import publish_numbered
from pipelines.delivery.publication import MEETINGS, Published
from pipelines.errors import UsageError
from pipelines.settings import District, Settings
from reports.edition import Edition
from reports.meeting import AgendaFrames, agenda_files
from reports.pdf import why_unavailable
from warehouse.ops import meeting as stored
from warehouse.ops.ops_db import Connection, open_ops, transaction
from warehouse.ops.record_events import record_events
from warehouse.periods import month_key, shift_month
from warehouse.snapshot import open_snapshot


@dataclass(frozen=True, slots=True)
class MadeAgenda:
    """An agenda in its place, and how many items were put on it for the first time."""

    published: Published
    frames: AgendaFrames
    new_items: int


def make_agenda(home: DataDir, settings: Settings, month: date, at: datetime) -> MadeAgenda:
    """Make a month's agenda and put it in place; made again it adds no item twice. Raises UsageError for a month to come."""
    with open_ops(home.ops) as connection:
        moment = _moment(connection, month, at)
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        known = case_records(home, store, moment.isoformat())
    stuck = stuck_cases(known.cases, known.requests, moment.date(), settings.cases)
    with open_ops(home.ops) as connection, transaction(connection):
        new = put_on_agenda(connection, stuck, month, at)
        stored.keep_agenda_moment(connection, month, moment.isoformat())
        items = item_states(record_events(connection, stored.ITEMS), month, moment.isoformat())
        since = stored.moment_before(connection, month)
    frames = AgendaFrames(month, moment, _placed(agenda(stuck, items, since), known, moment.date()))
    return MadeAgenda(_publish(home, settings, frames), frames, new)


def _moment(connection: Connection, month: date, at: datetime) -> datetime:
    """Return up to which moment a month's agenda tells."""
    if month > at.date():
        raise UsageError(f"the month {month:%Y-%m} has not begun on {at:%Y-%m-%d}; name an earlier one with --month")
    end = datetime.combine(shift_month(month, 1) - timedelta(days=1), time(23, 59, 59))
    if at <= end:
        return at
    kept = stored.agenda_moment(connection, month)
    return datetime.fromisoformat(kept) if kept else end


def _placed(rows: pl.DataFrame, known: CaseRecords, day: date) -> pl.DataFrame:
    """Put names to the rows of an agenda, and say how far each decision is done."""
    named = known.cases.select(case_id="id", uscc="uscc", name="name", street="street", level="level")
    is_decided = pl.col("decided_on").is_not_null()
    progress = (
        pl.when(is_decided & pl.col("done_on").is_not_null())
        .then(pl.lit("done"))
        .when(is_decided & (pl.col("due_on") < day))
        .then(pl.lit("late"))
        .when(is_decided)
        .then(pl.lit("running"))
    )
    return rows.join(named, on="case_id", how="left", maintain_order="left").with_columns(progress=progress)


def _publish(home: DataDir, settings: Settings, frames: AgendaFrames) -> Published:
    is_demo = (home.installation.demo / "truth_events.parquet").exists()
    parts = {
        "month": month_key(frames.month),
        "moment": frames.moment.isoformat(),
        "rows": hashlib.sha256(frames.rows.write_csv().encode()).hexdigest(),
        "district": repr(settings.district),
        "code": code_version(),
        "is_demo": str(is_demo),
    }
    edition = agenda_edition(settings.district, frames, content_id(parts), is_demo=is_demo)
    facts = {
        "content_id": edition.content_id, "made_from": parts, "items": frames.rows.height,
        "remarks": [reason for reason in (why_unavailable(),) if reason],
    }  # fmt: skip
    published = publish_numbered(
        home, MEETINGS, month_key(frames.month), facts, lambda revision: agenda_files(frames, replace(edition, revision=revision))
    )
    if published.is_new:
        refresh_index(home, settings, edition)
    return published


def agenda_edition(district: District, frames: AgendaFrames, content: str, *, is_demo: bool) -> Edition:
    """Return how an agenda is called: dated with the day it tells of, and no issue of the bulletin."""
    day = frames.moment.date()
    return Edition(
        month=frames.month, as_of=day, issued_on=day, issue_number=0, issue_total=0, district=district.name, issuer=district.issuer,
        contact=district.contact, district_en=district.name_en, content_id=content, demo=is_demo,
    )  # fmt: skip
