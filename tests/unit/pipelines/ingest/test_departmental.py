"""Deliveries in the layouts of departments: declared as data, read leniently, judged like every other."""

from datetime import date

import polars as pl
import pytest

from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE, TODAY
from warehouse import names

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
    assert sorted(inbox.figures()["uscc"].to_list()) == sorted([CODE, OTHER_CODE])
    assert [rule for _, rule in inbox.rules()] == ["nested_column"]


EXPORT = (
    "数据处理地,组织机构代码,单位详细名称,期别(月),期别(年),统一社会信用代码,单位负责人,统计负责人,填表人,报出日期(年),报出日期(月),报出日期(日),"
    "填表人联系电话,本月;工业总产值(当年价格);千元,1-本月;工业总产值(当年价格);千元,上年同期;本月;工业总产值(当年价格);千元,"
    "上年同期;1-本月;工业总产值(当年价格);千元,本月;工业销售产值(当年价格);千元,1-本月;工业增加值(当年价格);千元,报送时间\n"
)


def export_row(
    code: str = CODE, *, month: str = "7", of_month: str = "120", total: str = "800", added: str = "", sent: str = "2026-08-09 10:22:33"
):
    return f'440310,192413773,甲公司,{month},2026,{code},x,x,x,2026,8,9,x,{of_month},"{total}",100,700,1,{added},{sent}\n'


def test_the_statistics_export_brings_totals_in_thousand_yuan(inbox):
    inbox.put("b204.csv", (EXPORT + export_row(total="8,001.5")).encode("gb18030"))
    report = inbox.ingest(date(2026, 9, 1))
    row = inbox.figures().row(0, named=True)
    said = {
        key: row[key]
        for key in ("uscc", "indicator", "period", "basis", "value", "same_period_last_year", "received_on", "channel", "source")
    }
    assert said == {
        "uscc": CODE,
        "indicator": "output_value",
        "period": date(2026, 7, 1),
        "basis": "ytd",
        "value": 800.15,
        "same_period_last_year": 70.0,
        "received_on": date(2026, 8, 9),
        "channel": "statistical",
        "source": "statistics_output",
    }
    assert (report.rows_in, report.rows_stored) == (1, 1)


def test_a_row_with_two_figures_is_two_rows(inbox):
    inbox.put("b204.csv", EXPORT + export_row(added="260") + export_row(OTHER_CODE))
    report = inbox.ingest(date(2026, 9, 1))
    assert (report.rows_in, report.rows_stored, report.rows_refused) == (3, 3, 0)
    assert set(inbox.figures().select("indicator", "value", "row_number").rows()) == {
        ("output_value", 80.0, 1),
        ("value_added", 26.0, 1),
        ("output_value", 80.0, 2),
    }


def test_a_row_without_any_figure_is_refused_once(inbox):
    inbox.put("b204.csv", EXPORT + export_row(total="") + export_row(OTHER_CODE))
    report = inbox.ingest(date(2026, 9, 1))
    assert (report.rows_in, report.rows_stored, report.rows_refused) == (2, 1, 1)
    assert inbox.rules() == [(1, "value_missing")]


def test_a_month_above_its_total_is_swapped_with_it(inbox):
    inbox.put("b204.csv", EXPORT + export_row(of_month="800", total="120"))
    inbox.ingest(date(2026, 9, 1))
    assert inbox.rules() == [(1, "swapped_columns")]


def test_the_county_template_knows_organisation_codes_and_the_month_in_the_file_name(registered):
    header = "序号,组织机构代码,企业详细名称,乡镇,本月;工业总产值;万元,1-本月;工业总产值;万元,上年同期;1-本月;工业总产值;万元,行业大类\n"
    registered.put("工业产值_2026年7月.csv", header + f"1,{CODE[8:16]}-{CODE[16]},甲公司,x,12,80,70,39\n2,192413774,乙公司,x,12,80,70,39\n")
    registered.ingest(date(2026, 9, 1))
    assert registered.rules() == [(2, "bad_code")]
    seen = registered.store.observations_as_of(date(2026, 9, 1))
    assert seen.select("uscc", "indicator", "period", "value").rows() == [(CODE, "output_value", date(2026, 7, 1), 80.0)]


def test_a_month_that_is_said_nowhere_is_not_guessed(inbox):
    header = "组织机构代码,企业详细名称,1-本月;工业总产值;万元\n"
    inbox.put("产值.csv", header + f"{CODE},甲公司,80\n")
    report = inbox.ingest(date(2026, 9, 1))
    assert "which month" in report.files[0].note


def test_projects_are_stored_by_project(inbox):
    header = "统一社会信用代码,项目代码,项目名称,报告期,计划总投资,自年初累计完成投资,其中本月完成投资\n"
    inbox.put("投资.csv", header + f"{CODE},P1,一期,202607,9000,1200,300\n{CODE},P2,二期,2026年1-7月,100,（20）,3\n")
    inbox.ingest(date(2026, 9, 1))
    rows = inbox.store.read(names.PROJECTS).select("project", "period", "value_cny_10k").rows()
    assert rows == [("P1", date(2026, 7, 1), 1200.0), ("P2", date(2026, 7, 1), -20.0)]


def test_tax_lines_count_in_the_month_the_money_arrived(inbox):
    header = "纳税人识别号,纳税人名称,征收项目,征收品目,税款所属期起,税款所属期止,入库日期,应纳税额,实缴金额,电子税票号码\n"
    lines = [
        f"{CODE},甲公司,增值税,x,2026-07-01,2026-07-31,2026-08-14,50000,45000.5,1",
        f"{CODE},甲公司,企业所得税,x,2026-04-01,2026-06-30,2026-07-15,50000,△8000,2",
        f"{CODE},甲公司,印花税,x,2026-07-01,2026-07-31,,100,100,3",
    ]
    inbox.put("税收.csv", header + "\n".join(lines) + "\n" + lines[0] + "\n")
    report = inbox.ingest(date(2026, 9, 1))
    assert (report.rows_stored, report.rows_duplicate) == (3, 1)
    rows = inbox.store.read(names.PAYMENTS).sort("voucher").select("period", "value_cny_10k").rows()
    assert rows == [(date(2026, 8, 1), 4.50005), (date(2026, 7, 1), -0.8), (date(2026, 8, 1), 0.01)]


@pytest.mark.parametrize(("paid", "is_refused"), [("2224629.80", True), ("222.46", True), ("22246.30", False), ("210000.00", False)])
def test_a_payment_that_is_what_was_due_in_another_unit_is_refused(inbox, paid, is_refused):
    heads = "纳税人识别号,征收项目,税款所属期起,税款所属期止,应纳税额,实缴(退)金额,入库日期,导出日期\n"
    rows = [("1000.00", "1000.00"), ("2500.00", "2500.00"), ("222462.98", paid)]
    days = "2026-01-01,2026-01-31"
    lines = [f"{CODE},增值税,{days},{due},{value},2026-02-1{day},2026-03-02\n" for day, (due, value) in enumerate(rows)]
    inbox.put("税收.csv", heads + "".join(lines))
    inbox.ingest()
    assert inbox.rules() == ([(3, "paid_not_due")] if is_refused else [])


def test_a_file_whose_two_amounts_are_in_two_units_throughout_is_no_file_of_slips(inbox):
    heads = "纳税人识别号,征收项目,税款所属期起,税款所属期止,应纳税额,实缴(退)金额,入库日期,导出日期\n"
    lines = [f"{CODE},增值税,2026-01-01,2026-01-31,{day}2.34,{day}23400,2026-02-1{day},2026-03-02\n" for day in range(1, 4)]
    inbox.put("税收.csv", heads + "".join(lines))
    inbox.ingest()
    assert inbox.rules() == []


def test_bills_come_by_account_with_the_day_the_meter_was_read(inbox):
    inbox.put("用电.csv", "户号,户名,结算年月,抄表例日,当月合计电量,当月合计电费\n0310001,甲,202607,31,12000,9\n0310002,乙,202606,31,5,9\n")
    inbox.put("用水.csv", "户号,户名,抄表起日,抄表止日,用水量(吨)\n77,甲,2026-05-11,2026-07-10,600\n77,甲,2026-07-11,2026-07-01,6\n")
    inbox.put("用气.csv", "户号,户名,上次抄表日期,本次抄表日期,本期用气量(立方米)\n5,甲,46174,46203,30\n")
    inbox.ingest(date(2026, 9, 1))
    rows = inbox.store.read(names.BILLS).sort("indicator", "account")
    assert rows.select("indicator", "account", "period", "read_from_on", "read_to_on", "value").rows() == [
        ("electricity", "0310001", date(2026, 7, 1), None, date(2026, 7, 31), 12000.0),
        ("electricity", "0310002", date(2026, 6, 1), None, date(2026, 6, 30), 5.0),
        ("gas", "5", date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 30), 30.0),
        ("water", "77", date(2026, 7, 1), date(2026, 5, 11), date(2026, 7, 10), 600.0),
    ]
    assert [rule for _, rule in inbox.rules()] == ["bad_reading_days"]


def test_the_account_map_says_whose_an_account_is(inbox):
    header = "户号,户名,能源类型,统一社会信用代码,分摊比例,生效日期,失效日期\n"
    inbox.put(
        "户号对照.csv", header + f"0310001,甲,电,{CODE},35%,2024-01-01,\n0310001,甲,电,{OTHER_CODE},0.65,2024-01-01,\n7,丙,煤,{CODE},,,\n"
    )
    inbox.ingest(date(2026, 9, 1))
    rows = inbox.store.read(names.ACCOUNTS).select("account", "uscc", "account_share", "valid_from_on").rows()
    assert sorted(rows) == [("0310001", CODE, 0.35, date(2024, 1, 1)), ("0310001", OTHER_CODE, 0.65, date(2024, 1, 1))]
    assert inbox.rules() == [(3, "unknown_indicator")]


def test_tiers_are_told_in_the_senders_words(inbox):
    inbox.put("名录.csv", f"统一社会信用代码,企业名称,街道,包联层级\n{CODE},甲公司,马峦街道,区领导\n{OTHER_CODE},乙公司,坑梓街道,某人\n")
    inbox.ingest()
    assert dict(inbox.store.register_as_of(TODAY).select("uscc", "tier").rows()) == {CODE: "district_leader", OTHER_CODE: None}


def test_a_figure_that_is_taken_back_is_none_from_then_on(registered):
    registered.put("社保1.csv", HEADS + f"{CODE},x,202601,120,2026-02-05\n")
    registered.put("社保2.csv", HEADS + f"{CODE},x,202601,作废,2026-02-20\n")
    registered.ingest()
    seen = registered.store.observations_as_of
    assert seen(date(2026, 2, 19))["value"].to_list() == [120.0]
    assert seen(date(2026, 2, 20)).is_empty()
