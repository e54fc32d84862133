"""Gathering what a half-monthly brief is made of, for one scope, as known on the evening before its day.

In: reading, narrowing, putting names to codes. Out: how cases stood (case_inputs.py), what is due (models.cases), the page (reports).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from models.cases import half_month as due
from models.cases.appeal_figures import all_appeals, appeal_figures, appeals_at, new_appeals
from models.cases.chosen_cases import chosen_cases
from models.cases.half_month import HalfMonth
from models.cases.settings import CaseSettings
from models.cases.since_list import SCHEMA, changed_since
from models.cases.stuck import stuck_cases
from pipelines.data_dir import DataDir, month_folders
from pipelines.delivery.case_inputs import CaseRecords, case_records
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.provisional_risks import provisional_risks
from pipelines.delivery.publication import read_manifest
from pipelines.month.figures import known_use, unlocked
from pipelines.settings import Settings
from reports.brief_frames import BriefFrames
from reports.frames import empty
from reports.scope import DISTRICT
from warehouse import names
from warehouse.case_vocabulary import CLOSED
from warehouse.ops.ops_db import open_ops
from warehouse.ops.record_events import record_events
from warehouse.periods import month_of_key
from warehouse.store import Store

CASE_COLUMNS = ("case_id", "uscc", "name", "street", "level", "state", "lead", "opened_on", "due_on", "visit_days", "is_joint")


@dataclass(frozen=True, slots=True)
class BriefRecords:
    """Everything that was known, whoever reads of it: cases, signals, appeals, and reasons of the lists that cases came from."""

    period: HalfMonth
    known: CaseRecords
    signals: pl.DataFrame
    appeals: pl.DataFrame
    reasons: pl.DataFrame
    changes: pl.DataFrame
    listed_on: date | None
    provisional: pl.DataFrame


def brief_records(home: DataDir, store: Store, period: HalfMonth, settings: Settings) -> BriefRecords:
    """Return what was known at the end of a half month."""
    listed = _last_list(home, period.last)
    listed_on = listed[1] if listed else None
    known = case_records(home, store, period.until)
    open_codes = known.cases.filter(pl.col("state") != CLOSED)["uscc"]
    with open_ops(home.ops) as connection:
        recorded = appeals_at(record_events(connection, "appeals"), period.until)
    return BriefRecords(
        period,
        known,
        store.as_of(names.SIGNALS, period.last),
        all_appeals(recorded, store.as_of(names.APPEALS, period.last)),
        _reasons(home, known.cases),
        _changes(store, period.last, listed_on, settings),
        listed_on,
        provisional_risks(home, store, settings, listed, period.last, open_codes),
    )


def _last_list(home: DataDir, last: date) -> tuple[date, date] | None:
    """Return the month of the newest list that was out by a day, and the day up to which it saw; None where none was."""
    known = ((month_of_key(key), read_manifest(folder)) for key, folder in month_folders(home.briefings))
    days = [(month, date.fromisoformat(manifest["made_from"]["as_of"])) for month, manifest in known if manifest is not None]
    return max(((month, day) for month, day in days if day <= last), default=None, key=lambda one: one[1])


def _changes(store: Store, last: date, listed_on: date | None, settings: Settings) -> pl.DataFrame:
    """Return how daily electricity has changed since a list, as known at the end of a half month; no scores are made of it."""
    # A snapshot published before readings were kept has no such table.
    if listed_on is None or not store.holds(names.READINGS):
        return pl.DataFrame(schema=SCHEMA)
    use = unlocked(known_use(store, last), settings)
    return changed_since(use, store.as_of(names.REGISTER, last), listed_on, last, settings.cases.reading_changed_share)


def _reasons(home: DataDir, cases: pl.DataFrame) -> pl.DataFrame:
    """Return why cases were warned of, from the issues that did: rows of out_reasons with their month."""
    archive, parts = Archive(home.ops, home.briefings), [empty("reasons")]
    for key in sorted(cases["month"].unique()):
        month = month_of_key(key)
        edition = archive.current(month)
        kept = archive.frames(edition).get("reasons") if edition else None
        if kept is not None:
            own = cases.filter(pl.col("month") == key)["uscc"].implode()
            parts.append(kept.filter(pl.col("uscc").is_in(own)).with_columns(month=pl.lit(month)))
    return pl.concat(parts, how="diagonal_relaxed")


def brief_frames(records: BriefRecords, settings: CaseSettings, scope: str = DISTRICT) -> BriefFrames:
    """Return the frames of a brief for a reader's scope."""
    known, period = records.known.within(scope), records.period
    burden = due.visit_burden(known.visits, period.last, settings.burden_days, settings.burden_visits)
    cases = _with_burden(known.cases, burden)
    stuck = stuck_cases(cases, known.requests, period.issued_on, settings)
    told = chosen_cases(cases, known.events, stuck, period)
    on_time = due.due_cases(cases, period)
    visited = on_time.filter(pl.col("standing") == "visited").height
    late = due.overdue_cases(cases, period.last)
    units = due.by_unit(cases, known.visits, period, known.units)
    return BriefFrames(
        first=period.first,
        last=period.last,
        ahead=period.ahead,
        due=_rows(on_time, "standing"),
        visited_share=due.share_of(visited, on_time.height, settings.least_count),
        overdue=_rows(late.with_columns(days_late=(pl.lit(period.last) - pl.col("due_on")).dt.total_days()), "days_late"),
        coming=_rows(due.coming_cases(cases, period)),
        units=due.with_shares(units, settings.least_count),
        told=_rows(
            _last_visit(told, known.visits), "visits", "first_visited_on", "last_visited_on", "visited_by", "finding", "closing", "until_on"
        ),
        requests=known.requests.filter(pl.col("case_id").is_in(told["id"].implode())),
        reasons=records.reasons.filter(pl.col("uscc").is_in(told["uscc"].implode())),
        stuck=_named(stuck, cases),
        burden=burden.group_by("visit_days").agg(count=pl.len().cast(pl.Int64)).sort("visit_days"),
        burden_days=settings.burden_days,
        burden_visits=settings.burden_visits,
        least_count=settings.least_count,
        open_count=cases.filter(pl.col("state") != CLOSED).height,
        readings=_read_since(cases, records.changes),
        listed_on=records.listed_on,
        provisional=_provisional(cases, records.provisional),
        **_news(records, known),
        **_appeals(records, known),
    )


def _with_burden(cases: pl.DataFrame, burden: pl.DataFrame) -> pl.DataFrame:
    """Add to cases on how many days somebody was there lately, and whether that is so often that fewer should go."""
    joined = cases.join(burden.select("uscc", "visit_days", "is_joint"), on="uscc", how="left", maintain_order="left")
    return joined.with_columns(pl.col("visit_days").fill_null(0), pl.col("is_joint").fill_null(False))


def _rows(cases: pl.DataFrame, *more: str | pl.Expr) -> pl.DataFrame:
    return cases.with_columns(case_id="id").select(*CASE_COLUMNS, *more)


def _read_since(cases: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """Put what the days since the list say to the open cases, those that changed most first."""
    still_open = _rows(cases.filter(pl.col("state") != CLOSED).join(changes, on="uscc"), "change", "change_share")
    return still_open.sort(pl.col("change") == "same", "change_share", "case_id")


def _provisional(cases: pl.DataFrame, provisional: pl.DataFrame) -> pl.DataFrame:
    """Put the risks worked out again to the open cases, those that changed most first."""
    still_open = cases.filter(pl.col("state") != CLOSED).join(provisional, on="uscc")
    moved = (pl.col("combined_risk_now") - pl.col("combined_risk_then")).abs().round(9)
    shown = _rows(still_open, *(name for name in provisional.columns if name != "uscc"), moved.alias("moved_share"))
    return shown.sort(pl.col("change") == "same", -pl.col("moved_share"), "case_id").drop("moved_share")


def _named(stuck: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Put names to what is stuck, in its order."""
    return stuck.join(cases.with_columns(case_id="id").select(CASE_COLUMNS), on="case_id", how="left", maintain_order="left")


def _last_visit(told: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Add who went last to a case and what was found."""
    last = visits.unique("uscc", keep="last", maintain_order=True).select("uscc", "visited_by", "finding", at="visited_on")
    joined = told.join(last, on="uscc", how="left", maintain_order="left")
    is_own = pl.col("at") == pl.col("last_visited_on")
    return joined.with_columns(pl.when(is_own.fill_null(False)).then(pl.col("visited_by", "finding")))


def _placed(rows: pl.DataFrame, known: CaseRecords) -> pl.DataFrame:
    """Keep the rows about enterprises of the scope and add name, street and the level of an open case."""
    named = rows.join(known.register.select("uscc", "name", "street"), on="uscc", maintain_order="left")
    levels = known.cases.filter(pl.col("state") != CLOSED).select("uscc", "level")
    return named.join(levels, on="uscc", how="left", maintain_order="left")


def _news(records: BriefRecords, known: CaseRecords) -> dict[str, pl.DataFrame]:
    """Return the signals and appeals that became known in the half month, those of enterprises with a case first."""
    first, last = records.period.first, records.period.last
    signals = _placed(records.signals.filter(pl.col("known_on").is_between(first, last)), known)
    appeals = _placed(new_appeals(records.appeals, first, last), known)
    return {
        "signals": signals.sort(pl.col("level").is_null(), "observed_on", "uscc", "kind"),
        "appeals": appeals.sort(pl.col("level").is_null(), "raised_on", "uscc", "topic"),
    }


def _appeals(records: BriefRecords, known: CaseRecords) -> dict[str, pl.DataFrame]:
    """Return how appeals were dealt with in the month of the last day, by topic and by department."""
    own = records.appeals.filter(pl.col("uscc").is_in(known.register["uscc"].implode()))
    month: date = records.period.last.replace(day=1)
    return {f"{by}s": appeal_figures(own, month, records.period.last, by) for by in ("topic", "department")}
