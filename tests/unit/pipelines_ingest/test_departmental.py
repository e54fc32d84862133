"""Deliveries in the layouts of departments: declared as data, read leniently, judged like every other."""

from datetime import date

import polars as pl
import pytest

from tests.unit.pipelines_ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE, TODAY

HEADS = "统一社会信用代码,单位名称,费款所属期,参保人数,报出日期\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_head_count_is_an_observation_of_its_channel(inbox, encoding):
    inbox.put("社保.csv", (HEADS + f'{CODE},甲公司,2026年1月,"1,234",2026/2/12\n').encode(encoding))
    report = inbox.ingest()
    row = inbox.figures().row(0, named=True)
    said = {name: row[name] for name in ("indicator", "period", "value", "basis", "channel", "source", "known_on")}
    assert said == {
        "indicator": "employment",
        "period": date(2026, 1, 1),
        "value": 1234.0,
        "basis": "month",
        "channel": "administrative",
        "source": "social_insurance",
        "known_on": date(2026, 2, 12),
    }
    assert report.files[0].ignored_columns == ("单位名称",)


def test_cells_without_a_figure_are_missing_and_no_zero(inbox):
    rows = [(CODE, "0"), (OTHER_CODE, "缺"), (THIRD_CODE, "—"), (CODE, "12a"), (CODE, "")]
    inbox.put("社保.csv", HEADS + "".join(f"{code},x,20260{number},{value},\n" for number, (code, value) in enumerate(rows, start=1)))
    inbox.ingest(date(2026, 12, 1))
    assert inbox.figures()["value"].to_list() == [0.0]
    assert inbox.rules() == [(2, "value_stated_missing"), (3, "value_not_applicable"), (4, "bad_value"), (5, "value_missing")]


def test_the_same_figure_from_two_layouts_is_told_apart_by_channel_alone(inbox):
    inbox.put("社保.csv", HEADS + f"{CODE},x,202601,120,\n")
    inbox.put("tidy.csv", f"uscc,indicator,period,value,unit,basis,channel\n{CODE},employment,2026-01,120,persons,month,administrative\n")
    report = inbox.ingest()
    assert (report.rows_stored, report.rows_duplicate) == (1, 1)


def test_a_departmental_register_is_the_register(inbox):
    inbox.put("名录.csv", f"统一社会信用代码,企业名称,街道,行业代码,入库日期,备注\n{CODE},甲公司,马峦街道,3921,46023,x\n")
    inbox.ingest()
    register = inbox.store.register_as_of(TODAY)
    assert register.select("name", "street", "industry_division", "registered_on").rows() == [
        ("甲公司", "马峦街道", "C39", date(2026, 1, 1))
    ]


def test_nested_and_binary_columns_stop_nothing(inbox):
    good = {"indicator": "tax", "period": "2026-01", "value": 1.0, "unit": "元", "basis": "month"}
    pl.DataFrame([{"uscc": [CODE], **good}]).write_parquet(inbox.folder / "nested.parquet")
    pl.DataFrame([{"uscc": CODE.encode(), **good}]).write_parquet(inbox.folder / "binary.parquet")
    pl.DataFrame([{"uscc": OTHER_CODE, **good, "received_on": pl.Series([1], dtype=pl.Time)[0]}]).write_parquet(
        inbox.folder / "time.parquet"
    )
    inbox.ingest()
    assert inbox.figures()["uscc"].to_list() == [CODE]
    assert sorted(rule for _, rule in inbox.rules()) == ["bad_received_on", "nested_column"]
