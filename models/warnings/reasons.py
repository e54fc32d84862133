"""Why an enterprise is warned, as codes and numbers: which reasons, in which order, how many.

In: rows of out_reasons. Out: sentences (reports), what is low or back (models.warnings.falls).
"""

from typing import Final

import polars as pl

from models.warnings.falls import NOT_INVESTMENT, SEEN_SIGNALS, ReasonInputs, larger_risk
from models.warnings.settings import LevelSettings
from warehouse.tables.out_reasons__monthly_enterprises import TABLE
from warehouse.vocabulary import ABOUT_RELOCATION, REASONS, RISKS

SIGNALS_MOST: Final = 2
BACK_MOST: Final = 2
FEATURES_MOST: Final = 2
# For how long a signal is news to whoever visits for another reason.
FRESH_MONTHS: Final = 6
_OPERATING, _RELOCATION = (pl.lit(key) for key in RISKS.keys)
_FIGURE: Final = ["uscc", "indicator"]
_EMPTY: Final = TABLE.empty_frame().drop("month")
_ORDER: Final = {key: place for place, key in enumerate(REASONS.keys)}


def find_reasons(inputs: ReasonInputs, settings: LevelSettings) -> pl.DataFrame:
    """Give up to `reasons_most` reasons for each candidate: out_reasons without the month. Nobody is left without one."""
    about_moves = [_confirmed(inputs), _stages(inputs), _signals(inputs), _physical_lead(inputs)]
    about_decline = [_recoveries(inputs), _stops(inputs), _falls(inputs), _joint(inputs), _silences(inputs)]
    rows = pl.concat([_EMPTY, *about_moves, *about_decline], how="diagonal_relaxed")
    order = pl.col("code").replace_strict(_ORDER, return_dtype=pl.Int64)
    # The joint assessment is for those with nothing else to give; a silent source does not explain why the risk is what it is.
    given = rows.filter((pl.col("code") != "joint") | (order == order.min().over("uscc")))
    place = pl.struct(order.alias("order"), "strength").rank("dense").over("uscc")
    kept = given.with_columns(place=place).filter(pl.col("place") <= settings.reasons_most)
    return kept.select(_EMPTY.columns).cast(dict(_EMPTY.schema)).sort("uscc", "place", "part")  # type: ignore[arg-type]


def _reasons(rows: pl.DataFrame, code: str, kind: pl.Expr, **columns: pl.Expr | str) -> pl.DataFrame:
    """Lay rows out as reasons of one code: `strength` orders those of an enterprise, `part` the things one of them names."""
    return rows.select("uscc", code=pl.lit(code), kind=kind, **{"strength": pl.lit(1), "part": pl.lit(1), **columns})


def _place() -> pl.Expr:
    return pl.int_range(1, pl.len() + 1).over("uscc")


def _relocation_cases(inputs: ReasonInputs) -> pl.DataFrame:
    return inputs.candidates.filter(pl.col("kind").is_in(ABOUT_RELOCATION))


def _confirmed(inputs: ReasonInputs) -> pl.DataFrame:
    """A visit found what the list had said, and nothing is on record since: what people saw comes before what figures say."""
    if "confirmed_on" not in inputs.candidates.columns:
        return _EMPTY
    standing = inputs.candidates.filter(pl.col("confirmed_on").is_not_null(), pl.col("previous_level").is_not_null())
    return _reasons(standing, "visit_confirmed", pl.col("kind"), observed_on="confirmed_on")


def _stages(inputs: ReasonInputs) -> pl.DataFrame:
    record = {"signal": "kind", "observed_on": "observed_on", "destination": "destination"}
    # Without a record of its own kind a stage is what the figures make of it, and is given as that.
    feature = pl.when(pl.col("kind").is_null()).then(pl.lit("leaving_evidence"))
    return _reasons(inputs.staged, "relocation_signs", _RELOCATION, stage="stage", feature=feature, **record)


def _signals(inputs: ReasonInputs) -> pl.DataFrame:
    seen = inputs.signals.filter(pl.col("kind").is_in(SEEN_SIGNALS))
    about_moves = _relocation_cases(inputs)["uscc"].implode()
    # A fresh one is told of everybody: whoever visits for another reason must not learn of it there.
    seen = seen.filter(pl.col("uscc").is_in(about_moves) | (pl.col("age_months") <= FRESH_MONTHS))
    # What the stage rests on is told there.
    seen = seen.join(inputs.staged.select("uscc", "kind"), on=["uscc", "kind"], how="anti")
    latest = seen.sort(["uscc", "observed_on", "kind"], descending=[False, True, False])
    # The same kind reported three times is one reason.
    latest = latest.unique(["uscc", "kind"], keep="first", maintain_order=True).with_columns(strength=_place())
    latest = latest.filter(pl.col("strength") <= SIGNALS_MOST)
    return _reasons(latest, "signal", _RELOCATION, strength="strength", signal="kind", observed_on="observed_on", destination="destination")


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
    # The comparison with the peers is given once, with the strongest fall.
    peers = pl.when(pl.col("strength") == 1).then("peers_share")
    columns = {name: name for name in ("strength", "indicator", "share", "months", "since", "growth_3m_share", "year_base")}
    return _reasons(falls, "fall", kind, peers_share=peers, **columns)


def _joint(inputs: ReasonInputs) -> pl.DataFrame:
    """Give the risk and what weighed most in it: no single figure stands out, several together weigh."""
    weightiest = inputs.contributions.with_columns(part=_place()).filter(pl.col("part") <= FEATURES_MOST)
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
