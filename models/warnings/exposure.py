"""What is at stake: output, value added and tax of the last 12 months, the latest jobs, and their share of the district."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from models.series.outlier_guard import leave_out_implausible
from models.warnings.settings import LevelSettings
from warehouse.periods import MONTHS_A_YEAR, month_number, month_numbers
from warehouse.vocabulary import EXPOSURE_CLASSES

# Flows are summed over a year, so that seasons and prepayments do not decide what an enterprise is worth.
AMOUNTS = {
    "output_value": "exposure_output_cny_10k",
    "value_added": "exposure_value_added_cny_10k",
    "tax": "exposure_tax_cny_10k",
}
# A stock: the latest head-count stands for itself.
JOBS = "exposure_jobs"
SHARES = {
    "exposure_output_cny_10k": "exposure_output_share",
    "exposure_value_added_cny_10k": "exposure_value_added_share",
    "exposure_tax_cny_10k": "exposure_tax_share",
    JOBS: "exposure_jobs_share",
}


def measure_exposure(series: pl.DataFrame, register: pl.DataFrame, month: date, settings: LevelSettings | None = None) -> pl.DataFrame:
    """Measure every enterprise of the register: amounts of the 12 months to `month`, jobs, shares and a class.

    `series`: feat_series core; `register`: uscc, tier and, where there are several, district. Returns uscc and the
    exposure_* columns; what was never delivered is null, not zero. Shares are of the enterprise's own district.
    """
    settings = settings or LevelSettings()
    # A district that nobody named is one district, not none.
    firms = register.select("uscc", _column(register, "district").fill_null(""), _column(register, "tier"))
    measured = firms.join(amounts_before(series, month), on="uscc", how="left")
    shared = measured.with_columns(_share(amount).alias(share) for amount, share in SHARES.items())
    return shared.with_columns(exposure_class=_exposure_class(settings)).drop("district", "tier").sort("uscc")


def amounts_before(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """Sum the 12 months to `month` and take the last head-count in them: uscc and the four amounts."""
    age = month_number(month) - month_numbers("period")
    # The yardstick of plausibility needs more than the year, and nothing of what came after the month.
    looked_at = leave_out_implausible(series.filter(age.is_between(0, 3 * MONTHS_A_YEAR - 1)))
    return year_amounts(looked_at.filter(age < MONTHS_A_YEAR))


def year_amounts(year: pl.DataFrame) -> pl.DataFrame:
    """Sum the figures of a year and take the last head-count in it: uscc and the four amounts; null for what was never delivered."""
    recent = year.drop_nulls("value")
    sums = [_sum_of(indicator).alias(name) for indicator, name in AMOUNTS.items()]
    # Sorted here, because nothing promises the order of the series.
    jobs = pl.col("value").filter(pl.col("indicator") == "employment").sort_by(pl.col("period").filter(pl.col("indicator") == "employment"))
    return recent.group_by("uscc").agg(*sums, jobs.last().alias(JOBS))


def _sum_of(indicator: str) -> pl.Expr:
    values = pl.col("value").filter(pl.col("indicator") == indicator)
    # A sum over nothing is 0 in polars, but "never delivered" is not zero.
    return pl.when(values.len() > 0).then(values.sum())


def _share(amount: str) -> pl.Expr:
    # Refunds make negative tax; such an enterprise carries nothing of the district, it does not relieve others.
    held = pl.col(amount).clip(lower_bound=0)
    total = held.sum().over("district")
    return pl.when(total > 0).then(held / total)


def _exposure_class(settings: LevelSettings) -> pl.Expr:
    shares = [pl.col(share) for share in SHARES.values()]
    # In multiples of the average share, so that one threshold serves districts of any size.
    multiple = pl.max_horizontal(shares) * pl.len().over("district")
    measured = (
        pl.when(multiple.is_null())
        # Unknown is not small: one source alone (electricity) would make every enterprise unimportant.
        .then(pl.lit(EXPOSURE_CLASSES.index(settings.unknown_exposure_class)))
        .otherwise((multiple >= settings.medium_multiple).cast(pl.Int32) + (multiple >= settings.large_multiple).cast(pl.Int32))
    )
    # A leading enterprise stays one in the month in which its figures are missing.
    ranks = {tier: EXPOSURE_CLASSES.index(floor) for tier, floor in settings.tier_floor.items()}
    floor = pl.col("tier").replace_strict(ranks, default=0, return_dtype=pl.Int32) if ranks else pl.lit(0)
    return numbered_names(pl.max_horizontal(measured, floor), EXPOSURE_CLASSES.keys)


def numbered_names(number: pl.Expr, names: Iterable[str]) -> pl.Expr:
    """Turn class numbers from 0 into their names."""
    return number.cast(pl.Int32).replace_strict(dict(enumerate(names)), return_dtype=pl.String)


def _column(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if name in frame.columns else pl.lit(None, pl.String).alias(name)
