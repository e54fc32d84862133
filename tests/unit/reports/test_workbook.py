"""The workbook as a second reader sees it."""

import csv
import io
import shutil
import subprocess

import openpyxl
import polars as pl
import pytest

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.monthly_figures import list_figures
from reports.words.format import risk
from reports.words.reasons import reason_phrases
from reports.words.sections import NO_MEASURES
from reports.words.text import Words
from reports.workbook import render_workbook
from reports.workbook_fields import FILLED_IN, FINDING, LIST_FIELDS, OUTCOME, choices, meaning
from tests.unit.reports.fixture_frames import briefing_frames, edition

HEADINGS = (
    "序号,等级,上月等级,变化,企业名称,统一社会信用代码,街道,行业,当月产值(万元),当月产值同比,1月至本月累计产值同比,当月用电同比,月末用工(人),月末用工同比,"
    "当月纳税同比,1月至本月累计固投(万元),"
    "连续预警月数,经营风险,外迁风险,外迁占比,主要信号,数据标记,责任单位,建议服务,办理时限,退出条件,最近走访,企业诉求,需区级协调,走访时间,走访结论,处置结果,备注"
)
COLUMNS = HEADINGS.split(",")
ZH, EN = Words("zh"), Words("en")
FILLED_IN_ZH = [heading.zh for heading in FILLED_IN]
MEASURES_NONE = ZH.capital(ZH.say(NO_MEASURES))


@pytest.fixture(scope="module")
def frames():
    return briefing_frames()


@pytest.fixture(scope="module")
def book(frames):
    return openpyxl.load_workbook(io.BytesIO(render_workbook(frames, edition())))


def _column(sheet, heading):
    place = COLUMNS.index(heading)
    return [row[place] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_sheets_and_columns_are_those_of_the_product(book):
    assert book.sheetnames == ["名单", "分街道", "分行业", "变化对照", "关注名单", "修订", "规则变更", "字段说明", "数据质量"]
    assert [cell.value for cell in book["名单"][1]] == COLUMNS
    assert all(sheet.sheet_state == "visible" for sheet in book)


def test_codes_are_text_and_numbers_are_numbers(book, frames):
    sheet = book["名单"]
    assert _column(sheet, "统一社会信用代码") == frames.listed()["uscc"].to_list()
    assert _column(sheet, "经营风险") == pytest.approx(frames.listed()["operating_risk"].to_list())
    growth = list_figures(Briefing(frames, edition()))["output_value_month_growth"].to_list()
    printed = _column(sheet, "当月产值同比")
    assert None in growth
    for value, cell in zip(growth, printed, strict=True):
        assert cell == "—" if value is None else cell == pytest.approx(value)


def test_nothing_runs_and_nothing_links(book):
    for sheet in book:
        assert not sheet._hyperlinks
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_screen_and_paper(book):
    sheet = book["名单"]
    assert sheet.freeze_panes == "F2"
    assert sheet.auto_filter.ref.startswith("A1:AG")
    for each in book:
        assert each.page_setup.orientation == "landscape"
        assert int(each.page_setup.paperSize) == 9
        assert each.print_title_rows == "$1:$1"


def test_columns_to_fill_in_have_choices(book, frames):
    rules = {str(rule.sqref): rule for rule in book["名单"].data_validations.dataValidation}
    last = frames.listed().height + 1
    assert rules[f"AD2:AD{last}"].type == "date"
    assert rules[f"AC2:AC{last}"].formula1 == '"是,否"'
    assert rules[f"AE2:AE{last}"].formula1 == '"' + ",".join(choices(FINDING, ZH)) + '"'
    assert rules[f"AF2:AF{last}"].formula1 == '"' + ",".join(choices(OUTCOME, ZH)) + '"'
    assert all(value is None or value == "" for value in _column(book["名单"], "走访结论"))


def test_minus_is_ascii(frames):
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(frames, edition())))
    text = [str(cell) for row in book["名单"].iter_rows(values_only=True) for cell in row]
    assert not any("\u2212" in cell for cell in text)


def test_properties_name_no_enterprise(book, frames):
    values = " ".join(str(value) for value in vars(book.properties).values())
    assert not any(name in values for name in frames.listed()["name"])
    assert book.properties.created.date() == edition().issued_on


def test_an_empty_month_still_makes_a_workbook():
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(BriefingFrames(), edition())))
    assert [cell.value for cell in book["名单"][1]] == COLUMNS
    assert book["名单"].max_row <= 2


def test_another_program_opens_it_and_reads_the_same(frames, tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed; install Debian's libreoffice-calc")
    (tmp_path / "list.xlsx").write_bytes(render_workbook(frames, edition()))
    # Comma, quoted, UTF-8, cells as they are shown, every sheet a file of its own.
    shape = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    arguments = [office, profile, "--headless", "--convert-to", shape, "--outdir", str(tmp_path), str(tmp_path / "list.xlsx")]
    subprocess.run(arguments, check=True, capture_output=True, timeout=180)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "list-名单.csv").read_text(encoding="utf-8"))))
    listed = frames.listed()
    assert [row["统一社会信用代码"] for row in rows] == listed["uscc"].to_list()
    assert [row["经营风险"] for row in rows] == [risk(value) for value in listed["operating_risk"]]
    assert len(list(tmp_path.glob("list-*.csv"))) == 9
    assert not any("#" in cell or "Err:" in cell for row in rows for cell in row.values())


def test_street_sheet_adds_up(book, frames):
    rows = list(book["分街道"].iter_rows(min_row=2, values_only=True))
    assert sum(row[1] for row in rows) == frames.listed().height
    assert frames.listed().filter(pl.col("street") == rows[0][0]).height == rows[0][1]


def test_an_english_workbook_has_its_own_sheets_headings_and_choices(frames):
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(frames, edition(language="en"))))
    assert book.sheetnames == [
        "List",
        "Streets",
        "Industries",
        "Changes",
        "Watch list",
        "Restatements",
        "Changed rules",
        "Fields",
        "Data quality",
    ]
    assert [cell.value for cell in book["List"][1]] == [field.heading.en for field in LIST_FIELDS]
    rules = {str(rule.sqref): rule.formula1 for rule in book["List"].data_validations.dataValidation}
    last = frames.listed().height + 1
    assert rules[f"AE2:AE{last}"] == '"confirmed,partly true,false alarm,solved"'
    assert rules[f"AF2:AF{last}"] == '"' + ",".join(choices(OUTCOME, EN)) + '"'
    # Excel takes no longer list of choices than this.
    assert len(rules[f"AF2:AF{last}"]) <= 255
    assert [row[0].value for row in book["Fields"].iter_rows(min_row=2)] == [*(field.heading.en for field in LIST_FIELDS), "—"]


def test_a_meaning_names_the_choices_of_its_column():
    meanings = {field.heading.zh: (meaning(field, ZH), meaning(field, EN)) for field in LIST_FIELDS}
    assert meanings["走访结论"] == (
        "请选择：情况属实、部分属实、误报、已解决",
        "please choose: confirmed, partly true, false alarm, solved",
    )
    assert meanings["街道"] == ("所属街道", "street it belongs to")


def test_reasons_of_the_list_are_worded_in_its_language(frames):
    books = [openpyxl.load_workbook(io.BytesIO(render_workbook(frames, edition(language=language)))) for language in ("zh", "en")]
    chinese, english = (
        [row[COLUMNS.index("主要信号")] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] for book in books
    )
    assert chinese == [ZH.phrases(phrases) for phrases in _reasons(frames, ZH)]
    assert english == [EN.capital(EN.phrases(phrases)) for phrases in _reasons(frames, EN)]


def _reasons(frames, words):
    worded = reason_phrases(frames.reasons, words)
    # Excel has its minus in ASCII, pages have U+2212.
    return [[phrase.replace("\u2212", "-") for phrase in worded[code]] for code in frames.listed()["uscc"]]


def test_a_probability_is_never_nought_or_a_hundred_per_cent(frames):
    """The cell keeps the number; what is shown is what the pages write of it."""
    ends = [0.0004, 0.0099, 0.01, 0.42, 0.99, 0.9999]
    rows = frames.listed().head(len(ends)).with_columns(operating_risk=pl.Series(ends))
    made = openpyxl.load_workbook(io.BytesIO(render_workbook(BriefingFrames(warnings=rows), edition())))["名单"]
    cells = [row[COLUMNS.index("经营风险")] for row in made.iter_rows(min_row=2)]
    assert sorted(cell.value for cell in cells) == ends
    assert {cell.number_format for cell in cells} == {'[<0.01]"<1%";[>0.99]">99%";0%'}
    assert [risk(value) for value in (0.0004, 0.9999)] == ["<1%", ">99%"]


def test_every_cell_is_ruled_and_those_to_fill_in_are_marked(book):
    for sheet in book:
        assert all(cell.border.left.style and cell.border.bottom.style for row in sheet.iter_rows() for cell in row), sheet.title
    shades = {cell.fill.fgColor.rgb for cell in book["名单"][2] if COLUMNS[cell.column - 1] in FILLED_IN_ZH}
    assert shades == {"FFFFF9E5"}


def test_what_is_not_for_paper_stands_outside_the_printed_area(book):
    areas = {sheet.title: sheet[sheet.print_area.rpartition("!")[2].replace("$", "")] for sheet in book}
    cells = {title: [area] if not isinstance(area, tuple) else [cell for row in area for cell in row] for title, area in areas.items()}
    assert {title for title, of in cells.items() if any(cell.value for cell in of)} == {"名单", "分街道", "分行业", "变化对照", "关注名单"}
    assert all(len(cells[title]) == book[title].max_row * book[title].max_column for title in ("名单", "分街道"))
    assert book.active.title == "名单"


def test_what_is_asked_stands_in_the_row_of_the_list(book, frames):
    """Each cell is taken from the frames by code, not from what the workbook was made with."""
    sheet, listed = book["名单"], frames.listed()
    due = dict(listed.select("uscc", "respond_by_on").iter_rows())
    visits = dict(frames.last_visits.select("uscc", "visited_on").iter_rows())
    appeals = frames.appeals.filter(pl.col("closed_on").is_null())
    proposed = set(frames.measures["uscc"])
    for row in sheet.iter_rows(min_row=2, values_only=True):
        cells = dict(zip(COLUMNS, row, strict=True))
        uscc = cells["统一社会信用代码"]
        assert cells["办理时限"].date() == due[uscc] if due[uscc] else cells["办理时限"] == "—"
        assert cells["最近走访"].startswith(f"{visits[uscc]} · ") if uscc in visits else cells["最近走访"] == "—"
        raised = appeals.filter(pl.col("uscc") == uscc)["raised_on"]
        assert all(str(day) in cells["企业诉求"] for day in raised) if raised.len() else cells["企业诉求"] == "—"
        assert cells["退出条件"]
        assert (cells["建议服务"] != MEASURES_NONE) == (uscc in proposed)
        assert cells["需区级协调"] is None
