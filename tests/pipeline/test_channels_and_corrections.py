"""A locked channel stands behind nothing that names an enterprise; a correction holds until its source repairs itself."""

import shutil
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.run import RunOptions, run
from pipelines.data_dir import DataDir
from pipelines.errors import exit_code_of
from pipelines.month.figures import known_figures
from pipelines.settings import load_settings
from tests.district import LAST, District, read_published
from warehouse import names
from warehouse.errors import StaleCorrectionError
from warehouse.snapshot import connect_snapshot
from warehouse.store import Store

STATISTICAL = ["output_value", "value_added", "fixed_investment"]
NAMING = (names.SERIES, names.EXPECTED, names.EDITS, names.RESTATEMENTS)
DAY = date(2026, 7, 16)


@pytest.fixture(scope="module")
def locked(district: District, tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """The same deliveries in a home that locks the statistical channel."""
    home = DataDir(tmp_path_factory.mktemp("locked"))
    shutil.copytree(district.home.inbox, home.inbox)
    home.config.mkdir(parents=True)
    (home.config / "channels.toml").write_text('locked = ["statistical"]\n', encoding="utf-8")
    run(home, RunOptions(LAST))
    return home


def text_of(name: str, content: bytes) -> str:
    """Return what a person or a program can read in a file."""
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(BytesIO(content)) as book:
            return "".join(book.read(part).decode("utf-8", "replace") for part in book.namelist())
    return content.decode("utf-8", "replace")


def test_no_survey_figure_is_kept_with_an_enterprise(locked: DataDir) -> None:
    with Store(locked.warehouse, read_only=True) as store:
        for table in NAMING:
            assert store.read(table).filter(pl.col("indicator").is_in(STATISTICAL)).is_empty(), table
        listed = store.read(names.WARNINGS)
        assert listed.height
        assert listed["exposure_output_cny_10k"].null_count() == listed["exposure_output_share"].null_count() == listed.height


def test_totals_of_the_district_stay(locked: DataDir) -> None:
    with Store(locked.warehouse, read_only=True) as store:
        totals = store.read(names.DISTRICT)
    assert set(STATISTICAL) <= set(totals.filter(pl.col("total") > 0)["indicator"])


def test_no_survey_figure_is_in_any_file(district: District, locked: DataDir) -> None:
    with Store(district.home.warehouse, read_only=True) as store:
        exposed = store.read(names.WARNINGS, month=LAST)["exposure_output_cny_10k"].drop_nulls()
    # Short numbers would be found by chance.
    canaries = {f"{value:,.0f}" for value in exposed if value >= 10_000} | {f"{value:.1f}" for value in exposed if value >= 10_000}
    open_files, locked_files = read_published(district.home, LAST), read_published(locked, LAST)
    texts = {name: text_of(name, content) for name, content in locked_files.items() if not name.endswith((".parquet", ".pdf"))}
    leaks = {(name, canary) for name, text in texts.items() for canary in canaries if canary in text}
    assert not leaks
    # The same search finds them where nothing is locked.
    assert any(canary in text_of("page", open_files["warning_list.csv"]) for canary in canaries)


def correction(folder: Path, expect: float, period: date, uscc: str, *, until: str = "") -> None:
    text = f"""
[[correction]]
enterprise = "{uscc}"
indicator = "employment"
period = "{period:%Y-%m}"
basis = "month"
action = "replace"
value = 4321.0
expect = {expect}
reason = "counted twice"
reported_by = "group 3"
reported_on = {DAY}
{until}
"""
    (folder / "corrections").mkdir(parents=True, exist_ok=True)
    (folder / "corrections" / "head_counts.toml").write_text(text, encoding="utf-8")


def test_a_correction_of_the_home_is_used_from_its_day(district: District, tmp_path: Path) -> None:
    with Store(district.home.warehouse, read_only=True) as store:
        plain = known_figures(store, DAY, load_settings())
        row = plain.filter(pl.col("indicator") == "employment").sort("uscc", "period").row(0, named=True)
        correction(tmp_path, row["value"], row["period"], row["uscc"])
        key = (pl.col("uscc") == row["uscc"]) & (pl.col("indicator") == "employment") & (pl.col("period") == row["period"])
        assert known_figures(store, DAY, load_settings(tmp_path)).filter(key)["value"].to_list() == [4321.0]
        before = known_figures(store, date(2026, 7, 15), load_settings(tmp_path)).filter(key)["value"].to_list()
        assert before == [row["value"]]


def test_a_correction_whose_figure_has_changed_stops_the_run(district: District, tmp_path: Path) -> None:
    with Store(district.home.warehouse, read_only=True) as store:
        row = known_figures(store, DAY, load_settings()).filter(pl.col("indicator") == "employment").row(0, named=True)
        correction(tmp_path, row["value"] + 1, row["period"], row["uscc"])
        with pytest.raises(StaleCorrectionError, match="expects") as caught:
            known_figures(store, DAY, load_settings(tmp_path))
    assert exit_code_of(caught.value) == 11


def test_no_survey_figure_is_in_a_view_for_notebooks(district: District, locked: DataDir) -> None:
    """The same question to both homes: what is at stake, and what the figures are."""
    views = ("current_figures", "figures_as_of(date '2026-07-16')", "current_series", f"series_of('{LAST:%Y-%m}')")
    for home in (district.home, locked):
        with connect_snapshot(home.root) as notebook:
            for view in views:
                seen = {name for (name,) in notebook.sql(f"select distinct indicator from {view}").fetchall()}  # noqa: S608
                assert seen - set(STATISTICAL), view
                assert bool(seen & set(STATISTICAL)) is (home is not locked), view
            exposed = notebook.sql(f"select exposure_output_cny_10k from lists_of('{LAST:%Y-%m}')").pl().to_series()  # noqa: S608
            assert exposed.len()
            assert (exposed.null_count() == exposed.len()) is (home is locked)
