"""The catalogue of figures: every head names its period and its base, amounts their unit, and no two heads are the same."""

import pytest

from warehouse.printed_figures import EXPOSURES, FIGURES, WINDOWS, figure_key
from warehouse.tables.out_warnings__monthly_enterprises import TABLE
from warehouse.vocabulary import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_figures_have_one_head(language):
    heads = [figure.heading(language) for figure in FIGURES]
    assert len(set(heads)) == len(heads)


def test_every_head_names_period_and_base_or_unit():
    periods = ("当月", "月末", "近3个月", "1月至本月", "近12个月", "最新")
    for figure in FIGURES:
        assert figure.heading("zh").startswith(periods), figure.key
        ending = {"level": f"（{figure.unit.zh}）", "growth": "同比", "share": "占全区比重"}[figure.comparison]
        assert figure.heading("zh").endswith(ending), figure.key


def test_keys_say_indicator_window_and_comparison():
    for figure in FIGURES:
        assert figure.key == figure_key(figure.indicator, figure.window, figure.comparison)
        assert figure.window in WINDOWS


def test_exposures_are_columns_of_the_warnings():
    # Value added is told of one enterprise at a time and not stored with the list.
    stored = [column for column in EXPOSURES if column != "exposure_value_added_cny_10k"]
    assert set(stored) <= set(TABLE.column_names)
