"""Rows as the departments hold them."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.demo.department_figures import cumulate, deliver, lost, two_month_bills
from pipelines.demo.impacts import ROW
from pipelines.demo.indicator_traits import TRAITS
from pipelines.demo.settings import DemoSettings
from pipelines.demo.timeline import build_timeline


@pytest.fixture(scope="module")
def rows(world):
    frame = deliver(world).with_columns(month=pl.col("period").str.to_date("%Y-%m"))
    due = pl.col("month").dt.offset_by("1mo")
    return frame.with_columns(delay=(pl.col("received_on") - due).dt.total_days())


def first_and_last(rows):
    key = ["uscc", "indicator", "period"]
    ordered = rows.sort("received_on", maintain_order=True)
    return ordered.unique(key, keep="first", maintain_order=True), ordered.unique(key, keep="last", maintain_order=True)


def test_cumulating_starts_anew_each_january():
    timeline = build_timeline(DemoSettings(last=date(2025, 12, 1), months=24))
    total = cumulate(np.ones((1, timeline.count)), timeline)[0]
    assert total[timeline.month_numbers == 1].tolist() == [1.0] * 4
    assert total[timeline.month_numbers == 12].tolist() == [12.0] * 4


def test_a_year_that_begins_before_the_range_has_no_sum():
    timeline = build_timeline(DemoSettings(last=date(2025, 6, 1), months=24))
    assert np.isnan(cumulate(np.ones((1, timeline.count)), timeline)[0, :6]).all()


def test_statistics_are_cumulative_without_january(rows):
    cumulative = rows.filter(pl.col("indicator").is_in(["output_value", "value_added", "fixed_investment"]))
    assert set(cumulative["basis"]) == {"ytd"}
    assert set(cumulative["month"].dt.month()) == set(range(2, 13))
    assert set(rows.filter(pl.col("indicator") == "tax")["month"].dt.month()) == set(range(1, 13))


def test_the_last_vintage_is_the_true_figure(rows, world):
    _, final = first_and_last(rows.filter(pl.col("indicator") == "output_value"))
    year = final.filter(pl.col("month").dt.year() == 2024)
    where = {code: i for i, code in enumerate(world.register.codes)}
    start = world.timeline.months.index(date(2024, 1, 1))
    for code, month, value in year.select("uscc", "month", "value").sample(200, seed=1).iter_rows():
        truth = world.figures.values[ROW["output_value"], where[code], start : start + month.month].sum()
        assert value == pytest.approx(10 * truth, abs=1)


def test_the_base_is_last_years_figure_for_most_and_restated_for_some(rows):
    _, final = first_and_last(rows.filter(pl.col("indicator") == "output_value"))
    before = final.select("uscc", pl.col("month").dt.offset_by("1y"), last_year="value")
    both = final.join(before, on=["uscc", "month"]).filter(pl.col("last_year") > 0)
    same = ((both["same_period_last_year"] - both["last_year"]).abs() <= 1).mean()
    assert 0.8 < same < 0.95
    assert both["same_period_last_year"].null_count() == 0


def test_most_rows_come_in_time_and_some_much_later(rows):
    first, _ = first_and_last(rows)
    late = (first["delay"] > 15).mean()
    assert 0.02 < late < 0.08
    assert first["delay"].min() >= 0


def test_restatements_are_later_rows_with_another_value(rows):
    first, last = first_and_last(rows)
    both = first.join(last, on=["uscc", "indicator", "period"], suffix="_last").filter(pl.col("received_on") != pl.col("received_on_last"))
    assert 0.008 < both.height / first.height < 0.025
    moved = both.filter(pl.col("value").abs() > 1000)
    assert (moved["value"] != moved["value_last"]).mean() > 0.95


def test_two_values_for_one_key_never_come_on_one_day(rows):
    assert rows.select("uscc", "indicator", "period", "received_on").is_unique().all()


def test_nothing_arrives_after_the_last_day_or_before_entry(rows, world):
    assert rows["received_on"].max() <= world.settings.last_day
    entered = world.register.frame.select("uscc", "registered_on")
    joined = rows.join(entered, on="uscc")
    assert (joined["month"].dt.month_end() >= joined["registered_on"]).all()


def test_a_two_month_bill_is_the_sum_of_two_months():
    values = np.arange(1.0, 401.0).reshape(50, 8)
    amounts, billed, covers, spans = two_month_bills(np.random.default_rng(0), values)
    two = billed.sum(axis=1) == 4
    assert 25 <= two.sum() <= 48
    for firm in np.flatnonzero(two):
        month = np.flatnonzero(billed[firm])[1]
        assert amounts[firm, month] == values[firm, month] + values[firm, month - 1]
        assert set(covers[firm]) <= {0, 2}
    assert (spans.max(axis=1) == np.where(two, 2, 1)).all()
    assert (amounts[~two] == values[~two]).all()


def test_only_some_water_bills_say_what_they_cover(rows):
    water = rows.filter(pl.col("indicator") == "water")
    assert 0.3 < water["covers_months"].null_count() / water.height < 0.7
    assert set(water["covers_months"].drop_nulls()) == {1, 2}
    assert rows.filter(pl.col("indicator") != "water")["covers_months"].null_count() == rows.height - water.height


def test_enterprises_in_distress_report_worse():
    healthy = lost(np.random.default_rng(1), np.ones((400, 100))).mean()
    ailing = lost(np.random.default_rng(1), np.full((400, 100), 0.4)).mean()
    assert ailing > 1.5 * healthy
    assert 0.005 < healthy < 0.03


def test_a_gap_lasts_two_to_four_months():
    gone = lost(np.random.default_rng(3), np.ones((2000, 60)))
    changes = np.diff(np.pad(gone.astype(int), ((0, 0), (1, 1))), axis=1)
    lengths = np.argwhere(changes == -1)[:, 1] - np.argwhere(changes == 1)[:, 1]
    assert (lengths >= 2).sum() > 50
    assert lengths.max() <= 8


def test_units_and_channels_are_those_of_the_department(rows):
    found = rows.select("indicator", "unit", "channel", "department").unique()
    assert found.height == 8
    for indicator, unit, channel, department in found.iter_rows():
        source = TRAITS[indicator].delivered
        assert (unit, channel, department) == (source.unit, source.channel, source.department)
