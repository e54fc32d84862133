"""Whose a row is and whether it is still open: nothing is given to a department that did not deliver it."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.delivery.feedback_items import feedback_items
from pipelines.settings import load_settings
from reports.feedback_workbook import ITEMS
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, Inbox, figure
from warehouse import names

DAY = date(2026, 3, 5)
SOURCES = load_settings().sources


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def items(inbox: Inbox, day: date = DAY) -> pl.DataFrame:
    inbox.ingest(day)
    return feedback_items(inbox.store, SOURCES)


def test_nothing_wrong_is_nothing_to_ask(inbox: Inbox) -> None:
    inbox.put("a.csv", [figure()])
    assert items(inbox).is_empty()
    assert dict(items(inbox).schema) == ITEMS


def test_a_tidy_row_is_its_indicators_departments(inbox: Inbox) -> None:
    inbox.put("a.csv", [figure(value="x"), figure(indicator="tax", unit="CNY", value="y"), figure(indicator="wind", value="1")])
    found = items(inbox).select("department", "indicator", "sheet", "value_text").rows()
    assert found == [("供电企业", "electricity", "figures", "x"), ("税务部门", "tax", "figures", "y"), (None, None, "figures", "1")]


def test_a_row_of_the_account_map_is_the_utilitys(inbox: Inbox) -> None:
    inbox.put("map.csv", f"能源类型,户号,统一社会信用代码\n水,001,{CODE[:-1]}A\n电,002,{CODE}\n")
    assert items(inbox).select("department", "sheet", "account").rows() == [("供水企业", "none", "001")]


def test_a_register_is_nobodys(inbox: Inbox) -> None:
    inbox.put("register.csv", f"统一社会信用代码,企业名称,街道\n{CODE[:-1]}A,甲厂,坪山街道\n")
    assert items(inbox)["department"].to_list() == [None]


def test_a_folder_of_several_departments_says_nothing_about_a_file_nobody_can_read(inbox: Inbox) -> None:
    inbox.put("mixed/电.csv", "户号,结算年月,当月合计电量\n1,202601,5\n")
    inbox.put("mixed/水.csv", "用户号,抄表起日,抄表止日,用水量\n1,2026-01-01,2026-01-31,5\n")
    inbox.put("mixed/怪.csv", "甲,乙\n1,2\n")
    inbox.put("grid/电.csv", "户号,结算年月,当月合计电量\n2,202601,5\n")
    inbox.put("grid/怪.csv", "甲,乙\n1,3\n")
    found = items(inbox).sort("file_name").select("file_name", "department", "row_number").rows()
    assert found == [("grid/怪.csv", "供电企业", None), ("mixed/怪.csv", None, None)]


def test_what_a_run_set_aside_is_asked_for_as_it_was_stored(inbox: Inbox) -> None:
    inbox.put("grid/电.csv", "户号,结算年月,当月合计电量\n1,202601,5000000\n")
    inbox.ingest(DAY)
    bill = inbox.store.read(names.BILLS).row(0, named=True)
    edit = {
        "month": date(2026, 1, 1), "uscc": None, "indicator": "electricity", "period": date(2026, 1, 1), "basis": "month",
        "value": 5_000_000.0, "factor": 1000.0, "delivery_id": bill["delivery_id"], "file_name": "grid/电.csv", "row_number": 1,
        "reason": "the figure is 1000 times the typical one", "account": "1", "rule": "suspected_typing_error",
    }  # fmt: skip
    inbox.store.append(names.EDITS, pl.DataFrame([edit]))
    (found,) = feedback_items(inbox.store, SOURCES).to_dicts()
    assert (found["kind"], found["department"], found["sheet"], found["period"]) == ("suspected", "供电企业", "bills", "2026-01")
    answer = f"反馈编号,户号,指标,所属期,计量单位,更正值\n{found['item_id']},1,用电,2026-01,千瓦时,5000\n"
    inbox.put("back.csv", answer)
    assert items(inbox, date(2026, 3, 9)).is_empty()
    assert inbox.store.as_of(names.BILLS, date(2026, 3, 9))["value"].to_list() == [5000.0]


def test_numbers_of_items_are_the_same_at_every_ingest(inbox: Inbox) -> None:
    inbox.put("a.csv", [figure(value="x"), figure(uscc=OTHER_CODE, value="z")])
    first = items(inbox)["item_id"].to_list()
    inbox.put("b.csv", [figure(period="2025-12")])
    assert items(inbox, date(2026, 3, 6))["item_id"].to_list() == first
    assert len(set(first)) == 2


def test_a_row_whose_month_is_none_is_asked_for_as_it_was_delivered(inbox: Inbox) -> None:
    inbox.put("a.csv", [figure(period="2096年7月"), figure(period="soon"), figure()])
    assert sorted(items(inbox)["period"].to_list()) == ["2096年7月", "soon"]


def test_a_row_is_answered_by_the_same_figure_of_a_later_delivery_and_by_no_other(inbox: Inbox) -> None:
    inbox.put("a.csv", [figure(value="x"), figure(uscc=OTHER_CODE, value="y"), figure(indicator="tax", unit="CNY", value="z")])
    assert items(inbox).height == 3
    inbox.put("b.csv", [figure(value="5"), figure(uscc=OTHER_CODE, value="6", period="2025-12")])
    left = items(inbox, date(2026, 3, 9))
    assert sorted(left["value_text"].to_list()) == ["y", "z"]
