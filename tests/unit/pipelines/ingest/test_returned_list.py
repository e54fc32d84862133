"""The monthly list as it comes back: what officials filled in becomes visits and outcomes, and nothing else becomes anything."""

import csv
import io
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime
from functools import cache

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from models.cases.list_answers import answers_to_list
from models.cases.visits import judged_visits
from pipelines.demo.fictional_codes import credit_code
from pipelines.errors import SettingsError
from pipelines.ingest import visit_words
from pipelines.ingest.layout import recognise
from pipelines.ingest.layout_files import all_layouts, parse_layout
from pipelines.ingest.refusals import FileRefusedError
from reports.frames import BriefingFrames
from reports.sections.followup import follow_up
from reports.words.text import Words
from reports.workbook import render_workbook
from reports.workbook_fields import FILLED_IN, FINDING, LIST_FIELDS, OUTCOME, choices
from tests.unit.pipelines.ingest.deliveries import Inbox
from tests.unit.pipelines.ingest.workbooks import rezipped, saved
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.fixture_frames import code as made_up
from warehouse.names import OUTCOMES, VISITS
from warehouse.vocabulary import FINDINGS, LANGUAGES, VISIT_STATES, Language
from warehouse.vocabulary import OUTCOMES as OUTCOME_TERMS

# The fixture's list is of October, as known on 16 November; it comes back before December's 16th.
RETURNED, NEXT_RUN = date(2026, 12, 10), date(2026, 12, 16)
LISTED = 12
LAYOUT = next(layout for layout in all_layouts() if layout.key == "returned_list")
HEADINGS = [field.heading.zh for field in LIST_FIELDS]
ENGLISH = [field.heading.en for field in LIST_FIELDS]
# Lists printed before heads said period, base and unit still come back.
EARLIER_HEADS = (
    "产值同比", "累计产值同比", "用电同比", "用工人数", "用工同比", "纳税同比", "固投累计", "Output (CNY 10k)", "Output growth",
    "Output growth since January", "Electricity growth", "Jobs", "Jobs growth", "Tax growth", "Investment since January",
)  # fmt: skip
FILLED_IN_ZH = tuple(heading.zh for heading in FILLED_IN)
# What an official writes into a row of the list, by heading.
Filled = dict[str, object]
# The same by place on the list, from 0.
Answers = dict[int, Filled]


def code(place: int) -> str:
    return credit_code("440310", place)


@cache
def frames() -> BriefingFrames:
    """The fixture's frames with codes whose check digits are right, and a short list."""
    whole = briefing_frames(counts={"red": 2, "orange": 3, "yellow": 3, "blue": 4})
    codes = {made_up(place): code(place) for place in range(100)}
    parts = {part.name: getattr(whole, part.name) for part in fields(whole)}
    coded = {name: part for name, part in parts.items() if isinstance(part, pl.DataFrame) and "uscc" in part.columns}
    return replace(whole, **{name: part.with_columns(pl.col("uscc").replace(codes)) for name, part in coded.items()})


@cache
def rendered() -> bytes:
    return render_workbook(frames(), edition())


def owner(place: int) -> str:
    return str(frames().listed()["owner"][place])


def opened(answers: Answers) -> openpyxl.Workbook:
    """The workbook of the month with some rows filled in."""
    book = openpyxl.load_workbook(io.BytesIO(rendered()))
    for place, filled in answers.items():
        for heading, value in filled.items():
            book["名单"].cell(place + 2, HEADINGS.index(heading) + 1).value = value
    return book


def returned(answers: Answers) -> bytes:
    return saved(opened(answers))


def seen(inbox: Inbox, table: str = VISITS, day: date = NEXT_RUN) -> list[tuple[object, ...]]:
    frame = inbox.store.as_of(table, day)
    return frame.drop("known_on", "visited_by", "note", strict=False).rows()


VISITED = {"走访时间": date(2026, 11, 20), "走访结论": "情况属实", "处置结果": "服务中"}


def test_what_was_filled_in_becomes_visits_and_the_rest_nothing(inbox, caplog):
    inbox.put("名单（经发局）.xlsx", returned({3: {**VISITED, "备注": "订单减少，已对接银行"}}))
    report = inbox.ingest(RETURNED)
    assert (report.rows_in, report.rows_stored, report.files[0].layout) == (1, 1, "returned_list")
    assert inbox.quarantine().is_empty()
    row = inbox.store.as_of(VISITS, NEXT_RUN).row(0, named=True)
    assert row == {
        "uscc": code(3),
        "visited_on": date(2026, 11, 20),
        "visited_by": owner(3),
        "finding": "confirmed",
        "outcome": "in_service",
        "note": "订单减少，已对接银行",
        "known_on": date(2026, 11, 20),
    }
    # The list's own columns and sheets are as usual as headers are.
    assert report.files[0].ignored_columns == ()
    assert f"nothing was filled in: {LISTED - 1}" in report.files[0].note
    assert not [record for record in caplog.records if record.levelname != "INFO"]


def test_nothing_else_is_learned_from_the_workbook(inbox):
    inbox.put("a.xlsx", returned({0: VISITED}))
    report = inbox.ingest(RETURNED)
    assert report.stored_by_table == {VISITS: 1}


def test_a_list_nobody_has_filled_in_is_read_without_a_word(inbox):
    inbox.put("warning_list.xlsx", rendered())
    report = inbox.ingest(RETURNED)
    assert (report.rows_in, report.files[0].status, report.files[0].layout) == (0, "read", "returned_list")
    assert inbox.quarantine().is_empty()
    report.require_usable("inbox")
    assert inbox.ingest(RETURNED).batch_id is None


def test_the_other_sheets_fit_no_layout():
    book = openpyxl.load_workbook(io.BytesIO(rendered()))
    assert len(book.sheetnames) == 9
    for sheet in book.worksheets[1:]:
        with pytest.raises(FileRefusedError) as caught:
            recognise(tuple(str(cell.value) for cell in sheet[1]), all_layouts())
        assert caught.value.rule == "unknown_layout"


@pytest.mark.parametrize("heading", ["走访时间", "走访结论", "处置结果"])
def test_a_list_without_its_columns_is_not_read_as_the_register(inbox, heading):
    book = opened({0: VISITED})
    book["名单"].delete_cols(HEADINGS.index(heading) + 1)
    inbox.put("a.xlsx", saved(book))
    inbox.ingest(RETURNED)
    assert inbox.rules() == [(None, "unknown_layout")]
    assert inbox.store.count_facts() == 0
    with pytest.raises(FileRefusedError, match=f"the nearest, returned_list, also needs {heading};"):
        recognise(tuple(name for name in HEADINGS if name != heading), all_layouts())


def test_a_renamed_column_is_explained_by_its_own_sheet(inbox):
    book = opened({0: VISITED})
    book["名单"].cell(1, HEADINGS.index("走访时间") + 1).value = "走访日期"
    inbox.put("a.xlsx", saved(book))
    inbox.ingest(RETURNED)
    # The other sheets are longer and further from any layout.
    assert "returned_list, also needs 走访时间" in inbox.quarantine()["reason"][0]


@pytest.mark.parametrize(
    "written",
    [
        date(2026, 11, 20),
        datetime(2026, 11, 20, 14, 30),
        46346,
        *("2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日", "2026 年 11 月 20 日", "2026年11月20号", " ２０２６1120 "),
    ],
    ids=str,
)
def test_a_day_is_read_in_every_usual_spelling(inbox, written):
    inbox.put("a.xlsx", returned({1: {**VISITED, "走访时间": written}}))
    inbox.ingest(RETURNED)
    assert seen(inbox) == [(code(1), date(2026, 11, 20), "confirmed", "in_service")]


@pytest.mark.parametrize(
    ("filled", "rule", "words"),
    [
        ({"走访结论": "情况属实"}, "visited_on_missing", "走访时间 is empty although 走访结论 or 处置结果 is filled in"),
        ({"处置结果": "已迁出", "走访时间": "—"}, "visited_on_missing", "fill in the day of the visit"),
        ({"备注": "下周走访"}, "remark_without_visit", "备注 without 走访时间, 走访结论 or 处置结果 is no visit"),
        ({**VISITED, "走访时间": "11月20日"}, "bad_visited_on", "走访时间 is '11月20日', expected a date"),
        ({**VISITED, "走访时间": date(2026, 12, 11)}, "future_date", "lies in the future"),
        ({**VISITED, "统一社会信用代码": "91440300192413773R"}, "bad_code", "check digit"),
        ({**VISITED, "统一社会信用代码": None}, "uscc_missing", "统一社会信用代码 is empty"),
        ({**VISITED, "统一社会信用代码": 914403001924137731}, "code_not_text", "stored as a number"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_and_says_why(inbox, filled, rule, words):
    inbox.put("a.xlsx", returned({0: VISITED, 2: filled}))
    report = inbox.ingest(RETURNED)
    assert (report.rows_in, report.rows_stored, report.rows_refused) == (2, 1, 1)
    assert inbox.rules() == [(3, rule)]
    assert words in inbox.quarantine()["reason"][0]


def test_a_future_visit_is_taken_when_its_day_has_come(inbox):
    inbox.put("a.xlsx", returned({0: {**VISITED, "走访时间": "2026-12-11"}}))
    inbox.ingest(RETURNED)
    assert seen(inbox) == []
    inbox.ingest(date(2026, 12, 12))
    assert seen(inbox) == [(code(0), date(2026, 12, 11), "confirmed", "in_service")]


def test_dashes_say_nothing_and_own_words_stay(inbox):
    answers = {
        0: dict.fromkeys(FILLED_IN_ZH, "—"),
        1: dict.fromkeys(FILLED_IN_ZH, "缺"),
        2: dict.fromkeys(FILLED_IN_ZH, "   "),
        3: {"走访时间": "2026-11-20", "走访结论": "—", "处置结果": "无", "备注": "/"},
        4: {"走访时间": "2026-11-20", "走访结论": " 误报 ", "处置结果": "正在协调用地"},
    }
    inbox.put("a.xlsx", returned(answers))
    assert inbox.ingest(RETURNED).rows_in == 2
    assert seen(inbox) == sorted(
        [
            (code(3), date(2026, 11, 20), None, None),
            (code(4), date(2026, 11, 20), "false_alarm", "正在协调用地"),
        ]
    )


def sort_backwards(sheet: Worksheet) -> None:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), start=2):
        for column, value in enumerate(row, start=1):
            # By value: the call leaves a cell as it was where it is given nothing.
            sheet.cell(number, column).value = value


def delete_others(sheet: Worksheet) -> None:
    sheet.delete_rows(6, LISTED)
    sheet.delete_rows(2)


def hide_rows(sheet: Worksheet) -> None:
    for number in range(2, LISTED + 2):
        sheet.row_dimensions[number].hidden = True


def add_columns(sheet: Worksheet) -> None:
    sheet.cell(1, len(HEADINGS) + 1, "街道意见")
    sheet.cell(3, len(HEADINGS) + 1, "已阅")
    sheet.cell(4, len(HEADINGS) + 3, "没有表头的字")


def add_title_and_signature(sheet: Worksheet) -> None:
    sheet.insert_rows(1)
    sheet.cell(1, 1, "坪山区10月走访情况汇总")
    sheet.cell(LISTED + 3, 1, "填表人：张三")
    sheet.cell(LISTED + 4, 1, "以上企业均已联系")


def drop_own_columns(sheet: Worksheet) -> None:
    for heading in ("备注", "责任单位", "街道", "企业名称", "序号"):
        sheet.delete_cols(HEADINGS.index(heading) + 1)


@pytest.mark.parametrize("change", [sort_backwards, delete_others, hide_rows, add_columns, add_title_and_signature, drop_own_columns])
def test_a_list_comes_back_as_people_leave_it(inbox, change: Callable[[Worksheet], None]):
    book = opened({1: VISITED, 2: {**VISITED, "处置结果": None}})
    change(book["名单"])
    inbox.put("a.xlsx", saved(book))
    report = inbox.ingest(RETURNED)
    assert inbox.quarantine().is_empty()
    assert report.rows_in == 2
    assert seen(inbox) == sorted(
        [(code(1), date(2026, 11, 20), "confirmed", "in_service"), (code(2), date(2026, 11, 20), "confirmed", None)]
    )


def test_a_visit_by_nobody_named_is_still_a_visit(inbox):
    inbox.put("a.xlsx", returned({0: {**VISITED, "责任单位": "—"}}))
    book = opened({1: VISITED})
    book["名单"].delete_cols(HEADINGS.index("责任单位") + 1)
    inbox.put("b.xlsx", saved(book))
    inbox.ingest(RETURNED)
    assert inbox.store.as_of(VISITS, NEXT_RUN)["visited_by"].to_list() == ["未注明", "未注明"]


def as_shown(value: object) -> str:
    return "" if value is None else f"{value:%Y/%m/%d}" if isinstance(value, date) else str(value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_csv_saved_from_the_sheet_is_the_same_list(inbox, encoding, separator):
    text = io.StringIO()
    rows = opened({5: {**VISITED, "备注": '电话，"已约"\n下周'}})["名单"].iter_rows(values_only=True)
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows([as_shown(cell) for cell in row] for row in rows)
    inbox.put("名单.csv", text.getvalue().encode(encoding))
    report = inbox.ingest(RETURNED)
    assert (report.rows_in, report.files[0].layout) == (1, "returned_list")
    assert seen(inbox) == [(code(5), date(2026, 11, 20), "confirmed", "in_service")]


def test_a_parquet_of_the_list_is_the_same_list(inbox):
    rows = [dict.fromkeys(FILLED_IN_ZH), {**VISITED, "备注": None}]
    inbox.put("a.parquet", [{"统一社会信用代码": code(place), **row} for place, row in enumerate(rows)])
    assert inbox.ingest(RETURNED).rows_in == 1
    assert seen(inbox) == [(code(1), date(2026, 11, 20), "confirmed", "in_service")]


def test_the_same_list_twice_changes_nothing(inbox):
    inbox.put("a.xlsx", returned({0: VISITED, 1: {"走访结论": "误报"}}))
    inbox.ingest(RETURNED)
    stored, refused = inbox.store.read(VISITS), inbox.quarantine()
    book = opened({0: VISITED, 1: {"走访结论": "误报"}})
    sort_backwards(book["名单"])
    inbox.put("copy.xlsx", (inbox.folder / "a.xlsx").read_bytes())
    inbox.put("sorted.xlsx", saved(book))
    report = inbox.ingest(date(2027, 1, 5))
    assert (report.rows_in, report.rows_duplicate) == (6, 6)
    assert inbox.store.read(VISITS).equals(stored)
    assert inbox.quarantine().equals(refused)


def test_later_words_replace_earlier_ones_from_then_on(inbox):
    for day, filled in ((25, {"走访结论": None}), (28, VISITED), (30, {"走访结论": "误报", "处置结果": None})):
        inbox.put(f"{day}.xlsx", returned({0: {**VISITED, **filled}}))
        inbox.ingest(date(2026, 11, day))
    findings = {day: seen(inbox, day=date(2026, 11, day)) for day in (19, 20, 27, 28, 29, 30)}
    asked, confirmed, withdrawn = ([(code(0), date(2026, 11, 20), *said)] for said in WORDS)
    assert findings == {19: [], 20: asked, 27: asked, 28: confirmed, 29: confirmed, 30: withdrawn}
    assert [seen(inbox, OUTCOMES, date(2026, 11, day)) for day in (29, 30)] == [[], [(code(0), date(2026, 11, 20), "false_alarm")]]


WORDS = ((None, "in_service"), ("confirmed", "in_service"), ("false_alarm", None))


def test_the_copies_of_two_officials_add_up(inbox):
    inbox.put("甲.xlsx", returned({0: VISITED, 1: VISITED}))
    inbox.put("乙.xlsx", returned({1: VISITED, 2: VISITED}))
    report = inbox.ingest(RETURNED)
    assert (report.rows_in, report.rows_stored, report.rows_duplicate) == (4, 3, 1)
    assert {row[0] for row in seen(inbox)} == {code(0), code(1), code(2)}


def test_two_lists_in_one_workbook_are_refused_and_not_chosen_from(inbox):
    book = opened({0: VISITED})
    book.copy_worksheet(book["名单"])
    inbox.put("a.xlsx", saved(book))
    inbox.ingest(RETURNED)
    assert inbox.rules() == [(None, "two_tables")]


HOSTILE = {
    "formula": ({"备注": '=HYPERLINK("http://x.example","x")', "走访结论": "=1+1"}, (None, "in_service", None)),
    "text_like_a_formula": ({"备注": "'=cmd|' /C calc'!A0"}, ("confirmed", "in_service", "'=cmd|' /C calc'!A0")),
    "long": ({"备注": "长" * 500}, ("confirmed", "in_service", "长" * 500)),
    "html": ({"走访结论": "<script>alert(1)</script>"}, ("<script>alert(1)</script>", "in_service", None)),
    "error": ({"处置结果": "#N/A"}, ("confirmed", "#N/A", None)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_whatever_stands_in_a_cell_is_a_text(inbox, kind):
    filled, said = HOSTILE[kind]
    inbox.put("a.xlsx", returned({0: {**VISITED, **filled}}))
    inbox.ingest(RETURNED)
    assert inbox.quarantine().is_empty()
    assert inbox.store.as_of(VISITS, NEXT_RUN).select("finding", "outcome", "note").rows() == [said]
    assert inbox.store.as_of(OUTCOMES, NEXT_RUN).is_empty()


def test_a_day_by_formula_without_its_result_is_refused_by_its_cell(inbox):
    inbox.put("a.xlsx", returned({0: {**VISITED, "走访时间": "=DATE(2026,11,20)"}}))
    inbox.ingest(RETURNED)
    assert inbox.rules() == [(1, "formula_not_worked_out")]


def test_a_workbook_with_macros_is_read_without_them_and_one_with_a_password_is_refused(inbox):
    macros = rezipped(returned({0: VISITED}), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"})
    inbox.put("a.xlsm", macros)
    inbox.put("b.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    inbox.ingest(RETURNED)
    assert len(seen(inbox)) == 1
    assert inbox.rules() == [(None, "unknown_format")]
    assert "locked with a password" in inbox.quarantine()["reason"][0]


def test_the_next_month_counts_what_came_back(inbox):
    answers: Answers = {
        0: VISITED,
        1: {**VISITED, "走访结论": "部分属实", "处置结果": "已恢复"},
        2: {**VISITED, "走访结论": "误报", "处置结果": None},
        5: {**VISITED, "走访结论": "已解决", "处置结果": "已迁出", "备注": "迁往东莞"},
        # The day before the list came out: no answer to it.
        6: {**VISITED, "走访时间": date(2026, 11, 15)},
    }
    inbox.put("a.xlsx", returned(answers))
    inbox.ingest(RETURNED)
    before, visits = frames().listed(), judged_visits(inbox.store.as_of(VISITS, NEXT_RUN), NEXT_RUN)
    table = answers_to_list(before, visits, date(2026, 11, 16), NEXT_RUN)
    total = follow_up(replace(frames(), followup=table)).total
    counted = {name: count for name, count in total.items() if isinstance(count, int) and count and name != "overdue"}
    assert counted == {
        "listed": LISTED,
        "visited": 4,
        "unvisited": 8,
        "visits": 4,
        "found_confirmed": 1,
        "found_partly": 1,
        "found_false_alarm": 1,
        "found_solved": 1,
        "came_in_service": 1,
        "came_recovered": 1,
        "came_relocated_out": 1,
    }
    outcomes = inbox.store.as_of(OUTCOMES, NEXT_RUN)
    said = [(1, "recovered", None), (2, "false_alarm", None), (5, "relocated_out", "迁往东莞")]
    wanted = sorted((code(place), date(2026, 11, 20), outcome, note, date(2026, 11, 20)) for place, outcome, note in said)
    assert outcomes.rows() == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_the_workbook_is_read_back_as_its_key(language: Language):
    words = Words(language)
    offered = {**FINDINGS.words(language), **OUTCOME_TERMS.words(language), **VISIT_STATES.words(language)}
    for choice in (*choices(FINDING, words), *choices(OUTCOME, words)):
        assert offered[visit_words.WORDS[choice]] == choice


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ({"走访结论": "部分属实"}, ("partly", "in_service", None)),
        ({"走访结论": " Partly True "}, ("partly", "in_service", None)),
        ({"走访结论": "经核实，情况属实"}, ("confirmed", "in_service", "经核实，情况属实")),
        ({"走访结论": "情况属实，已协调解决"}, ("confirmed", "in_service", "情况属实，已协调解决")),
        ({"走访结论": "情况属实，已协调解决", "处置结果": None}, ("confirmed", "solved", "情况属实，已协调解决")),
        ({"走访结论": "属设备检修误报", "备注": "电话"}, ("false_alarm", "in_service", "电话；属设备检修误报")),
        ({"处置结果": "用工缺口已解决"}, ("confirmed", "solved", "用工缺口已解决")),
        ({"处置结果": "已恢复满负荷生产"}, ("confirmed", "solved", "已恢复满负荷生产")),
        ({"处置结果": "已恢复"}, ("confirmed", "recovered", None)),
        *(({"走访结论": denied}, (denied, "in_service", None)) for denied in ("不属实", "未必属实", "非误报", "设备检修，即将恢复")),
        *(({"处置结果": denied}, ("confirmed", denied, None)) for denied in ("未解决", "尚未得到解决", "难以恢复", "待协调解决")),
    ],
    ids=str,
)
def test_words_that_mean_a_key_become_it_and_stay_in_the_note(inbox, written, stored):
    inbox.put("a.xlsx", returned({0: {**VISITED, **written}}))
    inbox.ingest(RETURNED)
    assert inbox.store.as_of(VISITS, NEXT_RUN).select("finding", "outcome", "note").rows() == [stored]


def test_tidy_visits_mean_what_the_returned_list_means(inbox):
    rows = [f"{code(0)},2026-11-20,街道,情况属实，已协调解决,", f"{code(1)},2026-11-20,街道,误报,"]
    inbox.put("visits.csv", "\n".join(["uscc,visited_on,by,finding,outcome", *rows, ""]))
    inbox.ingest(RETURNED)
    assert seen(inbox) == sorted([(code(0), date(2026, 11, 20), "confirmed", "solved"), (code(1), date(2026, 11, 20), "false_alarm", None)])


@pytest.mark.parametrize("headings", [HEADINGS, ENGLISH], ids=["zh", "en"])
def test_the_layout_knows_every_column_of_the_list(headings: list[str]):
    assert LAYOUT.left_out(tuple(headings)) == ()
    assert set(headings) <= {*LAYOUT.unread, *(name for field in LAYOUT.fields for name in field.headers)}


def test_the_layout_knows_no_other_columns():
    known = {*LAYOUT.unread, *(name for field in LAYOUT.fields for name in field.headers)}
    assert known == {*HEADINGS, *ENGLISH, *EARLIER_HEADS}
    assert tuple(field.shown for field in LAYOUT.fields if field.target in LAYOUT.filled_in) == FILLED_IN_ZH


def test_an_english_list_comes_back_as_the_same_visits(inbox):
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(frames(), edition(language="en"))))
    filled = {
        3: ("yes", "2026-11-20", "confirmed", "being served", "orders fell"),
        4: ("No", date(2026, 11, 21), "false alarm", "moved within the district", None),
    }
    for place, cells in filled.items():
        for heading, value in zip(FILLED_IN, cells, strict=True):
            book["List"].cell(place + 2, ENGLISH.index(heading.en) + 1).value = value
    inbox.put("list.xlsx", saved(book))
    report = inbox.ingest(RETURNED)
    assert (report.rows_in, report.rows_stored, report.files[0].layout) == (2, 2, "returned_list")
    assert inbox.quarantine().is_empty()
    assert report.files[0].ignored_columns == ()
    rows = inbox.store.as_of(VISITS, NEXT_RUN).select("uscc", "visited_on", "visited_by", "finding", "outcome", "note").rows()
    assert sorted(rows) == sorted(
        [
            (code(3), date(2026, 11, 20), owner(3), "confirmed", "in_service", "orders fell；需区级协调"),
            (code(4), date(2026, 11, 21), owner(4), "false_alarm", "relocated_within", None),
        ]
    )


def test_the_other_sheets_of_an_english_workbook_fit_no_layout():
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(frames(), edition(language="en"))))
    for sheet in book.worksheets[1:]:
        with pytest.raises(FileRefusedError) as caught:
            recognise(tuple(str(cell.value) for cell in sheet[1]), all_layouts())
        assert caught.value.rule == "unknown_layout"


def test_what_is_filled_in_must_have_a_field():
    text = (
        'key = "x"\ntable = "core_claims__event_enterprises"\ncells = "strict"\nknown = "event_then_ingest"\nevent_day = "claimed_on"\n'
        'filled_in = ["visited_on"]\nfields = [{ target = "uscc", headers = ["a"], kind = "code" }, '
        '{ target = "policy", headers = ["b"], kind = "text" }, { target = "claimed_on", headers = ["c"], kind = "date" }]\n'
    )
    with pytest.raises(SettingsError, match="visited_on"):
        parse_layout(text, "x.toml")
    assert parse_layout(text.replace('filled_in = ["visited_on"]\n', ""), "x.toml").key == "x"


@pytest.mark.parametrize(
    ("answer", "note"),
    [("是", "需区级协调"), ("否", None), (None, None), ("请区工信局牵头", "需区级协调：请区工信局牵头")],
)
def test_that_the_district_is_to_step_in_stands_in_the_note_of_the_visit(inbox: Inbox, answer: str | None, note: str | None) -> None:
    inbox.put("a.xlsx", returned({0: {**VISITED, "备注": None, "需区级协调": answer}}))
    report = inbox.ingest(RETURNED)
    assert inbox.quarantine().is_empty()
    assert report.files[0].ignored_columns == ()
    assert inbox.store.as_of(VISITS, NEXT_RUN)["note"].to_list() == [note]


def test_a_request_to_the_district_without_a_visit_is_not_lost_in_silence(inbox: Inbox) -> None:
    inbox.put("a.xlsx", returned({0: {"需区级协调": "是"}}))
    inbox.ingest(RETURNED)
    assert inbox.quarantine()["rule"].to_list() == ["remark_without_visit"]
