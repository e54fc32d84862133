"""Rows of one key over several files: parts of an account, and payments that say the same, told from copies of an earlier delivery."""

import polars as pl
import pytest

from pipelines.ingest.finer_keys import settle
from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.raw_table import RawTable, nothing_malformed
from tests.unit.pipelines.ingest.deliveries import CODE, Inbox
from warehouse import names


@pytest.fixture
def inbox(tmp_path):
    made = Inbox(tmp_path / "home")
    yield made
    made.store.close()


def line(amount: int = 500, voucher: str = "", received_on: str = "") -> dict[str, object]:
    row = {"纳税人识别号": CODE, "征收项目": "印花税", "税款所属期止": "2025-12-31", "入库日期": "2026-01-15", "实缴金额": amount}
    return {**row, "电子税票号码": voucher, "导出日期": received_on}


def paid(inbox: Inbox) -> list[float]:
    return sorted(inbox.store.as_of(names.PAYMENTS, inbox.store.read(names.PAYMENTS)["known_on"].max())["value_cny_10k"].to_list())


def test_equal_lines_of_one_file_are_payments_and_those_of_another_file_are_copies(inbox):
    inbox.put("a.csv", [line(), line(), line(700)])
    inbox.put("b.csv", [line()])
    report = inbox.ingest()
    assert paid(inbox) == [0.05, 0.05, 0.07]
    assert (report.rows_in, report.rows_stored, report.rows_duplicate) == (4, 3, 1)
    # A later file that says it three times has one more.
    inbox.put("c.csv", [line(), line(), line(), line(700)])
    inbox.ingest()
    assert paid(inbox) == [0.05, 0.05, 0.05, 0.07]


def test_an_export_of_another_day_brings_no_payment_twice(inbox):
    inbox.put("a.csv", [line(received_on="2026-02-01"), line(received_on="2026-02-01")])
    inbox.put("b.csv", [line(received_on="2026-02-11"), line(received_on="2026-02-11")])
    inbox.ingest()
    assert paid(inbox) == [0.05, 0.05]


def test_a_file_that_repeats_itself_as_a_whole_is_taken_once(inbox):
    inbox.put("a.csv", [line(), line(700), line(), line(700)])
    report = inbox.ingest()
    assert paid(inbox) == [0.05, 0.07]
    assert (report.rows_in, report.rows_stored, report.rows_duplicate) == (4, 2, 2)
    assert report.files[0].note == "the file says every line 2 times; each is taken once"


def test_lines_of_one_receipt_that_say_the_same_are_one(inbox):
    inbox.put("a.csv", [line(voucher="344031260100000001"), line(voucher="344031260100000001"), line(voucher="344031260100000002")])
    inbox.ingest()
    assert paid(inbox) == [0.05, 0.05]


def test_meters_of_an_account_are_one_bill_however_often_it_comes(inbox):
    rows = [{"户号": "01", "计量点编号": point, "结算年月": "202601", "当月合计电量": 70} for point in "AB"]
    inbox.put("a.csv", rows)
    inbox.put("b.csv", rows[::-1])
    report = inbox.ingest()
    assert inbox.store.read(names.BILLS)["value"].to_list() == [140.0]
    assert (report.rows_in, report.rows_stored, report.rows_duplicate) == (4, 1, 3)


def test_a_meter_that_is_taken_back_makes_no_sum(inbox):
    rows = [
        {"户号": "01", "表号": point, "备注": point, "结算年月": "202601", "当月合计电量": "作废" if point == "A" else 5} for point in "AB"
    ]
    inbox.put("a.csv", rows)
    inbox.ingest()
    assert [rule for _, rule in inbox.rules()] == ["finer_key"] * len(inbox.rules())
    assert inbox.store.read(names.BILLS).is_empty()


def test_versions_of_a_register_are_no_parts_of_a_figure():
    layout = next(layout for layout in all_layouts() if layout.key == "enterprises")
    rows = pl.DataFrame(
        {"file_number": [0, 0], "row_number": [1, 2], "uscc": [CODE, CODE], "rule": pl.Series([None, None], dtype=pl.String)}
    )
    raw = RawTable(("uscc", "color"), pl.DataFrame({"row_number": [1, 2], "c0": [CODE, CODE], "c1": ["red", "blue"]}), nothing_malformed())
    settled = settle(rows, raw, layout)
    assert settled.rows["finer_reason"].to_list() == [None, None]
    assert (settled.spare, settled.notes) == ({}, {})
