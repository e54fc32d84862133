from datetime import date

import polars as pl

from reports.csv_lists import QUARANTINE_COLUMNS, quarantine_csv, warning_list_csv
from reports.frames import BriefingFrames
from tests.unit.reports.fixture_frames import briefing

HEADER = (
    "month,rank,uscc,name,level,kind,status,months_listed,operating_risk,relocation_risk,"
    "exposure_output_cny_10k,exposure_tax_cny_10k,exposure_jobs,tier,owner,street,reasons,district"
)


def _csv(*rows, language="zh", reasons=()):
    frames = BriefingFrames(warnings=pl.DataFrame(rows), reasons=pl.DataFrame(reasons))
    return warning_list_csv(briefing(frames, language=language)).decode("utf-8")


def test_columns_order_and_line_ends_are_the_contracts():
    content = _csv(
        {"uscc": "B", "rank": 2, "name": "乙", "level": "blue", "is_listed": True},
        {"uscc": "A", "rank": 1, "name": "甲,公司", "level": "red", "is_listed": True, "operating_risk": 0.123456789, "months_listed": 3},
        {"uscc": "C", "rank": None, "name": "丙", "level": "blue", "is_listed": False},
    )
    assert "\r" not in content
    lines = content.split("\n")
    assert lines[0] == HEADER
    assert lines[1].startswith('2026-10,1,A,"甲,公司",red,,,3,0.123457,')
    assert lines[2].startswith("2026-10,2,B,乙,blue")
    assert lines[3:] == [""]


def test_an_empty_list_is_a_header():
    assert warning_list_csv(briefing(BriefingFrames())).decode() == HEADER + "\n"


def test_reasons_are_worded_in_the_language_of_the_edition():
    row = {"uscc": "A", "rank": 1, "level": "red", "is_listed": True}
    reasons = [
        {"uscc": "A", "place": 2, "part": 1, "code": "fall", "indicator": "tax", "share": 0.4},
        {"uscc": "A", "place": 1, "part": 1, "code": "fall", "indicator": "water", "share": 0.3, "months": 2, "since": date(2026, 9, 1)},
    ]
    assert _csv(row, reasons=reasons).split("\n")[1].endswith(",用水10月比常态低30%，9月起连续2个月偏低；纳税比常态低40%,")
    english = _csv(row, reasons=reasons, language="en").split("\n")[1]
    # Commas stand in the English sentence, so the cell is quoted.
    assert english.endswith('"water 30% below normal in October, low for 2 months running since September; tax 40% below normal",')


def test_formulas_become_text_and_numbers_stay():
    line = _csv({"uscc": "A", "rank": 1, "name": "=1+1", "owner": "-下降", "exposure_tax_cny_10k": -12.5, "is_listed": True}).split("\n")[1]
    assert ",'=1+1," in line
    assert ",-12.5," in line
    assert ",'-下降," in line


def test_quarantine_has_file_row_rule_and_reason():
    frame = pl.DataFrame(
        {
            "delivery_id": ["d", "d"], "file_name": ["b.csv", "a.csv"], "row_number": [9, 3], "action": ["refused", "set_aside"],
            "rule": ["unit", "conflict"], "reason": ["单位不识别", "两个值"], "value_text": ["-5", "=cmd()"],
        }
    )  # fmt: skip
    lines = quarantine_csv(frame).decode().split("\n")
    # Programs read the columns by their place; the Chinese reason stands behind them all.
    assert lines[0] == ",".join([*QUARANTINE_COLUMNS, "reason_zh"])
    assert lines[1].startswith("set_aside,a.csv,3,conflict,两个值")
    assert "'=cmd()" in lines[1]
    assert ",-5," in lines[2]
    assert all(line.endswith(",未通过校验") for line in lines[1:3])


def test_the_chinese_reason_of_a_rule_is_the_one_departments_read():
    frame = pl.DataFrame({"file_name": ["a.csv"], "action": ["refused"], "rule": ["bad_code"], "reason": ["the check digit is wrong"]})
    assert quarantine_csv(frame).decode().split("\n")[1].endswith(",统一社会信用代码校验不符")
