"""Meters read by the day or the week: taken in like every delivery, judged by the row, kept as vintages, seen through the account map."""

from datetime import date

import polars as pl
import pytest

from models.series.daily_use import daily_use
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE
from warehouse import names

HEADS = "uscc,indicator,read_on,value,unit,received_on\n"
DAY = date(2026, 9, 20)


def read(inbox, day=DAY):
    return inbox.store.as_of(names.READINGS, day)


def used(inbox, day=DAY):
    return daily_use(read(inbox, day), inbox.store.as_of(names.ACCOUNTS, day)).select("uscc", "read_on", "value").rows()


def test_a_reading_is_known_the_day_after_it_was_read_and_kept_in_the_canonical_unit(inbox):
    inbox.put(
        "a.csv", f"uscc,indicator,read_on,value,unit\n{CODE},electricity,2026-09-01,1.5,万千瓦时\n{CODE},electricity,2026-09-02,7,kWh\n"
    )
    report = inbox.ingest(DAY)
    assert (report.files[0].layout, report.rows_stored) == ("readings", 2)
    assert read(inbox).select("read_on", "value", "known_on").rows() == [
        (date(2026, 9, 1), 15000.0, date(2026, 9, 2)),
        (date(2026, 9, 2), 7.0, date(2026, 9, 3)),
    ]
    assert read(inbox, date(2026, 9, 2))["read_on"].to_list() == [date(2026, 9, 1)]


def test_without_a_unit_a_reading_is_in_the_unit_its_indicator_is_kept_in(inbox):
    inbox.put("a.csv", f"uscc,indicator,read_on,value\n{CODE},water,2026-09-01,12\n")
    inbox.ingest(DAY)
    assert read(inbox)["value"].to_list() == [12.0]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (f"{CODE},electricity,2026-09-01,-3,kWh,", "negative_reading"),
        (f"{CODE},electricity,2026-09-01,9000000000000,kWh,", "impossible_size"),
        (f"{CODE},electricity,2026-09-21,3,kWh,", "future_date"),
        (f"{CODE},electricity,2026-09-01,3,kWh,2026-08-31", "received_before_reading"),
        (f"{CODE},electricity,2026-09-01,3,m3,", "impossible_unit"),
        (f"{CODE},employment,2026-09-01,3,kWh,", "unknown_indicator"),
        ("91440300XXXXXXXXXX,electricity,2026-09-01,3,kWh,", "bad_code"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_name_and_every_row_is_accounted_for(inbox, row, rule):
    inbox.put("a.csv", f"{HEADS}{CODE},electricity,2026-09-02,5,kWh,\n{row}\n{CODE},electricity,2026-09-02,5,kWh,\n")
    report = inbox.ingest(DAY)
    assert [found for _, found in inbox.rules()] == [rule]
    assert (report.rows_in, report.rows_stored, report.rows_refused, report.rows_duplicate) == (3, 1, 1, 1)


def test_a_span_is_a_day_or_a_week(inbox):
    inbox.put(
        "a.csv", f"uscc,indicator,read_on,value,covers_days\n{CODE},electricity,2026-09-07,70,7\n{CODE},electricity,2026-09-08,9,30\n"
    )
    inbox.ingest(DAY)
    assert [found for _, found in inbox.rules()] == ["bad_covers_days"]
    assert used(inbox) == [(CODE, date(2026, 9, day), 10.0) for day in range(1, 8)]


def test_two_values_of_one_day_are_both_set_aside_and_a_later_one_is_a_new_vintage(inbox):
    inbox.put("a.csv", f"{HEADS}{CODE},electricity,2026-09-01,5,kWh,2026-09-02\n{CODE},electricity,2026-09-01,6,kWh,2026-09-02\n")
    inbox.ingest(DAY)
    assert read(inbox).is_empty()
    assert {rule for _, rule in inbox.rules()} == {"two_values_one_day"}
    assert inbox.store.clashes(names.READINGS).select("value", "period").rows() == [(5.0, date(2026, 9, 1)), (6.0, date(2026, 9, 1))]
    inbox.put("b.csv", f"{HEADS}{CODE},electricity,2026-09-01,7,kWh,2026-09-10\n")
    inbox.ingest(DAY)
    assert read(inbox)["value"].to_list() == [7.0]
    assert read(inbox, date(2026, 9, 9)).is_empty()


def test_the_grids_daily_export_goes_by_account_and_the_map_says_whose_it_is(inbox):
    inbox.put(
        "日电量.csv", "户号,户名,数据日期,日用电量,导出日期\n0310001,甲,2026-09-01,100,2026-09-02\n0310002,乙,20260901,50,2026-09-02\n"
    )
    inbox.ingest(DAY)
    assert read(inbox).height == 2
    assert used(inbox) == []
    header = "户号,户名,能源类型,统一社会信用代码,分摊比例,生效日期,失效日期\n"
    inbox.put(
        "户号对照.csv",
        f"{header}0310001,甲,电,{CODE},35%,2024-01-01,\n0310001,甲,电,{OTHER_CODE},65%,2024-01-01,\n0310002,乙,电,{CODE},,,\n",
    )
    inbox.ingest(DAY)
    assert sorted(used(inbox)) == sorted([(CODE, date(2026, 9, 1), 85.0), (OTHER_CODE, date(2026, 9, 1), 65.0)])


def test_tidy_readings_by_account_are_of_their_own_layout(inbox):
    inbox.put("a.csv", "account,indicator,read_on,value\n0310001,electricity,2026-09-01,3\n")
    assert inbox.ingest(DAY).files[0].layout == "account_readings"


def test_delivered_twice_nothing_changes(inbox):
    inbox.put("a.csv", f"{HEADS}{CODE},electricity,2026-09-01,5,kWh,\n")
    inbox.ingest(DAY)
    inbox.put("b.csv", f"{HEADS}{CODE},electricity,2026-09-01,5.0,kWh,\n")
    report = inbox.ingest(DAY)
    assert report.rows_duplicate >= 1
    assert inbox.store.read(names.READINGS).height == 1


def test_a_reading_older_than_half_a_year_is_stored_and_answers_nothing(inbox):
    inbox.put("a.parquet", "")
    pl.DataFrame({"uscc": [CODE], "indicator": ["electricity"], "read_on": [date(2026, 1, 1)], "value": [5.0]}).write_parquet(
        inbox.folder / "a.parquet"
    )
    inbox.ingest(DAY)
    assert inbox.store.read(names.READINGS).height == 1
    assert read(inbox).is_empty()
