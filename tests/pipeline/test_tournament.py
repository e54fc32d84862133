"""The quarterly tournament: held as of its own day, obeyed by later months, shown in the bulletin, and never by months before."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.report import report
from pipelines.commands.tournament import tournament
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError, exit_code_of
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.month.tournament import tournament_of
from pipelines.settings import Settings, load_settings
from tests.district import FIRST, LAST, District, read_published, without_paper
from tests.unit.reports.reading import visible
from warehouse import names
from warehouse.store import Store

QUARTER = date(2026, 3, 1)
KNOWN_ON = date(2026, 4, 16)
# Nothing is fitted.
CHEAP = "[tournament]\nbudget_seconds = 0\nfewest_series = 5\n"
# Whoever comes second to the screening forecaster is taken: what is tested is that the choice is obeyed.
FORCED = -1000.0


@pytest.fixture(scope="module")
def contested(district: District, tmp_path_factory: pytest.TempPathFactory) -> tuple[DataDir, list[str]]:
    home = DataDir(tmp_path_factory.mktemp("contested") / "home")
    shutil.copytree(district.home.root, home.root)
    home.config.mkdir(exist_ok=True)
    (home.config / "models.toml").write_text(CHEAP, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        # No configuration may ask for this.
        patch.setattr("pipelines.settings.load_settings", forced_settings)
        lines = tournament(home, QUARTER, None)
    with without_paper():
        report(home, LAST, None)
    return home, lines


def forced_settings(local: Path | None = None) -> Settings:
    """Return the settings with a tournament that anybody but the screening forecaster wins."""
    settings = load_settings(local)
    return replace(settings, tournament=replace(settings.tournament, standard_errors=FORCED))


def stored(home: DataDir, table: str, month: date) -> pl.DataFrame:
    with Store(home.warehouse) as store:
        return store.read(table, month=month)


def month_run(home: DataDir, store: Store, month: date, as_of: date) -> MonthRun:
    return MonthRun(month, as_of, load_settings(home.config), home, StageTables(store))


def test_every_class_is_decided_once_as_of_the_quarters_own_day(contested: tuple[DataDir, list[str]]) -> None:
    table = stored(contested[0], names.TOURNAMENT, QUARTER)
    assert table.group_by("indicator", "size_class").agg(pl.col("is_chosen").sum())["is_chosen"].unique().to_list() == [1]
    assert table["as_of"].unique().to_list() == [KNOWN_ON]
    assert table["indicator"].n_unique() >= 5


def test_the_terminal_names_who_was_chosen(contested: tuple[DataDir, list[str]]) -> None:
    home, lines = contested
    chosen = stored(home, names.TOURNAMENT, QUARTER).filter("is_chosen")
    assert len(lines) == chosen.height + 4
    assert all(any(row["indicator"] in line and row["forecaster"] in line for line in lines) for row in chosen.iter_rows(named=True))


def test_a_later_month_goes_by_the_choice(contested: tuple[DataDir, list[str]], district: District) -> None:
    before, after = (stored(home, names.EXPECTED, LAST) for home in (district.home, contested[0]))
    keys = ["uscc", "indicator", "horizon_months"]
    both = before.join(after, on=keys, suffix="_chosen")
    assert both.height == before.height == after.height
    moved = both.filter(pl.col("expected") != pl.col("expected_chosen"))
    assert moved.height > both.height / 4
    assert (after["lo_80"] <= after["expected"]).all()
    assert (after["expected"] <= after["hi_80"]).all()


@pytest.mark.no_cover
def test_the_model_s_page_shows_the_table_and_a_second_run_the_same_bytes(contested: tuple[DataDir, list[str]]) -> None:
    home, _ = contested
    first = read_published(home, LAST)
    assert "2026年3月止的季度比选" in visible(first["model.html"].decode())
    with without_paper():
        report(home, LAST, None)
    assert read_published(home, LAST) == first


def test_a_run_goes_by_the_last_quarter_known_on_its_day(contested: tuple[DataDir, list[str]]) -> None:
    home, _ = contested
    with Store(home.warehouse) as store:
        assert tournament_of(month_run(home, store, QUARTER, date(2026, 6, 1))).is_empty()
        assert tournament_of(month_run(home, store, FIRST, date(2026, 4, 15))).is_empty()
        later = tournament_of(month_run(home, store, FIRST, KNOWN_ON))
        assert later["month"].unique().to_list() == [QUARTER]


def test_a_quarter_that_has_not_ended_is_refused(contested: tuple[DataDir, list[str]]) -> None:
    with pytest.raises(UsageError, match="had not begun"):
        tournament(contested[0], date(2040, 3, 1), None)


def test_a_history_too_short_to_compare_on_is_named(contested: tuple[DataDir, list[str]]) -> None:
    with pytest.raises(Exception, match=r".") as caught:
        tournament(contested[0], date(2024, 6, 1), None)
    assert exit_code_of(caught.value) == 10
