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


def test_without_a_list_or_without_a_district_it_says_what_to_do(home: DataDir) -> None:
    with pytest.raises(UsageError, match="no list is published"):
        return_demo_lists(home)
    (home.demo / "truth_events.parquet").unlink()
    with pytest.raises(UsageError, match="earlywarn demo"):
        return_demo_lists(home)
