"""Faults of whole files: a month's statistics in the wrong unit and corrected later, a workbook that arrives damaged and again intact."""

import numpy as np
import polars as pl

from pipelines.demo.departments.forms import Form
from pipelines.demo.departments.spoiling import DAMAGED_FILES, WRONG_FILE_YEARS
from pipelines.demo.settings import DemoSettings

# Days after the file is closed until its correction is out; every run of the month itself is over by then.
CORRECTED_AFTER_DAYS = (8, 14)
WRONG_FACTOR = 1000.0
# The latest months are what a demonstration shows, and their corrections might not be out yet.
SPARED_MONTHS = 3
INTACT_COPY, CORRECTION, SUPPLEMENT = "(1)", "_更正", "_补报_"


def misstate_files(settings: DemoSettings, form: Form, rows: pl.DataFrame) -> pl.DataFrame:
    """Put one file of some years into a wrong unit, and deliver it again in the right one some days after it was closed."""
    rng = settings.random("wrong files")
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias("fault"))
    names = _wrong_files(rng, rows)
    corrections = [_corrected(rng, settings, form, rows, name) for name in names]
    is_wrong = pl.col("file").is_in(names)
    wrong = rows.with_columns(
        pl.when(is_wrong).then(pl.col(column.header) * WRONG_FACTOR).otherwise(column.header).alias(column.header)
        for column in form.columns
        if column.kind == "number"
    ).with_columns(pl.when(is_wrong).then(pl.lit("wrong_file_unit")).alias("fault"))
    return pl.concat([wrong, *corrections])


def _wrong_files(rng: np.random.Generator, rows: pl.DataFrame) -> list[str]:
    """Choose the files: at most one a year."""
    month = pl.col("stated")
    is_early = month < month.max().dt.offset_by(f"-{SPARED_MONTHS - 1}mo")
    main = rows.filter(is_early & ~pl.col("file").str.contains(SUPPLEMENT))
    years = main.group_by(pl.col("stated").dt.year()).agg(pl.col("file").unique().sort()).sort("stated")
    return [str(rng.choice(files)) for files in years["file"].to_list() if rng.random() < WRONG_FILE_YEARS]


def _corrected(rng: np.random.Generator, settings: DemoSettings, form: Form, rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """The file again as it should have been, without figures that have been reported anew meanwhile."""
    mine = rows.filter(pl.col("file") == name)
    day = mine.select(pl.col("received_on").max().dt.offset_by(f"{int(rng.integers(*CORRECTED_AFTER_DAYS))}d")).item()
    again = mine.with_columns(received_on=pl.lit(day), file=pl.lit(name.replace(".", f"{CORRECTION}.")))
    meanwhile = rows.filter((pl.col("file") != name) & (pl.col("received_on") <= day))
    for figure in form.figures:
        anew = meanwhile.filter(pl.col(figure.value).is_not_null()).select("firm", "period", pl.lit(True).alias("is_anew")).unique()
        again = (
            again.join(anew, on=["firm", "period"], how="left", maintain_order="left")
            .with_columns(pl.when(pl.col("is_anew").is_null()).then(pl.col(header)).alias(header) for header in figure.headers)
            .drop("is_anew")
        )
    says_something = pl.any_horizontal(pl.col(figure.value).is_not_null() for figure in form.figures)
    return again.filter(says_something & (pl.col("received_on") <= settings.last_day))


def damaged_workbooks(settings: DemoSettings, rows: pl.DataFrame) -> list[str]:
    """Choose the workbooks that arrive damaged first."""
    sound = rows.filter(pl.col("file").str.ends_with(".xlsx") & pl.col("fault").ne_missing("wrong_file_unit"))
    files = sound.filter(~pl.col("file").str.contains(f"{SUPPLEMENT}|{CORRECTION}"))["file"].unique().sort()
    rng = settings.random("damaged files")
    return [str(name) for name in rng.choice(files.to_numpy(), size=min(DAMAGED_FILES, len(files)), replace=False)] if len(files) else []


def intact_name(name: str) -> str:
    """The name of the second, intact copy."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}{INTACT_COPY}.{suffix}"
