"""`earlywarn explain`: one enterprise at a month: figures, evidence, score, and what would clear it."""

from collections.abc import Iterator
from datetime import date
from math import expm1

import polars as pl

from models.forecast.fitted.structural import structural_view
from pipelines.commands.snapshot import RISK, open_to_read, scored_month
from pipelines.data_dir import DataDir
from pipelines.delivery.fan_charts import EVIDENCE, SERIES, fans_of
from pipelines.errors import UsageError
from pipelines.resources import MonthRun
from warehouse.store import REGISTER
from warehouse.vocabulary import INDICATORS

CONTRIBUTIONS = "pred_contributions__monthly_enterprises"
WARNINGS = "out_warnings__monthly_enterprises"
CONTRIBUTIONS_SHOWN = 5
MONTHS_AHEAD_SHOWN = 3


def explain(home: DataDir, uscc: str, month: date | None) -> list[str]:
    """Return everything the program knows about one enterprise in lines; raises UsageError where the register does not know the code."""
    with open_to_read(home) as store:
        run = scored_month(store, home, month)
        own = run.known(REGISTER).filter(pl.col("uscc") == uscc)
        if own.is_empty():
            raise UsageError(f"the register of {run.as_of} has no enterprise {uscc}; check the credit code, or deliver the register first")
        return [*_who(run, own.row(0, named=True)), *_scores(run, uscc), *_evidence(run, uscc), *_drawn(run, uscc), *_case(run, home, uscc)]


def _who(run: MonthRun, row: dict[str, object]) -> Iterator[str]:
    """Yield who it is."""
    yield f"{row['name']}  {row['uscc']}"
    yield f"{row['street'] or '—'} · {row['industry'] or '—'} · {row['tier'] or '—'}   {run.month:%Y-%m}, as known on {run.as_of}"


def _scores(run: MonthRun, uscc: str) -> Iterator[str]:
    """Yield both risks and the contributions that add up to them."""
    rows = run.read(RISK).filter(pl.col("uscc") == uscc).to_dicts()
    risk = rows[0] if rows else {"out_of_scope": "not scored", "operating_risk": None}
    if risk["operating_risk"] is None:
        yield f"not scored: {risk['out_of_scope']}"
        return
    yield f"operating risk {risk['operating_risk']:.1%}, relocation risk {risk['relocation_risk']:.1%}, stage {risk['relocation_stage']}"
    parts = run.read(CONTRIBUTIONS).filter(pl.col("uscc") == uscc)
    for name in ("operating", "relocation"):
        own = parts.filter(pl.col("risk") == name)
        yield f"  {name}: log-odds {own['contribution_log_odds'].sum():+.3f} is the sum of {own.height} contributions; the largest are"
        for row in own.sort(pl.col("contribution_log_odds").abs(), descending=True).head(CONTRIBUTIONS_SHOWN).iter_rows(named=True):
            value = "" if row["feature_value"] is None else f" (value {row['feature_value']:.3g})"
            yield f"    {row['contribution_log_odds']:+7.3f}  {row['label']}{value}"


def _evidence(run: MonthRun, uscc: str) -> Iterator[str]:
    """Yield each indicator's figure against what was expected and against the peers."""
    yield "  indicator     figure        expected      ratio   peers   low since"
    for row in run.read(EVIDENCE).filter(pl.col("uscc") == uscc).sort("indicator").iter_rows(named=True):
        label, unit = INDICATORS[row["indicator"]].zh, INDICATORS[row["indicator"]].unit.zh
        since = f"{row['onset']:%Y-%m}" if row["onset"] else "—"
        figures = f"{_number(row['value']):>12}  {_number(row['expected']):>12}"
        yield f"  {label:　<5}{figures}  {_share(row['ratio_share']):>6}  {_share(row['peer_percentile_share']):>6}   {since}  ({unit})"


def _drawn(run: MonthRun, uscc: str) -> Iterator[str]:
    """Yield the dated level shift and the months ahead of the indicator that stands out most."""
    fan = fans_of(run, [uscc])
    if fan.is_empty():
        yield "  too few figures for a fan chart"
        return
    indicator = fan["indicator"][0]
    own = (pl.col("uscc") == uscc) & (pl.col("indicator") == indicator)
    shift = structural_view(run.read(SERIES).filter(own).drop_nulls("value").select("period", "value")).shift
    for row in shift.iter_rows(named=True):
        band = f"95 % band {expm1(row['lo_95_log']):+.0%} to {expm1(row['hi_95_log']):+.0%}"
        yield f"  {INDICATORS[indicator].zh}: level shift of {row['size_share']:+.0%} from {row['period']:%Y-%m} ({band})"
    for row in fan.filter(pl.col("value").is_null()).head(MONTHS_AHEAD_SHOWN).iter_rows(named=True):
        band = f"80 % band {_number(row['lo_80'])} to {_number(row['hi_80'])}"
        yield f"  {INDICATORS[indicator].zh} {row['period']:%Y-%m}: {_number(row['mean'])} to be expected ({band})"


def _case(run: MonthRun, home: DataDir, uscc: str) -> Iterator[str]:
    """Yield level, reasons, proposed service and what would clear it, and where its page lies."""
    rows = run.read(WARNINGS).filter(pl.col("uscc") == uscc).to_dicts()
    if not rows or rows[0]["level"] is None:
        yield f"  below entry in {run.month:%Y-%m}: no warning"
        return
    row = rows[0]
    listed = f"listed at place {row['rank']}, for {row['months_listed']} months" if row["is_listed"] else "not listed (beyond capacity)"
    yield f"  level {row['level']}, {listed}: {row['reasons']}"
    yield f"  proposed: {row['measures'] or '—'}"
    yield f"  clears when: {row['clears_when'] or '—'}"
    page = home.briefing(run.month) / "enterprises" / f"{uscc}.html"
    if page.exists():
        yield f"  page {page}"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.0f}"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.0%}"
