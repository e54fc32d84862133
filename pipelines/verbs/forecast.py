"""`earlywarn forecast`: expected values with bands for any tidy series, Parquet in, Parquet out."""

import io
from pathlib import Path

import polars as pl

from models.expected.forecast import forecast_series
from pipelines.delivery.exchange import replace_file
from pipelines.errors import NoUsableInputError, UsageError


def parse_levels(text: str) -> tuple[int, ...]:
    """Return the nominal shares of `80,95`; raises UsageError for anything else."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() for part in parts):
        raise UsageError(f"--levels is {text!r}, expected whole percentages such as 80,95")
    return tuple(int(part) for part in parts)


def forecast(source: Path, target: Path, horizon: int, levels: tuple[int, ...]) -> str:
    """Forecast every series of a Parquet file into another; returns what was written, in words."""
    if not source.is_file():
        raise NoUsableInputError(f"there is no file {source}; name a Parquet file with series_id, period or t, and value")
    try:
        frame = pl.read_parquet(source)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise NoUsableInputError(f"{source} cannot be read as Parquet ({' '.join(str(error).split())[:200]}); write it again") from error
    try:
        made = forecast_series(frame, horizon, levels)
    except ValueError as error:
        raise NoUsableInputError(f"{source}: {error}") from error
    _write(made, target)
    return f"wrote {made.height:,} forecasts of {made['series_id'].n_unique():,} series to {target}"


def _write(made: pl.DataFrame, target: Path) -> None:
    """Put the result in its place at once, whole."""
    buffer = io.BytesIO()
    made.write_parquet(buffer)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, buffer.getvalue())
