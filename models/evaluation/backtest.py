"""The report card of a rolling-origin backtest: scores of many months against what really happened.

In: scores made month by month from what was known then, labels, events. Out: a long frame of figures with
intervals and the frames behind the plots. Making the scores is the pipeline's work; this module is pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from models.evaluation.metrics import (
    Bools,
    Estimate,
    area_under_roc,
    average_precision,
    bootstrap,
    calibration_table,
    expected_calibration_error,
    observed_share_between,
    precision_recall_curve,
    rank_labels,
    weighted_share,
)
from models.numeric import Floats, Integers
from models.warnings.false_alarms import expected_false_alarms, true_chance
from warehouse.periods import month_numbers
from warehouse.vocabulary import RISKS

# Below every score a rule can give: an enterprise without a score is last, not absent, so that all makers share one population.
NO_SCORE = -1e12


@dataclass(frozen=True, slots=True)
class BacktestSettings:
    """How long a list is, how soon is soon enough, and how the intervals are drawn."""

    capacity: int = 60
    onset_months: int = 3
    ahead_months: int = 3
    departure_window_months: int = 12
    lookalike_kinds: tuple[str, ...] = ("maintenance", "shifted_meter", "refund", "price_cut", "outsourced_headcount", "false_alarm")
    replicates: int = 200
    level: float = 0.95
    # Of what a month's warnings share, in log-odds (models.warnings.settings).
    alarm_shift_spread: float = 0.40
    seed: int = 20260101


@dataclass(frozen=True, slots=True)
class BacktestReport:
    """Figures and what stands behind them.

    `figures`: figure, value, low, high, count. `calibration`: risk, decile, predicted_mean, observed_share, count.
    `curve`: target (any | relocation), recall, precision. `lead_times`: uscc, onset, left_month, lead_months (null =
    never seen). `months`: month, listed, candidates, expected_false_alarms, low, high, false_alarms, judged.
    `causes`: cause, listed, firm_months, listed_share, share_of_list.
    """

    figures: pl.DataFrame
    calibration: pl.DataFrame
    curve: pl.DataFrame
    lead_times: pl.DataFrame
    months: pl.DataFrame
    causes: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Judged:
    """One row per enterprise-month in scope, as arrays."""

    frame: pl.DataFrame
    codes: Integers
    combined: Floats
    relocation: Floats
    kind: Floats


def run_backtest(
    scores: pl.DataFrame,
    labels: pl.DataFrame,
    events: pl.DataFrame,
    settings: BacktestSettings | None = None,
    *,
    is_probability: bool = True,
) -> BacktestReport:
    """Judge one set of scores: month, uscc, operating_risk, relocation_risk, optional `listed`, `is_candidate` and `relocation_share`.

    `labels` from `label_months` (with `district` where several are pooled: capacity is per district), `events` from
    `trouble_events`. Without `listed` the top `capacity` of each month are taken; without `relocation_share` (what tells leaving
    from shrinking among those in trouble, `models.risk.score`) the relocation risk stands in. Rules whose scores are no
    probabilities get no calibration. Raises ValueError when no month of the scores has a label.
    """
    settings = settings or BacktestSettings()
    judged = _judge(scores, labels, settings)
    found = _found_events(judged.frame, events, settings)
    months = _monthly_counts(judged.frame, settings, is_probability)
    rows = _ranking_figures(judged, settings) | _event_figures(found, settings) | _list_figures(judged, months, settings)
    calibration = _no_calibration()
    if is_probability:
        rows |= _calibration_figures(judged, settings) | _alarm_figures(months)
        calibration = _calibration(judged.frame)
    leads = found.filter(pl.col("is_departure")).select("uscc", "onset", "left_month", "lead_months")
    return BacktestReport(_figure_frame(rows), calibration, _curves(judged), leads, months, _causes(judged.frame))


def compare(reports: Mapping[str, BacktestReport]) -> pl.DataFrame:
    """Set the figures of several score makers under each other: maker, figure, value, low, high, count."""
    named = [report.figures.select(pl.lit(maker).alias("maker"), pl.all()) for maker, report in reports.items()]
    return pl.concat(named)


def list_top(scores: pl.DataFrame, capacity: int) -> pl.DataFrame:
    """Add `listed`: the `capacity` highest combined risks of each month and, where the column is there, district.

    Equal risks go by code, so that a rerun agrees.
    """
    ordered = scores.sort(["month", _combined(), "uscc"], descending=[False, True, False], nulls_last=True)
    each = ["month", "district"] if "district" in scores.columns else ["month"]
    place = pl.int_range(pl.len()).over(each)
    return ordered.with_columns(listed=(place < capacity) & _combined().is_not_null())


def _combined() -> pl.Expr:
    return pl.max_horizontal("operating_risk", "relocation_risk")


def _judge(scores: pl.DataFrame, labels: pl.DataFrame, settings: BacktestSettings) -> _Judged:
    wanted = ("month", "uscc", "operating_risk", "relocation_risk", "relocation_share", "listed", "is_candidate")
    # Whoever makes scores may bring more columns than are judged.
    columns = scores.select(name for name in wanted if name in scores.columns)
    population = labels.filter(pl.col("state") != "gone", pl.col("month").is_in(columns["month"].unique().implode()))
    if population.is_empty():
        raise ValueError(
            f"No scored month has a label: scores cover {_months(columns)}, labels {_months(labels)}. Score months that the truth covers."
        )
    made = columns.rename({"listed": "made_list"}, strict=False)
    # Beside the list that was made one of full length for every maker, so that they can be compared.
    frame = list_top(population.join(made, on=["month", "uscc"], how="left"), settings.capacity).rename({"listed": "at_capacity"})
    listed = "made_list" if "made_list" in frame.columns else "at_capacity"
    candidate = pl.col("is_candidate") if "is_candidate" in frame.columns else pl.lit(None, pl.Boolean)
    flags = {"listed": pl.col(listed).fill_null(False), "is_candidate": candidate.fill_null(False)}
    frame = frame.with_columns(**flags, combined_risk=_combined()).sort("month", "uscc")
    ranked_by = "relocation_share" if "relocation_share" in frame.columns else "relocation_risk"
    filled = frame.select(pl.col("combined_risk", "relocation_risk").fill_null(NO_SCORE), kind=pl.col(ranked_by).fill_null(NO_SCORE))
    return _Judged(frame, _enterprise_codes(frame), *(filled[name].to_numpy() for name in ("combined_risk", "relocation_risk", "kind")))


def _months(frame: pl.DataFrame) -> str:
    written = frame["month"].dt.strftime("%Y-%m")
    return f"{written.min()!r} … {written.max()!r}"


def _estimate(statistic: Callable[[Floats], float], codes: Integers, settings: BacktestSettings) -> Estimate:
    return bootstrap(statistic, codes, replicates=settings.replicates, seed=settings.seed, level=settings.level)


def _known(frame: pl.DataFrame, column: str) -> tuple[Bools, Bools]:
    """Split a nullable truth into the mask of known rows and the answers there."""
    known = frame[column].is_not_null().to_numpy()
    return known, frame[column].drop_nulls().to_numpy().astype(bool)


def _ranked_estimate(
    judged: _Judged, mask: Bools, labels: Bools, scores: Floats, settings: BacktestSettings, *, roc: bool = False
) -> Estimate:
    ranked = rank_labels(labels, scores[mask])
    measure = area_under_roc if roc else average_precision
    return _estimate(lambda weights: measure(ranked, weights), judged.codes[mask], settings)


def _ranking_figures(judged: _Judged, settings: BacktestSettings) -> dict[str, Estimate]:
    # Each figure on the rows where its own truth is known.
    known, trouble = _known(judged.frame, "any_truth")
    plain, leaving = _known(judged.frame, "relocation_label")
    in_trouble = plain & judged.frame["any_truth"].fill_null(False).to_numpy()
    kind = judged.frame["relocation_label"].fill_null(False).to_numpy()[in_trouble]
    listed = judged.frame["listed"].to_numpy() & known
    full = judged.frame["at_capacity"].to_numpy() & known
    right = judged.frame["any_truth"].fill_null(False).to_numpy()
    codes = judged.codes
    return {
        "base_rate_any": _estimate(lambda w: weighted_share(trouble, w), codes[known], settings),
        "base_rate_relocation": _estimate(lambda w: weighted_share(leaving, w), codes[plain], settings),
        "average_precision_any": _ranked_estimate(judged, known, trouble, judged.combined, settings),
        "average_precision_relocation": _ranked_estimate(judged, plain, leaving, judged.relocation, settings),
        "precision_listed": _estimate(lambda w: weighted_share(right[listed], w), codes[listed], settings),
        "precision_at_capacity": _estimate(lambda w: weighted_share(right[full], w), codes[full], settings),
        "which_kind_auc": _ranked_estimate(judged, in_trouble, kind, judged.kind, settings, roc=True),
    }


def _found_events(frame: pl.DataFrame, events: pl.DataFrame, settings: BacktestSettings) -> pl.DataFrame:
    """Say for each event whether it was listed soon after its onset, and how long before a departure."""
    marked = _mark_events(frame, events, settings)
    listed = frame.filter("listed").select("uscc", listed_number=month_numbers("month"))
    at, start = pl.col("listed_number"), pl.col("start")
    found = (
        marked.join(listed, on="uscc", how="left")
        .group_by("event")
        .agg(
            is_found=at.is_between(start, start + settings.onset_months).any(),
            is_found_visible=at.is_between(start, pl.col("visible") + settings.onset_months).any(),
            lead_months=(pl.col("left") - at.filter(at.is_between(pl.col("opens"), pl.col("left") - 1)).min()).first(),
        )
    )
    judged = pl.any_horizontal("is_onset", "is_visible", "is_departure")
    return marked.join(found, on="event", how="left").filter(judged).sort("event")


def _mark_events(frame: pl.DataFrame, events: pl.DataFrame, settings: BacktestSettings) -> pl.DataFrame:
    """Say which events can be judged within the scored months, as onsets, as visible falls and as departures."""
    last = int(frame.select(month_numbers("month").max()).item())
    numbered = events.with_columns(start=month_numbers("onset"), left=month_numbers("left_month")).with_row_index("event")
    numbered = numbered.join(_first_visible(frame, numbered), on="event", how="left")
    # Districts that are judged together may be scored from different months on: nobody can be found before its own first.
    numbered = numbered.join(frame.group_by("uscc").agg(first=month_numbers("month").min()), on="uscc", how="left", maintain_order="left")
    first = pl.col("first")
    departs = pl.col("is_leaving") & pl.col("left").is_between(first + settings.ahead_months, last + settings.ahead_months)
    return numbered.with_columns(
        is_onset=pl.col("start").is_between(first, last - settings.onset_months),
        is_visible=(pl.col("start") >= first) & (pl.col("visible") <= last - settings.onset_months),
        is_departure=departs,
        # Listed long before for another reason is not foresight.
        opens=pl.max_horizontal(pl.col("start") - settings.onset_months, pl.col("left") - settings.departure_window_months),
    ).with_columns(pl.col("is_onset", "is_visible", "is_departure").fill_null(False))


def _first_visible(frame: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Find the first month of each event that counts as trouble: a slide may begin long before anybody can see it."""
    trouble = frame.filter(pl.col("any_truth").fill_null(False)).select("uscc", trouble=month_numbers("month"))
    # An enterprise can have several events; each waits for the first trouble after its own onset.
    during = events.select("event", "uscc", "start").join(trouble, on="uscc").filter(pl.col("trouble") >= pl.col("start"))
    return during.group_by("event").agg(visible=pl.col("trouble").min())


def _event_figures(found: pl.DataFrame, settings: BacktestSettings) -> dict[str, Estimate]:
    onsets, departures, visible = found.filter("is_onset"), found.filter("is_departure"), found.filter("is_visible")
    # Never seen is no lead at all, not a missing value.
    early = departures["lead_months"].fill_null(0).to_numpy() >= settings.ahead_months
    leads = departures.drop_nulls("lead_months")
    lead = leads["lead_months"].to_numpy().astype(np.float64)
    return {
        "found_within_3_months": _event_share(onsets["is_found"].to_numpy(), onsets, settings),
        "found_within_3_months_of_visible_fall": _event_share(visible["is_found_visible"].to_numpy(), visible, settings),
        "departures_seen_3_months_ahead": _event_share(early, departures, settings),
        "lead_months_median": _estimate(lambda w: _weighted_median(lead, w), _enterprise_codes(leads), settings),
    }


def _event_share(flags: Bools, events: pl.DataFrame, settings: BacktestSettings) -> Estimate:
    return _estimate(lambda w: weighted_share(flags, w), _enterprise_codes(events), settings)


def _enterprise_codes(frame: pl.DataFrame) -> Integers:
    return frame["uscc"].rank("dense").to_numpy().astype(np.int64) - 1 if len(frame) else np.empty(0, np.int64)


def _weighted_median(values: Floats, weights: Floats) -> float:
    if not weights.sum() > 0:
        return float("nan")
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) >= weights.sum() / 2
    return float(values[order][np.argmax(reached)])


def _came_true() -> pl.Expr:
    """Whether a warning came true; null while the operating horizon is still open."""
    moved = pl.col("relocation_truth").fill_null(False) | (pl.col("state") == "leaving")
    return pl.when(pl.col("operating_truth").is_not_null() | moved).then(pl.col("operating_truth").fill_null(False) | moved)


def _monthly_counts(frame: pl.DataFrame, settings: BacktestSettings, is_probability: bool) -> pl.DataFrame:
    counts = frame.group_by("month").agg(
        listed=pl.col("listed").sum().cast(pl.Int64), candidates=pl.col("is_candidate").sum().cast(pl.Int64)
    )
    if not is_probability:
        return counts.sort("month")
    # Only warnings whose horizon is over can be compared with their promise.
    judged = frame.filter("listed").with_columns(came_true=_came_true()).filter(pl.col("operating_truth").is_not_null())
    judged = judged.drop_nulls(["combined_risk", "came_true"])
    promised = [_promise(month, part, settings) for (month,), part in judged.group_by("month", maintain_order=True)]
    if not promised:
        return counts.sort("month")
    return counts.join(pl.DataFrame(promised), on="month", how="left").sort("month")


def _promise(month: object, part: pl.DataFrame, settings: BacktestSettings) -> dict[str, object]:
    alarms = expected_false_alarms(part.select(true_chance()).to_series().to_numpy(), settings.level, settings.alarm_shift_spread)
    return {
        "month": month,
        "expected_false_alarms": alarms.expected,
        "low": alarms.low,
        "high": alarms.high,
        "false_alarms": int((~part["came_true"]).sum()),
        "judged": len(part),
    }


def _alarm_figures(months: pl.DataFrame) -> dict[str, Estimate]:
    if "false_alarms" not in months.columns:
        return {}
    judged = months.drop_nulls("false_alarms")
    # Should be about the level of the interval, taken over the months.
    inside = judged.select(pl.col("false_alarms").is_between(pl.col("low"), pl.col("high")).mean()).item()
    count = int(judged["judged"].sum())
    return {
        "expected_false_alarms": _plain(judged["expected_false_alarms"].sum(), count),
        "actual_false_alarms": _plain(judged["false_alarms"].sum(), count),
        "false_alarm_months_inside": _plain(inside, len(judged)),
    }


def _plain(value: object, count: int) -> Estimate:
    number = float("nan") if value is None else float(str(value))
    return Estimate(number, float("nan"), float("nan"), count)


def _list_figures(judged: _Judged, months: pl.DataFrame, settings: BacktestSettings) -> dict[str, Estimate]:
    frame = judged.frame
    # Compared within the healthy: a look-alike that also declines is no false alarm.
    healthy = frame["state"].to_numpy() == "healthy"
    lookalike = healthy & frame["benign_kind"].is_in(settings.lookalike_kinds).fill_null(False).to_numpy()
    plain = healthy & frame["benign_kind"].is_null().to_numpy()
    listed = frame["listed"].to_numpy()
    benign_on_list = lookalike[listed]

    def ratio(weights: Floats) -> float:
        usual = weighted_share(listed[plain], weights[plain])
        return weighted_share(listed[lookalike], weights[lookalike]) / usual if usual > 0 else float("nan")

    rows = {
        "benign_share_of_list": _estimate(lambda w: weighted_share(benign_on_list, w), judged.codes[listed], settings),
        "benign_to_healthy_listing_ratio": _estimate(ratio, judged.codes, settings),
        "listed_per_month": _plain(months["listed"].mean(), len(months)),
    }
    if months["candidates"].sum() > 0:
        rows["candidates_per_month"] = _plain(months["candidates"].mean(), len(months))
    return rows


def _calibration_rows(frame: pl.DataFrame, risk: str) -> tuple[Floats, Bools, pl.DataFrame]:
    known = frame.drop_nulls([f"{risk}_risk", f"{risk}_truth"])
    return known[f"{risk}_risk"].to_numpy(), known[f"{risk}_truth"].to_numpy().astype(bool), known


def _calibration_figures(judged: _Judged, settings: BacktestSettings) -> dict[str, Estimate]:
    rows: dict[str, Estimate] = {}
    for risk in RISKS.keys:
        rows |= _calibration_of(judged, risk, settings)
    return rows


def _calibration_of(judged: _Judged, risk: str, settings: BacktestSettings) -> dict[str, Estimate]:
    chances, truth, known = _calibration_rows(judged.frame, risk)
    codes = _enterprise_codes(known)
    return {
        f"calibration_error_{risk}": _estimate(lambda w: expected_calibration_error(chances, truth, w), codes, settings),
        f"observed_at_02_04_{risk}": _estimate(lambda w: observed_share_between(chances, truth, 0.2, 0.4, w), codes, settings),
    }


def _no_calibration() -> pl.DataFrame:
    kinds = {"risk": pl.String, "decile": pl.Int64, "predicted_mean": pl.Float64, "observed_share": pl.Float64, "count": pl.UInt32}
    return pl.DataFrame(schema=kinds)


def _calibration(frame: pl.DataFrame) -> pl.DataFrame:
    tables = []
    for risk in RISKS.keys:
        chances, truth, _ = _calibration_rows(frame, risk)
        tables.append(calibration_table(chances, truth).select(pl.lit(risk).alias("risk"), pl.all()))
    return pl.concat(tables)


def _curves(judged: _Judged) -> pl.DataFrame:
    curves = []
    for target, column, scores in (("any", "any_truth", judged.combined), ("relocation", "relocation_label", judged.relocation)):
        mask, labels = _known(judged.frame, column)
        precision, recall = precision_recall_curve(rank_labels(labels, scores[mask]))
        picked = _evenly(recall, 400)
        curves.append(pl.DataFrame({"target": [target] * len(picked), "recall": recall[picked], "precision": precision[picked]}))
    return pl.concat(curves)


def _evenly(recall: Floats, points: int) -> Integers:
    """Pick points at even steps of recall: a plot needs no more than it has pixels, and the top of the list needs most."""
    places = np.searchsorted(recall, np.linspace(0, 1, points))
    return np.unique(np.minimum(places, len(recall) - 1)) if len(recall) else np.empty(0, np.int64)


def _causes(frame: pl.DataFrame) -> pl.DataFrame:
    """Count the list by what was really the matter, benign causes by kind."""
    benign = (pl.col("state") == "healthy") & pl.col("benign_kind").is_not_null()
    cause = pl.when(benign).then(pl.lit("benign:") + pl.col("benign_kind")).otherwise("state")
    counted = frame.group_by(cause=cause).agg(listed=pl.col("listed").sum().cast(pl.Int64), firm_months=pl.len())
    return counted.with_columns(
        listed_share=pl.col("listed") / pl.col("firm_months"), share_of_list=pl.col("listed") / pl.col("listed").sum()
    ).sort("listed", "cause", descending=[True, False])


def _figure_frame(rows: Mapping[str, Estimate]) -> pl.DataFrame:
    return pl.DataFrame(
        [{"figure": name, "value": row.value, "low": row.low, "high": row.high, "count": row.count} for name, row in rows.items()],
        schema={"figure": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "count": pl.Int64},
    )
