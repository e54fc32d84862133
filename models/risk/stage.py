"""How far a move has come and of what form it is, from dated signals, open appeals and figures; apart from how likely it is."""

from __future__ import annotations

from typing import Final

import polars as pl

from models.evidence.families import has_capacity_moved, is_mostly_gone, is_partly_gone, is_wholly_gone
from warehouse.vocabulary import APPEAL_NEEDS, SIGNALS, STAGES

# A signal speaks of its stage while at least this much of it is left.
_LEAST_STRENGTH: Final = 0.35
_NONE: Final = STAGES.keys[0]
# What a signal can speak of, the furthest first; a whole move takes figures as well.
_REPORTED: Final = tuple(reversed(STAGES.keys[1:-1]))


def relocation_stage() -> pl.Expr:
    """The furthest stage that figures, signals or appeals speak of, over RISK_EVIDENCE columns; ``none`` where nothing does."""
    reached = [pl.when(is_wholly_gone() & _speaks_of("capacity_moved")).then(pl.lit("whole_move"))]
    for stage in _REPORTED:
        sign = _speaks_of(stage)
        reached.append(pl.when(sign | has_capacity_moved() if stage == "capacity_moved" else sign).then(pl.lit(stage)))
    return pl.coalesce(*reached, pl.lit(_NONE))


def _speaks_of(stage: str) -> pl.Expr:
    signals = [pl.col(f"signal_{signal.key}") >= _LEAST_STRENGTH for signal in SIGNALS if signal.stage == stage]
    appeals = [pl.col(f"appeal_{need.key}") >= _LEAST_STRENGTH for need in APPEAL_NEEDS if need.stage == stage]
    return pl.any_horizontal(signals + appeals)


def relocation_form(signals: pl.DataFrame, district: str, city: str) -> pl.DataFrame:
    """Say for each enterprise with a stated destination whether it is inside the district or the city: ``uscc, place``.

    ``signals`` holds the known signals with ``uscc, observed_on, destination``; the latest destination counts.
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
    """The form of a move: where it goes if inside the city, else how much of it goes, as far as figures show."""
    amount = pl.when(is_mostly_gone()).then(pl.lit("whole")).when(is_partly_gone()).then(pl.lit("partial")).otherwise(pl.lit("unknown"))
    return pl.when(stage == _NONE).then(pl.lit(_NONE)).otherwise(pl.coalesce("place", amount))
