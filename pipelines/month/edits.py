"""What a month's run sets aside as suspected typing errors, and the quarantine it belongs to."""

import polars as pl

from models.series.editing import PASTED, REJECTED, SWAPPED, TYPING_ERROR, WRONG_UNIT, suspicious_of
from models.series.editing_parts import suspicious_parts
from pipelines.month.figures import known_parts, unlocked
from pipelines.month.run import MonthRun
from pipelines.settings import Settings
from warehouse import names

# What a person reads of a figure set aside, by rule; the braces take how many times the typical figure it is.
REASONS = {
    TYPING_ERROR: "the figure is {} times the enterprise's typical one; it is set aside until a second month confirms it or the sender "
    "corrects it",
    WRONG_UNIT: "most figures of this file are wrong by the same power of ten, this one is {} times the typical one; the file is held "
    "until the sender confirms its unit or corrects it",
    SWAPPED: "this year's and last year's figure look swapped: each goes on from the other's month before; it is set aside until the "
    "sender corrects it or a later month confirms it",
    PASTED: "a month seems to stand where the total since January was due, or a total where a month was due; it is set aside until the "
    "sender corrects it or a later month confirms it",
    REJECTED: "a person rejected this figure, {} times the typical one; it stays out until another value is delivered "
    "(`earlywarn quarantine list --settled` says who and why)",
}


def suspects_of(run: MonthRun) -> pl.DataFrame:
    """Return the figures and parts of figures this run sets aside, with `factor` and `rule`."""
    parts = suspicious_parts(known_parts(run.tables, run.as_of), run.settings.month.series.editing)
    figures = suspicious_of(run.judged()).select(*run.figures().columns, "factor", "rule")
    found = pl.concat([figures, parts.filter(pl.col("period") <= run.month)], how="diagonal_relaxed")
    return unlocked(found, run.settings)


def edits_of(run: MonthRun) -> pl.DataFrame:
    """Return the figures this run sets aside, with the file and row each came from."""
    found = suspects_of(run)
    # Several links to the ledger would otherwise multiply a row: a file delivered under two names is one content.
    files = run.tables.read(names.DELIVERIES).select("delivery_id", "file_name").unique("delivery_id")
    placed = found.join(files, on="delivery_id", how="left")
    described = placed.select(
        "uscc", "account", "indicator", "period", "basis", "value", "factor", "delivery_id", "file_name", "row_number", "rule", _reason()
    )
    return described.sort("indicator", "period", "uscc", "account", "row_number", nulls_last=True)


def _reason() -> pl.Expr:
    """Return what is wrong with a figure, by the rule it breaks."""
    times = pl.when(pl.col("factor") >= 1).then(pl.col("factor").round(0)).otherwise(pl.col("factor").round(6)).cast(pl.String)
    found = [
        pl.when(pl.col("rule") == rule).then(pl.format(sentence, times) if "{}" in sentence else pl.lit(sentence))
        for rule, sentence in REASONS.items()
    ]
    return pl.coalesce(found).alias("reason")


def quarantine_of(run: MonthRun) -> pl.DataFrame:
    """Return every row so far refused or set aside, those that this run set aside included; columns of the quarantine."""
    stored = withheld(run.tables.read(names.QUARANTINE), run.settings)
    edits = run.read(names.EDITS).select(
        "delivery_id",
        "file_name",
        "row_number",
        "reason",
        "uscc",
        "account",
        "indicator",
        "rule",
        pl.col("period").dt.strftime("%Y-%m"),
        action=pl.lit("set_aside"),
        value_text=pl.col("value").cast(pl.String),
        quarantined_on=pl.lit(run.as_of),
    )
    return pl.concat([stored, edits], how="diagonal")


def still_set_aside(run: MonthRun) -> pl.DataFrame:
    """Return what is set aside and nobody has settled; columns of the quarantine."""
    settled = run.known(names.SETTLEMENTS).filter(pl.col("kind") != "suspected")
    aside = quarantine_of(run).filter(pl.col("action") == "set_aside")
    return aside.join(settled, on=["delivery_id", "row_number", "indicator", "rule"], how="anti", nulls_equal=True)


def of_enterprises(aside: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Name an enterprise for each row set aside that names an account alone: the one whose account it is, else the row counts for nobody.

    `accounts`: core_accounts as known. One reading is one row, however many enterprises share the account.
    """
    owners = accounts.sort("valid_from_on", "uscc").unique(["indicator", "account"], keep="last", maintain_order=True)
    placed = aside.join(owners.select("indicator", "account", owner="uscc"), on=["indicator", "account"], how="left", maintain_order="left")
    return placed.with_columns(pl.coalesce("uscc", "owner").alias("uscc")).drop("owner")


def locked_indicators(settings: Settings) -> list[str]:
    """Return the indicators whose figures may not stand behind names."""
    return [name for name, source in settings.sources.items() if source.channel in settings.channels.locked]


def withheld(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Return the rows without what was delivered in those of locked channels: reasons quote the figures they are about."""
    is_locked = pl.col("indicator").is_in(locked_indicators(settings)).fill_null(value=False)
    return rows.with_columns(
        value_text=pl.when(~is_locked).then("value_text"),
        reason=pl.when(is_locked).then(pl.lit("withheld: the channel of this figure is locked")).otherwise("reason"),
    )
