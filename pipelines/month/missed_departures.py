"""Departures that lists had not named in time: which published figures go into which function, and what their pages show.

In: what was known on the run's day, the editions that are out, risks and contributions stored with them. Out: how a cause is decided
(models.cases.misses).
"""

from datetime import date

import polars as pl

from models.cases.misses import MissInputs, causes_counted, departures_known, judge_misses, noticed
from pipelines.clock import as_of_day
from pipelines.month.run import MonthRun
from reports.frames import empty
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.periods import MONTHS_A_YEAR, shift_month

_CANDIDATES = ("month", "uscc", "combined_risk", "is_listed", "draw_chance", "is_kept", "status")


def missed_departures(run: MonthRun) -> dict[str, pl.DataFrame]:
    """Return the rows of out_misses and out_miss_months of the run's month, by table; none where nobody became known as gone."""
    none = {table: table_named(table).empty_frame().drop("month") for table in (names.MISSES, names.MISS_MONTHS)}
    before = as_of_day(shift_month(run.month, -1), run.as_of)
    left = departures_known(run.tables.read(names.OUTCOMES), before, run.as_of)
    if left.is_empty():
        return none
    found = judge_misses(_inputs(run, left), run.settings.cases)
    rows = pl.DataFrame(found.misses, schema=none[names.MISSES].schema).sort("uscc")
    return {names.MISSES: rows, names.MISS_MONTHS: found.months.drop("is_registered")}


def _inputs(run: MonthRun, left: pl.DataFrame) -> MissInputs:
    """Return what was published of the year before anybody left, and what people had noticed of them."""
    archive, codes = run.editions(), left["uscc"].to_list()
    oldest: date = min(left["occurred_on"])
    first = shift_month(oldest.replace(day=1), -MONTHS_A_YEAR)
    days = {month: day for month, day in archive.days_before(run.month).items() if month >= first}
    register = run.known(names.REGISTER).select("uscc", "district")
    lists = [archive.candidates(month).with_columns(month=pl.lit(month)).select(_CANDIDATES) for month in sorted(days)]
    none = table_named(names.WARNINGS).empty_frame().select(_CANDIDATES)
    return MissInputs(
        departures=left.join(register, on="uscc", how="left", maintain_order="left"),
        days=days,
        candidates=pl.concat([none, *lists]),
        risks=run.tables.read(names.RISK, month=sorted(days)).join(register, on="uscc", how="left", maintain_order="left"),
        contributions=run.tables.read(names.CONTRIBUTIONS, month=sorted(days), uscc=codes),
        records=records_of(run, codes),
    )


def records_of(run: MonthRun, codes: list[str]) -> pl.DataFrame:
    """Return what people noticed of some enterprises, as known: uscc, record, kind, happened_on, known_on."""
    tables = (names.SIGNALS, names.APPEALS, names.VISITS)
    return noticed(*(run.known(table).filter(pl.col("uscc").is_in(codes)) for table in tables))


def miss_frames(run: MonthRun, register: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return what the pages about the month's misses show, by frame, and causes counted over the last months."""
    settings, misses = run.settings.cases, run.read(names.MISSES)
    here = register.select("uscc", "name", "street", "tier", "owner")
    counted = causes_counted(run.tables.read(names.MISSES, month=_months(run)), run.month, settings.miss_counted_months)
    rules = pl.DataFrame([{"lists_count": settings.miss_lists, "counted_months": settings.miss_counted_months}])
    frames = {
        "misses": misses.with_columns(month=pl.lit(run.month)).join(here, on="uscc", how="left", maintain_order="left"),
        "miss_counts": counted,
        "miss_rules": rules,
    }
    if misses.is_empty():
        return frames
    codes = misses["uscc"].to_list()
    return {
        **frames,
        "miss_months": run.read(names.MISS_MONTHS).with_columns(month=pl.lit(run.month)),
        "miss_contributions": _contributions(run, misses),
        "miss_figures": _figures(run, misses, codes),
        "miss_records": records_of(run, codes).join(misses.select("uscc", "occurred_on"), on="uscc").filter(
            pl.col("happened_on") > pl.col("occurred_on").dt.offset_by(f"-{MONTHS_A_YEAR}mo")
        ).drop("occurred_on"),
    }  # fmt: skip


def _months(run: MonthRun) -> list[date]:
    return [month for month in run.tables.months(names.MISSES) if month <= run.month]


def _contributions(run: MonthRun, misses: pl.DataFrame) -> pl.DataFrame:
    """Return what the risk in question was made of in the month in which each was nearest to the cut."""
    wanted = misses.drop_nulls("nearest_month").select("uscc", "risk", month="nearest_month")
    months = wanted["month"].unique().sort().to_list()
    if not months:
        return empty("miss_contributions")
    stored = run.tables.read(names.CONTRIBUTIONS, month=months, uscc=wanted["uscc"].to_list())
    shown = stored.filter(pl.col("feature") != "intercept").join(wanted, on=["uscc", "risk", "month"])
    return shown.select("uscc", "feature", "feature_value", "contribution_log_odds").sort("uscc", "feature")


def _figures(run: MonthRun, misses: pl.DataFrame, codes: list[str]) -> pl.DataFrame:
    """Return each indicator against normal as the nearest month's run saw it, with the day on which the month's figure was first known."""
    wanted = misses.drop_nulls("nearest_month").select("uscc", month="nearest_month")
    months = wanted["month"].unique().sort().to_list()
    if not months:
        return empty("miss_figures")
    stored = run.tables.read(names.EVIDENCE, month=months, uscc=codes).join(wanted, on=["uscc", "month"])
    known = run.figures().filter(pl.col("uscc").is_in(codes)).select("uscc", "indicator", "period", "known_on")
    latest = stored.with_columns(period=pl.col("month"))
    dated = latest.join(
        known.group_by("uscc", "indicator", "period").agg(pl.col("known_on").min()), on=["uscc", "indicator", "period"], how="left"
    )
    return dated.select("uscc", "indicator", "period", "value", "expected", "ratio_share", "silent_months", "known_on").sort(
        "uscc", "indicator"
    )
