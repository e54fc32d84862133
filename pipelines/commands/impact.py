"""`earlywarn impact`: what a departure or failure would cost the district, on any day, provisional."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from models.series.comparable import comparable_series
from models.warnings.impact import Impact, ImpactInputs, assess_impact, latest_trades
from pipelines.clock import today
from pipelines.commands.snapshot import RISK, open_to_read
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from pipelines.month.figures import known_figures
from pipelines.settings import Settings, load_settings
from warehouse.catalogue import table_named
from warehouse.store import REGISTER, SIGNALS, SUPPLIES, Store

EVIDENCE = "feat_evidence__monthly_enterprises"
CONTRIBUTIONS = "pred_contributions__monthly_enterprises"
# What a dependent's share is a share of.
TRADE_OF = {"supplier": "sales", "customer": "delivered purchases"}
DEPENDENTS_SHOWN = 10
APPEALS = "core_appeals__event_enterprises"


def impact(home: DataDir, uscc: str) -> list[str]:
    """Return the answer in lines; raises UsageError where the register does not know the code."""
    settings, day = load_settings(home.config), today()
    with open_to_read(home) as store:
        inputs = _inputs(store, settings, day)
        try:
            found = assess_impact(uscc, inputs, day.replace(day=1), day, settings.levels, settings.measures)
        except ValueError as error:
            raise UsageError(str(error)) from error
    return list(_words(found))


def _inputs(store: Store, settings: Settings, day: date) -> ImpactInputs:
    """Return what is known today; risks and evidence are those of the last month that was scored."""
    # Made afresh from all that is known today, because the last run may be weeks old.
    series = comparable_series(known_figures(store, day, settings), day.replace(day=1), settings.month.series)
    closed = (pl.col("closed_on") <= day).fill_null(False)
    return ImpactInputs(
        series=series,
        register=store.as_of(REGISTER, day),
        risk=_last_risks(store),
        evidence=_latest(store, EVIDENCE),
        signals=store.as_of(SIGNALS, day),
        appeals=store.as_of(APPEALS, day).filter(~closed),
        trades=latest_trades(_supplies(store, day)),
        contributions=_latest(store, CONTRIBUTIONS),
    )


def _last_risks(store: Store) -> pl.DataFrame:
    """Return the last month's risks; a snapshot from before it was asked does not say whether a fall is over."""
    rows = _latest(store, RISK)
    return rows if "recovered_share" in rows.columns else rows.with_columns(recovered_share=pl.lit(None, pl.Float64))


def _supplies(store: Store, day: date) -> pl.DataFrame:
    """Return who supplies whom; a snapshot from before the table existed holds nobody."""
    return store.as_of(SUPPLIES, day) if store.holds(SUPPLIES) else table_named(SUPPLIES).empty_frame()


def _latest(store: Store, table: str) -> pl.DataFrame:
    """Return the newest month of a table of results without the month, empty where there is none."""
    months = store.months(table)
    rows = store.read(table, month=months[-1]) if months else table_named(table).empty_frame()
    return rows.drop("month")


def _words(found: Impact) -> Iterator[str]:
    """Yield the answer as lines."""
    yield f"{found.name}  {found.uscc}"
    yield f"PROVISIONAL 快速研判（非正式） as of {found.as_of}"
    yield f"operating risk {_risk(found.operating_risk)}, relocation risk {_risk(found.relocation_risk)}, stage: {found.stage}"
    for row in found.stakes.iter_rows(named=True):
        amount = "—" if row["amount"] is None else f"{row['amount']:,.0f} {row['unit']}"
        share = "" if row["share"] is None else f"  {row['share']:.2%} of the district, place {row['rank']}"
        yield f"  {row['label']}  {amount}{share}"
    yield from _dependents(found)
    for title, text in (("signals 信号", found.reasons), ("response 服务建议", found.measures), ("clears 解除条件", found.clears_when)):
        yield f"  {title}: {text or '—'}"


def _dependents(found: Impact) -> Iterator[str]:
    """Yield who hangs on it: how many suppliers and customers, and those who hang on it most."""
    if not found.is_trade_known:
        yield "  dependents in the district 关联企业: not known (no supply-chain file)"
        return
    counts = dict(found.dependents["relation"].value_counts().iter_rows())
    yield f"  dependents in the district 关联企业: {counts.get('supplier', 0)} suppliers, {counts.get('customer', 0)} customers"
    for row in found.dependents.head(DEPENDENTS_SHOWN).iter_rows(named=True):
        share = "share not known" if row["share"] is None else f"{row['share']:.0%} of its {TRADE_OF[row['relation']]}"
        amount = "" if row["amount_cny_10k"] is None else f", {row['amount_cny_10k']:,.0f} 万元"
        yield f"    {row['name']}  {row['uscc']}  {row['relation']}: {share}{amount}"


def _risk(value: float | None) -> str:
    return "not scored" if value is None else f"{value:.0%}"
