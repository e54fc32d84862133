"""A correction of one meter of an account is no bill of the account: it is refused, and the sum of all meters stays."""

from datetime import date, timedelta

import pytest

from warehouse import names

DAY = date(2026, 11, 20)
HEAD = "户号,结算年月,计量点编号,用电量\n"
BOTH = HEAD + "0310001,202610,1,100\n0310001,202610,2,200\n"


def known(inbox, table=names.BILLS, on=DAY + timedelta(days=9)) -> list[float]:
    return inbox.store.as_of(table, on)["value"].to_list()


def test_a_correction_of_one_meter_leaves_the_sum_and_says_what_to_do(inbox):
    inbox.put("一.csv", BOTH)
    inbox.ingest(DAY)
    inbox.put("二.csv", HEAD + "0310001,202610,2,250\n0310002,202610,7,40\n")
    report = inbox.ingest(DAY + timedelta(days=1))
    assert known(inbox) == [300.0, 40.0]
    [refused] = inbox.quarantine().rows(named=True)
    assert (refused["rule"], refused["row_number"], refused["account"], refused["value_text"]) == ("fewer_meters", 1, "0310001", "250.0")
    assert "1 of the 2 meters" in refused["reason"]
    [file] = [file for file in report.files if file.status == "read"]
    # Two rows came: one is stored, one refused, none counts as said before.
    assert (file.rows_in, file.rows_stored, file.rows_refused, file.rows_duplicate) == (2, 1, 1, 0)


@pytest.mark.parametrize(
    ("later", "value"),
    [
        (HEAD + "0310001,202610,1,100\n0310001,202610,2,250\n", 350.0),
        # A further meter was found, and the account as a whole.
        (HEAD + "0310001,202610,1,100\n0310001,202610,2,200\n0310001,202610,3,50\n", 350.0),
        ("户号,结算年月,用电量\n0310001,202610,350\n", 350.0),
        (HEAD + "0310001,202610,合计,350\n", 350.0),
    ],
)
def test_what_is_of_the_whole_account_takes_the_place_of_the_sum(inbox, later, value):
    inbox.put("一.csv", BOTH)
    inbox.ingest(DAY)
    inbox.put("二.csv", later)
    inbox.ingest(DAY + timedelta(days=1))
    assert (known(inbox), inbox.rules()) == ([value], [])


def test_accounts_of_one_meter_are_restated_as_ever(inbox):
    inbox.put("一.csv", HEAD + "0310001,202610,1,100\n")
    inbox.ingest(DAY)
    inbox.put("二.csv", HEAD + "0310001,202610,1,110\n")
    inbox.ingest(DAY + timedelta(days=1))
    assert (known(inbox), inbox.rules()) == ([110.0], [])


@pytest.mark.parametrize("first", [1, 2])
def test_days_of_receipt_decide_within_one_ingest_whatever_the_files_are_called(inbox, first):
    head = HEAD.replace("用电量", "导出日期,用电量")
    whole = head + "0310001,202610,1,2026-11-05,100\n0310001,202610,2,2026-11-05,200\n"
    inbox.put(f"{first}.csv", whole)
    inbox.put(f"{3 - first}.csv", head + "0310001,202610,2,2026-11-09,250\n")
    inbox.ingest(DAY)
    assert known(inbox) == [300.0]
    assert [rule for _, rule in inbox.rules()] == ["fewer_meters"]


def test_what_came_before_the_sum_was_known_stands_for_its_time(inbox):
    head = HEAD.replace("用电量", "导出日期,用电量")
    inbox.put("一.csv", head + "0310001,202610,2,2026-11-05,250\n")
    inbox.put("二.csv", head + "0310001,202610,1,2026-11-09,100\n0310001,202610,2,2026-11-09,200\n")
    inbox.ingest(DAY)
    assert (known(inbox, on=date(2026, 11, 6)), known(inbox), inbox.rules()) == ([250.0], [300.0], [])


def test_readings_by_day_are_alike(inbox):
    head = "户号,数据日期,计量点编号,日用电量\n"
    inbox.put("一.csv", head + "0310001,2026-11-18,1,10\n0310001,2026-11-18,2,20\n")
    inbox.ingest(DAY)
    inbox.put("二.csv", head + "0310001,2026-11-18,2,25\n")
    inbox.ingest(DAY + timedelta(days=1))
    assert inbox.store.read(names.READINGS).select("value", "meters_count").rows() == [(30.0, 2)]
    assert [rule for _, rule in inbox.rules()] == ["fewer_meters"]
    assert inbox.quarantine()["period"].to_list() == ["2026-11"]


def test_the_same_rows_again_are_duplicates(inbox):
    inbox.put("一.csv", BOTH)
    inbox.ingest(DAY)
    inbox.put("二.csv", "\n" + BOTH)
    inbox.ingest(DAY + timedelta(days=1))
    assert (known(inbox), inbox.rules()) == ([300.0], [])
