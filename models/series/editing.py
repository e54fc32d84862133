"""Selective editing: figures that look like typing errors are set aside until a second month confirms them or the sender corrects them.

A figure that alone stands a large factor above its own history, or above the months around it, is a unit slip or a pasted total before
it is news. It is set aside for scoring, kept as reported, and named; the same level a second month, or in the same month of last year,
or a fall towards zero, is accepted as real (Hidiroglou and Berthelot 1986 for ratios to the own history and for suspicion times impact;
the suspicion is symmetric in logs, the action is not). A file of which most figures are wrong by the same power of ten is held as a
file. A running total says more than a month: it cannot shrink without a correction, it goes on from the month before, and no two of a
year are the same digits with another point. What next year's row states as last year's figure says once more what this year's was.
What a person has settled is not judged again: a released figure is never suspicious, a rejected one always stays out.
"""

from __future__ import annotations

import math
from typing import Final

import polars as pl

from models.numeric import MAD_OF_SD
from models.series.settings import EditingSettings
from warehouse.periods import MONTHS_A_YEAR, month_numbers
from warehouse.vocabulary import ERRATIC, STOCKS

# A figure, the three months before it and the three after.
_AROUND: Final = 7
# How many rows a year may be: without a January eleven, with months missing fewer.
_YEAR_OF_ROWS: Final = range(12, 7, -1)
# Amounts are equal up to what adding them up leaves, or up to the digits that a change of unit leaves.
_EQUAL: Final = 1e-6
_EQUAL_IN_UNITS: Final = 1e-3
# Two amounts are not the same when they differ by more than this share.
_DIFFERENT: Final = 5e-4

TYPING_ERROR: Final = "suspected_typing_error"
WRONG_UNIT: Final = "file_in_wrong_unit"
SWAPPED: Final = "swapped_columns"
PASTED: Final = "pasted_total"
REJECTED: Final = "rejected_by_hand"
# What a person decided about a figure, in the optional column ``settled``.
RELEASE, REJECT = "release", "reject"


def suspicious_of(judged: pl.DataFrame) -> pl.DataFrame:
    """Return of rows that ``with_suspicion`` has judged those to set aside, their codes and indicators as text."""
    return judged.filter(pl.col("factor").is_not_null()).with_columns(pl.col("uscc", "indicator").cast(pl.String))


def with_suspicion(rows: pl.DataFrame, series: tuple[str, ...], settings: EditingSettings) -> pl.DataFrame:
    """Add ``factor`` (how many times the typical figure of its series it is) and ``rule`` to suspicious rows, null for the others.

    ``rows`` are sorted by ``series`` and period. Running totals are compared as their monthly means. Where ``delivery_id`` is there,
    files in a wrong unit are held as files; where ``same_period_last_year`` is, swapped years are found; where ``settled`` is, a person
    has released or rejected some of the rows.
    """
    placed = _placed(rows, series)
    measured = _measured(placed)
    files = _in_wrong_file(measured, settings) if "delivery_id" in rows.columns else pl.lit(value=False)
    has_base = "same_period_last_year" in rows.columns
    stated_later = _is_slip_by_next_year() if has_base else pl.lit(value=False)
    is_slip = _is_slip(settings) | _is_spike(settings) | _is_moved_point() | stated_later
    marked = measured.with_columns(is_wrong_file=files, is_slip=is_slip)
    # What follows compares totals with those before them, of which wrong ones say nothing.
    sound = marked.with_columns(sound=pl.when(_is_sound(rows.columns)).then("value"))
    crossed = _goes_on_crosswise(settings) if has_base else pl.lit(value=False)
    judged = sound.with_columns(is_crossed=crossed).with_columns(_rule(settings, rows.columns))
    chosen = pl.col("rule").is_not_null() & ((pl.col("rule") != TYPING_ERROR) | _is_worth_a_query(settings))
    return judged.select(
        *rows.columns, factor=pl.when(chosen).then(pl.col("away").fill_null(0.0).exp()), rule=pl.when(chosen).then(pl.col("rule"))
    )


def _is_sound(columns: list[str]) -> pl.Expr:
    """Whether a figure may be used to judge others by: nothing speaks against it, or a person released it."""
    looks_sound = ~pl.col("is_wrong_file") & ~pl.col("is_slip")
    return pl.coalesce(pl.col("settled") == RELEASE, looks_sound) if "settled" in columns else looks_sound


def _placed(rows: pl.DataFrame, series: tuple[str, ...]) -> pl.DataFrame:
    """Number the series and the months, so that a neighbour is found by its place and not by grouping again."""
    opens = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in series)
    months = pl.when(pl.col("basis") == "ytd").then(pl.col("period").dt.month()).otherwise(pl.col("covers_months").fill_null(1))
    return rows.with_columns(
        line=opens.cum_sum(),
        year=pl.col("period").dt.year().cast(pl.Int64),
        month_of_year=pl.col("period").dt.month().cast(pl.Int64),
        # Numbered once: twenty expressions below look for a month of another year.
        number_of_month=month_numbers("period"),
        rate=pl.when(pl.col("value") > 0).then((pl.col("value") / months).log()),
        is_erratic=pl.col("indicator").cast(pl.String).is_in(ERRATIC),
    )


def _measured(placed: pl.DataFrame) -> pl.DataFrame:
    """Add how far a figure stands from its history (``away``) and from the months around it (``near``), in logs, and the usual spreads."""
    rate, line = pl.col("rate"), "line"
    around = pl.col("rate").rolling_median(_AROUND, min_samples=3, center=True).over(line)
    own = placed.with_columns(away=rate - rate.median().over(line), near=rate - around, figures=rate.count().over(line))
    return own.with_columns(
        spread=pl.col("away").abs().median().over(line) / MAD_OF_SD, near_spread=pl.col("near").abs().median().over(line) / MAD_OF_SD
    )


def _at(name: str, step: int) -> pl.Expr:
    """Return the column so many rows before (after where negative) in the same series, null where there is none."""
    return pl.when(pl.col("line").shift(step) == pl.col("line")).then(pl.col(name).shift(step))


def _same_year(name: str, step: int) -> pl.Expr:
    """Return the column so many rows before in the same series and year."""
    return pl.when(pl.col("year").shift(step) == pl.col("year")).then(_at(name, step))


def _year_before(name: str) -> pl.Expr:
    """Return the column of the same month of last year; without a January a year is eleven rows back, with months missing fewer."""
    return pl.coalesce(_months_before(name, MONTHS_A_YEAR, step) for step in _YEAR_OF_ROWS)


def _year_after(name: str) -> pl.Expr:
    """Return the column of the same month of next year."""
    return pl.coalesce(_months_before(name, -MONTHS_A_YEAR, -step) for step in _YEAR_OF_ROWS)


def _months_before(name: str, months: int, step: int) -> pl.Expr:
    """Return the column so many rows before where that is so many months before."""
    number = pl.col("number_of_month")
    return pl.when(number - number.shift(step) == months).then(_at(name, step))


def _rule(settings: EditingSettings, columns: list[str]) -> pl.Expr:
    """Return the rule a figure breaks, the most telling first, null for none."""
    rules = [
        (WRONG_UNIT, pl.col("is_wrong_file")),
        (SWAPPED, _is_swapped() if "same_period_last_year" in columns else pl.lit(value=False)),
        (PASTED, _is_pasted_total(settings)),
        (TYPING_ERROR, pl.col("is_slip")),
        (PASTED, _is_pasted_month(settings)),
    ]
    judged = pl.coalesce([pl.when(found.fill_null(value=False)).then(pl.lit(rule)) for rule, found in rules])
    if "settled" not in columns:
        return judged.alias("rule")
    is_open = pl.col("settled").is_null()
    return pl.when(is_open).then(judged).when(pl.col("settled") == REJECT).then(pl.lit(REJECTED)).alias("rule")


def _is_slip(settings: EditingSettings) -> pl.Expr:
    """Whether a figure alone stands far from its history.

    Upward jumps are suspicious unless a neighbouring month confirms them; downward ones only where the months before and after agree that
    nothing had happened, because a fall to near zero is how a stop looks.
    """
    is_far = pl.col("away") > _limit(settings.least_factor, settings.erratic_factor, "spread", settings)
    # The first month of all has no month before it that would speak against it.
    has_before = _at("rate", 1).is_not_null() & ~pl.col("is_erratic")
    is_far_from_near = has_before & (pl.col("near") > _limit(settings.local_factor, settings.erratic_factor, "near_spread", settings))
    few = (pl.col("figures") >= settings.few_figures) & (pl.col("away") > math.log(settings.few_factor))
    is_up = ((pl.col("figures") >= settings.least_figures) & (is_far | is_far_from_near)) | few
    return ((is_up & _is_alone(settings)) | _is_hole(settings)).fill_null(value=False)


def _is_alone(settings: EditingSettings) -> pl.Expr:
    """Whether neither a neighbouring month nor last year's is about as high."""
    confirming = math.log(settings.confirming_factor)
    # A season shows in months; in totals since January last year's can only have been as wrong.
    season = pl.when(pl.col("basis") == "month").then(_year_before("rate"))
    others = (_at("rate", 1), _at("rate", -1), season)
    return ~pl.any_horizontal(((other - pl.col("rate")).abs() < confirming).fill_null(value=False) for other in others)


def _is_hole(settings: EditingSettings) -> pl.Expr:
    """Whether a figure stands far below both its neighbours."""
    before, after = _at("rate", 1), _at("rate", -1)
    down = pl.when(pl.col("basis") == "ytd").then(settings.least_factor).otherwise(settings.down_factor)
    limit = pl.when("is_erratic").then(settings.erratic_down_factor).otherwise(down).log()
    is_known = before.is_not_null() & after.is_not_null() & (pl.col("figures") >= settings.least_figures)
    return is_known & (pl.min_horizontal(before, after) - pl.col("rate") > pl.max_horizontal(limit, settings.spreads * pl.col("spread")))


def _limit(factor: float, erratic_factor: float, spread: str, settings: EditingSettings) -> pl.Expr:
    """Return how far a figure may stand away in logs: a factor, more where the series is erratic or volatile."""
    least = pl.when("is_erratic").then(math.log(erratic_factor)).otherwise(math.log(factor))
    return pl.max_horizontal(least, settings.spreads * pl.col(spread))


def _is_spike(settings: EditingSettings) -> pl.Expr:
    """Whether a running total stands far above both its neighbours, which no total does that only grows."""
    is_above = pl.col("value") > settings.least_factor * _same_year("value", -1)
    is_new = (pl.col("value") > settings.least_factor * _same_year("value", 1)).fill_null(value=True)
    return ((pl.col("basis") == "ytd") & is_above & is_new & (_same_year("value", -1) > 0)).fill_null(value=False)


def _is_moved_point() -> pl.Expr:
    """Whether a running total is that of the month before or after with the point elsewhere: nothing was added, and the unit slipped."""
    value, size = pl.col("value"), pl.col("away").abs()
    # Of the two, the one farther from the history is wrong. Amounts of one or two digits are each other's multiples by chance.
    digits = value / 10.0 ** value.log10().floor() * 10.0
    is_telling = (digits - digits.round()).abs() > _EQUAL
    found = [
        (_power_of_ten(_same_year("value", step) / value, _EQUAL) != 0) & (size > _same_year("away", step).abs().fill_null(0.0))
        for step in (1, -1)
    ]
    return ((pl.col("basis") == "ytd") & (value > 0) & is_telling & pl.any_horizontal(found)).fill_null(value=False)


def _is_slip_by_next_year() -> pl.Expr:
    """Whether next year's row states the figure in another unit, in which it lies nearer to its history."""
    power = _power_of_ten(_year_after("same_period_last_year") / pl.col("value"), _EQUAL_IN_UNITS)
    in_unit = (pl.col("away") + power * math.log(10)).abs()
    return ((pl.col("value") > 0) & (power != 0) & (in_unit < pl.col("away").abs() - 1.0)).fill_null(value=False)


def _power_of_ten(ratio: pl.Expr, within: float) -> pl.Expr:
    """Return the power of ten a ratio is, null where it is none."""
    power = ratio.log10().round()
    return pl.when((ratio / 10.0**power - 1.0).abs() < within).then(power)


def _in_wrong_file(measured: pl.DataFrame, settings: EditingSettings) -> pl.Series:
    """Return for each row whether most enterprises of its file are off by one and the same power of ten in that month."""
    file = ["delivery_id", "indicator", "basis", "period"]
    is_known = pl.col("figures") >= settings.least_figures
    power = (pl.col("away") / math.log(10)).round()
    # Files with many figures far off are few, so that only theirs are looked at one by one.
    far = measured.filter(is_known & (power != 0)).group_by(file).agg(far=pl.len(), middle=power.median().round())
    suspects = far.filter(pl.col("far") >= settings.file_least)
    if suspects.is_empty():
        return pl.repeat(value=False, n=measured.height, dtype=pl.Boolean, eager=True)
    theirs = measured.select(*file, "figures", power=power).join(suspects, on=file, how="inner")
    counted = (
        theirs.filter(is_known)
        .group_by(file)
        .agg(count=pl.len(), agree=(pl.col("power") == pl.col("middle")).sum(), middle=pl.col("middle").first())
    )
    wrong = counted.filter((pl.col("agree") >= settings.file_share * pl.col("count")) & (pl.col("middle") != 0))
    marked = measured.select(file).join(wrong.select(*file, is_wrong=pl.lit(value=True)), on=file, how="left", maintain_order="left")
    return marked["is_wrong"].fill_null(value=False)


def _is_swapped() -> pl.Expr:
    """Whether this year's and last year's figure stand in each other's column."""
    base, own = pl.col("same_period_last_year"), _year_before("value")
    is_last_years = ((pl.col("value") - own).abs() <= _EQUAL * own.abs()) & (own != 0) & ((base - own).abs() > 0.005 * own.abs())
    # Next year's row says that the figure is the one that stands as last year's. Where that is last year's own, next year's row is stale.
    is_mine = (_year_after("same_period_last_year") - base).abs() <= _EQUAL * base.abs()
    differs = pl.all_horizontal((other - base).abs() > _DIFFERENT * base.abs() for other in (pl.col("value"), own))
    # The month after a swapped one looks crossed to it as well; of two that follow each other the first is wrong.
    crossed = pl.col("is_crossed") & ~_at("is_crossed", 1).fill_null(value=False)
    return is_last_years.fill_null(value=False) | (is_mine & differs).fill_null(value=False) | crossed


def _goes_on_crosswise(settings: EditingSettings) -> pl.Expr:
    """Whether one of the two totals falls, and each goes on from the other's month before as it should from its own."""
    value, base = pl.col("value"), pl.col("same_period_last_year")
    value_before, base_before = _same_year("sound", 1), _same_year("same_period_last_year", 1)
    falls = (value < value_before) | (base < base_before)
    within = settings.swapped_within
    pairs = ((value, base_before), (base, value_before))
    usual = [(total - before) * (pl.col("month_of_year") - 1) / before for total, before in pairs]
    is_crossed = (pl.col("basis") == "ytd") & falls & pl.all_horizontal(step.is_between(1 / within, within) for step in usual)
    return is_crossed.fill_null(value=False)


def _is_pasted_month(settings: EditingSettings) -> pl.Expr:
    """Whether a month stands where the total since January was due: the total falls far back, and the next one does not go on from it."""
    value = pl.col("value")
    before = pl.coalesce(_same_year("sound", 1), _same_year("sound", 2))
    after = _same_year("value", -1)
    fallen = (pl.col("basis") == "ytd") & (before > 0) & (value >= 0) & (value < settings.pasted_below * before)
    return (fallen & ~(after < before).fill_null(value=False)).fill_null(value=False)


def _is_pasted_total(settings: EditingSettings) -> pl.Expr:
    """Whether the total since January stands where a month was due: less the months before it, it is a month like them."""
    value = pl.col("value")
    # Sums within a year without grouping: what has been added up so far, less what had been when the year began.
    opens = (pl.col("line") != pl.col("line").shift(1)).fill_null(value=True) | (pl.col("year") != pl.col("year").shift(1))
    so_far, place = value.cum_sum() - value, pl.int_range(pl.len())
    before = so_far - pl.when(opens).then(so_far).forward_fill()
    months = place - pl.when(opens).then(place).forward_fill()
    usual = before / months
    is_left = ((value - before) / usual).is_between(1 / settings.pasted_within, settings.pasted_within)
    # A month that makes up for a negative one before it is a correction.
    is_complete = (months >= 2) & (months >= pl.col("month_of_year") - 2) & (_at("value", 1) > 0)
    # From one month to the next a real rise stays, and every year a seasonal one comes back; a total since January is gone again.
    is_gone = _at("value", -1) < value / 2
    is_seasonal = (_year_before("value") > value / 2).fill_null(value=False)
    spreads = pl.when(is_gone).then(settings.pasted_spreads / 2).otherwise(settings.pasted_spreads)
    is_far = pl.col("near") > pl.max_horizontal(math.log(2), spreads * pl.col("near_spread"))
    is_flow = (pl.col("basis") == "month") & ~pl.col("is_erratic") & ~pl.col("indicator").cast(pl.String).is_in(STOCKS)
    return (is_flow & is_complete & is_left & is_far & is_gone.fill_null(value=True) & ~is_seasonal).fill_null(value=False)


def _is_worth_a_query(settings: EditingSettings) -> pl.Expr:
    """Whether a suspicious figure is among those of the month with the highest suspicion times impact."""
    impact = pl.max_horizontal(pl.col("value").abs(), (pl.col("rate") - pl.col("away")).exp()) ** settings.impact_exponent
    # Indicators have different units, so impact is measured against the middle one of its own indicator.
    score = pl.col("away").abs() * impact / impact.median().over("indicator")
    suspect = pl.when(pl.col("rule") == TYPING_ERROR).then(score)
    place = suspect.rank("ordinal", descending=True).over("period")
    most = pl.max_horizontal(settings.most_share * pl.len().over("period"), pl.lit(settings.most_at_least))
    return place <= most
