"""What a place on the list, and the visit that comes with it, does: those who had one against those like them who had none.

Two comparisons. By lot: of those just below the cut some were drawn, each with a known chance, so that nothing but chance tells the two
groups apart. At the cut: whoever stood just above it has a place and whoever stood just below has none, so that at the cut itself nothing
but the place does. In: the lists that are out, risks of later months, departures on record. Out: how it is printed (reports).
Source: weights of the inverse chance (Hájek 1971), intervals of a difference of two shares after Newcombe (1998) with the sample's
effective size; local linear regression on each side of the cut with triangular weights (Hahn, Todd and van der Klaauw 2001), errors by
enterprise, since one may stand near the cut for months.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from models.cases.settings import CaseSettings
from models.numeric import Floats
from warehouse.learning_vocabulary import COMPARISONS, EFFECT_OUTCOMES
from warehouse.periods import month_numbers, numbers_month
from warehouse.vocabulary import DEPARTURES

LEVEL: Final = 0.95
EFFECT_SCHEMA: Final = {
    "comparison": pl.String, "outcome": pl.String, "placed": pl.Int64, "placed_visited": pl.Int64, "others": pl.Int64,
    "others_visited": pl.Int64, "waiting": pl.Int64, "placed_share": pl.Float64, "others_share": pl.Float64, "difference": pl.Float64,
    "difference_lo": pl.Float64, "difference_hi": pl.Float64, "reading": pl.String,
}  # fmt: skip
Difference = tuple[float | None, float | None, float, float, float]


@dataclass(frozen=True, slots=True)
class EffectInputs:
    """What the comparisons are made from, as known on `as_of` of the month `month`.

    `candidates`: month, district, uscc, is_listed, draw_chance, combined_risk, published_on of the lists that are out. `risks`: month,
    uscc, combined_risk of every enterprise. `visits`: from judged_visits. `outcomes`: core_outcomes as known. `entry_risk`: the line.
    """

    candidates: pl.DataFrame
    risks: pl.DataFrame
    visits: pl.DataFrame
    outcomes: pl.DataFrame
    month: date
    as_of: date
    entry_risk: float


def visit_effects(inputs: EffectInputs, settings: CaseSettings) -> pl.DataFrame:
    """Return what either comparison says by either outcome: columns of EFFECT_SCHEMA, four rows.

    `placed`, `others`: enterprises of either group whose `effect_months` are over and whose outcome is known, `…_visited` those of them
    that somebody visited in that time; `waiting`: those with a place whose months are not over. Shares and the difference (placed less
    others, with its 95 % interval) are null and the `reading` is too_few until the smaller group has `effect_least` enterprises and
    `least_count` of both met the outcome; shares are of the comparison by lot alone.
    """
    groups = {"lot": by_lot(inputs.candidates), "cut": at_the_cut(inputs.candidates, settings.effect_window)}
    known = {comparison: followed(groups[comparison], inputs, settings) for comparison in COMPARISONS.keys}
    rows = [
        {"comparison": comparison, "outcome": outcome, **_compared(known[comparison], comparison, outcome, settings)}
        for comparison in COMPARISONS.keys
        for outcome in EFFECT_OUTCOMES.keys
    ]
    return pl.DataFrame(rows, schema=EFFECT_SCHEMA)


def by_lot(candidates: pl.DataFrame) -> pl.DataFrame:
    """Return those just below the cut with `is_placed` (drawn) and `weight`, the inverse of the chance of what befell each."""
    chance = pl.col("draw_chance")
    pool = candidates.filter((chance > 0) & (chance < 1))
    weight = pl.when("is_listed").then(1 / chance).otherwise(1 / (1 - chance))
    return pool.with_columns(is_placed="is_listed", weight=weight)


def at_the_cut(candidates: pl.DataFrame, window: float) -> pl.DataFrame:
    """Return those within a window of risk around each list's cut with `is_placed`, `distance` from it and `weight`.

    The cut lies midway between the lowest risk that had a place and the highest that had none. Whoever has a place below it has it
    because a visit confirmed them, and whoever was drawn by lot; neither is compared.
    """
    place = ("month", "district")
    is_below = pl.col("draw_chance").is_not_null()
    highest = pl.col("combined_risk").filter(is_below).max().over(place)
    is_above = pl.col("is_listed") & ~is_below & (pl.col("combined_risk") >= highest)
    lowest = pl.col("combined_risk").filter(is_above).min().over(place)
    marked = candidates.with_columns(is_placed=is_above, is_compared=is_above | (is_below & ~pl.col("is_listed")))
    distance = pl.col("combined_risk") - (highest + lowest) / 2
    near = marked.with_columns(distance=distance).filter("is_compared", pl.col("distance").abs() < window)
    return near.with_columns(weight=1 - pl.col("distance").abs() / window).drop("is_compared")


def followed(group: pl.DataFrame, inputs: EffectInputs, settings: CaseSettings) -> pl.DataFrame:
    """Add to a group what became of each within `effect_months`: is_over, is_visited, departed, in_trouble (null where not known).

    Whoever had left by the day the list came out is left out. A departure that a visit found is no record of it: those with a place are
    the ones visited, and would be found gone more often than the others.
    """
    later = numbers_month(month_numbers("month") + settings.effect_months)
    end = pl.col("published_on").dt.offset_by(f"{settings.effect_months}mo")
    dated = group.with_columns(later=later, end_on=end).with_columns(
        is_over=(pl.col("later") <= inputs.month) & (pl.col("end_on") <= inputs.as_of)
    )
    left = _recorded_departures(inputs).group_by("uscc").agg(left_on=pl.col("occurred_on").min())
    here = dated.join(left, on="uscc", how="left", maintain_order="left")
    here = here.filter((pl.col("left_on") > pl.col("published_on")).fill_null(True))
    then = inputs.risks.select("uscc", later="month", risk_later="combined_risk")
    joined = here.join(then, on=["uscc", "later"], how="left", maintain_order="left")
    departed = (pl.col("left_on") <= pl.col("end_on")).fill_null(False)
    seen = _visited(joined, inputs.visits)
    return joined.join(seen, on=["month", "uscc"], how="left", maintain_order="left").with_columns(
        pl.col("is_visited").fill_null(False),
        departed=departed,
        in_trouble=pl.when(departed).then(True).otherwise(pl.col("risk_later") >= inputs.entry_risk),
    )


def _recorded_departures(inputs: EffectInputs) -> pl.DataFrame:
    """Return departures on record, without those known from a visit alone."""
    is_gone = pl.col("outcome").is_in(DEPARTURES) | pl.col("finding").is_in(DEPARTURES)
    found = inputs.visits.filter(is_gone).select("uscc", occurred_on="visited_on")
    return inputs.outcomes.filter(pl.col("outcome").is_in(DEPARTURES)).join(found, on=["uscc", "occurred_on"], how="anti")


def _visited(group: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Return whom somebody visited within the months: month, uscc, is_visited."""
    made = group.select("month", "uscc", "published_on", "end_on").join(visits.select("uscc", "visited_on"), on="uscc")
    within = made.filter(pl.col("visited_on") >= pl.col("published_on"), pl.col("visited_on") <= pl.col("end_on"))
    return within.select("month", "uscc", is_visited=pl.lit(True)).unique()


def _compared(group: pl.DataFrame, comparison: str, outcome: str, settings: CaseSettings) -> dict[str, float | str | None]:
    known = group.filter("is_over", pl.col(outcome).is_not_null()).sort("month", "uscc")
    placed, others = known.filter("is_placed"), known.filter(~pl.col("is_placed"))
    counts: dict[str, float | str | None] = {
        "placed": placed["uscc"].n_unique(),
        "placed_visited": placed.filter("is_visited")["uscc"].n_unique(),
        "others": others["uscc"].n_unique(),
        "others_visited": others.filter("is_visited")["uscc"].n_unique(),
        "waiting": group.filter(~pl.col("is_over"), "is_placed")["uscc"].n_unique(),
    }
    smaller = min(placed["uscc"].n_unique(), others["uscc"].n_unique())
    if smaller < settings.effect_least or known.filter(outcome)["uscc"].n_unique() < settings.least_count:
        return {**counts, "reading": "too_few"}
    share, other, difference, lo, hi = (difference_by_lot if comparison == "lot" else difference_at_the_cut)(known, outcome)
    reading = "fewer" if hi < 0 else "more" if lo > 0 else "unclear"
    figures = {"placed_share": share, "others_share": other, "difference": difference, "difference_lo": lo, "difference_hi": hi}
    return {**counts, **figures, "reading": reading}


def difference_by_lot(known: pl.DataFrame, outcome: str) -> Difference:
    """Return the shares of both groups of a draw that met an outcome, their difference and its 95 % interval."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    (share, size), (other, other_size) = (_weighted(known.filter(pl.col("is_placed") == is_placed), outcome) for is_placed in (True, False))
    lo, hi = confint_proportions_2indep(
        share * size, size, other * other_size, other_size, method="newcomb", compare="diff", alpha=1 - LEVEL
    )
    return share, other, share - other, float(lo), float(hi)


def _weighted(group: pl.DataFrame, outcome: str) -> tuple[float, float]:
    """Return a group's weighted share and its effective size; an enterprise that comes again adds no second one."""
    weights = group["weight"].to_numpy()
    share = float(np.average(group[outcome].to_numpy(), weights=weights))
    by_enterprise = group.group_by("uscc").agg(pl.col("weight").sum()).sort("uscc")["weight"].to_numpy()
    return share, float(weights.sum() ** 2 / (by_enterprise**2).sum())


def difference_at_the_cut(known: pl.DataFrame, outcome: str) -> Difference:
    """Return the step at the cut of the share that met an outcome, with its 95 % interval; no shares of the two sides."""
    from statsmodels.regression.linear_model import WLS

    placed, distance = known["is_placed"].cast(pl.Float64).to_numpy(), known["distance"].to_numpy()
    design: Floats = np.column_stack([np.ones(known.height), placed, distance, placed * distance])
    groups = known["uscc"].rank("dense").to_numpy()
    met = known[outcome].cast(pl.Float64).to_numpy()
    fit = WLS(met, design, weights=known["weight"].to_numpy()).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    lo, hi = fit.conf_int(1 - LEVEL)[1]
    return None, None, float(fit.params[1]), float(lo), float(hi)
