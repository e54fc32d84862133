"""Which columns of a wide table make which statement, in which month and unit; two answers are refused."""

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.raw_table import Title
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.statements import Statement, months_in_headings, statements

LAYOUTS = {layout.key: layout for layout in all_layouts()}


def made(layout: str, *header: str, title: str = "", has_unit_column: bool = False) -> tuple[Statement, ...]:
    return statements(LAYOUTS[layout], header, (Title(title),) if title else (), has_unit_column)


def test_each_column_has_its_own_unit():
    (found,) = made("statistics_output", "1-本月;产值;千元", "上年同期;1-本月;产值;万元", "本月;产值;元")
    assert [each.unit for each in found.placed] == ["CNY_1k", "CNY_10k", "CNY"]


def test_a_column_between_two_units_is_in_neither():
    with pytest.raises(FileRefusedError) as caught:
        made("statistics_output", "1-本月;产值;千元", "上年同期;1-本月;产值;万元", "本月;产值")
    assert caught.value.rule == "no_unit"


def test_the_default_counts_only_where_nothing_is_stated():
    assert made("grid_bills", "户号", "当月合计电量")[0].value.unit == "kWh"
    assert made("grid_bills", "户号", "当月合计电量", title="单位：万度")[0].value.unit == "10k_kWh"
    assert made("grid_bills", "户号", "当月合计电量", has_unit_column=True)[0].value.unit is None


@pytest.mark.parametrize(
    ("heading", "title", "rule"),
    [
        ("当月合计电量(亩)", "", "unknown_unit"),
        ("当月合计电量", "单位：万元", "impossible_unit"),
        ("当月合计电量(千瓦时)", "单位：万千瓦时", "two_units"),
        ("当月合计电量", "单位：度、万度", "two_units"),
    ],
)
def test_units_that_cannot_be_meant_are_refused(heading, title, rule):
    with pytest.raises(FileRefusedError) as caught:
        made("grid_bills", "户号", heading, title=title)
    assert caught.value.rule == rule


def test_last_year_beside_this_year_is_its_base_and_a_row_of_months_is_itself():
    (one,) = made("statistics_output", "2026年1-10月产值(万元)", "2025年1-10月产值(万元)")
    assert (one.month, one.base.position) == ("2026-10", 1)
    assert months_in_headings(made("grid_bills", "户号", "2025年12月用电量", "2026年1月用电量")) == ("2025-12", "2026-01")


@pytest.mark.parametrize("header", [("10月用电量",), ("11月用电量", "12月用电量", "1月用电量")])
def test_months_of_no_certain_year_are_refused(header):
    with pytest.raises(FileRefusedError) as caught:
        made("grid_bills", "户号", *header, title="2026年" if len(header) > 1 else "")
    assert caught.value.rule == "no_period"
