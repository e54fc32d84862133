"""Turns observations as delivered into one comparable figure per enterprise, indicator and month.

Cumulative figures become months, January and February one period of two months where no January is reported,
two-month bills are spread over the months they cover, idle meters become zero, suspected typing errors stay out. Every change
leaves a flag.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from models.series.editing import with_suspicion
from models.series.settings import SeriesSettings, ShiftSettings
from warehouse.periods import MONTHS_A_YEAR, month_numbers, numbers_month, numbers_year, year_start_number
from warehouse.vocabulary import STOCKS, UTILITIES

# A month number is below this for the next eight hundred years, a precedence below that.
_MONTHS_APART: Final = 100_000
_PRECEDENCES: Final = 64
_QUARTER_MONTHS: Final = 3
# Two totals of last year that give a month so far from the one last year's own totals give are of different footings.
_APART_SHARE: Final = 0.5


def judged_figures(observations: pl.DataFrame, last_month: date, settings: SeriesSettings | None = None) -> pl.DataFrame:
    """Give the figures up to ``last_month`` in the order of series and months, numbered, with what speaks against them.

    ``observations`` as for ``comparable_series``, whose columns come back with ``slot`` and ``month_number`` (their numbers),
    ``factor`` and ``rule`` (models.series.editing.with_suspicion, null where nothing speaks against a figure).
    """
    settings = settings or SeriesSettings()
    marks = [_mark(observations, name) for name in ("is_shared_out", "is_summed_days")]
    dated = observations.filter(pl.col("period") <= last_month, pl.col("value").is_finite()).with_columns(marks)
    return with_suspicion(_numbered(dated), ("slot",), settings.editing)


def comparable_series(
    observations: pl.DataFrame, last_month: date, settings: SeriesSettings | None = None, judged: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Give one figure per enterprise, indicator and month up to ``last_month``.

    ``observations`` holds one row per ``uscc, indicator, period, basis`` with ``covers_months``, ``value`` (canonical unit),
    ``same_period_last_year`` and, optionally, ``is_shared_out`` (a month that a longer bill was spread over already) and
    ``is_summed_days`` (a month whose bill has not come, added up of its days). The answer has
    ``uscc, indicator, period, value, flags, growth_base``: ``flags`` is a comma-separated list of ``merged`` (January and February
    shared out), ``spread`` (a gap inside a cumulative run), ``two_month_bill``, ``negative`` (a correction), ``idle`` (a meter that
    turns without load), ``shifted_reading`` (two months evened out, between which a meter was read early or late), ``summed_days``
    (the bill has not come, its days have); ``growth_base`` is last year's figure on this year's basis where it was reported.
    ``judged``: what ``judged_figures`` gave for the same arguments, where somebody has asked already.
    """
    settings = settings or SeriesSettings()
    judged = judged_figures(observations, last_month, settings) if judged is None else judged
    known = judged.filter(pl.col("factor").is_null())
    pieces = pl.concat([_from_months(known, settings), _from_totals(known)])
    place = (pl.col("slot") // 2) * _MONTHS_APART + pl.col("month_number")
    ordered = pieces.with_columns(place=place).sort(pl.col("place") * _PRECEDENCES + pl.col("precedence"))
    # Of several figures for one month the most direct stands first, and the others are left out.
    chosen = ordered.filter(pl.col("place").ne_missing(pl.col("place").shift(1)))
    return (
        chosen.pipe(_rest_idle_meters, settings.idle_kwh_per_month)
        .pipe(_even_out_shifted_readings, settings.shift)
        .select(pl.col("uscc", "indicator").cast(pl.String), _period(), "value", _flags(), "growth_base")
    )


def _mark(observations: pl.DataFrame, name: str) -> pl.Expr:
    """Return a mark that only figures put together from parts have."""
    return (pl.col(name).fill_null(value=False) if name in observations.columns else pl.lit(value=False)).alias(name)


def with_quarter_sums(series: pl.DataFrame) -> pl.DataFrame:
    """Add ``three_month_sum``: for tax the sum of the month and the two before it, null for other indicators and where one is missing.

    Prepayments, settlements and refunds move tax between the months of a quarter; a sum of three stands them.
    """
    ordered = series.sort("uscc", "indicator", "period")
    same = ["uscc", "indicator"]
    summed = pl.sum_horizontal([pl.col("value").shift(step).over(same) for step in range(_QUARTER_MONTHS)], ignore_nulls=False)
    # Three rows are three months only where none is missing between them.
    first = pl.col("period").shift(_QUARTER_MONTHS - 1).over(same)
    is_whole = first.dt.offset_by(f"{_QUARTER_MONTHS - 1}mo") == pl.col("period")
    return ordered.with_columns(three_month_sum=pl.when(is_whole & (pl.col("indicator") == "tax")).then(summed))


def _numbered(known: pl.DataFrame) -> pl.DataFrame:
    """Number months and series (two for each indicator: months and running totals); numbers sort and group faster than codes."""
    codes, names = pl.Enum(known["uscc"].unique().sort()), pl.Enum(known["indicator"].unique().sort())
    coded = known.with_columns(pl.col("uscc").cast(codes), pl.col("indicator").cast(names), month_number=month_numbers("period"))
    physical = [pl.col(name).to_physical().cast(pl.Int64) for name in ("uscc", "indicator")]
    slot = (physical[0] * len(names.categories) + physical[1]) * 2 + (pl.col("basis") == "ytd").cast(pl.Int64)
    return coded.with_columns(slot=slot).sort("slot", "month_number")


def _period() -> pl.Expr:
    return numbers_month(pl.col("month_number")).alias("period")


def _flags() -> pl.Expr:
    words = {
        "merged": "is_merged",
        "spread": "is_spread",
        "two_month_bill": "is_bill",
        "idle": "is_idle",
        "shifted_reading": "is_shifted",
        "summed_days": "is_summed_days",
    }
    marks = [pl.when(pl.col(column)).then(pl.lit(word)) for word, column in words.items()]
    negative = pl.when(pl.col("value") < 0).then(pl.lit("negative"))
    return pl.concat_str([*marks, negative], separator=",", ignore_nulls=True).alias("flags")


def _from_months(known: pl.DataFrame, settings: SeriesSettings) -> pl.DataFrame:
    """Spread single-month rows over the months they cover (one, or two for a two-month bill)."""
    months = known.filter(pl.col("basis") == "month")
    billed = _drop_empty_bills(months, settings)
    covered = billed.with_columns(_covered(settings)).with_columns(
        is_bill=(pl.col("covers") > 1) | pl.col("is_shared_out"),
        is_merged=pl.lit(value=False),
        is_spread=pl.lit(value=False),
        precedence=pl.col("covers"),
    )
    return _spread(covered, "value", "same_period_last_year")


def _drop_empty_bills(months: pl.DataFrame, settings: SeriesSettings) -> pl.DataFrame:
    """Leave out the zeros that stand between two-month bills: no bill was due, nothing was measured."""
    billed = (pl.col("value") != 0) & pl.col("indicator").is_in(UTILITIES)
    gaps = (
        months.filter(billed, pl.col("covers_months").is_null())
        .with_columns(gap=pl.col("month_number").diff().over("slot"))
        .group_by("slot")
        .agg(bills=pl.len(), two_month_share=(pl.col("gap") == 2).mean())
        .filter(pl.col("bills") >= settings.two_month_least_bills, pl.col("two_month_share") >= settings.two_month_share)
    )
    flagged = months.join(gaps.select("slot", is_alternating=pl.lit(value=True)), on="slot", how="left", maintain_order="left")
    neighbours = [pl.col("value").shift(step).over("slot").fill_null(1.0) != 0 for step in (1, -1)]
    empty = pl.col("is_alternating").fill_null(value=False) & (pl.col("value") == 0) & neighbours[0] & neighbours[1]
    return flagged.filter(~empty).drop("is_alternating")


def _covered(settings: SeriesSettings) -> pl.Expr:
    """Months a row covers: as stated, else two where the series is recognisably billed every second month."""
    gap = pl.col("month_number").diff().over("slot")
    regular = ((gap == 2).sum() / gap.count()).over("slot") >= settings.two_month_share
    recognised = pl.col("indicator").is_in(UTILITIES) & regular & (pl.len().over("slot") >= settings.two_month_least_bills)
    inferred = pl.when(recognised).then(pl.min_horizontal(gap.fill_null(2), 2)).otherwise(1)
    return pl.coalesce(pl.col("covers_months").cast(pl.Int64), inferred.cast(pl.Int64)).alias("covers")


def _from_totals(known: pl.DataFrame) -> pl.DataFrame:
    """Take running totals apart within each calendar year; a gap is spread evenly over the months it hides."""
    totals = known.filter(pl.col("basis") == "ytd").with_columns(year=numbers_year(pl.col("month_number")))
    opens = (pl.struct("slot", "year") != pl.struct("slot", "year").shift(1)).fill_null(value=True)

    def before(column: str, at_new_year: pl.Expr) -> pl.Expr:
        return pl.when("is_opening").then(at_new_year).otherwise(pl.col(column).shift(1))

    steps = totals.with_columns(is_opening=opens).with_columns(
        covers=pl.col("month_number") - before("month_number", year_start_number(pl.col("year")) - 1),
        step=pl.col("value") - before("value", pl.lit(0.0)),
        base_step=pl.col("same_period_last_year") - before("same_period_last_year", pl.lit(0.0)),
    )
    february = pl.col("is_opening") & (pl.col("covers") == 2)
    marked = _on_one_footing(steps).with_columns(
        is_merged=february,
        is_spread=(pl.col("covers") > 1) & ~february,
        is_bill=pl.lit(value=False),
        is_summed_days=pl.lit(value=False),
        precedence=pl.col("covers") + MONTHS_A_YEAR,
    )
    return _spread(marked, "step", "base_step")


def _on_one_footing(steps: pl.DataFrame) -> pl.DataFrame:
    """Give the base of a month as last year's own step at this total's footing where the totals of two months are on different ones.

    A base that was revised within the year makes the difference of two totals hold the revision of all months before.
    """
    own = steps.select("slot", pl.col("month_number") + MONTHS_A_YEAR, "covers", own_total="value", own_step="step")
    joined = steps.join(own, on=["slot", "month_number", "covers"], how="left", maintain_order="left")
    footing = pl.when(pl.col("own_total") > 0).then(pl.col("same_period_last_year") / pl.col("own_total"))
    usual = pl.when(pl.col("own_step") > 0).then(footing * pl.col("own_step"))
    is_apart = (pl.col("base_step") - usual).abs() > _APART_SHARE * usual
    return joined.with_columns(base_step=pl.when(is_apart).then(usual).otherwise("base_step")).drop("own_total", "own_step")


def _spread(rows: pl.DataFrame, amount: str, base: str) -> pl.DataFrame:
    """Share each amount evenly over the months it covers, the last of them being the row's own month."""
    shared = rows.with_columns(
        value=pl.when(pl.col("indicator").is_in(STOCKS)).then(pl.col(amount)).otherwise(pl.col(amount) / pl.col("covers")),
        growth_base=pl.col(base) / pl.col("covers"),
        back=pl.int_ranges(0, pl.col("covers"), dtype=pl.Int64),
    )
    months = shared.explode("back").with_columns(month_number=pl.col("month_number") - pl.col("back"))
    return months.select(
        "slot",
        "uscc",
        "indicator",
        "month_number",
        "value",
        "growth_base",
        "is_merged",
        "is_spread",
        "is_bill",
        "is_summed_days",
        pl.col("precedence").cast(pl.Int64),
    )


def _rest_idle_meters(series: pl.DataFrame, idle_kwh: float) -> pl.DataFrame:
    """Set a meter that turns without load to zero, so that a filler reading is neither a figure nor a recovery."""
    idle = (pl.col("indicator") == "electricity") & pl.col("value").is_between(0, idle_kwh)
    return series.with_columns(is_idle=idle, value=pl.when(idle).then(0.0).otherwise(pl.col("value")))


def _even_out_shifted_readings(series: pl.DataFrame, settings: ShiftSettings) -> pl.DataFrame:
    """Share two neighbouring months of a meter out evenly where one is low, the other high and their sum is right.

    ``series`` is in the order of series and months. The two months before and after the pair say what is right; at the newest end the
    ones before alone.
    """

    def at(step: int) -> pl.Expr:
        # Rows are in order, so a neighbour of the same series lies exactly as many places further.
        return pl.when((pl.col("place").shift(-step) - pl.col("place")) == step).then(pl.col("value").shift(-step))

    around = [at(step) for step in (-2, -1, 2, 3)]
    usual = pl.mean_horizontal(around)
    agree = (pl.max_horizontal(around) / pl.min_horizontal(around)).log() <= settings.neighbours_within_log
    swings = [(value / usual).log() for value in (pl.col("value"), at(1))]
    opposite = ((swings[0] < 0) != (swings[1] < 0)) & (pl.min_horizontal(swing.abs() for swing in swings) >= settings.least_swing_log)
    balanced = ((pl.col("value") + at(1)) / (2 * usual) - 1).abs() <= settings.sum_within_share
    metered = (
        pl.col("indicator").cast(pl.String).is_in(UTILITIES)
        & ~pl.col("is_bill")
        & (pl.sum_horizontal(x.is_not_null() for x in around) >= 2)
    )
    marked = series.with_columns(opens=(metered & agree & opposite & balanced).fill_null(value=False), mean=(pl.col("value") + at(1)) / 2)
    # Of overlapping pairs the first one counts.
    first = pl.col("opens") & ~pl.col("opens").shift(1, fill_value=False)
    second = first.shift(1, fill_value=False)
    evened = pl.when(first).then("mean").when(second).then(pl.col("mean").shift(1)).otherwise("value")
    is_shifted = first | second
    return marked.with_columns(value=evened, is_shifted=is_shifted, is_idle=pl.col("is_idle") & ~is_shifted).drop("opens", "mean")
