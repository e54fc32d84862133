"""What is gathered of each district: its edition where one is out, why not where none is, and its register where it can be read."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.data_dir import DataDir
from pipelines.delivery.summary_inputs import gather_summary
from pipelines.districts.outcome import DistrictOutcome
from tests.unit.pipelines.delivery.fixture_districts import AS_OF, GONE_CODE, HELD, MONTH, OUT, installation_of, put_out, register


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    return installation_of(tmp_path)


def states(home: DataDir, *outcomes: DistrictOutcome, before: dict | None = None) -> dict[str, tuple[str, str | None, bool]]:
    rows = gather_summary(home, MONTH, outcomes, before).rows
    return {row["folder"]: (row["status"], row["cause"], row["is_out"]) for row in rows.to_dicts()}


def test_each_district_is_a_row_with_the_figures_of_its_own_edition(home: DataDir) -> None:
    found = gather_summary(home, MONTH, [*OUT.values(), HELD])
    rows = {row["folder"]: row for row in found.rows.to_dicts()}
    assert {name: row["listed_count"] for name, row in rows.items()} == {"甲区": 3, "乙区": 2, "丙区": None}
    assert {name: row["severe_count"] for name, row in rows.items()} == {"甲区": 2, "乙区": 1, "丙区": None}
    assert (rows["甲区"]["as_of"], rows["甲区"]["monitored_count"], found.is_demo) == (AS_OF, 40, True)
    assert rows["丙区"]["reason"] == "用电数据到达率不足"


def test_why_nothing_came_out_follows_the_exit_code(home: DataDir) -> None:
    for code, cause in ((10, "no_input"), (11, "check_failed"), (20, "unavailable"), (2, "wrong_setting"), (1, "fault")):
        assert states(home, DistrictOutcome("丙区", "丙区", "failed", "why", code))["丙区"] == ("failed", cause, False)
    assert states(home)["丙区"] == ("held", "not_run", False)


def test_an_edition_that_is_out_stands_when_a_later_run_came_to_nothing(home: DataDir) -> None:
    assert states(home, DistrictOutcome("甲区", "甲区", "held", "late", 11))["甲区"] == ("published", "check_failed", True)


def test_an_edition_that_is_gone_although_its_run_was_well_is_not_out(home: DataDir) -> None:
    (home.of_district("甲区").briefing(MONTH) / "manifest.json").unlink()
    assert states(home, *OUT.values())["甲区"] == ("failed", "fault", False)


def test_a_district_that_was_not_run_this_time_keeps_what_was_known_of_it(home: DataDir) -> None:
    before = {"districts": [{"folder": "丙区", "name": "丙区", "run": "held", "reason": "late", "exit_code": 11}]}
    assert states(home, OUT["甲区"], before=before)["丙区"] == ("held", "check_failed", False)


def test_the_last_month_that_is_out_is_named_and_no_later_one(home: DataDir) -> None:
    for month in (date(2026, 8, 1), date(2026, 11, 1)):
        put_out(home, "丙区", month=month)
    rows = gather_summary(home, MONTH, ()).rows
    assert dict(rows.select("folder", "last_published").iter_rows())["丙区"] == date(2026, 8, 1)


def test_who_left_one_district_and_stands_in_the_register_of_another_moved_inside(home: DataDir) -> None:
    found = gather_summary(home, MONTH, ())
    assert found.moves.select("from_folder", "to_folder", "kind").rows() == [("甲区", None, "outside")]
    assert set(found.unread) == {"甲区", "乙区", "丙区"}
    register(home.of_district("乙区"), uscc=GONE_CODE, registered_on=date(2026, 5, 9))
    found = gather_summary(home, MONTH, ())
    assert found.moves.select("uscc", "from_folder", "to_folder", "kind").rows() == [(GONE_CODE, "甲区", "乙区", "arrived")]
    assert set(found.unread) == {"甲区", "丙区"}


def test_a_register_that_is_damaged_is_named_and_the_rest_stands(home: DataDir) -> None:
    home.of_district("乙区").warehouse.write_bytes(b"no database")
    found = gather_summary(home, MONTH, ())
    assert "乙区" in found.unread
    assert found.rows.height == 3
