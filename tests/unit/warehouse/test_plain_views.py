"""Views with plain names: the same figures as the program's own readings, of published months alone, and none of a locked channel."""

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.unit.warehouse.staging import CODE, OTHER_CODE, enterprise, figure, load, load_figures, load_register
from warehouse import names
from warehouse.errors import WarehouseError
from warehouse.plain_views import FOLDER, VIEWS, note_channels, statement
from warehouse.snapshot import SNAPSHOT, connect_snapshot, publish_snapshot
from warehouse.store import Store

MONTH, UNPUBLISHED = date(2026, 1, 1), date(2026, 2, 1)
USUAL = {"tax": "administrative", "employment": "administrative", "output_value": "statistical", "electricity": "administrative"}
KEY = ["uscc", "indicator", "period", "basis"]


def fill(store: Store) -> None:
    """Store restated, withdrawn, clashing and unregistered figures, and the results of a published and of another month."""
    load_register(store, [enterprise(), enterprise("乙公司", uscc=OTHER_CODE, received_on=date(2026, 2, 25))])
    rows = [
        figure(1.0, date(2026, 2, 1)),
        figure(7.0, date(2026, 2, 1), uscc=OTHER_CODE),
        figure(5.0, date(2026, 2, 1), indicator="output_value"),
        figure(6.0, date(2026, 2, 1), indicator="output_value", period=date(2025, 12, 1), channel="administrative"),
        figure(3.0, date(2026, 2, 1), indicator="employment"),
        # Known under its organisation code alone.
        figure(4.0, date(2026, 2, 3), indicator="employment", period=date(2025, 12, 1), uscc=CODE[8:17]),
        figure(9.0, date(2026, 2, 1), uscc="9144030070000000XX"),
    ]
    load_figures(store, rows)
    load_figures(store, [figure(2.0, date(2026, 2, 20)), figure(None, date(2026, 2, 22), indicator="employment")], "d2")
    load_figures(store, [figure(8.0, date(2026, 2, 24)), figure(8.5, date(2026, 2, 24))], "d3")
    load(
        store,
        names.SIGNALS,
        [{"uscc": CODE, "observed_on": date(2026, 1, 5), "kind": "lease_ending", "first_known_on": date(2026, 1, 6)}],
        "s1",
    )
    for month in (MONTH, UNPUBLISHED):
        store.replace_month(names.RISK, month, pl.DataFrame({"uscc": [CODE, OTHER_CODE], "operating_risk": [0.5, 0.25]}))
        store.replace_month(names.SERIES, month, series())
        store.replace_month(names.WARNINGS, month, listed())
        store.replace_month(names.REASONS, month, reasons())
    store.replace_month(names.BRIEFINGS, MONTH, edition())


def series() -> pl.DataFrame:
    row = {"uscc": CODE, "period": MONTH, "flags": ""}
    return pl.DataFrame([{**row, "indicator": "tax", "value": 1.5}, {**row, "indicator": "output_value", "value": 2.5}])


def listed() -> pl.DataFrame:
    row = {"level": "red", "true_chance": 0.5, "exposure_output_cny_10k": 123.0, "exposure_tax_cny_10k": 45.0, "exposure_jobs": 6.0}
    both = [
        {**row, "uscc": CODE, "name": "甲公司", "rank": 1, "is_listed": True},
        {**row, "uscc": OTHER_CODE, "name": "乙公司", "is_listed": False},
    ]
    return pl.DataFrame(both)


def reasons() -> pl.DataFrame:
    row = {"uscc": CODE, "part": 1, "code": "fall", "kind": "operating"}
    return pl.DataFrame(
        [{**row, "place": 1, "indicator": "output_value", "share": 0.4}, {**row, "place": 2, "indicator": "tax", "share": 0.3}]
    )


def edition() -> pl.DataFrame:
    row = {
        "revision": 1,
        "content_id": "aa",
        "as_of": date(2026, 2, 16),
        "published_at": datetime(2026, 2, 16, 8),
        "warnings_count": 1,
        "file_count": 1,
    }
    return pl.DataFrame([row])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("views")
    with Store(home / "warehouse.duckdb") as store:
        fill(store)
        note_channels(store, USUAL, [])
        publish_snapshot(store, home / SNAPSHOT)
        note_channels(store, USUAL, ["statistical"])
        publish_snapshot(store, home / "locked.duckdb")
    return home


@pytest.mark.parametrize("day", [date(2026, 2, day) for day in (1, 2, 3, 20, 21, 23, 24, 26)] + [date(2026, 12, 31)])
def test_figures_of_a_day_are_those_the_program_reads(home: Path, day: date) -> None:
    # In one process both may have it open.
    with Store(home / SNAPSHOT, read_only=True) as store:
        own = store.observations_as_of(day).select(*KEY, "value", "known_on")
        assert connect_snapshot(home).sql("from figures_as_of(?)", params=[day]).pl().height == own.height
    seen = connect_snapshot(home).sql("from figures_as_of(?)", params=[day]).pl()
    assert seen.select(*KEY, "value", "known_on").rows() == own.rows()


def test_current_figures_are_the_newest_vintages_with_the_name(home: Path) -> None:
    rows = connect_snapshot(home).sql("select name, indicator, period, value from current_figures").fetchall()
    assert rows == [
        ("甲公司", "employment", date(2025, 12, 1), 4.0),
        ("甲公司", "output_value", date(2025, 12, 1), 6.0),
        ("甲公司", "output_value", MONTH, 5.0),
        ("甲公司", "tax", MONTH, 2.0),
        ("乙公司", "tax", MONTH, 7.0),
    ]


def test_only_published_months_are_shown(home: Path) -> None:
    district = connect_snapshot(home)
    for view in ("risks", "lists"):
        assert district.sql(f"select distinct month from {view}").fetchall() == [("2026-01",)]  # noqa: S608
    assert district.sql("from risks_of('2026-02')").fetchall() == district.sql("from series_of('2026-02')").fetchall() == []
    assert district.sql("select uscc, operating_risk from risks_of('2026-01')").fetchall() == [(CODE, 0.5), (OTHER_CODE, 0.25)]
    assert district.sql("select rank, uscc, exposure_output_cny_10k from lists_of('2026-01')").fetchall() == [(1, CODE, 123.0)]
    assert district.sql("select indicator from reasons_of('2026-01')").fetchall() == [("output_value",), ("tax",)]
    assert district.sql("select indicator, value from current_series").fetchall() == [("output_value", 2.5), ("tax", 1.5)]


def test_a_locked_channel_is_in_no_view(home: Path) -> None:
    district = connect_snapshot(home / "locked.duckdb")
    assert district.sql("select indicator from channels where is_locked").fetchall() == [("output_value",)]
    # What came through another channel than the usual one is judged by its own.
    figures = "select indicator, value from {} where indicator = 'output_value'"
    assert district.sql(figures.format("current_figures")).fetchall() == [("output_value", 6.0)]
    assert district.sql(figures.format("figures_as_of(date '2026-02-16')")).fetchall() == [("output_value", 6.0)]
    for view in ("current_series", "series_of('2026-01')", "reasons_of('2026-01')"):
        assert district.sql(f"select indicator from {view}").fetchall() == [("tax",)]  # noqa: S608
    exposure = "select exposure_output_cny_10k, exposure_tax_cny_10k, exposure_jobs from lists"
    assert district.sql(exposure).fetchall() == [(None, 45.0, 6.0)]


def test_where_no_channel_is_known_no_figure_is_shown(home: Path, tmp_path: Path) -> None:
    """A warehouse of an earlier version knows none until its next run; nothing may show before that."""
    with Store(tmp_path / "w.duckdb") as store:
        fill(store)
        publish_snapshot(store, tmp_path / SNAPSHOT)
    district = connect_snapshot(tmp_path)
    for view in ("current_figures", "current_series", "series_of('2026-01')"):
        assert district.sql(f"from {view}").fetchall() == []
    assert district.sql("select uscc, exposure_tax_cny_10k from lists").fetchall() == [(CODE, None)]


def test_the_register_and_signals_have_their_day_too(home: Path) -> None:
    district = connect_snapshot(home)
    count = "select count(*) from {}"
    counted = [district.sql(count.format(each)).fetchall() for each in ("enterprises", "enterprises_as_of(date '2026-02-24')")]
    assert counted == [[(2,)], [(1,)]]
    assert district.sql("select kind from signals_as_of(date '2026-01-06')").fetchall() == [("lease_ending",)]
    assert district.sql("from signals_as_of(date '2026-01-05')").fetchall() == []


def test_another_process_opens_it_with_duckdb_alone(home: Path) -> None:
    code = (
        "import duckdb, json, sys\n"
        "district = duckdb.connect(sys.argv[1], read_only=True)\n"
        "print(json.dumps(district.sql(\"select rank, name from lists_of('2026-01')\").fetchall()))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code, str(home / SNAPSHOT)], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == [[1, "甲公司"]]


def test_a_notebook_can_neither_write_nor_read_another_file(home: Path, tmp_path: Path) -> None:
    district = connect_snapshot(str(home))
    (tmp_path / "other.csv").write_text("a\n1\n")
    for text in ("create table x (a integer)", f"from '{tmp_path / 'other.csv'}'", "set enable_external_access = true"):
        with pytest.raises(duckdb.Error):
            district.sql(text)
    with pytest.raises(WarehouseError, match="`earlywarn run` publishes one"):
        connect_snapshot(tmp_path)


def test_every_statement_has_its_file_says_what_it_is_and_makes_what_it_is_called() -> None:
    assert {path.stem for path in FOLDER.glob("*.sql")} == set(VIEWS)
    for name in VIEWS:
        text = statement(name)
        assert text.startswith("-- "), name
        assert f"create or replace view {name} as" in text or f"create or replace macro {name}(" in text, name
        assert "$" not in text


def test_what_is_noted_again_changes_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "w.duckdb") as store:
        for locked in ([], ["statistical"], ["statistical"]):
            note_channels(store, USUAL, locked)
        rows = store._connection.sql("select channel, locked from schema_channels where indicator = 'tax'").fetchall()
    assert rows == [("administrative", ["statistical"])]
