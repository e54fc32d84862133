"""`earlywarn forecast`: expected values with bands for any tidy series, Parquet in, Parquet out, in blocks that fit into memory."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from models.forecast.single.forecast import forecast_series, series_name
from pipelines.errors import NoUsableInputError, UsageError
from warehouse.file_copies import sync_file

BLOCK_ROWS = 1_000_000  # rows read at once, whole series each: what keeps a million series below a gigabyte
COLUMNS = ("series_id", "uscc", "indicator", "period", "t", "value")


def parse_levels(text: str) -> tuple[int, ...]:
    """Return the nominal shares of `80,95`; raises UsageError for anything else."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() for part in parts):
        raise UsageError(f"--levels is {text!r}, expected whole percentages such as 80,95")
    return tuple(int(part) for part in parts)


def forecast(source: Path, target: Path, horizon: int, levels: tuple[int, ...], block_rows: int = BLOCK_ROWS) -> str:
    """Forecast every series of a Parquet file into another; returns what was written, in words."""
    asked = _scan(source)
    try:
        rows, series = _write(_made(asked, horizon, levels, block_rows), target)
    except pl.exceptions.PolarsError as error:
        raise _unreadable(source, error) from error
    except ValueError as error:
        raise NoUsableInputError(f"{source}: {error}") from error
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error}); name a place that can") from error
    return f"wrote {rows:,} forecasts of {series:,} series to {target}"


def _scan(source: Path) -> pl.LazyFrame:
    """Open the file and look at its columns alone, so that what else it holds is never read."""
    if not source.is_file():
        raise NoUsableInputError(f"there is no file {source}; name a Parquet file with series_id, period or t, and value")
    try:
        scan = pl.scan_parquet(source)
        names = scan.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _unreadable(source, error) from error
    known = [name for name in COLUMNS if name in names]
    # Without one known column all are kept, so that the refusal can name what is there.
    return scan.select(known) if known else scan


def _unreadable(source: Path, error: Exception) -> NoUsableInputError:
    return NoUsableInputError(f"{source} cannot be read as Parquet ({' '.join(str(error).split())[:200]}); write it again")


def _made(asked: pl.LazyFrame, horizon: int, levels: tuple[int, ...], block_rows: int) -> Iterator[pl.DataFrame]:
    """Yield the forecasts of the file's series, block by block in the order of their names."""
    if asked.select(pl.len()).collect().item() <= block_rows:
        yield forecast_series(asked.collect(), horizon, levels)
        return
    # The first row tells whether columns and settings will do, in the words of the small case.
    forecast_series(asked.head(1).collect(), horizon, levels, is_part=True)
    name = series_name(asked.collect_schema().names())
    _refuse_unusable(asked, name)
    for first, last in _blocks(asked, name, block_rows):
        yield forecast_series(asked.filter(name.is_between(pl.lit(first), pl.lit(last))).collect(), horizon, levels, is_part=True)


def _refuse_unusable(asked: pl.LazyFrame, name: pl.Expr) -> None:
    """Raise ValueError for what no block by itself would show: rows that belong to no series, and not one figure."""
    nameless, figures = (
        asked.select(name.is_null().sum(), pl.col("value").is_finite().any().alias("figures")).collect(engine="streaming").row(0)
    )
    if nameless:
        raise ValueError(f"{nameless} rows have no series: every row needs one; remove or mend them.")
    if not figures:
        raise ValueError("All figures of the input are missing: at least one series needs a figure.")


def _blocks(asked: pl.LazyFrame, name: pl.Expr, block_rows: int) -> list[tuple[str, str]]:
    """Return first and last name of each block of whole series."""
    lengths = asked.group_by(name.alias("series_id")).len().collect(engine="streaming").sort("series_id")
    numbered = lengths.with_columns(block=(pl.col("len").cum_sum() - 1) // block_rows)
    ends = numbered.group_by("block", maintain_order=True).agg(first=pl.col("series_id").first(), last=pl.col("series_id").last())
    return [(first, last) for first, last in ends.select("first", "last").iter_rows()]


def _write(blocks: Iterator[pl.DataFrame], target: Path) -> tuple[int, int]:
    """Write the blocks as one file, a row group each, and put it in its place at once, whole; returns its rows and series."""
    import pyarrow.parquet as pq

    target.parent.mkdir(parents=True, exist_ok=True)
    rows = series = 0
    # Beside the target, since a rename is only atomic within one file system.
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder, ExitStack() as stack:
        staged, writer = Path(folder) / target.name, None
        for block in blocks:
            table = block.to_arrow()
            writer = writer or stack.enter_context(pq.ParquetWriter(staged, table.schema, compression="zstd"))
            writer.write_table(table, row_group_size=max(len(block), 1))
            rows, series = rows + block.height, series + block["series_id"].n_unique()
        stack.close()
        sync_file(staged)
        staged.replace(target)
    sync_file(target.parent)
    return rows, series
