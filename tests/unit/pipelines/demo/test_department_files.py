"""Departmental files as they lie in the inbox: headers, formats, days, and the truth about every row."""

import io
import re
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from python_calamine import CalamineWorkbook
from stdnum.cn import uscc

import pipelines.ingest.layout as reader
from pipelines.demo.departments import bills, insurance, investment, statistics, tax
from pipelines.demo.departments.file_cells import header_rows
from pipelines.demo.departments.register_export import CHANGED_ON, HEADERS, MAP_FILE, REGISTER_FILE
from pipelines.ingest.csv_text import normalise_header
from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.lenient import parse_date, parse_month, parse_number
from pipelines.ingest.units import sent_units

FORMS = {
    "statistics_output": statistics.FORM,
    "statistics_investment": investment.FORM,
    "tax_payments": tax.FORM,
    "social_insurance": insurance.FORM,
    "grid_bills": bills.GRID,
    "water_bills": bills.WATER,
    "gas_bills": bills.GAS,
}
MAP_HEADERS = ("能源类型", "户号", "户名", "统一社会信用代码", "企业名称", "分摊比例", "生效日期", "失效日期")
LAYOUTS = Path(reader.__file__).parent / "layouts"
REAL = Path(__file__).parents[4] / "shared" / "data" / "cn_reference" / "report_layouts.json"
YEAR_HEADERS = {
    "statistics": "期别(年)",
    "investment": "报告期",
    "tax": "入库日期",
    "social_insurance": "费款所属期",
    "grid": "结算年月",
    "water": "抄表止日",
    "gas": "账期",
}
WORDS = {"—", "缺", "/", "无", "作废"}


def read_sent(written, name):
    """The header and the rows of a delivered file as text, header rows joined lower part first."""
    return read_path(written.inbox / name, name)


@cache
def read_path(path, name):
    content = path.read_bytes()
    if name.endswith(".xlsx"):
        return read_book(content)
    encoding = next(form.encoding for form in FORMS.values() if name.startswith(form.department))
    lines = pl.read_csv(io.BytesIO(content.decode(encoding).encode()), infer_schema=False)
    return lines.columns, lines


def read_book(content):
    """The joined header and the rows between header and totals of a workbook."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    rows = [[str(cell) if cell != "" else None for cell in row] for row in sheet.to_python()]
    upper, lower, depth = rows[1], rows[2], 2
    if "本月" in lower:
        parents = pl.Series(upper).fill_null(strategy="forward").to_list()
        upper, depth = [f"{b};{a}" if b else c for a, b, c in zip(parents, lower, upper, strict=True)], 3
    end = next((i for i, row in enumerate(rows) if row[0] == "合计"), len(rows))
    return upper, pl.DataFrame(rows[depth:end], schema=upper, orient="row", infer_schema_length=None)


def declared(name):
    """Every header a layout declares, units spelt out, by what it brings."""
    data = tomllib.loads((LAYOUTS / f"{name}.toml").read_text(encoding="utf-8"))
    units = [unit.spelling for unit in sent_units()]
    fields = {field["target"]: [*field["headers"], *field.get("parts", [])] for field in data["fields"]}
    figures = {f"{f['indicator']} {part}": f.get(part, []) for f in data.get("figures", []) for part in ("value", "base", "month")}
    return {
        target: {normalise_header(header.replace("{unit}", unit)) for header in headers for unit in units}
        for target, headers in (fields | figures).items()
    }


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_header_a_layout_needs_is_written_once(name):
    written = [normalise_header(header) for header in FORMS[name].headers]
    assert len(set(written)) == len(written)
    data = tomllib.loads((LAYOUTS / f"{name}.toml").read_text(encoding="utf-8"))
    known = declared(name)
    needed = {field["target"] for field in data["fields"] if not field.get("optional")} | {
        f"{f.indicator} value" for f in FORMS[name].figures
    }
    assert all(known[target] & set(written) for target in needed)
    assert "received_on" in known
    assert known["received_on"] & set(written)


def test_register_and_map_have_the_declared_headers():
    for name, headers in (("department_register", (HEADERS | CHANGED_ON).values()), ("account_map", MAP_HEADERS)):
        written = {normalise_header(header) for header in headers}
        assert all(wanted & written for wanted in declared(name).values()), name


@pytest.mark.parametrize("name", sorted([*FORMS, "department_register", "account_map"]))
def test_the_reader_knows_every_written_header(name):
    others = {"department_register": ["序号", *HEADERS.values()], "account_map": MAP_HEADERS}
    header = tuple(FORMS[name].headers if name in FORMS else others[name])
    assert reader.recognise(header, all_layouts()).key == name


def test_the_direct_report_has_all_columns_of_the_real_one():
    if not REAL.exists():
        pytest.skip("the reference data is not here")
    real = pl.read_json(REAL)["NBS_direct_report_B204_1_export"][0]["headers"]
    written = statistics.FORM.headers
    assert [header for header in written if header in real] == real
    assert [header for header in written if header not in real] == [f"{span};{statistics.VALUE_ADDED}" for span in statistics.SPANS]


@pytest.mark.parametrize("form", [statistics.FORM, investment.FORM], ids=lambda form: form.department)
def test_header_rows_join_to_the_headers_of_text_files(form):
    rows, merges = header_rows(form, first_row=1)
    upper = list(rows[0])
    for top, left, _, right in merges:
        assert top == 1
        upper[left : right + 1] = [upper[left]] * (right - left + 1)
    lower = rows[1] if len(rows) == 2 else [None] * len(upper)
    assert [f"{b};{a}" if b else a for a, b in zip(upper, lower, strict=True)] == form.headers


def test_every_file_has_the_rows_the_truth_counts_and_its_departments_header(sent):
    counts = sent.planted("files")
    plain = plain_files(sent)
    assert set(counts["file_name"]) | {
        f"{n}.csv" for n in ("signals", "outcomes", "appeals", "visits", "policies", "policy_clauses", "claims")
    } == {path.relative_to(sent.inbox).as_posix() for path in sent.inbox.rglob("*") if path.is_file()}
    forms = {form.department: form for form in FORMS.values()}
    for name, department, rows in (
        plain.filter(pl.col("department").is_in(list(forms))).select("file_name", "department", "rows").iter_rows()
    ):
        header, frame = read_sent(sent, name)
        assert header == forms[department].headers, name
        assert frame.height == rows, name


def test_departments_have_a_file_a_month_and_no_report_of_january(sent):
    names = sent.planted("files")["file_name"]
    for department in ("tax", "social_insurance", "grid", "water", "gas"):
        # Whatever comes as an unreadable copy first has the same name with (1) in it.
        months = names.filter(names.str.starts_with(department)).str.extract(r"(\d{4}年\d\d月)")
        assert months.n_unique() == 42
    for department in ("statistics", "investment"):
        main = names.filter(names.str.starts_with(department) & ~names.str.contains("补报|更正"))
        assert not main.str.contains("年01月").any()
        assert 37 <= main.str.replace("(1)", "", literal=True).n_unique() <= 40
    older = names.filter(names.str.contains(r"statistics/B204-1_202[23]"))
    assert older.str.ends_with(".csv").all()
    assert names.filter(names.str.contains(r"statistics/B204-1_2025")).str.ends_with(".xlsx").all()


def test_files_are_encoded_as_their_department_does(sent):
    def first(pattern):
        return next(iter(sorted(sent.inbox.glob(pattern)))).read_bytes()

    assert first("social_insurance/*").startswith(b"\xef\xbb\xbf")
    assert first(MAP_FILE).startswith(b"\xef\xbb\xbf")
    assert first("grid/*").decode("utf-8").startswith("户号")
    for pattern in ("tax/*", "water/*", "statistics/*.csv"):
        with pytest.raises(UnicodeDecodeError):
            first(pattern).decode("utf-8")


def test_workbooks_have_merged_headers_totals_and_a_signature(sent):
    path = sorted(sent.inbox.glob("statistics/B204-1_2025年*.xlsx"))[-1]
    sheet = openpyxl.load_workbook(path).active
    assert "A1:AF1" in {str(span) for span in sheet.merged_cells.ranges}
    assert "N2:Q2" in {str(span) for span in sheet.merged_cells.ranges}
    assert sheet["A2"].value == "数据处理地"
    assert [cell.value for cell in sheet[3]][13:17] == list(statistics.SPANS)
    assert sheet.cell(sheet.max_row - 1, 1).value == "合计"
    assert str(sheet.cell(sheet.max_row, 1).value).startswith("制表人")
    assert sheet["AF10"].is_date
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_register_says_what_the_tidy_one_says(sent, written):
    header, frame = read_book((sent.inbox / REGISTER_FILE).read_bytes())
    tidy = written.read("enterprises.csv")
    assert header == ["序号", *HEADERS.values()]
    assert frame["统一社会信用代码"].to_list() == tidy["uscc"].to_list()
    assert set(frame["包联层级"]) == {"区领导", "区直部门", "工作组"}
    assert frame["退库日期"].null_count() == tidy["left_register_on"].null_count()


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_cell_is_readable_and_every_day_is_within_the_deliveries(sent, name):
    form = FORMS[name]
    percent = set(sent.planted("faults").filter(pl.col("fault") == "percent_for_count").select("file_name", "row_number").iter_rows())
    for file_name in plain_files(sent).filter(pl.col("department") == form.department)["file_name"]:
        _, frame = read_sent(sent, file_name)
        frame = frame.filter(pl.Series([(file_name, row) not in percent for row in range(1, frame.height + 1)]))
        for column in form.columns:
            cells = [cell for cell in frame[column.header].drop_nulls() if cell not in WORDS]
            parse = {"number": parse_number, "day": parse_date, "receipt": parse_date, "month": parse_month}.get(column.kind)
            if parse is None or column.form in {"%Y", "%-m", "%-d"}:
                continue
            parsed = [parse(cell.replace("00:00:00", "").strip()) for cell in cells]
            assert all(each.state == "value" for each in parsed), (file_name, column.header)
            if column.kind == "receipt":
                assert frame[column.header].null_count() == 0
                assert max(each.value for each in parsed) <= sent.settings.last_day


def cell_of(sent, file_name, row_number, header):
    return read_sent(sent, file_name)[1][header][row_number - 1]


def plain_files(sent):
    """The files that are written in their department's usual way; the other ways have tests of their own."""
    return sent.planted("files").filter(pl.col("way").is_null(), pl.col("rows") > 0)


def faults(sent, kind):
    found = sent.planted("faults").filter(pl.col("fault") == kind).join(plain_files(sent), on="file_name", how="semi")
    assert found.height > 0
    return found.head(25).iter_rows(named=True)


def test_the_truth_names_the_row_and_whose_it_is(sent):
    spoilt = ["bad_check_digit", "numeric_code", "scientific_account", "account_word"]
    truth = sent.planted("faults").filter(pl.col("row_number").is_not_null() & ~pl.col("fault").is_in(spoilt))
    truth = truth.join(plain_files(sent), on="file_name", how="semi")
    for fault in truth.sample(60, seed=1).iter_rows(named=True):
        form = next(form for form in FORMS.values() if fault["file_name"].startswith(form.department))
        if form.code:
            assert cell_of(sent, fault["file_name"], fault["row_number"], form.code) == fault["uscc"]
        else:
            assert cell_of(sent, fault["file_name"], fault["row_number"], form.headers[0]) == fault["account"]
        assert re.fullmatch(r"20\d\d-\d\d", fault["period"])


def test_bad_codes_are_bad_and_all_others_good(sent):
    spoilt = sent.planted("faults").filter(pl.col("fault").is_in(["bad_check_digit", "numeric_code"]))
    named = set(spoilt.join(plain_files(sent), on="file_name", how="semi").select("file_name", "row_number").iter_rows())
    bad = set()
    for form in (form for form in FORMS.values() if form.code):
        for file_name in plain_files(sent).filter(pl.col("department") == form.department)["file_name"]:
            codes = read_sent(sent, file_name)[1][form.code]
            bad |= {(file_name, row) for row, code in enumerate(codes, start=1) if not uscc.is_valid(code)}
    assert bad == named


def test_wrong_months_lie_far_ahead(sent):
    for fault in faults(sent, "future_period"):
        header = YEAR_HEADERS[fault["file_name"].split("/")[0]]
        assert str(int(fault["period"][:4]) + 70) in cell_of(sent, fault["file_name"], fault["row_number"], header)


def test_duplicates_are_second_copies(sent):
    for fault in faults(sent, "duplicate"):
        _, frame = read_sent(sent, fault["file_name"])
        form = next(form for form in FORMS.values() if fault["file_name"].startswith(form.department))
        mine = frame.row(fault["row_number"] - 1, named=True)
        before = frame.row(fault["row_number"] - 2, named=True)
        texts = [column.header for column in form.columns if column.kind in {"text", "code"}]
        assert all(mine[header] == before[header] for header in texts)


def test_withdrawn_rows_say_so(sent):
    withdrawn = sent.planted("withdrawals").join(plain_files(sent), on="file_name", how="semi")
    assert withdrawn.height > 3
    for row in withdrawn.iter_rows(named=True):
        form = next(form for form in FORMS.values() if row["file_name"].startswith(form.department))
        figure = next(figure for figure in form.figures if figure.indicator == row["indicator"])
        assert cell_of(sent, row["file_name"], row["row_number"], figure.value) == "作废"


def test_one_workbook_is_damaged_and_comes_again_intact(sent):
    damaged = sent.planted("faults").filter(pl.col("fault") == "damaged_file")
    assert damaged.height == 1
    name = damaged["file_name"][0]
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(sent.inbox / name)
    assert read_sent(sent, name.replace(".xlsx", "(1).xlsx"))[1].height > 100


def test_a_file_in_the_wrong_unit_comes_again_in_the_right_one(sent):
    names = sent.planted("faults").filter(pl.col("fault") == "wrong_file_unit")["file_name"].unique().sort()
    assert 1 <= len(names) <= 4
    value = statistics.FORM.figures[0].value
    code = statistics.FORM.code
    for name in names:
        again = name.replace(".", "_更正.")
        wrong, right = (read_sent(sent, each)[1].select(code, value) for each in (name, again))
        both = wrong.join(right, on=code, suffix="_again").drop_nulls()
        ratios = [
            parse_number(a).value / parse_number(b).value
            for a, b in both.select(value, f"{value}_again").iter_rows()
            if parse_number(b).value
        ]
        assert pl.Series(ratios).median() == 1000
        counts = sent.planted("files").filter(pl.col("file_name") == name)
        assert counts["clean_rows"].item() == 0


def test_clean_rows_and_faulty_rows_are_all_rows(sent):
    faulty = sent.planted("faults").drop_nulls("row_number").unique(["file_name", "row_number"]).group_by("file_name").len()
    counts = sent.planted("files").join(faulty, on="file_name", how="left").with_columns(pl.col("len").fill_null(0))
    assert (counts["rows"] == counts["clean_rows"] + counts["len"]).all()
    assert sent.planted("faults").unique(["file_name", "row_number", "indicator"]).height == sent.planted("faults").height


def test_figures_are_the_same_in_both_ways_of_writing(sent, written):
    assert sent.planted("events").equals(written.planted("events"))
    assert sent.planted("activity").equals(written.planted("activity"))
    assert sent.report.rows["social_insurance"] > 0.98 * sum(
        frame.height for name, frame in written.figures().items() if name.startswith("social_insurance")
    )
    for name in ("signals.csv", "outcomes.csv", "appeals.csv", "visits.csv"):
        assert (sent.inbox / name).read_bytes() == (written.inbox / name).read_bytes()
