"""What clerks send without noticing: totals where a month is due, number formats that rescale, words that stand for the row above."""

from datetime import date

import openpyxl
import pytest

from pipelines.ingest.sheet_child import rescales
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE
from tests.unit.pipelines.ingest.workbooks import saved, workbook
from warehouse import names

TODAY = date(2026, 11, 20)
BILLS = "户号,户名,结算年月,{}\n"
OUTPUT = ["统一社会信用代码", "企业名称", "期别", "1-本月;工业总产值;万元"]


def bills(inbox) -> list[tuple]:
    return inbox.store.read(names.BILLS).sort("period").select("period", "value").rows()


def test_a_total_since_january_is_no_months_bill(inbox):
    spellings = ["2026年1-9月", "2026年1—9月", "2026年1月至9月", "2026年 一至九月"]
    rows = [f"031000{number},甲,{month},900" for number, month in enumerate([*spellings, "2026年9月", "2026年1-1月"])]
    inbox.put("用电.csv", BILLS.format("用电量") + "\n".join(rows))
    inbox.ingest(TODAY)
    assert bills(inbox) == [(date(2026, 1, 1), 900.0), (date(2026, 9, 1), 900.0)]
    assert inbox.rules() == [(number, "several_months") for number in range(1, 5)]
    assert "all months since January" in inbox.quarantine()["reason"][0]


def test_a_two_month_reading_is_what_its_days_say(inbox):
    inbox.put("用水.csv", "户号,抄表起日,抄表止日,账期,用水量\n77,2026-01-01,2026-02-28,2026年1-2月,900\n")
    inbox.ingest(TODAY)
    assert bills(inbox) == [(date(2026, 2, 1), 900.0)]


def test_a_total_since_january_stays_one_where_totals_are_due(inbox):
    inbox.put("b204.csv", f"统一社会信用代码,期别,1-本月;工业总产值;万元\n{CODE},2026年1—9月,900\n")
    inbox.ingest(TODAY)
    assert inbox.figures().select("period", "basis", "value").rows() == [(date(2026, 9, 1), "ytd", 900.0)]


@pytest.mark.parametrize(
    ("title", "heading", "months", "is_read"),
    [
        ("2026年1-9月用电情况", "用电量", ["202609"], False),
        ("2026年1月1日至2026年9月30日", "合计电量", ["202609"], False),
        ("2026年1-9月用电情况", "当月用电量", ["202609"], True),
        ("2026年1-9月用电情况", "用电量", ["202608", "202609"], True),
        ("2026年9月用电情况", "用电量", ["202609"], True),
    ],
)
def test_a_title_of_several_months_over_rows_of_the_last_decides_nothing(inbox, title, heading, months, is_read):
    inbox.put("用电.csv", f"{title}\n" + BILLS.format(heading) + "".join(f"0310001,甲,{month},900\n" for month in months))
    inbox.ingest(TODAY)
    assert len(bills(inbox)) == (len(months) if is_read else 0)
    assert [rule for _, rule in inbox.rules()] == ([] if is_read else ["several_months"])


@pytest.mark.parametrize(
    "code", ["0!.0,", "0\\.0,", '0"."0,', "0!.0000", "#,##0,", "0.00,,", '[>=10000]0!.0,"万";0', "0.00%", '#,##0,"千元"', "0.0,;-0.0,"]
)
def test_formats_that_show_another_number(code):
    assert rescales(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "General",
        "0",
        "0.00",
        "#,##0",
        "#,##0.00_ ",
        "#,##0_);[Red](#,##0)",
        '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        'yyyy"年"m"月"',
        "yyyy-mm-dd;@",
        "0000000000",
        "@",
        "0.00E+00",
        '0.0"万"',
        '#,##0"(%)"',
        "[$¥-804]#,##0.00",
        "0.0!,",
    ],
)
def test_formats_that_show_the_number_itself(code):
    assert not rescales(code)


def with_format(code: str, rows: list[list[object]], column: int) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for (cell,) in book.active.iter_rows(2, book.active.max_row, column, column):
        cell.number_format = code
    return saved(book)


def test_a_number_shown_as_another_one_is_refused_by_its_cell(inbox):
    rows = [OUTPUT, [CODE, "甲", "202610", 1234567], [OTHER_CODE, "乙", "202610", 0], [THIRD_CODE, "丙", "202610", "1234"]]
    inbox.put("b204.xlsx", with_format("0!.0,", rows, 4))
    report = inbox.ingest(TODAY)
    # Nothing divided is nothing, and a text is shown as it is.
    assert sorted(inbox.figures()["value"]) == [0.0, 1234.0]
    assert inbox.rules() == [(1, "shown_rescaled")]
    assert "cell D2 " in inbox.quarantine()["reason"][0]
    assert (report.rows_in, report.rows_stored, report.rows_refused) == (3, 2, 1)


def test_what_a_format_does_to_columns_that_are_not_read_harms_nothing(inbox):
    rows = [[*OUTPUT, "增速"], [CODE, "甲", "202610", 1234.5, 0.1]]
    inbox.put("b204.xlsx", with_format("0.0%", rows, 5))
    inbox.put("b205.xlsx", with_format("#,##0.00", [OUTPUT, [OTHER_CODE, "乙", "202610", 99.5]], 4))
    inbox.ingest(TODAY)
    assert sorted(inbox.figures()["value"]) == [99.5, 1234.5]
    assert inbox.rules() == []


def test_a_cell_that_points_to_the_row_above_says_what_stands_there(inbox):
    inbox.put("名录.csv", f"统一社会信用代码,企业名称,街道\n{CODE},甲,坑梓街道\n{OTHER_CODE},乙,同上\n{THIRD_CODE},丙, 〃\n")
    report = inbox.ingest(TODAY)
    assert inbox.store.register_as_of(TODAY)["street"].to_list() == ["坑梓街道"] * 3
    assert "街道 (2)" in report.files[0].note


def test_an_amount_that_points_to_the_row_above_is_none(inbox):
    inbox.put("b204.csv", f"统一社会信用代码,期别,1-本月;工业总产值;万元\n{CODE},202609,800\n同上,202610,900\n{OTHER_CODE},〃,同上\n")
    inbox.ingest(TODAY)
    assert inbox.figures().select("uscc", "value").rows() == [(CODE, 800.0), (CODE, 900.0)]
    assert inbox.rules() == [(3, "bad_value")]


def test_nothing_is_repeated_over_a_row_that_could_not_be_read_or_from_nowhere(inbox):
    rows = [f"{CODE},甲,同上", f"{OTHER_CODE},乙,坑梓街道", f"{THIRD_CODE},丙,石井街道,x,y", f"{THIRD_CODE},丙,同上"]
    inbox.put("名录.csv", "统一社会信用代码,企业名称,街道\n" + "\n".join(rows))
    inbox.ingest(TODAY)
    assert inbox.store.register_as_of(TODAY)["street"].to_list() == ["坑梓街道"]
    assert inbox.rules() == [(1, "street_missing"), (3, "malformed_row"), (4, "street_missing")]


def test_a_tidy_file_repeats_nothing(inbox):
    inbox.put("register.csv", f"uscc,name,street\n{CODE},甲,坑梓街道\n{OTHER_CODE},乙,同上\n")
    inbox.ingest(TODAY)
    assert set(inbox.store.register_as_of(TODAY)["street"]) == {"坑梓街道", "同上"}


def test_a_return_to_what_was_replaced_is_named(inbox):
    streets = ("坑梓街道", "石井街道", "坑梓街道")
    notes = []
    for month, street in enumerate(streets, start=8):
        inbox.put(f"名录{month}.csv", f"统一社会信用代码,企业名称,街道\n{CODE},甲,{street}\n{OTHER_CODE},乙{month},x\n")
        notes.append(next(file.note for file in inbox.ingest(date(2026, month, 20)).files if file.status == "read"))
    assert notes[:2] == ["", ""]
    assert notes[2].startswith("1 row says what a later delivery has replaced")
    # With a day of its own it counts again.
    inbox.put("名录更正.csv", f"统一社会信用代码,企业名称,街道,更新日期\n{CODE},甲,坑梓街道,2026-11-01\n")
    assert not next(file.note for file in inbox.ingest(TODAY).files if file.status == "read")
    assert inbox.store.register_as_of(TODAY).filter(uscc=CODE)["street"].to_list() == ["坑梓街道"]


def test_nothing_ends_before_it_begins(inbox):
    inbox.put("诉求.csv", f"uscc,raised_on,topic,closed_on\n{CODE},2026-10-01,用地,2026-09-01\n{CODE},2026-10-02,用工,2026-10-02\n")
    inbox.put(
        "名录.csv", f"uscc,name,registered_on,left_register_on\n{CODE},甲,2024-01-01,2020-01-01\n{OTHER_CODE},乙,2020-01-01,2024-01-01\n"
    )
    inbox.ingest(TODAY)
    assert inbox.store.read(names.APPEALS)["topic"].to_list() == ["用工"]
    assert inbox.store.read(names.REGISTER)["uscc"].to_list() == [OTHER_CODE]
    assert inbox.rules() == [(1, "ends_before_it_begins")] * 2


def test_two_meters_that_are_called_one_and_two_are_two_meters(inbox):
    inbox.put("用电.csv", "户号,结算年月,计量点编号,用电量\n0310001,202610,1,100\n0310001,202610,2,200\n")
    inbox.ingest(TODAY)
    assert bills(inbox) == [(date(2026, 10, 1), 300.0)]


def test_minus_nothing_is_nothing(inbox):
    header = "统一社会信用代码,期别,1-本月;工业总产值;元\n"
    inbox.put("b204.csv", header + f"{CODE},202609,-0\n{CODE},202610,-0.001\n{OTHER_CODE},202610,-0.00\n")
    inbox.ingest(TODAY)
    assert [str(value) for value in inbox.figures()["value"]] == ["0.0"] * 3


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        # Cells at the end were left out, so that every row has as many cells as it may.
        (["备注", f"{CODE},202610,1,234", f"{OTHER_CODE},202610,234", f"{THIRD_CODE},202610,2,345.6"], [1, 3]),
        (["备注,填表人", f"{CODE},202610,1,234,567", f"{OTHER_CODE},202610,234,,张三"], [1]),
        (["销售情况", f"{CODE},202610,1,234", f"{OTHER_CODE},202610,234,良好"], [1]),
        # Numbers of their own stand beside the amounts.
        (["工业销售产值", f"{CODE},202610,1,234", f"{OTHER_CODE},202610,2234,2100"], []),
        (["工业销售产值", f"{CODE},202610,500,350", f"{OTHER_CODE},202610,600,"], []),
        (["备注", f"{CODE},202610,1,见附表234", f"{OTHER_CODE},202610,234,2025"], []),
    ],
)
def test_an_amount_whose_comma_parted_it_is_no_amount(inbox, lines, refused):
    first, *rows = lines
    inbox.put("b204.csv", f"统一社会信用代码,期别,1-本月;工业总产值;万元,{first}\n" + "\n".join(rows))
    report = inbox.ingest(TODAY)
    assert inbox.rules() == [(number, "split_number") for number in refused]
    assert (report.rows_in, report.rows_stored) == (len(rows), len(rows) - len(refused))


def test_a_year_of_last_century_is_a_slip(inbox):
    inbox.put("b204.csv", f"统一社会信用代码,期别,1-本月;工业总产值;万元\n{CODE},192610,900\n{CODE},199001,900\n")
    inbox.put("s.csv", f"uscc,observed_on,kind\n{CODE},1926-10-01,lawsuit\n")
    inbox.ingest(TODAY)
    assert inbox.figures()["period"].to_list() == [date(1990, 1, 1)]
    assert inbox.rules() == [(1, "before_any_record"), (1, "before_any_record")]


@pytest.mark.parametrize(
    ("names_of_sheets", "is_read"),
    [(["坑梓", "石井"], True), (["本年与上年同期对比", "2026年"], True), (["2026年", "2025年"], False), (["本年", "上年同期"], False)],
)
def test_a_sheet_of_last_year_beside_this_ones_is_not_of_this_month(inbox, names_of_sheets, is_read):
    header = ["统一社会信用代码", "1-本月;工业总产值;万元"]
    inbox.put("2026年10月产值.xlsx", workbook([header, [CODE, 5]], [header, [OTHER_CODE, 6]], names=names_of_sheets))
    report = inbox.ingest(TODAY)
    assert report.rows_stored == (2 if is_read else 0)
    assert [rule for _, rule in inbox.rules()] == ([] if is_read else ["two_months"])


def test_a_remark_names_a_column_as_the_sender_does(inbox):
    header = "统一社会信用代码,期别,1-本月;工业总产值;万元,上年同期;1-本月;工业总产值;万元\n"
    inbox.put("b204.csv", header + f"{CODE},202610,900,约800\n")
    assert "column 上年同期;1-本月;工业总产值;万元: 1 cell" in inbox.ingest(TODAY).files[0].note


def test_a_month_alone_is_its_first_or_last_day_where_offices_keep_no_days(inbox):
    rows = [f"{CODE},甲,x,2019-03,2026年2月", f"{OTHER_CODE},乙,x,201903,长期", f"{THIRD_CODE},丙,x,2026年1-3月,2019"]
    inbox.put("名录.csv", "统一社会信用代码,企业名称,街道,入库日期,退库日期\n" + "\n".join(rows))
    lines = [f"{CODE},增值税,202609,2026-09,2026-10-15,1", f"{CODE},增值税,2026-08,2026年8月,,2"]
    inbox.put("税收.csv", "纳税人识别号,征收项目,税款所属期起,税款所属期止,入库日期,实缴金额\n" + "\n".join(lines))
    report = inbox.ingest(TODAY)
    days = inbox.store.read(names.REGISTER).select("uscc", "registered_on", "left_register_on").rows()
    assert set(days) == {
        (CODE, date(2019, 3, 1), date(2026, 2, 28)),
        (OTHER_CODE, date(2019, 3, 1), None),
        (THIRD_CODE, None, None),
    }
    assert "2 cells" not in report.files[0].note
    assert "2026年1-3月" in report.files[0].note
    paid = inbox.store.read(names.PAYMENTS).sort("taxed_to_on").select("taxed_from_on", "taxed_to_on", "period").rows()
    assert paid == [(date(2026, 8, 1), date(2026, 8, 31), date(2026, 9, 1)), (date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1))]
    assert inbox.rules() == []
