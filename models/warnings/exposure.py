"""What is at stake: output, value added and tax of the last 12 months, the latest jobs, and their share of the district."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from models.optional_columns import text_or_null
from models.series.windows import aged_figures, amounts
from models.warnings.settings import LevelSettings
from warehouse.printed_figures import EXPOSURES
from warehouse.vocabulary import EXPOSURE_CLASSES

# A stock: the latest head-count stands for itself. Flows are of a year, so that seasons and prepayments do not decide the worth.
JOBS = "exposure_jobs"
SHARES = {
    "exposure_output_cny_10k": "exposure_output_share",
    "exposure_value_added_cny_10k": "exposure_value_added_share",
    "exposure_tax_cny_10k": "exposure_tax_share",
    JOBS: "exposure_jobs_share",
}


def measure_exposure(series: pl.DataFrame, register: pl.DataFrame, month: date, settings: LevelSettings | None = None) -> pl.DataFrame:
    """Measure every enterprise of a register: amounts of the 12 months to `month`, jobs, shares and a class.

    `series`: feat_series core; `register`: those who are monitored, with uscc, tier and, where there are several, district: they are the
    base of every share. Returns uscc and the exposure_* columns; what was never delivered is null, not zero. Shares are of the
    enterprise's own district.
    """
    settings = settings or LevelSettings()
    # A district that nobody named is one district, not none.
    firms = register.select("uscc", text_or_null(register, "district").fill_null(""), text_or_null(register, "tier"))
    at_stake = [figure.indicator for figure in EXPOSURES.values()]
    measured = firms.join(exposure_amounts(aged_figures(series, month, at_stake), month), on="uscc", how="left")
    shared = measured.with_columns(_share(amount).alias(share) for amount, share in SHARES.items())
    return shared.with_columns(exposure_class=_exposure_class(settings)).drop("district", "tier").sort("uscc")


def exposure_amounts(aged: pl.DataFrame, month: date) -> pl.DataFrame:
    """Sum the 12 months to `month` and take the last head-count in them: uscc and the four amounts, null for what was never delivered.

    `aged`: models.series.windows.aged_figures, or figures aged against each enterprise's own last month.
    """
    known = aged.drop_nulls("value")
    found = known.select("uscc").unique(maintain_order=True)
    for column, figure in EXPOSURES.items():
        own = amounts(known.filter(pl.col("indicator") == figure.indicator), figure.window, month)
        found = found.join(own.select("uscc", pl.col("value").alias(column)), on="uscc", how="left")
    return found


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
