"""Why an enterprise is listed and what would clear it, in plain Chinese with the values.

Everything is put together column-wise: a list of a hundred and a list of fifty thousand cost the same statements.
Correlated indicators count once: at most two shortfalls of one family are told.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from models.warnings.settings import LevelSettings
from models.warnings.wording import INDICATORS, SIGNALS, STAGES, UNITS, named, percent, thousands
from warehouse.periods import month_number, month_numbers

# Order in which reasons are told; for a relocation case the dated signals come before the figures.
ORDER_STAGE, ORDER_SIGNAL, ORDER_RECOVERY, ORDER_SPLIT, ORDER_FALL, ORDER_FALLBACK, ORDER_SILENCE = 10, 20, 25, 30, 40, 50, 60
FALLS_PER_FAMILY = 2
FALLS_MOST = 3
SIGNALS_MOST = 2
ABOUT_RELOCATION = ("relocation", "both")
ABOUT_DECLINE = ("operating", "both")
# More likely over than not; figures this close to what was expected, or above, are named as back.
RECOVERED_SHARE = 0.5
BACK_SHARE = 0.95
BACK_NAMED = 2
# Peers within 10 % say nothing either way.
PEER_GAP_LOG = -0.105
# A single month this ordinary is noise; a spell of two months is told whatever its odds.
ORDINARY_P_VALUE = 0.3
SPELL_MONTHS = 2
GROUNDS_NAMED = 2
KINDS_OF_TALK = ("appeal", "visit_note")

REASON_SCHEMA = {"uscc": pl.String, "order": pl.Int32, "strength": pl.Float64, "text": pl.String}


@dataclass(frozen=True, slots=True)
class ReasonInputs:
    """What the candidates' reasons are drawn from; frames hold the candidates only.

    `falls`: one row per indicator clearly below expectation, strongest first. `signals`: the recent signals.
    `contributions`: what weighed most in the larger risk (uscc, grounds), where the model said so.
    """

    candidates: pl.DataFrame
    evidence: pl.DataFrame
    falls: pl.DataFrame
    signals: pl.DataFrame
    contributions: pl.DataFrame


def gather_reason_inputs(
    candidates: pl.DataFrame,
    evidence: pl.DataFrame,
    signals: pl.DataFrame | None,
    as_of: date,
    settings: LevelSettings,
    contributions: pl.DataFrame | None = None,
) -> ReasonInputs:
    """Keep the evidence and the signals of the candidates, with the shortfalls worth telling in order of weight."""
    # Everything after this works on the few candidates, not on the whole district.
    own = evidence.join(candidates.select("uscc", "kind"), on="uscc")
    low = own.filter((pl.col("ratio_share") < 1 - settings.reason_fall_share) & (pl.col("expected") > 0), _is_telling())
    # Investment is lumpy by nature and comes last.
    order = ["uscc", pl.col("family") == "investment", "is_anomalous", "p_value", "ratio_share", "indicator"]
    ordered = low.sort(order, descending=[False, False, True, False, False, False], nulls_last=True)
    told = ordered.filter(pl.int_range(pl.len()).over("uscc", "family") < FALLS_PER_FAMILY)
    falls = told.filter(pl.int_range(pl.len()).over("uscc") < FALLS_MOST)
    return ReasonInputs(candidates, own, falls, _recent(candidates, signals, as_of, settings), _weightiest(candidates, contributions))


def _is_telling() -> pl.Expr:
    """Keep what an official would call a fall: no ordinary wobble, and investment only where a move is the question."""
    lasting = pl.col("duration_months").fill_null(0) >= SPELL_MONTHS
    rare = (pl.col("p_value") <= ORDINARY_P_VALUE).fill_null(True)
    # A project that is finished leaves no investment behind: success, not distress.
    about_investment = (pl.col("family") != "investment") | pl.col("kind").is_in(ABOUT_RELOCATION)
    return (lasting | rare) & about_investment


def _weightiest(candidates: pl.DataFrame, contributions: pl.DataFrame | None) -> pl.DataFrame:
    """Name what raised the larger of the two risks most: uscc, grounds."""
    if contributions is None or contributions.is_empty():
        return pl.DataFrame(schema={"uscc": pl.String, "grounds": pl.String})
    leading = pl.when(pl.col("relocation_risk") > pl.col("operating_risk")).then(pl.lit("relocation")).otherwise(pl.lit("operating"))
    raising = contributions.join(candidates.select("uscc", risk=leading), on=["uscc", "risk"]).filter(pl.col("contribution_log_odds") > 0)
    ordered = raising.sort(["uscc", "contribution_log_odds", "label"], descending=[False, True, False])
    first = ordered.filter(pl.int_range(pl.len()).over("uscc") < GROUNDS_NAMED)
    return first.group_by("uscc", maintain_order=True).agg(grounds=pl.col("label").str.join("、"))


def _recent(candidates: pl.DataFrame, signals: pl.DataFrame | None, as_of: date, settings: LevelSettings) -> pl.DataFrame:
    if signals is None or signals.is_empty():
        return pl.DataFrame(schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String, "destination": pl.String})
    age = month_number(as_of) - month_numbers("observed_on")
    # What was observed after the as-of day was not known to this run.
    recent = signals.filter(age.is_between(0, settings.signal_months), pl.col("observed_on") <= as_of)
    return recent.join(candidates.select("uscc"), on="uscc", how="semi").select("uscc", "observed_on", "kind", "destination")


def word_reasons(grounds: ReasonInputs, settings: LevelSettings) -> pl.DataFrame:
    """Write up to `reasons_most` reasons for each candidate, joined by ；: uscc, reasons. Nobody is left without one."""
    pieces = [
        _stages(grounds),
        _signal_texts(grounds),
        _recoveries(grounds),
        _split(grounds),
        _fall_texts(grounds),
        _fallback(grounds),
        _silences(grounds, settings),
    ]
    texts = pl.concat([piece.cast(REASON_SCHEMA) for piece in pieces])  # type: ignore[arg-type]
    # Ties end with the text itself, so that a rerun prints the same sentence.
    ordered = texts.sort(["uscc", "order", "strength", "text"])
    place = pl.int_range(pl.len()).over("uscc")
    # The general sentence is for those with nothing else to say; a source that is silent does not say why the risk is what it is.
    kept = ordered.filter((pl.col("order") != ORDER_FALLBACK) | (place == 0))
    kept = kept.filter(pl.int_range(pl.len()).over("uscc") < settings.reasons_most)
    return kept.group_by("uscc", maintain_order=True).agg(reasons=pl.col("text").str.join("；"))


def _reason(frame: pl.DataFrame, order: int, strength: pl.Expr, text: pl.Expr) -> pl.DataFrame:
    return frame.select("uscc", order=pl.lit(order), strength=strength, text=text)


def _relocation_cases(grounds: ReasonInputs) -> pl.DataFrame:
    return grounds.candidates.filter(pl.col("kind").is_in(ABOUT_RELOCATION))


def _stages(grounds: ReasonInputs) -> pl.DataFrame:
    staged = _relocation_cases(grounds).filter(pl.col("relocation_stage").fill_null("none") != "none")
    text = pl.format("出现外迁风险信号（{}）", named("relocation_stage", STAGES))
    return _reason(staged, ORDER_STAGE, pl.lit(0.0), text)


def _signal_texts(grounds: ReasonInputs) -> pl.DataFrame:
    telling = grounds.signals.filter(~pl.col("kind").is_in(KINDS_OF_TALK)).join(
        _relocation_cases(grounds).select("uscc"), on="uscc", how="semi"
    )
    latest = telling.sort(["uscc", "observed_on", "kind"], descending=[False, True, False])
    # The same kind reported three times is one reason.
    latest = latest.unique(["uscc", "kind"], keep="first", maintain_order=True)
    latest = latest.filter(pl.int_range(pl.len()).over("uscc") < SIGNALS_MOST)
    where = pl.when(pl.col("destination").is_not_null()).then(pl.format("，去向{}", "destination")).otherwise(pl.lit(""))
    text = pl.format("{}（{}{}）", named("kind", SIGNALS), pl.col("observed_on").dt.strftime("%Y-%m"), where)
    return _reason(latest, ORDER_SIGNAL, -month_numbers("observed_on").cast(pl.Float64), text)


def _recoveries(grounds: ReasonInputs) -> pl.DataFrame:
    """Say that a fall seems over and which figures are back: what is left of the risk is that it may not last."""
    over = (pl.col("recovered_share") >= RECOVERED_SHARE) & pl.col("kind").is_in(ABOUT_DECLINE)
    back = grounds.evidence.filter((pl.col("ratio_share") >= BACK_SHARE) & (pl.col("expected") > 0) & (pl.col("family") != "investment"))
    named_first = back.sort(["uscc", "ratio_share", "indicator"], descending=[False, True, False])
    figure = pl.format("{}为预期的{}", named("indicator", INDICATORS), percent(pl.col("ratio_share")))
    told = named_first.group_by("uscc", maintain_order=True).agg(figures=figure.head(BACK_NAMED).str.join("、"))
    # Without a figure that is back nobody could follow the sentence.
    recovering = grounds.candidates.filter(over).join(told, on="uscc")
    return _reason(recovering, ORDER_RECOVERY, pl.lit(0.0), pl.format("前期下降，本月已见回升（{}），待巩固", "figures"))


def _split(grounds: ReasonInputs) -> pl.DataFrame:
    """Physical figures fall while booked ones stand: capacity leaving, or figures that do not fit."""
    ratios = grounds.evidence.group_by("uscc").agg(
        physical=pl.col("ratio_share").filter(pl.col("family") == "physical").median(),
        booked=pl.col("ratio_share").filter(pl.col("family") == "booked").min(),
    )
    # The weakest booked figure must stand too, or the next reason would contradict this one.
    apart = ratios.filter((pl.col("physical") < 0.85) & (pl.col("booked") > 0.9) & (pl.col("booked") - pl.col("physical") > 0.15))
    text = pl.format("能耗、用工比预期低{}而产值、税收基本未降", percent(1 - pl.col("physical")))
    return _reason(apart, ORDER_SPLIT, pl.lit(0.0), text)


def _fall_texts(grounds: ReasonInputs) -> pl.DataFrame:
    falls = grounds.falls.with_columns(place=pl.int_range(pl.len()).over("uscc").cast(pl.Float64))
    months = pl.col("duration_months").fill_null(0)
    lasting = pl.when(months >= 2).then(pl.format("，已持续{}个月", months)).otherwise(pl.lit(""))
    # The comparison with the peers is told once, with the strongest shortfall.
    below = (pl.col("peer_gap_log") < PEER_GAP_LOG).fill_null(False) & (pl.col("place") == 0)
    peers = pl.when(below).then(pl.format("，比同行低{}", percent(1 - pl.col("peer_gap_log").exp()))).otherwise(pl.lit(""))
    # A negative month (a correction) is a fall of 100 %, not of 130 %.
    gap = percent((1 - pl.col("ratio_share")).clip(0, 1))
    text = pl.format("{}比预期低{}{}{}", named("indicator", INDICATORS), gap, lasting, peers)
    return _reason(falls, ORDER_FALL, pl.col("place"), text)


def _silences(grounds: ReasonInputs, settings: LevelSettings) -> pl.DataFrame:
    # Investment is reported when there is a project; its silence is no signal.
    silent = grounds.evidence.filter((pl.col("silent_months") >= settings.silent_months) & (pl.col("family") != "investment"))
    # Sources that fell silent together are told together.
    by_length = silent.group_by("uscc", "silent_months").agg(names=named("indicator", INDICATORS).sort_by("indicator").str.join("、"))
    text = pl.format("{}已{}个月无数据", "names", "silent_months")
    return _reason(by_length, ORDER_SILENCE, -pl.col("silent_months").cast(pl.Float64), text)


def _fallback(grounds: ReasonInputs) -> pl.DataFrame:
    """Say at least what weighed most: no single figure stands out, and none is said to have fallen; several together weigh."""
    told = grounds.candidates.join(grounds.contributions, on="uscc", how="left")
    risk = percent(pl.max_horizontal("operating_risk", "relocation_risk"))
    weighed = pl.format("单项偏离均不显著，综合评估风险{}，主要依据：{}", risk, "grounds")
    plain = pl.format("单项偏离均不显著，综合评估风险{}", risk)
    return _reason(told, ORDER_FALLBACK, pl.lit(0.0), pl.coalesce(weighed, plain))


def word_clearing(grounds: ReasonInputs, settings: LevelSettings) -> pl.DataFrame:
    """Write what would clear each candidate: uscc, clears_when; a figure to reach, a report to resume, or a signal settled."""
    # Investment may rest for good; it never clears a warning.
    first = grounds.falls.filter(pl.col("family") != "investment").unique("uscc", keep="first", maintain_order=True)
    # Not the full expectation: the warning clears when the fall is clearly no longer a lasting one.
    target = thousands(pl.col("expected") * settings.clear_share)
    figure = pl.format(
        "{}连续{}个月高于{}{}", named("indicator", INDICATORS), pl.lit(settings.clear_months), target, named("indicator", UNITS)
    )
    silent = grounds.evidence.filter((pl.col("silent_months") >= settings.silent_months) & (pl.col("family") != "investment"))
    resumed = silent.sort("uscc", "silent_months", "indicator", descending=[False, True, False]).unique(
        "uscc", keep="first", maintain_order=True
    )
    joined = (
        grounds.candidates.select("uscc", "kind")
        .join(first.select("uscc", figure=figure), on="uscc", how="left")
        .join(resumed.select("uscc", report=pl.format("{}恢复有数", named("indicator", INDICATORS))), on="uscc", how="left")
    )
    # Figures cannot clear a plan to move; only asking can.
    settled = pl.when(pl.col("kind").is_in(ABOUT_RELOCATION)).then(pl.lit("走访确认无外迁计划"))
    # A report that resumes shows a figure; alone it clears nothing.
    general = pl.when(pl.col("figure").is_null() & settled.is_null()).then(
        pl.lit(f"风险连续{settings.clear_months}个月低于{settings.exit_risk:.0%}")
    )
    return joined.select("uscc", clears_when=pl.concat_str(["figure", "report", settled, general], separator="；", ignore_nulls=True))
