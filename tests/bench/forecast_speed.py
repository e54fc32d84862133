"""Speed and scale: seconds a series beside AutoETS, DynamicOptimizedTheta and Prophet, and what a million series cost."""

import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from models.forecast.district.district_forecaster import expect_district
from models.forecast.single.forecast import forecast_series
from tests.bench.forecast_measures import rival_forecast, rivals, table
from warehouse.periods import shift_month

FIRMS, MONTHS = 1040, 60
INDICATORS = ("electricity", "employment", "fixed_investment", "gas", "output_value", "tax", "value_added", "water")
FIRST = date(2020, 1, 1)
SIZES: tuple[int, ...] = (1_000, 10_000, 100_000)
SAMPLE = {"AutoETS": 60, "DynamicOptimizedTheta": 200}
PROPHETS = 8
BLOCK = 8_000


def report(sizes: tuple[int, ...] = SIZES) -> list[str]:
    """Give the tables as lines."""
    return [*_speed(), "", *_scale(sizes)]


def fictional_series(firms: int, months: int = MONTHS, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame, date]:
    """Eight indicators of `firms` firms: wandering levels, a season, a festival month, noise."""
    random = np.random.default_rng(seed)
    time_of_year = np.arange(months) % 12
    logs = random.normal(7, 1.5, (firms, 8, 1)) + np.cumsum(random.normal(0, 0.04, (firms, 8, months)), axis=2)
    logs += random.normal(0, 0.15, (1, 8, 12))[:, :, time_of_year] - 0.3 * (time_of_year == 1) + random.normal(0, 0.2, (firms, 8, months))
    names = np.array([f"F{number:07d}" for number in range(firms)])
    periods = pl.date_range(FIRST, shift_month(FIRST, months - 1), "1mo", eager=True)
    series = pl.DataFrame(
        {
            "uscc": np.repeat(names, 8 * months),
            "indicator": np.tile(np.repeat(np.array(INDICATORS), months), firms),
            "period": pl.concat([periods] * (8 * firms)),
            "value": np.exp(logs).reshape(-1),
        }
    ).with_columns(flags=pl.lit(None, pl.String))
    groups = pl.DataFrame(
        {
            "uscc": names,
            "industry_division": np.char.mod("%d", random.integers(13, 43, firms)),
            "size_class": np.char.mod("%d", random.integers(1, 4, firms)),
        }
    )
    return series, groups, shift_month(FIRST, months - 1)


def _cpu(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _speed() -> list[str]:
    series, groups, last = fictional_series(FIRMS)
    count = FIRMS * len(INDICATORS)
    tidy = series.with_columns(series_id=pl.concat_str("uscc", "indicator", separator="/")).select("series_id", "period", "value")
    # Once before the clock starts: imports and first allocations are not the price of a month.
    few = groups.head(20)
    expect_district(series.join(few, on="uscc", how="semi"), few, last)
    forecast_series(tidy.head(20 * MONTHS), 12)
    ours = {
        "screening (calendar, 4 horizons, all origins, bands)": min(_cpu(lambda: expect_district(series, groups, last)) for _ in range(2))
        / count,
        "blend (earlywarn forecast, 12 months, bands)": _cpu(lambda: forecast_series(tidy, 12)) / count,
    }
    theirs, compiled = {}, {}
    pasts = [rows["value"].to_numpy() for _, rows in tidy.head(max(SAMPLE.values()) * MONTHS).group_by("series_id", maintain_order=True)]
    for name, sample in SAMPLE.items():
        model = rivals()[name]
        compiled[name] = _cpu(lambda model=model: rival_forecast(model, pasts[0], 12))
        theirs[name] = _cpu(lambda model=model, sample=sample: [rival_forecast(model, past, 12) for past in pasts[:sample]]) / sample
    theirs["Prophet"] = _prophet_cpu(tidy)
    rows = [[name, f"{1e3 * seconds:.3f}", *(f"{theirs[rival] / seconds:.0f}x" for rival in theirs)] for name, seconds in ours.items()]
    rows += [[name, f"{1e3 * seconds:.1f}", *("-" for _ in theirs)] for name, seconds in theirs.items()]
    note = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in compiled.items())
    head = ["forecaster", "ms CPU/series", *(f"vs {name}" for name in theirs)]
    return [f"Speed: {count} series of {MONTHS} months, warm (first call of rivals, compilation included: {note})", *table(head, rows)]


def _prophet_cpu(tidy: pl.DataFrame) -> float:
    """CPU seconds a series of Prophet's fit and prediction, Stan's own process included."""
    import logging

    from prophet import Prophet

    logging.getLogger("cmdstanpy").disabled = True
    frames = [
        rows.select(ds="period", y=pl.col("value").log()).to_pandas()
        for _, rows in tidy.head((PROPHETS + 1) * MONTHS).group_by("series_id", maintain_order=True)
    ]

    def work() -> None:
        for frame in frames[1:]:
            model = Prophet().fit(frame)
            model.predict(model.make_future_dataframe(12, freq="MS"))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Prophet().fit(frames[0])
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = _cpu(work)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (own + after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / PROPHETS


def _scale(sizes: tuple[int, ...]) -> list[str]:
    """Measure each size in a process of its own, so that its peak memory is its own."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            source = _written(size, Path(folder) / "series.parquet")
            cells = [_alone(f"scale_row({size})"), _alone(f"verb_row({str(source)!r}, {size})")]
            rows.append([f"{size:,}", *" ".join(cells).split()])
    head = ["series", "screening ms/series", "peak MB", "verb ms/series", "peak MB"]
    return [
        "Scale: districts of 1,000 firms one after the other (screening), `earlywarn forecast` on one file (verb); CPU",
        *table(head, rows),
    ]


def _alone(call: str) -> str:
    program = f"from tests.bench import forecast_speed; forecast_speed.{call}"
    return subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True).stdout


def _written(size: int, path: Path) -> Path:
    """Write a tidy file of `size` series, block by block."""
    import pyarrow.parquet as pq

    writer = None
    for begin in range(0, size, BLOCK):
        series, _, _ = fictional_series(min(BLOCK, size - begin) // len(INDICATORS), seed=begin)
        tidy = series.select(pl.format("{}-{}/{}", pl.lit(begin), "uscc", "indicator").alias("series_id"), "period", "value").to_arrow()
        writer = writer or pq.ParquetWriter(path, tidy.schema)
        writer.write_table(tidy)
    if writer:
        writer.close()
    return path


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def scale_row(size: int) -> None:
    """Print CPU milliseconds a series of the screening forecaster and the peak memory in MB for `size` series."""
    series, groups, last = fictional_series(10)
    expect_district(series, groups, last)
    seconds = 0.0
    for begin in range(0, size, BLOCK):
        series, groups, last = fictional_series(min(BLOCK, size - begin) // len(INDICATORS), seed=begin)
        seconds += _cpu(lambda: expect_district(series, groups, last))  # noqa: B023  # called at once
    sys.stdout.write(f"{1e3 * seconds / size:.3f} {_peak_mb():.0f}")


def verb_row(source: str, size: int) -> None:
    """Print CPU milliseconds a series of the verb, reading and writing included, and the peak memory in MB."""
    from pipelines.commands.forecast import forecast

    target = Path(source).with_name("forecasts.parquet")
    seconds = _cpu(lambda: forecast(Path(source), target, 12, (80, 95)))
    sys.stdout.write(f" {1e3 * seconds / size:.3f} {_peak_mb():.0f}")
