"""The items of the quarantine in lines: what, where, why, and what can be done; outside text stays on its line."""

from datetime import date

import polars as pl
import pytest

from reports.quarantine_list import CSV_COLUMNS, ItemList, item_csv, item_lines
from reports.words import quarantine as texts
from reports.words.text import Words

ITEM = {
    "item_id": "abcdefgh", "kind": "clash", "rule": "two_values_one_day", "reason": "another value", "file_name": "a.csv", "row_number": 3,
    "uscc": "91440300192413773Q", "name": "甲公司", "account": None, "indicator": "electricity", "period": "2026-01", "basis": "month",
    "value_text": "1200.5", "since": date(2026, 3, 5), "state": "open", "settled_by": None, "settled_on": None, "settled_reason": None,
    "is_gone": False,
}  # fmt: skip
SETTLED = {**ITEM, "state": "release", "settled_by": "王五", "settled_on": date(2026, 3, 6), "settled_reason": "核实"}


def lines(*items: dict[str, object], language: str = "zh", most: int = 50, is_settled: bool = False) -> list[str]:
    frame = pl.DataFrame(list(items), infer_schema_length=None)
    return item_lines(ItemList(frame, most, is_settled=is_settled), Words("en" if language == "en" else "zh"))


def test_an_item_says_what_where_and_what_can_be_done() -> None:
    assert lines(ITEM)[:3] == [
        "待处理1条",
        "abcdefgh  甲公司  用电  2026-01  原值 1200.5",
        "          a.csv第3行；自2026年3月5日；同日两值：release 采用此值，reject 不用此值（另一值生效）（two_values_one_day）",
    ]
    # The reason as it was written is English; in Chinese its rule says it, and the CSV has both.
    assert lines(ITEM)[3] == "          同一日报送了两个不同数值"
    assert lines(ITEM, language="en")[1] == "abcdefgh  甲公司  electricity  2026-01  value 1200.5"


def test_a_whole_file_and_a_bill() -> None:
    whole = {
        **ITEM,
        "kind": "refused",
        "row_number": None,
        "indicator": None,
        "value_text": None,
        "uscc": None,
        "name": None,
        "period": None,
    }
    assert "a.csv (the whole file)" in "\n".join(lines(whole, language="en"))
    assert "户号0316" in "\n".join(lines({**ITEM, "account": "0316"}))


def test_what_was_settled_says_by_whom_and_whether_it_holds() -> None:
    assert lines(SETTLED, is_settled=True)[-1].strip() == "2026年3月6日王五决定采用：核实"
    assert "another value is known since" in lines({**SETTLED, "is_gone": True}, language="en", is_settled=True)[-1]


def test_the_list_is_cut_and_says_so() -> None:
    many = [{**ITEM, "item_id": f"item{number:04}"} for number in range(10)]
    text = "\n".join(lines(*many, most=3))
    assert "另有7条未列出" in text
    assert "未列出" not in "\n".join(lines(*many, most=0))


def test_hostile_text_stays_on_its_line() -> None:
    found = lines({**ITEM, "name": "x\n\x1b[31m", "reason": "a\r\nb", "value_text": "\u202e9"})
    assert all(mark not in line for line in found for mark in ("\n", "\r", "\x1b", "\u202e"))


@pytest.mark.parametrize("kind", sorted(texts.KINDS))
def test_every_kind_has_its_words(kind: str) -> None:
    assert lines({**ITEM, "kind": kind})


def test_csv_has_a_line_an_item() -> None:
    found = item_csv(pl.DataFrame([ITEM, SETTLED], infer_schema_length=None))
    assert found[0] == ",".join(CSV_COLUMNS)
    assert len(found) == 3
