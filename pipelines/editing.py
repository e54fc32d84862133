"""What a month's run sets aside as suspected typing errors, and the quarantine it belongs to."""

import polars as pl

from models.series.editing import suspicious_figures
from pipelines.resources import MonthRun
from warehouse.store import OBSERVATIONS

EDITS = "feat_edits__monthly_observations"
QUARANTINE = "raw_quarantine__event_rows"
FILES = "raw_deliveries__event_files"
RULE = "suspected_typing_error"
_KEY = ("uscc", "indicator", "period", "basis", "known_on")


def edits_of(run: MonthRun) -> pl.DataFrame:
    """Return the figures this run sets aside, with the file and row each came from."""
    known = run.known(OBSERVATIONS).filter(pl.col("period") <= run.month)
    found = suspicious_figures(known, run.settings.month.series.editing)
    origin = run.store.read(OBSERVATIONS, uscc=found["uscc"].unique().to_list()).select(*_KEY, "value", "delivery_id", "row_number")
    files = run.store.read(FILES).select("delivery_id", "file_name").unique("delivery_id")
    placed = found.join(origin, on=[*_KEY, "value"], how="left").join(files, on="delivery_id", how="left")
    first = placed.unique(list(_KEY), keep="first", maintain_order=True)
    return first.select("uscc", "indicator", "period", "basis", "value", "factor", "delivery_id", "file_name", "row_number", _reason())


def _reason() -> pl.Expr:
    times = pl.when(pl.col("factor") >= 1).then(pl.col("factor").round(0)).otherwise(pl.col("factor").round(6)).cast(pl.String)
    said = "the figure is {} times the enterprise's typical one; it is set aside until a second month confirms it or the sender corrects it"
    return pl.format(said, times).alias("reason")


def quarantine_of(run: MonthRun) -> pl.DataFrame:
    """Return every row so far refused or set aside, those that this run set aside included; columns of the quarantine."""
    stored = run.store.read(QUARANTINE)
    edits = run.read(EDITS).select(
        "delivery_id",
        "file_name",
        "row_number",
        "reason",
        "uscc",
        "indicator",
        pl.col("period").dt.strftime("%Y-%m"),
        action=pl.lit("set_aside"),
        rule=pl.lit(RULE),
        value_text=pl.col("value").cast(pl.String),
        quarantined_on=pl.lit(run.as_of),
    )
    return pl.concat([stored, edits], how="diagonal")
