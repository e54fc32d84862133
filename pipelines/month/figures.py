"""What figures a run may see on a day: delivered whole or put together from parts, corrected, without channels that are locked.

In: the order of these steps. Out: each step (warehouse.store, models.series.assembled, warehouse.corrections.correction).
"""

from datetime import date
from typing import Protocol

import polars as pl

from models.series.assembled import Parts
from models.series.daily_use import daily_use, month_sums
from models.series.editing_parts import sound_figures
from pipelines.month.settled import KEY, parts_with_settled, with_settled
from pipelines.settings import Settings
from warehouse import names
from warehouse.corrections.correction import apply_corrections


class KnownTables(Protocol):
    """Whatever gives a fact table as it was known on a day: a stage's tables, or the warehouse itself."""

    def as_of(self, table: str, day: date) -> pl.DataFrame:
        """Return a fact table as it was known on a day."""


def known_parts(tables: KnownTables, day: date) -> Parts:
    """Return the parts of figures as known on a day, with what people settled about them."""
    parts = Parts(*(tables.as_of(table, day) for table in (names.BILLS, names.ACCOUNTS, names.PAYMENTS, names.PROJECTS)))
    return parts_with_settled(parts, tables.as_of(names.SETTLEMENTS, day))


def known_figures(
    tables: KnownTables, day: date, settings: Settings, use: pl.DataFrame | None = None, *, with_locked: bool = False
) -> pl.DataFrame:
    """Return the current figure of each uscc, indicator, period and basis on `day`, for enterprises in the register of that day.

    Columns: those of Store.observations_as_of, `is_shared_out`, `is_summed_days` where a month was added up of its days, and, where people
    settled suspected figures, `settled`. `use`: what was used by day, read where it is not given.
    `with_locked`: figures of locked channels too, for aggregates only.
    Raises StaleCorrectionError where a correction no longer fits what was delivered.
    """
    whole = tables.as_of(names.OBSERVATIONS, day).with_columns(is_shared_out=pl.lit(value=False))
    assembled = sound_figures(known_parts(tables, day), settings.month.series.editing)
    if assembled.height:
        register = tables.as_of(names.REGISTER, day)["uscc"].implode()
        # What a department states for the whole enterprise stands before what its parts add up to.
        fresh = assembled.filter(pl.col("uscc").is_in(register)).join(whole.select(KEY), on=KEY, how="anti")
        whole = pl.concat([whole, fresh], how="diagonal").sort(KEY)
    whole = with_summed_days(whole, known_use(tables, day) if use is None else use)
    # After the corrections: what a run suspects, and a person settles, is the figure as corrected.
    corrected = with_settled(apply_corrections(whole, settings.corrections, day), tables.as_of(names.SETTLEMENTS, day))
    return corrected if with_locked else unlocked(corrected, settings)


def known_use(tables: KnownTables, day: date) -> pl.DataFrame:
    """Return what enterprises of the register used by day, as known on a day (models.series.daily_use); the half year before it."""
    readings = tables.as_of(names.READINGS, day)
    if readings.is_empty():
        return daily_use(readings, readings)
    register = tables.as_of(names.REGISTER, day)["uscc"].implode()
    return daily_use(readings, tables.as_of(names.ACCOUNTS, day)).filter(pl.col("uscc").is_in(register))


def with_summed_days(figures: pl.DataFrame, use: pl.DataFrame) -> pl.DataFrame:
    """Add the months whose bill has not come and all of whose days are known, for enterprises that are billed else."""
    if use.is_empty():
        return figures
    billed = figures.select("uscc", "indicator").unique()
    sums = month_sums(use).join(billed, on=["uscc", "indicator"], how="semi")
    fresh = sums.join(figures, on=["uscc", "indicator", "period"], how="anti")
    return pl.concat([figures, fresh], how="diagonal").sort(KEY) if fresh.height else figures


def unlocked(figures: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Return the figures whose channel may stand behind output that names an enterprise."""
    if not settings.channels.locked:
        return figures
    usual = {name: source.channel for name, source in settings.sources.items()}
    channel = pl.coalesce("channel", pl.col("indicator").replace_strict(usual, default=None, return_dtype=pl.String))
    return figures.filter(~channel.is_in(settings.channels.locked))
