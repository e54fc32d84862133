"""A district of the second world on disk: tidy layouts, truth apart from them, months seen in the order they arrived."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.evaluation.labels import label_months
from pipelines.second_world.world_deliveries import COLUMNS, observation_rows
from pipelines.second_world.world_district import write_second_world
from pipelines.second_world.world_effects import bend
from pipelines.second_world.world_enterprises import ROW, invent_enterprises
from pipelines.second_world.world_events import Happening
from pipelines.second_world.world_figures import monthly_figures
from pipelines.second_world.world_records import record_frames
from pipelines.second_world.world_settings import BEFORE_MONTHS, WorldSettings

SETTINGS = WorldSettings(last=date(2026, 6, 1), enterprises=80, months=30, seed=5)
ONSET, LEFT = BEFORE_MONTHS + 10, BEFORE_MONTHS + 20


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("second")
    write_second_world(folder / "inbox", folder / "truth", SETTINGS)
    return folder


def test_the_same_settings_give_the_same_bytes(written: Path, tmp_path: Path) -> None:
    write_second_world(tmp_path / "inbox", tmp_path / "truth", SETTINGS)
    files = [path for path in sorted(written.rglob("*")) if path.is_file()]
    assert [path.read_bytes() for path in files] == [(tmp_path / path.relative_to(written)).read_bytes() for path in files]


def test_deliveries_are_tidy_and_arrive_by_the_last_day(written: Path) -> None:
    rows = pl.concat([pl.read_parquet(path) for path in sorted((written / "inbox").glob("*.parquet"))])
    assert tuple(rows.columns) == COLUMNS
    assert set(rows["indicator"]) == set(ROW)
    assert rows["received_on"].max() <= SETTINGS.last_day
    # A cumulative figure has no January of its own.
    assert rows.filter(pl.col("basis") == "ytd", pl.col("period").str.ends_with("-01")).is_empty()


def test_the_truth_is_read_by_the_labels_and_about_seven_in_a_hundred_months_are_in_trouble(tmp_path: Path) -> None:
    settings = WorldSettings(last=date(2026, 6, 1), enterprises=400, months=60, seed=2)
    write_second_world(tmp_path / "inbox", tmp_path / "truth", settings)
    events, activity = (pl.read_parquet(tmp_path / "truth" / f"truth_{name}.parquet") for name in ("events", "activity"))
    labels = label_months(events, activity)
    states = dict(labels.filter(pl.col("state") != "gone").group_by("state").len().iter_rows())
    trouble = (states["decline"] + states["leaving"]) / sum(states.values())
    assert 0.05 < trouble < 0.11
    assert 0.003 < states["leaving"] / sum(states.values()) < 0.02


def moved(order: str) -> tuple[np.ndarray, np.ndarray]:
    """What is left of people and of booked output in the months before a whole move."""
    firms = invent_enterprises(SETTINGS)
    bent = bend(SETTINGS, firms, [Happening(3, "relocation", ONSET, None, 1.0, order, LEFT, "whole", "")])
    return bent.share[ROW["employment"], 3, ONSET:LEFT], bent.share[ROW["output_value"], 3, ONSET:LEFT]


def test_moves_show_first_in_people_or_in_books_by_their_order() -> None:
    people, books = moved("people_first")
    assert people[-2] < books[-2]
    people, books = moved("books_first")
    assert books[-4] < people[-4]
    people, books = moved("overnight")
    assert people[:-3].min() == books[:-3].min() == 1.0


def test_whoever_left_is_silent_and_its_activity_is_gone() -> None:
    firms = invent_enterprises(SETTINGS)
    bent = bend(SETTINGS, firms, [Happening(3, "relocation", ONSET, None, 1.0, "together", LEFT, "whole", "")])
    assert bent.activity[3, LEFT:].max() < 0.05
    assert bent.activity[4].min() == 1.0
    rows = observation_rows(SETTINGS, firms, monthly_figures(SETTINGS, firms, bent), bent)
    own = rows.filter(pl.col("uscc") == firms.codes[3], pl.col("indicator") == "electricity")
    assert own.is_empty() or own["period"].max() <= SETTINGS.month(LEFT + 5).strftime("%Y-%m")


def test_volatility_differs_fivefold() -> None:
    firms = invent_enterprises(WorldSettings(last=date(2026, 6, 1), enterprises=2000, months=30, seed=1))
    low, high = np.quantile(firms.volatility, [0.1, 0.9])
    assert 4.2 < high / low < 6.0


def test_most_signals_mean_nothing_and_some_departures_have_none() -> None:
    settings = WorldSettings(last=date(2026, 6, 1), enterprises=400, months=48, seed=1)
    firms = invent_enterprises(settings)
    leave = [Happening(who, "relocation", BEFORE_MONTHS + 8, None, 1.0, "together", BEFORE_MONTHS + 20, "whole", "") for who in range(100)]
    signals = record_frames(settings, firms, leave)["signals"]
    seen = signals.filter(pl.col("uscc").is_in(firms.codes[:100]))
    assert signals.height > seen.height
    assert 60 < seen["uscc"].n_unique() < 100
    assert (signals["received_on"] >= signals["observed_on"]).all()
