"""What the past teaches: evidence rows of past months, and what became of the enterprise, as known today."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from models.numeric import Floats
from models.risk.settings import TrainingSettings
from models.series.panel import Panel
from warehouse.periods import month_number, month_numbers, number_month


class TrainingExamples(NamedTuple):
    """Past evidence rows with what became of them (0…1), how much each counts, and its exposure (0…1, models.risk.regression)."""

    rows: pl.DataFrame
    outcome: Floats
    weight: Floats
    exposure: Floats


def operating_examples(history: pl.DataFrame, labels: pl.DataFrame, outcomes: pl.DataFrame, settings: TrainingSettings) -> TrainingExamples:
    """Pair past evidence with labels, recorded outcomes overruling it.

    ``history`` holds evidence rows (``month, uscc``, features), ``labels`` the answers (``month, uscc, outcome``), ``outcomes``
    what is on record (``uscc, occurred_on, outcome``). Months from an enterprise's departure on are left out.
    A label is known in full or not at all: the exposure is 1.
    """
    rows = history.join(labels, on=["month", "uscc"], how="inner", maintain_order="left").pipe(_with_recorded, outcomes)
    rows = rows.filter((pl.col("months_to_departure") > 0).fill_null(value=True))
    failing, cleared = _recorded(settings)
    weight = pl.when(failing | cleared).then(settings.recorded_weight).otherwise(settings.self_label_weight)
    taught = rows.with_columns(outcome=_overruled(settings), weight=weight)
    return TrainingExamples(taught, taught["outcome"].to_numpy(), taught["weight"].to_numpy(), np.ones(len(taught)))


def _recorded(settings: TrainingSettings) -> tuple[pl.Expr, pl.Expr]:
    """Whether somebody's word soon after a month says that it was one of trouble, and whether it says that it was none."""
    failing = pl.any_horizontal(
        pl.col(f"months_to_{name}").is_between(1, settings.recorded_months).fill_null(value=False) for name in ("departure", "recovered")
    )
    return failing, pl.col("months_to_false_alarm").is_between(0, settings.false_alarm_months).fill_null(value=False)


def _overruled(settings: TrainingSettings) -> pl.Expr:
    """The label of a month, overruled by what is on record."""
    failing, cleared = _recorded(settings)
    return (
        pl.when(failing).then(pl.max_horizontal("outcome", 0.9)).when(cleared).then(pl.min_horizontal("outcome", 0.1)).otherwise("outcome")
    )


def share_examples(
    history: pl.DataFrame,
    labels: pl.DataFrame,
    outcomes: pl.DataFrame,
    last_known: date,
    settings: TrainingSettings,
    *,
    are_shared: bool = False,
) -> TrainingExamples:
    """Pair past evidence of trouble with whether it was leaving; arguments as of `operating_examples` and `relocation_examples`.

    A month counts by how likely it was one of trouble: by its label, recorded outcomes overruling it, or in full where the enterprise left
    within 12 months. Whether it leaves is censored as the relocation risk is. Only months with a label teach, leavers or not: of younger
    ones nothing but departures would be known.
    """
    known = outcomes.filter(month_numbers(pl.col("occurred_on")) <= month_number(last_known))
    rows = history.join(labels, on=["month", "uscc"], how="inner", maintain_order="left").pipe(_with_recorded, known)
    leaves, passed = _leaves(settings), _passed(last_known)
    trouble = pl.when(leaves).then(1.0).otherwise(_overruled(settings))
    weight = settings.shared_departure_weight if are_shared else settings.share_weight
    here = (pl.col("months_to_departure") > 0).fill_null(value=True)
    taught = rows.filter(here & (passed > 0)).with_columns(
        weight=weight * trouble, outcome=leaves.cast(pl.Float64), exposure=_exposure(passed, settings)
    )
    return TrainingExamples(taught, *(taught[name].to_numpy() for name in ("outcome", "weight", "exposure")))


def _leaves(settings: TrainingSettings) -> pl.Expr:
    return pl.col("months_to_relocated").is_between(1, settings.relocation_months).fill_null(value=False)


def _passed(last_known: date) -> pl.Expr:
    return pl.lit(month_number(last_known)) - month_numbers(pl.col("month"))


def _exposure(passed: pl.Expr, settings: TrainingSettings) -> pl.Expr:
    return passed.clip(0, settings.relocation_months) / settings.relocation_months


def relocation_examples(
    history: pl.DataFrame, outcomes: pl.DataFrame, last_known: date, settings: TrainingSettings, *, are_shared: bool = False
) -> TrainingExamples:
    """Pair past evidence with whether the enterprise left within 12 months, as far as ``last_known`` can tell.

    A month whose 12 months are not over is censored: it teaches with the share of them that has passed, whether or not the enterprise
    has left since. That share is its exposure, because every departure follows one month of each distance. Outcomes after
    ``last_known`` are left out: only some of them are on record yet. ``are_shared``: whether other districts' departures teach too.
    """
    rows = history.pipe(_with_recorded, outcomes.filter(month_numbers(pl.col("occurred_on")) <= month_number(last_known)))
    leaves, passed = _leaves(settings), _passed(last_known)
    # Who has closed has not left, but counts by the same exposure: in full it would be a no that comes earlier than a yes.
    exposure = _exposure(passed, settings)
    here = (pl.col("months_to_departure") > 0).fill_null(value=True)
    weight = settings.shared_departure_weight if are_shared else settings.departure_weight
    taught = rows.filter(here & (passed > 0)).with_columns(outcome=leaves.cast(pl.Float64), weight=pl.lit(weight), exposure=exposure)
    return TrainingExamples(taught, *(taught[name].to_numpy() for name in ("outcome", "weight", "exposure")))


def label_frame(answers: Floats, panel: Panel, months: list[int]) -> pl.DataFrame:
    """Lay labels out as rows ``month, uscc, outcome``; ``months`` are positions in the panel."""
    first = month_number(panel.first)
    pieces = [
        pl.DataFrame({"uscc": panel.uscc, "outcome": answers[:, column]}).with_columns(month=number_month(first + position))
        for column, position in enumerate(months)
    ]
    return pl.concat(pieces)


def _with_recorded(rows: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Add the months from each row to the enterprise's departure (the first one) and to its next relocation, recovery, false alarm."""
    departed = _days(outcomes, "relocated_out", "closed").group_by("uscc").agg(pl.col("day").min())
    dated = rows.join(departed, on="uscc", how="left", maintain_order="left").pipe(_months_until, "departure")
    for name, word in (("relocated", "relocated_out"), ("recovered", "recovered"), ("false_alarm", "false_alarm")):
        ordered = dated.with_row_index("position").sort("month")
        following = ordered.join_asof(
            _days(outcomes, word), left_on="month", right_on="day", by="uscc", strategy="forward", check_sortedness=False
        )
        dated = following.sort("position").drop("position").pipe(_months_until, name)
    return dated


def _days(outcomes: pl.DataFrame, *words: str) -> pl.DataFrame:
    return outcomes.filter(pl.col("outcome").is_in(words)).select("uscc", day=pl.col("occurred_on")).unique().sort("day", "uscc")


def _months_until(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.with_columns((month_numbers(pl.col("day")) - month_numbers(pl.col("month"))).alias(f"months_to_{name}")).drop("day")
