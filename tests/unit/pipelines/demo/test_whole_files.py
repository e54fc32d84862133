"""Faults of whole files: the wrong unit is a thousandfold in one file a year at most, and the correction brings the true figures back."""

from datetime import date

import polars as pl
import pytest

from pipelines.demo.departments import statistics
from pipelines.demo.departments.forms import file_name
from pipelines.demo.departments.whole_files import CORRECTION, WRONG_FACTOR, damaged_workbooks, intact_name, misstate_files
from pipelines.demo.settings import DemoSettings

VALUE = statistics.FORM.figures[0].value


@pytest.fixture(scope="module")
def reports(world, delivered):
    rows = statistics.build(world, delivered).with_columns(pl.lit(None, dtype=pl.String).alias("account"))
    return rows.with_columns(file_name(statistics.FORM, 2024).alias("file"))


@pytest.fixture(scope="module")
def misstated(reports):
    made = (misstate_files(DemoSettings(last=date(2025, 12, 1), seed=seed), statistics.FORM, reports) for seed in range(20))
    return next(rows for rows in made if (rows["fault"] == "wrong_file_unit").any())


def test_a_wrong_file_is_wrong_by_one_factor_throughout(reports, misstated):
    wrong = misstated.filter(pl.col("fault") == "wrong_file_unit")
    true = reports.join(wrong.select("file").unique(), on="file", how="semi")
    ratios = (wrong[VALUE] / true[VALUE]).drop_nulls().drop_nans()
    assert len(ratios) > 0
    assert ratios.to_list() == pytest.approx([WRONG_FACTOR] * len(ratios))


def test_its_correction_brings_the_true_figures_and_comes_later(reports, misstated):
    wrong = misstated.filter(pl.col("fault") == "wrong_file_unit")
    corrected = misstated.filter(pl.col("file").str.contains(CORRECTION))
    # A figure may have been reported more than once; the correction brings one of the true reports and never the wrong one.
    true = reports.drop_nulls(VALUE).group_by("firm", "period").agg(true=pl.col(VALUE))
    both = corrected.drop_nulls(VALUE).join(true, on=["firm", "period"])
    assert both.height > 0
    assert both.select(pl.col("true").list.contains(pl.col(VALUE)).all()).item()
    assert corrected["received_on"].min() > wrong["received_on"].min()


def test_at_most_one_file_a_year_is_wrong(misstated):
    files = misstated.filter(pl.col("fault") == "wrong_file_unit").select(pl.col("stated").dt.year().alias("year"), "file").unique()
    assert files["year"].is_duplicated().sum() == 0


def test_damaged_workbooks_are_sound_ones_that_come_again(reports):
    rows = reports.with_columns(pl.lit(None, dtype=pl.String).alias("fault"))
    chosen = damaged_workbooks(DemoSettings(last=date(2025, 12, 1), seed=3), rows)
    assert set(chosen) <= set(rows["file"])
    assert intact_name("规上产值2025年10月.xlsx") == "规上产值2025年10月(1).xlsx"
