"""Figures are picked from one frame and never computed on the page; a sum with months missing says which."""

import polars as pl
import pytest

from models.series.windows import printed_figures
from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.monthly_figures import figures_by_code, figures_of_month, list_figures
from reports.words.figures import amount_words, gap_words, heading
from reports.words.text import Words
from tests.unit.reports.fixture_frames import MONTH, edition
from warehouse.periods import shift_month

ZH, EN = Words("zh"), Words("en")


def series(indicator="output_value", without=(), months=24, value=10.0):
    ages = [age for age in range(months) if age not in without]
    return pl.DataFrame(
        {
            "uscc": ["A"] * len(ages),
            "indicator": [indicator] * len(ages),
            "period": [shift_month(MONTH, -age) for age in ages],
            "value": [value + (age < 12) for age in ages],
            "flags": [""] * len(ages),
        }
    )


def row(figures, key):
    return figures.filter(pl.col("figure") == key).row(0, named=True)


def test_the_list_prints_figure_and_growth_side_by_side_and_names_the_months_a_sum_lacks():
    warnings = pl.DataFrame({"uscc": ["A", "B"], "level": ["red", "red"], "rank": [1, 2], "is_listed": [True, True]})
    both = pl.concat([series(), series("fixed_investment", without=(7,))])
    frames = BriefingFrames(warnings=warnings, series=both, figures=printed_figures(both, MONTH))
    listed = list_figures(Briefing(frames, edition())).rows(named=True)
    first, second = ({key: one[key] for key in ("output_value_month", "output_value_month_growth", "data_flags")} for one in listed)
    assert first == {
        "output_value_month": 11.0,
        "output_value_month_growth": pytest.approx(0.1),
        "data_flags": "1月至本月累计固投仅9个月，缺3月",
    }
    assert second == {"output_value_month": None, "output_value_month_growth": None, "data_flags": None}


def test_of_a_figure_nobody_has_there_is_a_column_all_the_same():
    assert figures_by_code(BriefingFrames().figures, ["tax_month"]).columns == ["uscc", "tax_month"]


def test_value_and_growth_of_the_month_by_indicator():
    found = figures_of_month(printed_figures(series(), MONTH))
    assert found.select("uscc", "indicator", "value", "yoy").rows() == [("A", "output_value", 11.0, pytest.approx(0.1))]


@pytest.mark.parametrize(
    ("without", "zh", "en"),
    [
        ((), "近12个月产值132万元", "output of 12 months 132 CNY 10k"),
        (
            (0,),
            "近12个月产值121万元（仅11个月，缺10月）",
            "output of 12 months 121 CNY 10k (11 months only, without October)",
        ),
        (
            (0, 9),
            "近12个月产值110万元（仅10个月，缺1月、10月）",
            "output of 12 months 110 CNY 10k (10 months only, without January, October)",
        ),
        (range(5), "近12个月产值77万元（仅7个月有数）", "output of 12 months 77 CNY 10k (figures of 7 months only)"),
    ],
)
def test_a_sum_says_which_months_it_lacks(without, zh, en):
    figure = row(printed_figures(series(without=without), MONTH), "output_value_twelve_months")
    assert (amount_words(figure, MONTH, ZH), amount_words(figure, MONTH, EN)) == (zh, en)


def test_a_last_figure_says_of_which_month_it_is():
    figure = row(printed_figures(series("employment", without=(0, 1)), MONTH), "employment_latest")
    assert amount_words(figure, MONTH, ZH) == "最新用工11人（2026年8月数）"
    assert gap_words(figure, ZH) == ""


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("output_value_month", "当月产值（万元）", "Output of the month (CNY 10k)"),
        ("output_value_month_growth", "当月产值同比", "Output of the month, on a year ago"),
        ("output_value_three_months_growth", "近3个月产值同比", "Output of 3 months, on a year ago"),
        ("output_value_twelve_months_growth", "近12个月产值同比", "Output of 12 months, on a year ago"),
        ("employment_latest", "最新用工（人）", "Latest employment (persons)"),
        ("tax_twelve_months_share", "近12个月纳税占全区比重", "Tax of 12 months, part of the district's"),
    ],
)
def test_heads_name_period_base_and_unit(key, zh, en):
    assert (heading(key, ZH), heading(key, EN)) == (zh, en)
