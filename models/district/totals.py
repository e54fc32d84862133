"""The district as a whole: totals and growth by indicator, and whether everybody is down at once."""

from datetime import date

import polars as pl

from models.series.growth_rates import growth_rate, with_year_before
from models.series.outlier_guard import leave_out_implausible
from models.warnings.false_alarms import expected_false_alarms
from models.warnings.settings import LevelSettings
from warehouse.periods import shift_month

TOTAL_COLUMNS = (
    "district", "indicator", "period", "total", "yoy_share", "reporting_count", "compared_count", "median_yoy_share", "largest_move_share",
    "yoy_without_largest_share", "is_moved_by_one",
)  # fmt: skip
_ALARMS = {"district": pl.String, "expected_false_alarms": pl.Float64, "false_alarms_lo": pl.Int32, "false_alarms_hi": pl.Int32}
STATE_COLUMNS = (
    "district", "is_down", "gap_share", "since", "enterprises_count", "expected_false_alarms", "false_alarms_lo",
    "false_alarms_hi",
)  # fmt: skip
# Below this many scored enterprises a median says nothing about a district.
FEWEST_FOR_MEDIAN = 10
# What comes and goes by itself says nothing of a month.
UNSTEADY = ("tax", "fixed_investment")
# One enterprise has moved a total where it makes more than half of the change and the rate would be another one without it.
MOST_OF_THE_CHANGE = 0.5
ANOTHER_RATE = 0.05


def district_totals(series: pl.DataFrame, register: pl.DataFrame, month: date, periods: int = 36) -> pl.DataFrame:
    """Sum every indicator over the district's enterprises for the last `periods` months: TOTAL_COLUMNS.

    `series`: feat_series core; what arrives of an enterprise after it has left the register is not counted. Growth compares only
    enterprises that reported both months, so that entering or leaving the register is no growth. `median_yoy_share` is the median
    enterprise's growth, `largest_move_share` what the one that moved most adds to the growth of the sum, `yoy_without_largest_share`
    the growth without it, `is_moved_by_one` whether that is another picture. Figures in a plainly wrong unit stay out.
    """
    based = with_year_before(counted_series(series, register, month, periods))
    shown = based.filter(pl.col("period") > shift_month(month, -periods))
    reported = shown.group_by(TOTAL_COLUMNS[:3]).agg(
        # Nobody reported is not a total of zero.
        total=pl.when(pl.col("value").count() > 0).then(pl.col("value").sum()),
        reporting_count=pl.col("value").count().cast(pl.Int32),
    )
    totals = reported.join(_growth(shown), on=TOTAL_COLUMNS[:3], how="left")
    return totals.with_columns(pl.col("compared_count").fill_null(0)).select(TOTAL_COLUMNS).sort(TOTAL_COLUMNS[:3])


def counted_series(series: pl.DataFrame, register: pl.DataFrame, month: date, periods: int = 36) -> pl.DataFrame:
    """Return the figures that count in the district's totals of the last `periods` months, with the year before as the base of growth."""
    recent = series.filter(pl.col("period") <= month, pl.col("period") > shift_month(month, -periods - 12))
    return _while_monitored(leave_out_implausible(recent), register)


def _growth(based: pl.DataFrame) -> pl.DataFrame:
    """Measure growth over those who reported both months: of the sum, of the median enterprise, and of the sum without its largest mover.

    Growth of the sum is a ratio of two sums over the same enterprises, not a mean of their growth rates.
    """
    compared = based.drop_nulls(["value", "base"])
    move = pl.col("value") - pl.col("base")
    # The credit code decides between equals, so that the order of rows does not.
    largest = move.sort_by(move.abs(), "uscc", descending=[True, False]).first()
    base_of_largest = pl.col("base").sort_by(move.abs(), "uscc", descending=[True, False]).first()
    rates = growth_rate(pl.col("value"), pl.col("base"))
    found = compared.group_by(TOTAL_COLUMNS[:3]).agg(
        now=pl.col("value").sum(),
        before=pl.col("base").sum(),
        move=largest,
        base_of_move=base_of_largest,
        compared_count=pl.len().cast(pl.Int32),
        median_yoy_share=pl.when(rates.count() >= FEWEST_FOR_MEDIAN).then(rates.median()),
    )
    left = pl.col("before") - pl.col("base_of_move")
    without = growth_rate(pl.col("now") - pl.col("base_of_move") - pl.col("move"), left)
    measured = found.with_columns(
        yoy_share=growth_rate(pl.col("now"), pl.col("before")),
        largest_move_share=growth_rate(pl.col("move") + pl.col("before"), pl.col("before")),
        yoy_without_largest_share=without,
    )
    most = pl.col("move").abs() > MOST_OF_THE_CHANGE * (pl.col("now") - pl.col("before")).abs()
    another = (pl.col("yoy_share") - pl.col("yoy_without_largest_share")).abs() > ANOTHER_RATE
    return measured.with_columns(is_moved_by_one=(most & another).fill_null(value=False))


def district_state(
    evidence: pl.DataFrame,
    register: pl.DataFrame,
    warnings: pl.DataFrame,
    previous: pl.DataFrame,
    month: date,
    settings: LevelSettings | None = None,
) -> pl.DataFrame:
    """Say for each district whether it is down as a whole, by how much and since when, with the expected false alarms.

    `evidence`: feat_evidence (uscc, indicator, ratio_share); `warnings`: out_warnings of this month (true_chance); `previous`: out_state of
    earlier months (month, district, is_down, since), which may be empty. The gap is the median enterprise's: half of them are lower. It is
    to the own normal level and not to the peers: what hits everybody at once is what is asked for here.
    """
    settings = settings or LevelSettings()
    # The register decides who belongs to the district; enterprises without figures count, their activity does not.
    firms = _districts(register).join(_against_normal(evidence), on="uscc", how="left")
    known = pl.col("ratio_share").count() >= FEWEST_FOR_MEDIAN
    gaps = firms.group_by("district").agg(
        gap_share=pl.when(known).then(pl.col("ratio_share").median() - 1), enterprises_count=pl.len().cast(pl.Int32)
    )
    down = gaps.with_columns(is_down=(pl.col("gap_share") <= -settings.district_down_share).fill_null(False))
    joined = down.join(_last_state(previous, month), on="district", how="left").join(_alarms(warnings, settings), on="district", how="left")
    # A shock that was there last month keeps its first month.
    since = pl.when("is_down").then(pl.coalesce("last_since", pl.lit(month)))
    return joined.with_columns(since=since).select(STATE_COLUMNS).sort("district")


def _against_normal(evidence: pl.DataFrame) -> pl.DataFrame:
    """Give the middle one of what each enterprise's figures are of normal; tax and investment come and go by themselves."""
    steady = evidence.filter(~pl.col("indicator").is_in(UNSTEADY), pl.col("ratio_share").is_not_null())
    return steady.group_by("uscc").agg(pl.col("ratio_share").median())


def _alarms(warnings: pl.DataFrame, settings: LevelSettings) -> pl.DataFrame:
    """Count the false alarms to expect among the listed of each district, with the 95 % interval of their number."""
    # The risks are calibrated, so what is left to one is the chance of a false alarm.
    listed = warnings.filter("is_listed").drop_nulls("true_chance")
    counts = {
        district: expected_false_alarms(rows["true_chance"].to_numpy(), shift_spread=settings.alarm_shift_spread)
        for (district,), rows in listed.group_by("district", maintain_order=True)
    }
    rows = [(district, count.expected, count.low, count.high) for district, count in counts.items()]
    return pl.DataFrame(rows, schema=_ALARMS, orient="row")


def _last_state(previous: pl.DataFrame, month: date) -> pl.DataFrame:
    if previous.is_empty():
        return pl.DataFrame(schema={"district": pl.String, "last_since": pl.Date})
    # A gap in the runs ends a spell: nobody knows how the month between was.
    last = previous.filter(pl.col("month") == shift_month(month, -1), pl.col("is_down"))
    return last.select("district", last_since="since")


def _while_monitored(series: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Join the districts, and leave out the months at whose end an enterprise had left the register: its last payments are no fall."""
    left = register["left_register_on"] if "left_register_on" in register.columns else pl.Series([None] * register.height, dtype=pl.Date)
    placed = series.join(_districts(register).with_columns(left_on=left), on="uscc")
    had_left = (pl.col("left_on") <= pl.col("period").dt.month_end()).fill_null(value=False)
    return placed.filter(~had_left).drop("left_on")


def _districts(register: pl.DataFrame) -> pl.DataFrame:
    if "district" not in register.columns:
        return register.select("uscc", district=pl.lit(""))
    return register.select("uscc", pl.col("district").fill_null(""))
