"""Small districts with a known truth, for the tests of expected values."""

from datetime import date

import numpy as np
import polars as pl

from models.series.calendar import month_calendar
from warehouse.periods import shift_month

FIRST = date(2020, 1, 1)


def district(
    firms: int = 60,
    months: int = 48,
    *,
    seed: int = 1,
    noise: float = 0.1,
    festival: float = -0.5,
    indicators: tuple[str, ...] = ("electricity",),
) -> tuple[pl.DataFrame, pl.DataFrame, date]:
    """Firms of one division and three sizes with a common season, festival effect and noise of their own: series, groups, last month."""
    random = np.random.default_rng(seed)
    last = shift_month(FIRST, months - 1)
    calendar = month_calendar(FIRST, last)
    season = np.tile(0.2 * np.sin(np.arange(12) / 12 * 2 * np.pi), months // 12 + 1)[:months]
    common = season + festival * calendar["festival_share"].to_numpy()
    frames = []
    for indicator in indicators:
        level = random.normal(8, 1, (firms, 1))
        values = np.exp(level + common + random.normal(0, noise, (firms, months)))
        frames.append(
            pl.DataFrame(
                {
                    "uscc": np.repeat([f"F{number:04d}" for number in range(firms)], months),
                    "indicator": indicator,
                    "period": calendar["period"].to_list() * firms,
                    "value": values.reshape(-1),
                }
            )
        )
    series = pl.concat(frames).with_columns(flags=pl.lit(None, pl.String), growth_base=pl.lit(None, pl.Float64))
    names = [f"F{number:04d}" for number in range(firms)]
    groups = pl.DataFrame({"uscc": names, "industry_division": "39", "size_class": [str(number % 3 + 1) for number in range(firms)]})
    return series, groups, last


def one_firm(values: list[float | None], uscc: str = "X0001", indicator: str = "electricity", flags: str | None = None) -> pl.DataFrame:
    """One firm's series from FIRST on; None leaves the month out."""
    periods = [shift_month(FIRST, number) for number in range(len(values))]
    frame = pl.DataFrame({"uscc": uscc, "indicator": indicator, "period": periods, "value": pl.Series(values, dtype=pl.Float64)})
    return frame.with_columns(flags=pl.lit(flags, pl.String), growth_base=pl.lit(None, pl.Float64)).drop_nulls("value")
