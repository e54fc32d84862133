"""What the departure or failure of one enterprise would cost the district, on any day and always provisional."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from models.district.bases import standing_on
from models.series.windows import printed_figures
from models.warnings.clearings import find_clearings
from models.warnings.exposure import SHARES, measure_exposure
from models.warnings.falls import gather_reason_inputs
from models.warnings.measures import match_measures
from models.warnings.reasons import find_reasons
from models.warnings.settings import LevelSettings, Measure
from warehouse.printed_figures import EXPOSURES

# Below half a unit both print as the same number.
LEAST_DIFFERENCE = 0.5


@dataclass(frozen=True, slots=True)
class Impact:
    """What is at stake and what may help.

    `stage`: a key of STAGES. `month` is the last month of every amount. `stakes`: figure (of the catalogue), value (null = never
    delivered), months_present, months_expected, missing, until, share (of all monitored), rank (1 = largest), published (what the last
    bulletin's month said, null where it said nothing or the same). `dependents`: uscc, name, relation (supplier | customer),
    amount_cny_10k, share of the dependent's trade (both null where not stated); enterprises of the register only. `is_trade_known` tells
    "nobody" from "no supply-chain file". `reasons`, `measures`, `clearings`: rows of out_reasons, out_measures, out_clearings of this
    enterprise, without the month.
    """

    uscc: str
    name: str
    month: date
    as_of: date
    stage: str
    operating_risk: float | None
    relocation_risk: float | None
    stakes: pl.DataFrame
    dependents: pl.DataFrame
    reasons: pl.DataFrame
    measures: pl.DataFrame
    clearings: pl.DataFrame
    is_trade_known: bool = False


@dataclass(frozen=True, slots=True)
class ImpactInputs:
    """Frames as known on the day: feat_series core, register, pred_risk, feat_evidence, and what people reported.

    `published`: feat_series of the month as its bulletin had it.
    """

    series: pl.DataFrame
    register: pl.DataFrame
    risk: pl.DataFrame
    evidence: pl.DataFrame
    signals: pl.DataFrame | None = None
    appeals: pl.DataFrame | None = None
    trades: pl.DataFrame | None = None
    contributions: pl.DataFrame | None = None
    published: pl.DataFrame | None = None


def assess_impact(
    uscc: str, inputs: ImpactInputs, month: date, as_of: date, settings: LevelSettings | None = None, catalogue: Sequence[Measure] = ()
) -> Impact:
    """Assess what the departure or failure of one enterprise would cost; ValueError when the register does not know it.

    `month` is the last one that was published: a month that is still running would make every sum a month short.
    """
    settings = settings or LevelSettings()
    own = inputs.register.filter(pl.col("uscc") == uscc)
    if own.is_empty():
        raise ValueError(f"No enterprise {uscc} in the register as of {as_of}. Check the credit code or deliver the register first.")
    case = _case(uscc, inputs)
    known = gather_reason_inputs(case, inputs.evidence, inputs.signals, as_of, settings, inputs.contributions, inputs.appeals)
    # A case without risks (out of scope) is answered all the same.
    risks = case.row(0, named=True)
    return Impact(
        uscc=uscc,
        name=str(own["name"][0]),
        month=month,
        as_of=as_of,
        stage=risks["relocation_stage"] or "none",
        operating_risk=risks["operating_risk"],
        relocation_risk=risks["relocation_risk"],
        stakes=_stakes(uscc, inputs, month, as_of, settings),
        dependents=_dependents(uscc, inputs.trades, inputs.register),
        is_trade_known=inputs.trades is not None and not inputs.trades.is_empty(),
        reasons=find_reasons(known, settings),
        measures=match_measures(known, catalogue, settings, inputs.appeals),
        clearings=find_clearings(known, settings),
    )


def _case(uscc: str, inputs: ImpactInputs) -> pl.DataFrame:
    # An impact is about a departure, so both kinds of help are of interest whatever the risks say.
    one = pl.DataFrame({"uscc": [uscc], "kind": ["both"]})
    risks = inputs.risk.select("uscc", "operating_risk", "relocation_risk", "relocation_stage", "recovered_share")
    return one.join(risks, on="uscc", how="left")


def _stakes(uscc: str, inputs: ImpactInputs, month: date, as_of: date, settings: LevelSettings) -> pl.DataFrame:
    # Of the monitored, as on every page; one that is none any more is asked about all the same.
    among = inputs.register.filter((standing_on(as_of) == "monitored") | (pl.col("uscc") == uscc))
    exposure = measure_exposure(inputs.series, among, month, settings)
    # The rank shows at a glance what a share of 0.3 % means.
    ranks = exposure.with_columns(pl.col(amount).rank("min", descending=True).alias(f"{amount}_rank") for amount in SHARES)
    row = ranks.filter(pl.col("uscc") == uscc).row(0, named=True)
    items = [(EXPOSURES[item].key, row[share], row[f"{item}_rank"]) for item, share in SHARES.items()]
    placed = pl.DataFrame(items, schema={"figure": pl.String, "share": pl.Float64, "rank": pl.Int64}, orient="row")
    stakes = placed.join(_own_figures(uscc, inputs.series, month), on="figure", how="left", maintain_order="left")
    then = inputs.series if inputs.published is None else inputs.published
    earlier = _own_figures(uscc, then, month).select("figure", published="value")
    with_then = stakes.join(earlier, on="figure", how="left", maintain_order="left")
    same = (pl.col("published") - pl.col("value")).abs() < LEAST_DIFFERENCE
    return with_then.with_columns(published=pl.when(~same.fill_null(value=False)).then("published"))


def _own_figures(uscc: str, series: pl.DataFrame, month: date) -> pl.DataFrame:
    columns = ("figure", "value", "months_present", "months_expected", "missing", "until")
    return printed_figures(series.filter(pl.col("uscc") == uscc), month).select(columns)


def latest_trades(supplies: pl.DataFrame) -> pl.DataFrame:
    """Keep each supplier's newest year of core_supplies: supplier, customer, amount_cny_10k, sales_share."""
    # Years are not added up: a share is a share of one year's trade.
    newest = pl.col("year").max().over("supplier_uscc")
    current = supplies.filter((pl.col("year") == newest) | newest.is_null(), pl.col("supplier_uscc") != pl.col("buyer_uscc"))
    return current.select("amount_cny_10k", "sales_share", supplier="supplier_uscc", customer="buyer_uscc")


def _dependents(uscc: str, trades: pl.DataFrame | None, register: pl.DataFrame) -> pl.DataFrame:
    """Find who supplies or buys, from trades (supplier, customer, amount_cny_10k, optional sales_share), largest dependence first."""
    kinds = {"uscc": pl.String, "name": pl.String, "relation": pl.String, "amount_cny_10k": pl.Float64, "share": pl.Float64}
    if trades is None or trades.is_empty():
        return pl.DataFrame(schema=kinds)
    stated = trades if "sales_share" in trades.columns else trades.with_columns(sales_share=pl.lit(None, pl.Float64))
    # Suppliers lose a customer, customers lose a supplier: both hang on it.
    sides = pl.concat([_side(uscc, stated, "supplier", "customer"), _side(uscc, stated, "customer", "supplier")])
    # Whoever is outside the register hangs on it too, but is not what the district would lose.
    named = sides.join(register.select("uscc", "name"), on="uscc")
    rows = named.select(list(kinds)).cast(kinds)  # type: ignore[arg-type]
    return rows.sort("share", "uscc", "relation", descending=[True, False, False], nulls_last=True)


def _side(uscc: str, trades: pl.DataFrame, side: str, other: str) -> pl.DataFrame:
    known = pl.col("amount_cny_10k").count() > 0
    amounts = trades.group_by(side, other).agg(pl.when(known).then(pl.col("amount_cny_10k").sum()), pl.col("sales_share").max())
    # The share is of the dependent's own trade on that side: how much of its living hangs on this enterprise.
    whole = pl.col("amount_cny_10k").sum().over(side)
    worked_out = pl.when(whole > 0).then(pl.col("amount_cny_10k") / whole)
    # What is stated is of the supplier's sales, so it says nothing of the customer's purchases.
    share = pl.coalesce("sales_share", worked_out) if side == "supplier" else worked_out
    return (
        amounts.with_columns(share=share)
        .filter(pl.col(other) == uscc)
        .select(pl.col(side).alias("uscc"), pl.lit(side).alias("relation"), "amount_cny_10k", "share")
    )
