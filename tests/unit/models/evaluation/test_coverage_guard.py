"""Bands that hold as many figures as they used to are not noticed; noise, another unit and a common shift are in their first month."""

from datetime import date

import numpy as np
import polars as pl

from models.evaluation.coverage_guard import CoverageSettings, outside_by_month, outside_of_month
from warehouse.periods import shift_month

LAST = date(2026, 6, 1)
MONTHS = [shift_month(LAST, -back) for back in range(35, -1, -1)]
ENTERPRISES = 400


def series(seed: int = 1, restless: tuple[date, ...] = (), figures: int = ENTERPRISES) -> pl.DataFrame:
    """Normal figures within bands that hold what they promise; in restless months everybody is more than a spread off."""
    drawn = np.random.default_rng(seed)
    rows = []
    for month in MONTHS:
        value = drawn.normal(1.2 if month in restless else 0.0, 1.0, figures)
        rows.append(pl.DataFrame({"value": 100 + value}).with_columns(period=pl.lit(month)))
    return pl.concat(rows).with_columns(indicator=pl.lit("electricity"), lo_80=pl.lit(100 - 1.2816), hi_80=pl.lit(100 + 1.2816))


def changed(rows: pl.DataFrame, value: pl.Expr, since: date = LAST) -> pl.DataFrame:
    return rows.with_columns(value=pl.when(pl.col("period") >= since).then(value).otherwise("value"))


def test_what_lies_outside_is_counted_by_month() -> None:
    rows = outside_by_month(series())
    assert rows.height == 36
    assert rows["count"].unique().to_list() == [ENTERPRISES]
    assert 0.17 < rows["outside_share"].mean() < 0.23  # type: ignore[operator]


def test_ordinary_months_are_not_noticed() -> None:
    found = [outside_of_month(series(seed), LAST) for seed in range(20)]
    assert not any(rows["is_noticed"].any() for rows in found)
    assert found[0].columns == ["indicator", "count", "outside_share", "usual_share", "is_noticed"]


def test_doubled_noise_is_noticed_in_its_first_month() -> None:
    assert outside_of_month(changed(series(), 100 + 2 * (pl.col("value") - 100)), LAST)["is_noticed"].item()


def test_a_source_that_counts_otherwise_is_noticed_though_nobody_scatters() -> None:
    # Of a band of two and a half, all figures a twentieth of their own level higher.
    assert outside_of_month(changed(series(), pl.col("value") + 1.5), LAST)["is_noticed"].item()
    assert outside_of_month(changed(series(), pl.col("value") / 10), LAST)["outside_share"].item() == 1


def test_a_season_that_is_always_restless_is_not_noticed_and_a_restless_month_of_another_is() -> None:
    # The festival fell into the month before, the year before.
    festival = (LAST, shift_month(LAST, -13), shift_month(LAST, -24))
    assert not outside_of_month(series(restless=festival), LAST)["is_noticed"].item()
    other = (LAST, shift_month(LAST, -6), shift_month(LAST, -18))
    assert outside_of_month(series(restless=other), LAST)["is_noticed"].item()


def test_of_a_short_history_or_few_figures_nothing_is_said() -> None:
    young = series().filter(pl.col("period") > shift_month(LAST, -10))
    rows = outside_of_month(changed(young, pl.col("value") * 10), LAST)
    assert rows["usual_share"].null_count() == 1
    assert not rows["is_noticed"].item()
    few = changed(series(figures=40), pl.col("value") * 10)
    assert not outside_of_month(few, LAST)["is_noticed"].item()
    assert outside_of_month(few, LAST, CoverageSettings(least_figures=30))["is_noticed"].item()


def test_figures_without_a_band_do_not_count() -> None:
    rows = series().with_columns(lo_80=pl.when(pl.col("period") == LAST).then(None).otherwise("lo_80"))
    assert outside_of_month(rows, LAST).is_empty()
