"""`earlywarn demo --return-lists`: what is published comes back filled in, and what is missing is said."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from pipelines.commands.demo import RETURNED, return_demo_lists
from pipelines.data_dir import DataDir
from pipelines.demo.truth import EVENT_SCHEMA
from pipelines.errors import UsageError
from reports.workbook import render_workbook
from tests.unit.reports.fixture_frames import briefing_frames, edition


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path)
    home.demo.mkdir()
    pl.DataFrame(schema=EVENT_SCHEMA).write_parquet(home.demo / "truth_events.parquet")
    return home


def published(home: DataDir) -> None:
    folder = home.briefing(date(2026, 8, 1))
    folder.mkdir(parents=True)
    home.root.mkdir(parents=True, exist_ok=True)
    frames, issued = briefing_frames(hostile=False), edition(month=date(2026, 8, 1))
    (folder / "warning_list.xlsx").write_bytes(render_workbook(frames, issued))
    manifest = {"content_id": "0", "revision": 1, "files": {}, "made_from": {"as_of": "2026-09-16"}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_published_list_comes_back_with_visits_and_again_the_same(home: DataDir) -> None:
    published(home)
    assert "1 returned lists" in return_demo_lists(home)
    (path,) = (home.inbox / RETURNED).iterdir()
    first = path.read_bytes()
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    place = rows[0].index("走访时间")
    days = [row[place] for row in rows[1:] if row[place]]
    assert 0.6 * (len(rows) - 1) < len(days) < len(rows) - 1
    assert all(date(2026, 9, 16) < day for day in days)
    return_demo_lists(home)
    assert path.read_bytes() == first


def test_of_several_districts_each_list_goes_back_to_its_own_inbox(home: DataDir) -> None:
    columns = {**EVENT_SCHEMA, "district": pl.String}
    pl.DataFrame(schema=columns).write_parquet(home.demo / "truth_events.parquet")
    districts = [home.of_district(name) for name in ("坪山区", "澈川区")]
    for district in districts:
        published(district)
    assert "2 returned lists to the inboxes of the districts" in return_demo_lists(home)
    assert all(len(list((district.inbox / RETURNED).iterdir())) == 1 for district in districts)
    assert not home.inbox.exists()


def test_a_visit_finds_nobody_where_an_enterprise_has_moved_away_and_nothing_amiss_where_it_is_now(home: DataDir) -> None:
    districts = [home.of_district(name) for name in ("坪山区", "澈川区")]
    for district in districts:
        published(district)
    codes = _cells(districts[0].briefing(date(2026, 8, 1)) / "warning_list.xlsx", "统一社会信用代码")
    moved = date(2026, 5, 1)
    row = {"kind": "transfer", "is_benign": False, "onset": moved, "end": None, "form": "whole", "left_on": moved, "district": "坪山区"}
    schema = {**EVENT_SCHEMA, "district": pl.String}
    pl.DataFrame([{"uscc": code, **row} for code in codes], schema=schema).write_parquet(home.demo / "truth_events.parquet")
    return_demo_lists(home)
    first, second = (set(_cells(next((each.inbox / RETURNED).iterdir()), "处置结果")) for each in districts)
    assert first - {""} == {"已迁出"}
    assert "已迁出" not in second


def _cells(path: Path, heading: str) -> list[object]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    place = rows[0].index(heading)
    return [row[place] for row in rows[1:]]


def test_without_a_list_or_without_a_district_it_says_what_to_do(home: DataDir) -> None:
    with pytest.raises(UsageError, match="no list is published"):
        return_demo_lists(home)
    (home.demo / "truth_events.parquet").unlink()
    with pytest.raises(UsageError, match="earlywarn demo"):
        return_demo_lists(home)
