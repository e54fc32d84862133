"""Writes a district of the second world: the one way in."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.demo.truth import EVENT_SCHEMA
from pipelines.second_world.world_deliveries import observation_rows
from pipelines.second_world.world_effects import Bent, bend
from pipelines.second_world.world_enterprises import Enterprises, invent_enterprises
from pipelines.second_world.world_events import Happening, plan_happenings
from pipelines.second_world.world_figures import monthly_figures
from pipelines.second_world.world_records import record_frames
from pipelines.second_world.world_settings import BEFORE_MONTHS, WorldSettings

# Struck off the register so many days after it was gone.
STRUCK_OFF_DAYS = (30, 300)


def write_second_world(inbox: Path, truth: Path, settings: WorldSettings) -> None:
    """Write a district's tidy deliveries into `inbox` and what is true of it into `truth`; the same settings give the same bytes.

    `truth` gets truth_events.parquet and truth_activity.parquet, in the columns that models.evaluation.labels reads.
    """
    firms = invent_enterprises(settings)
    happenings = plan_happenings(settings, firms)
    bent = bend(settings, firms, happenings)
    values = monthly_figures(settings, firms, bent)
    inbox.mkdir(parents=True, exist_ok=True)
    for (year,), rows in observation_rows(settings, firms, values, bent).group_by(pl.col("received_on").dt.year(), maintain_order=True):
        rows.write_parquet(inbox / f"observations_{year}.parquet", statistics=False)
    lists = {"enterprises": _register(settings, firms, happenings), **record_frames(settings, firms, happenings)}
    for name, frame in lists.items():
        frame.write_csv(inbox / f"{name}.csv", line_terminator="\n")
    truth.mkdir(parents=True, exist_ok=True)
    _events(settings, firms, happenings).write_parquet(truth / "truth_events.parquet")
    _activity(settings, firms, bent).write_parquet(truth / "truth_activity.parquet")


def _register(settings: WorldSettings, firms: Enterprises, happenings: list[Happening]) -> pl.DataFrame:
    rng, struck = settings.random("struck off"), [None] * settings.enterprises
    days: list[date | None] = list(struck)
    for one in happenings:
        if one.left is not None and one.form != "partial":
            day = settings.month(one.left) + timedelta(days=int(rng.integers(*STRUCK_OFF_DAYS)))
            days[one.who] = day if day <= settings.last_day else None
    return firms.frame.with_columns(pl.Series("left_register_on", days, dtype=pl.Date))


def _events(settings: WorldSettings, firms: Enterprises, happenings: list[Happening]) -> pl.DataFrame:
    rows = [
        (
            firms.codes[one.who], one.kind, one.is_benign, settings.month(one.onset), None if one.end is None else settings.month(one.end),
            round(one.depth, 4), one.form, None if one.left is None else settings.month(one.left), one.course,
        )
        for one in happenings
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=EVENT_SCHEMA, orient="row").sort("uscc", "onset", "kind")


def _activity(settings: WorldSettings, firms: Enterprises, bent: Bent) -> pl.DataFrame:
    months = [settings.month(place) for place in range(BEFORE_MONTHS, settings.count)]
    return pl.DataFrame({
        "uscc": np.repeat(firms.codes, len(months)),
        "period": months * settings.enterprises,
        "activity_share": np.round(bent.activity[:, BEFORE_MONTHS:].ravel(), 6),
    })  # fmt: skip
