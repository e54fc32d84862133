"""How far a move has come and of what form it is, from dated signals and figures; told apart from how likely it is."""

from __future__ import annotations

from typing import Final

import polars as pl

from models.evidence.signals import SIGNAL_KINDS, STAGE, STAGES

# A signal speaks of its stage while at least this much of it is left.
_LEAST_STRENGTH: Final = 0.35
# Odds of e² to one that people and energy have gone ahead of bookings.
_LEAVING_LOG_ODDS: Final = 2.0
_MOVED_LOG: Final = -0.3
_WHOLE_LOG: Final = -0.9


def relocation_stage() -> pl.Expr:
    """The furthest stage that figures or signals speak of, as an expression over the evidence frame; ``none`` where nothing does."""
    # Everything falling together is a decline, however far energy and people have gone.
    likelier = pl.col("leaving_log_odds") > pl.max_horizontal("decline_log_odds", pl.lit(_LEAVING_LOG_ODDS))
    moved = likelier & (pl.col("physical_log") < _MOVED_LOG)
    whole = (pl.col("physical_log") < _WHOLE_LOG) & (pl.col("booked_log") < _WHOLE_LOG)
    reached = [pl.when(whole & _speaks_of("capacity_moved")).then(pl.lit("whole_move"))]
    for stage in reversed(STAGES[:-1]):
        sign = _speaks_of(stage)
        reached.append(pl.when(sign | moved if stage == "capacity_moved" else sign).then(pl.lit(stage)))
    return pl.coalesce(*reached, pl.lit("none"))


def _speaks_of(stage: str) -> pl.Expr:
    kinds = [f"signal_{kind}" for kind in SIGNAL_KINDS if STAGE[kind] == stage]
    return pl.any_horizontal([pl.col(kind) >= _LEAST_STRENGTH for kind in kinds])


def relocation_form(signals: pl.DataFrame, district: str, city: str) -> pl.DataFrame:
    """Say for each enterprise with a stated destination whether it is inside the district or the city: ``uscc, place``.

    ``signals`` holds the known signals with ``uscc, observed_on, destination``; the latest destination speaks.
    """
    stated = signals.filter(pl.col("destination").fill_null("") != "").sort("observed_on").group_by("uscc", maintain_order=True).last()
    inside = pl.col("destination").str.contains(district, literal=True)
    place = (
        pl.when(inside)
        .then(pl.lit("within_district"))
        .when(pl.col("destination").str.contains(city, literal=True))
        .then(pl.lit("within_city"))
    )
    return stated.select("uscc", place=place)


def form_of(stage: pl.Expr) -> pl.Expr:
    """The form of a move: where it goes if inside the city, else how much of it goes, as far as figures say."""
    amount = (
        pl.when(pl.col("physical_log") < _WHOLE_LOG)
        .then(pl.lit("whole"))
        .when(pl.col("physical_log") < _MOVED_LOG)
        .then(pl.lit("partial"))
        .otherwise(pl.lit("unknown"))
    )
    return pl.when(stage == "none").then(pl.lit("none")).otherwise(pl.coalesce("place", amount))
