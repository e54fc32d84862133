"""Frames are read by the columns of their contracts: missing ones null, types as declared, further ones kept."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from reports.frames import BriefingFrames, conform, empty, first_month_of, frame_contract
from tests.unit.reports.fixture_frames import MONTH, briefing_frames, months_back
from warehouse import names
from warehouse.catalogue import table_named

FRAMES = [name for name in BriefingFrames.__dataclass_fields__ if name != "enterprises_count"]


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_has_a_contract(name: str) -> None:
    assert empty(name).schema == pl.Schema(frame_contract(name).polars_schema())
    assert getattr(BriefingFrames(), name).schema == empty(name).schema


def test_a_frame_of_a_table_has_the_tables_columns() -> None:
    table = table_named(names.WARNINGS)
    assert frame_contract("warnings").columns == table.columns
    assert {"tier", "owner"} <= set(frame_contract("growth").column_names) > set(table_named(names.GROWTH).column_names)


@pytest.mark.parametrize("name", FRAMES)
def test_the_fixtures_frames_hold_what_the_contracts_allow(name: str) -> None:
    frame = getattr(briefing_frames(), name)
    wrong = {
        column.name: set(frame[column.name].drop_nulls()) - set(column.allowed) for column in frame_contract(name).columns if column.allowed
    }
    assert {name: values for name, values in wrong.items() if values} == {}


def test_missing_columns_are_null_and_further_ones_are_kept() -> None:
    frame = conform(pl.DataFrame({"uscc": ["A"], "remark": ["x"], "rank": [3]}), "warnings")
    assert frame["level"].to_list() == [None]
    assert frame["remark"].to_list() == ["x"]
    assert frame.schema["rank"] == pl.Int32()


def test_wrong_types_are_named() -> None:
    with pytest.raises(ValueError, match="briefing frame 'level_history' has a column of the wrong type"):
        BriefingFrames(level_history=pl.DataFrame({"month": months_back(2), "level": ["red", "red"], "count": ["x", "y"]}))


def test_a_list_of_zero_is_not_a_first_month() -> None:
    assert first_month_of(BriefingFrames(), MONTH)
    zero = pl.DataFrame({"month": [date(2026, 9, 1)], "level": ["red"], "count": [0]})
    assert not first_month_of(BriefingFrames(level_history=zero), MONTH)


def test_a_frame_that_is_as_declared_is_handed_on_and_one_in_another_order_is_not():
    declared = empty("warnings")
    turned = declared.select(reversed(declared.columns))
    assert conform(declared, "warnings") is declared
    assert conform(turned, "warnings").columns == declared.columns
    wrong = declared.with_columns(pl.col("rank").cast(pl.Int16))
    assert conform(wrong, "warnings").schema == declared.schema
