"""Why an enterprise is warned, as codes and numbers: which reasons, in which order, how many.

In: rows of out_reasons. Out: sentences (reports), what is low or back (models.warnings.falls).
"""

from typing import Final

import polars as pl

from models.warnings.falls import NOT_INVESTMENT, SEEN_SIGNALS, STAGE_OF, ReasonInputs, larger_risk
from models.warnings.settings import LevelSettings
from warehouse.tables.out_reasons__monthly_enterprises import TABLE
from warehouse.vocabulary import ABOUT_RELOCATION, APPEAL_NEEDS, EXPLAINING_REASONS, REASONS, REPORTED_REASONS, RISKS, SIGNALS

SIGNALS_MOST: Final = 2
BACK_MOST: Final = 2
FEATURES_MOST: Final = 2
# For how long a signal is news to whoever visits for another reason.
FRESH_MONTHS: Final = 6
# What was reported of a move is named as what it is and is no evidence of a decline.
_REPORTED: Final = (
    "signals", "appeals", *(f"signal_{key}" for key in SIGNALS.keys), *(f"appeal_{key}" for key in APPEAL_NEEDS.keys),
)  # fmt: skip
_OPERATING, _RELOCATION = (pl.lit(key) for key in RISKS.keys)
_FIGURE: Final = ["uscc", "indicator"]
_EMPTY: Final = TABLE.empty_frame().drop("month")
_ORDER: Final = {key: place for place, key in enumerate(REASONS.keys)}


def find_reasons(inputs: ReasonInputs, settings: LevelSettings) -> pl.DataFrame:
    """Give up to `reasons_most` reasons for each candidate: out_reasons without the month. Nobody is left without one."""
    about_moves = [_drawn(inputs), _confirmed(inputs), _stages(inputs), _signals(inputs), _appeals(inputs), _physical_lead(inputs)]
    about_decline = [_recoveries(inputs), _stops(inputs), _falls(inputs), _recent_use(inputs), _joint(inputs), _silences(inputs)]
    rows = pl.concat([_EMPTY, *about_moves, *about_decline], how="diagonal_relaxed")
    order = pl.col("code").replace_strict(_ORDER, return_dtype=pl.Int64)
    # The joint assessment is for those without a figure to give; neither a silent source nor, where no move is the question, a signal or a
    # visit explains why the risk is what it is.
    is_explained = pl.col("code").is_in(EXPLAINING_REASONS).any().over("uscc")
    given = rows.filter((pl.col("code") != "joint") | ~is_explained)
    placed = _signals_behind_the_first(given.with_columns(place=_rank(pl.struct(order.alias("order"), "strength"))), inputs)
    # That a visit confirmed it takes no place from what the figures say.
    is_confirmed = (pl.col("code") == "visit_confirmed").any().over("uscc")
    kept = placed.filter(pl.col("place") <= settings.reasons_most + is_confirmed.cast(pl.Int64))
    return kept.select(_EMPTY.columns).cast(dict(_EMPTY.schema)).sort("uscc", "place", "part")  # type: ignore[arg-type]


def _rank(by: pl.Expr) -> pl.Expr:
    return by.rank("dense").over("uscc").cast(pl.Int64)


def _signals_behind_the_first(placed: pl.DataFrame, inputs: ReasonInputs) -> pl.DataFrame:
    """Where no move is the question the figures come first: what was reported stands behind the first of them, and none is left out."""
    about_moves = _relocation_cases(inputs)["uscc"].implode()
    is_behind = (pl.col("code") == "signal") & ~pl.col("uscc").is_in(about_moves)
    is_figure = ~pl.col("code").is_in(REPORTED_REASONS)
    first = pl.col("place").filter(is_figure).min().over("uscc").fill_null(0)
    # Between the first and the second figure, in the order they have among themselves.
    behind = pl.struct(
        pl.when(is_behind).then(first).otherwise("place").alias("at"), is_behind.alias("behind"), pl.col("place").alias("own")
    )
    return placed.with_columns(place=_rank(behind))


def _reasons(rows: pl.DataFrame, code: str, kind: pl.Expr, **columns: pl.Expr | str) -> pl.DataFrame:
    """Lay rows out as reasons of one code: `strength` orders those of an enterprise, `part` the things one of them names."""
    return rows.select("uscc", code=pl.lit(code), kind=kind, **{"strength": pl.lit(1), "part": pl.lit(1), **columns})


def _place() -> pl.Expr:
    return pl.int_range(1, pl.len() + 1).over("uscc")


def _relocation_cases(inputs: ReasonInputs) -> pl.DataFrame:
    return inputs.candidates.filter(pl.col("kind").is_in(ABOUT_RELOCATION))


def _drawn(inputs: ReasonInputs) -> pl.DataFrame:
    """The lot gave the place: whoever visits must know that the risk alone would not have."""
    if "draw_chance" not in inputs.candidates.columns:
        return _EMPTY
    drawn = inputs.candidates.filter("is_listed", pl.col("draw_chance").is_not_null())
    return _reasons(drawn, "drawn", pl.col("kind"), share="draw_chance")


def _confirmed(inputs: ReasonInputs) -> pl.DataFrame:
    """A visit found what the list had said, and nothing is on record since: what people saw comes before what figures say."""
    standing = inputs.confirmed
    if standing.is_empty():
        return _EMPTY
    return _reasons(standing, "visit_confirmed", pl.col("kind"), observed_on="confirmed_on")


def _stages(inputs: ReasonInputs) -> pl.DataFrame:
    record = {"signal": "kind", "observed_on": "observed_on", "destination": "destination"}
    # Without a record of its own kind a stage is what the figures make of it, and is given as that.
    feature = pl.when(pl.col("kind").is_null()).then(pl.coalesce(pl.format("appeal_{}", "need"), pl.lit("leaving_evidence")))
    return _reasons(inputs.staged, "relocation_signs", _RELOCATION, stage="stage", feature=feature, **record)


def _signals(inputs: ReasonInputs) -> pl.DataFrame:
    seen = inputs.signals.filter(pl.col("kind").is_in(SEEN_SIGNALS))
    about_moves = _relocation_cases(inputs)["uscc"].implode()
    # A fresh one is told of everybody, and one that the stage still rests on: whoever visits for another reason must not learn of it there.
    seen = seen.join(inputs.candidates.select("uscc", stage="relocation_stage"), on="uscc", how="left")
    is_stage = pl.col("kind").replace_strict(STAGE_OF, default=None, return_dtype=pl.String) == pl.col("stage")
    seen = seen.filter(pl.col("uscc").is_in(about_moves) | (pl.col("age_months") <= FRESH_MONTHS) | is_stage.fill_null(value=False))
    # What the stage rests on is told there.
    seen = seen.join(inputs.staged.select("uscc", "kind"), on=["uscc", "kind"], how="anti")
    # Of two records of one day and kind the one that names where to.
    latest = seen.sort(["uscc", "observed_on", "kind", "destination"], descending=[False, True, False, False], nulls_last=True)
    # The same kind reported three times is one reason.
    latest = latest.unique(["uscc", "kind"], keep="first", maintain_order=True).with_columns(strength=_place())
    latest = latest.filter(pl.col("strength") <= SIGNALS_MOST)
    return _reasons(latest, "signal", _RELOCATION, strength="strength", signal="kind", observed_on="observed_on", destination="destination")


def _appeals(inputs: ReasonInputs) -> pl.DataFrame:
    """Where a move is the question, what was asked for and is not settled; what the stage rests on is told there."""
    told = inputs.staged.drop_nulls("need").select("uscc", "need")
    asked = inputs.appeals.join(_relocation_cases(inputs).select("uscc"), on="uscc", how="semi").join(told, on=["uscc", "need"], how="anti")
    placed = asked.with_columns(strength=_place())
    return _reasons(placed, "appeal", _RELOCATION, strength="strength", feature=pl.format("appeal_{}", "need"), observed_on="observed_on")


def _recoveries(inputs: ReasonInputs) -> pl.DataFrame:
    # Without a figure that is back nobody could follow it.
    back = inputs.back.with_columns(part=_place()).filter(pl.col("part") <= BACK_MOST)
    return _reasons(back, "recovering", _OPERATING, part="part", indicator="indicator", share="ratio_share")


def _physical_lead(inputs: ReasonInputs) -> pl.DataFrame:
    """Physical figures fall while booked ones stand, each of them named: capacity leaving, or figures that do not fit."""
    figures = inputs.parted.with_columns(part=_place())
    return _reasons(figures, "physical_lead", _RELOCATION, part="part", indicator="indicator", share="share", since="since")


def _stops(inputs: ReasonInputs) -> pl.DataFrame:
    """Give what used to be paid or made and is nothing now; figures at nothing for as long are named together."""
    stopped = inputs.stopped.with_columns(part=pl.int_range(1, pl.len() + 1).over("uscc", "stopped_months"))
    strength = -pl.col("stopped_months")
    return _reasons(stopped, "stopped", _OPERATING, strength=strength, part="part", indicator="indicator", months="stopped_months")


def _falls(inputs: ReasonInputs) -> pl.DataFrame:
    # What has stopped, or falls before the booked figures, is told as that, once.
    told = pl.concat([inputs.stopped.select(_FIGURE), inputs.parted.select(_FIGURE)])
    falls = inputs.falls.join(told, on=_FIGURE, how="anti").with_columns(strength=_place())
    kind = pl.when(NOT_INVESTMENT).then(_OPERATING).otherwise(_RELOCATION)
    # The comparison with the peers is given once, with the strongest fall; what many paid in one month of tax is no measure.
    peers = pl.when(pl.col("strength") == 1, pl.col("indicator") != "tax").then("peers_share")
    # Three months that have doubled while their newest is below last year's hold one that is out of line.
    is_out_of_line = ((pl.col("growth_3m_share") > 1) & (pl.col("yoy_share") < 0)).fill_null(value=False)
    growth = {name: pl.when(~is_out_of_line).then(name) for name in ("growth_3m_share", "year_base")}
    columns = {name: name for name in ("strength", "indicator", "share", "months", "since")}
    return _reasons(falls, "fall", kind, peers_share=peers, **growth, **columns)


def _recent_use(inputs: ReasonInputs) -> pl.DataFrame:
    """Give what no bill tells yet: the newest days of electricity, and since which day they have been low."""
    return _reasons(inputs.recent, "recent_use", _OPERATING, indicator=pl.lit("electricity"), share="share", observed_on="low_from_on")


def _joint(inputs: ReasonInputs) -> pl.DataFrame:
    """Give the risk and what weighed most in it: no single figure stands out, several together weigh."""
    # What is told of the operating risk does not rest on what was only reported.
    is_reported = (pl.col("risk") == "operating") & pl.col("feature").is_in(_REPORTED)
    weightiest = inputs.contributions.filter(~is_reported).with_columns(part=_place()).filter(pl.col("part") <= FEATURES_MOST)
    cases = inputs.candidates.select("uscc", "operating_risk", "relocation_risk").join(
        weightiest.select("uscc", "part", "feature"), on="uscc", how="left"
    )
    risk = pl.max_horizontal("operating_risk", "relocation_risk")
    # Somebody without a risk may be looked at too; there is nothing to explain then.
    explained = cases.filter(risk.is_not_null())
    return _reasons(explained, "joint", larger_risk(), part=pl.col("part").fill_null(1), share=risk, feature="feature")


def _silences(inputs: ReasonInputs) -> pl.DataFrame:
    # Sources that fell silent together are named together, the longest silence first.
    part = pl.int_range(1, pl.len() + 1).over("uscc", "silent_months")
    silent = inputs.silent.with_columns(part=part)
    return _reasons(
        silent, "silence", _OPERATING, strength=-pl.col("silent_months"), part="part", indicator="indicator", months="silent_months"
    )
