"""One-month-ahead errors and bands on real panels, and bands by indicator and size class on a fictional district."""

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from models.forecast.district.district_forecaster import Expectation, expect_district
from models.month import size_classes
from models.series.comparable import comparable_series
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from pipelines.ingest.run import ingest_inbox
from pipelines.ingest.settings import SourceSettings
from tests.bench.forecast_measures import rival_forecast, rivals, shared_data, table
from warehouse.periods import shift_month
from warehouse.store import Store

ORIGINS = 3
SAMPLE = 150
PANELS = {"yangzhong_power": (date(2016, 9, 1), date(2015, 1, 1)), "invoice_panel": (date(2020, 1, 1), date(2016, 11, 1))}
TO_CANONICAL = {"CNY": 1e-4, "kWh": 1.0}
DEMO_LAST = date(2025, 12, 1)
REPORTED_SEEDS = (201, 202, 203)  # never looked at while the bands were made
TOLERANCE = 0.03
COVERED_MONTHS = 24  # months over which the bands' coverage is measured


def report() -> list[str]:
    """Give the tables as lines."""
    data = shared_data()
    lines: list[str] = []
    for name, (last, first) in PANELS.items():
        if data is None:
            lines.append(f"{name}: skipped, the shared data folder is not beside the checkout (or in EARLYWARN_SHARED_DATA).")
            continue
        lines += [f"{name}: one month ahead, last {ORIGINS} months, {SAMPLE} series an indicator", *_panel(data / name, first, last), ""]
    return [*lines, *_districts()]


def panel_observations(folder: Path, first: date, last: date) -> pl.DataFrame:
    """Give the whole months of a panel in canonical units."""
    raw = pl.read_parquet(folder / "observations.parquet").with_columns(period=pl.col("period").str.to_date("%Y-%m"))
    return raw.filter(pl.col("period").is_between(first, last)).with_columns(
        pl.col("value") * pl.col("unit").replace_strict(TO_CANONICAL, return_dtype=pl.Float64),
        covers_months=pl.lit(None, pl.Int64),
        same_period_last_year=pl.lit(None, pl.Float64),
    )


def _panel(folder: Path, first: date, last: date) -> list[str]:
    series = comparable_series(panel_observations(folder, first, last), last)
    groups = series.select(pl.col("uscc").unique().sort()).with_columns(industry_division=pl.lit(""), size_class=pl.lit(""))
    expectation = expect_district(series, groups, last)
    rows = []
    for indicator in series["indicator"].unique().sort():
        for name, (errors, cover_80, cover_95) in _one_ahead(expectation, indicator).items():
            shares = [f"{np.mean(cover):.3f}" if len(cover) else "-" for cover in (cover_80, cover_95)]
            rows.append([f"{indicator}: {name}", f"{np.mean(errors):.3f}", f"{np.median(errors):.3f}", *shares, str(len(errors))])
    return table(["forecaster", "mean scaled error", "median", "cover 80", "cover 95", "count"], rows)


def _one_ahead(expectation: Expectation, indicator: str) -> dict[str, tuple[list[float], list[bool], list[bool]]]:
    """Scaled absolute errors and hits of everybody on the same months of the same series."""
    arrays = expectation.arrays
    months = arrays.z.shape[1]
    own = np.where(arrays.is_part, np.nan, arrays.z)
    able = (arrays.index["indicator"] == indicator).to_numpy() & (np.isfinite(own[:, : months - ORIGINS]).sum(axis=1) >= SAMPLE // 10)
    rows = np.flatnonzero(able & ~arrays.is_intermittent)
    rows = rows[np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows))).astype(int)]
    values = np.sinh(own) * arrays.unit[:, None]
    bands = {
        (row["uscc"], row["period"]): row for row in expectation.one_ahead.filter(pl.col("indicator") == indicator).iter_rows(named=True)
    }
    out: dict[str, tuple[list[float], list[bool], list[bool]]] = {
        name: ([], [], []) for name in ("earlywarn", "AutoETS", "seasonal naive", "last value")
    }
    ets = rivals()["AutoETS"]
    for row in rows:
        for month in range(months - ORIGINS, months):
            past, truth = values[row, :month], values[row, month]
            known = past[np.isfinite(past)]
            band = bands.get((arrays.index["uscc"][int(row)], arrays.periods[month]))
            scale = np.mean(np.abs(np.diff(known)))
            if not np.isfinite(truth) or band is None or scale == 0 or not np.isfinite(values[row, month - 12]):
                continue
            made = rival_forecast(ets, known, 1)
            points = {
                "earlywarn": band["expected"],
                "AutoETS": made.mean[0],
                "seasonal naive": values[row, month - 12],
                "last value": known[-1],
            }
            for name, point in points.items():
                out[name][0].append(min(abs(truth - point) / scale, 10.0))
            for place, level in ((1, 80), (2, 95)):
                out["earlywarn"][place].append(band[f"lo_{level}"] <= truth <= band[f"hi_{level}"])
                out["AutoETS"][place].append(bool(made.limits[level][0][0] <= truth <= made.limits[level][1][0]))
    return out


def district_series(seed: int = 7) -> tuple[pl.DataFrame, pl.DataFrame, date]:
    """Write a fictional district, ingest it and give its comparable series, peer groups and last month."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_district(home / "inbox", home / "truth", DemoSettings(last=DEMO_LAST, seed=seed, layouts="tidy"))
        day = shift_month(DEMO_LAST, 1).replace(day=25)
        with Store(home / "warehouse.duckdb") as store:
            ingest_inbox(store, home / "inbox", day, SourceSettings())
            observations, register = store.observations_as_of(day), store.register_as_of(day)
    series = comparable_series(observations, DEMO_LAST)
    return series, size_classes(series, register, DEMO_LAST), DEMO_LAST


def _districts() -> list[str]:
    """Coverage by indicator and size class over the reported districts, and which of their cells lie outside the tolerance."""
    keys = ["indicator", "size_class", "horizon_months", "nominal_share"]
    expected = {seed: expect_district(*district_series(seed)) for seed in REPORTED_SEEDS}
    cells = pl.concat(
        one.band_coverage.filter(pl.col("size_class") != "").with_columns(seed=pl.lit(seed)) for seed, one in expected.items()
    )
    off = (pl.col("covered_share") - pl.col("nominal_share")).abs() > TOLERANCE
    pooled = cells.group_by(keys).agg((pl.col("covered_share") * pl.col("count")).sum() / pl.col("count").sum()).sort(keys)
    wide = pooled.with_columns(
        name=pl.format("{} / {}", "indicator", "size_class"),
        band=pl.format("{}% {}m", (pl.col("nominal_share") * 100).cast(pl.Int64), "horizon_months"),
    ).pivot("band", index="name", values="covered_share")
    rows = [[str(cell) if isinstance(cell, str) else f"{cell:.3f}" for cell in row] for row in wide.iter_rows()]
    outside = cells.group_by("indicator").agg(off.sum().alias("outside"), pl.len(), pl.col("count").filter(off).median().alias("figures"))
    lines = [
        f"{row['indicator']}: {row['outside']} of {row['len']} cells outside {TOLERANCE:.0%} (median count {row['figures'] or 0:.0f})"
        for row in outside.sort("indicator").iter_rows(named=True)
    ]
    head = f"Fictional districts, seeds {REPORTED_SEEDS}: bands of the last 24 months, by indicator and size class, pooled"
    least = [f"{indicator}: {share:.3f}" for indicator, share in _least_covered(list(expected.values())).items()]
    note = "Least that 80 % bands of every series' own could cover where zeros are in reach: " + (", ".join(least) or "nothing is lumpy")
    return [head, *table(wide.columns, rows), "", *lines, note]


def _least_covered(expected: list[Expectation], nominal: float = 0.8) -> dict[str, float]:
    """Give, by indicator with lumpy series, the mean of the larger of `nominal` and the share of zeros of each, last 24 months.

    A band that holds zero holds every zero month, so that a series idle nine months in ten is covered in nine at least.
    """
    totals: dict[str, list[float]] = {}
    for one in expected:
        arrays = one.arrays
        figures = np.where(arrays.is_part, np.nan, arrays.z)[:, -COVERED_MONTHS:]
        count = np.isfinite(figures).sum(axis=1)
        least = np.maximum(nominal * count, (figures == 0).sum(axis=1))
        for row in np.flatnonzero(arrays.is_intermittent & (count > 0)):
            total = totals.setdefault(str(arrays.index["indicator"][int(row)]), [0.0, 0.0])
            total[0] += least[row]
            total[1] += count[row]
    return {indicator: covered / months for indicator, (covered, months) in sorted(totals.items())}
