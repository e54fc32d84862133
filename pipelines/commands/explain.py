"""`earlywarn explain`: one enterprise at a month: figures, evidence, score, and what would clear it."""

from dataclasses import fields
from datetime import date
from typing import Any, Final

import polars as pl

from models.forecast.fitted.structural import structural_view
from models.series.windows import printed_figures
from pipelines.clock import today
from pipelines.commands.json_document import json_document
from pipelines.commands.snapshot import find_enterprise, open_to_read, scored_month
from pipelines.data_dir import DataDir
from pipelines.delivery.fan_charts import fans_of
from pipelines.delivery.provisional_risks import newest_provisional
from pipelines.month.run import MonthRun
from reports.explanation import Explanation, explanation_lines
from reports.words.text import Words
from warehouse import names
from warehouse.vocabulary import Language

MONTHS_AHEAD: Final = 3


def explain(home: DataDir, typed: str, month: date | None, language: Language = "zh", *, is_json: bool = False) -> list[str]:
    """Return everything the program knows about one enterprise, named by its code or a part of its name, in lines or as JSON.

    Raises UsageError where the register knows none or several of that name.
    """
    with open_to_read(home) as store:
        run = scored_month(store, home, month)
        found = explanation(run, find_enterprise(run.known(names.REGISTER), typed))
    return [json_document("explain", _fields(found))] if is_json else explanation_lines(found, Words(language))


def _fields(found: Explanation) -> dict[str, Any]:
    """Return what was found by name; of the register only what the lines show as well."""
    shown = {name: found.enterprise[name] for name in ("uscc", "name", "street", "industry", "tier")}
    return {item.name: getattr(found, item.name) for item in fields(found)} | {"enterprise": shown}


def explanation(run: MonthRun, uscc: str) -> Explanation:
    """Return what is known of one enterprise of the register at the run's month."""
    own = pl.col("uscc") == uscc
    entries = run.known(names.REGISTER).filter(own)
    fan = fans_of(run, [uscc])
    warning, page = _row(run.read(names.WARNINGS).filter(own)), run.home.briefing(run.month) / "enterprises" / f"{uscc}.html"
    return Explanation(
        month=run.month,
        as_of=run.as_of,
        enterprise=entries.row(0, named=True),
        risk=_row(run.read(names.RISK).filter(own)),
        contributions=run.read(names.CONTRIBUTIONS).filter(own).sort(pl.col("contribution_log_odds").abs(), descending=True),
        evidence=run.read(names.EVIDENCE).filter(own).sort("indicator"),
        figures=printed_figures(run.read(names.SERIES).filter(own), run.month),
        shift=_shift(run, uscc, fan),
        ahead=fan if fan.is_empty() else fan.filter(pl.col("period") > run.month).head(MONTHS_AHEAD),
        warning=warning if warning and warning["level"] is not None else None,
        reasons=run.read(names.REASONS).filter(own).with_columns(month=pl.lit(run.month)),
        measures=run.read(names.MEASURES).filter(own),
        clearings=run.read(names.CLEARINGS).filter(own),
        page=str(page) if page.exists() else None,
        miss=_miss(run, uscc),
        provisional=_provisional(run, uscc),
    )


def _row(rows: pl.DataFrame) -> dict[str, Any] | None:
    return rows.row(0, named=True) if rows.height else None


def _miss(run: MonthRun, uscc: str) -> dict[str, Any] | None:
    """Return what is on record of an enterprise that left without having been listed in time, with its page; None where it did not."""
    rows = run.tables.read(names.MISSES, uscc=uscc).filter(pl.col("month") <= run.month)
    if rows.is_empty():
        return None
    row = rows.row(-1, named=True)
    page = run.home.briefing(row["month"]) / "misses" / f"{uscc}.html"
    return {**row, "page": str(page) if page.exists() else None}


def _provisional(run: MonthRun, uscc: str) -> dict[str, Any] | None:
    """Return what the newest brief since the month's list worked out of an open case; None where none did."""
    rows = newest_provisional(run.home, run.month, today())
    return None if rows is None else _row(rows.filter(pl.col("uscc") == uscc))


def _shift(run: MonthRun, uscc: str, fan: pl.DataFrame) -> pl.DataFrame:
    """Return the dated level shift of the indicator the fan is about: indicator, since, size_share, low_share, high_share."""
    if fan.is_empty():
        return fan
    series = run.read(names.SERIES).filter(pl.col("uscc") == uscc, pl.col("indicator") == fan["indicator"][0])
    shift = structural_view(series.drop_nulls("value").select("period", "value")).shift
    low, high = (pl.col(f"{end}_95_log").exp() - 1 for end in ("lo", "hi"))
    return shift.select("size_share", indicator=pl.lit(fan["indicator"][0]), since="period", low_share=low, high_share=high)
