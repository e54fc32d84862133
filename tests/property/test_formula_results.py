"""Formulas: a result that was worked out is read, one that never was is refused by its cell, and none becomes 0 or vanishes."""

import random
from dataclasses import dataclass
from datetime import date

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Opened, open_file, validate_files
from pipelines.ingest.settings import IngestDay, SourceSettings
from tests.unit.pipelines.ingest.workbooks import SHEET, rezipped, workbook

WORKBOOKS, ROWS = 30, 12
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# How a cell with a formula is written, and whether its result is one: always, never, or where an office program has written it.
FORMS = (
    ("<f>{f}</f><v>{v}</v>", "always"),
    ('<f t="shared" si="0"/><v>{v}</v>', "always"),
    ("<f>{f}</f>", "never"),
    ("<f>{f}</f><v></v>", "never"),
    ("<f>{f}</f><v/>", "never"),
    ('<f t="shared" si="0"/>', "never"),
    ('<f ca="1">{f}</f><v>0</v>', "office"),
    ("<f>{f}</f><v>0.0</v>", "office"),
    ("<v>{v}</v>", "always"),
)
# What the settings of the workbook and the program's name say, and whether its zeros are results.
WRITERS = (
    ("", "Microsoft Excel", True),
    ('<calcPr calcId="191029"/>', "Microsoft Excel", True),
    ("", "LibreOffice/7.5", True),
    ("", "WPS 表格", True),
    ('<calcPr calcId="124519" fullCalcOnLoad="1"/>', "Microsoft Excel", False),
    ('<calcPr calcMode="auto" fullCalcOnLoad="true"/>', "LibreOffice/7.5", False),
    ('<calcPr calcId="999999" calcCompleted="0"/>', "Microsoft Excel", False),
    ("", "Apache POI", False),
    ("", "Microsoft Excel Compatible / Openpyxl 3.1.5", False),
    ("", "", False),
)


@dataclass
class Row:
    """One bill: how its amount is written and what has to become of it."""

    account: str
    cell: str
    value: int
    is_result: bool
    is_zero: bool


def bills(rng: random.Random, number: int, trusts_zero: bool) -> list[Row]:
    """Rows of one workbook."""
    rows = []
    for at in range(ROWS):
        form, when = rng.choice(FORMS)
        value = rng.randint(1, 99_999)
        cell = form.format(f=rng.choice(["C2+D2", "SUM(C2:D2)", "Sheet2!A1*2", 'IF(A1="",0,B1&amp;"")']), v=value)
        rows.append(Row(f"03{number:06d}{at:08d}", cell, value, when == "always" or (when == "office" and trusts_zero), when == "office"))
    return rows


def written(rows: list[Row], settings: str, application: str, *, has_places: bool) -> bytes:
    """The workbook as a program would write it; `has_places` says whether each cell names its own place."""
    header = ["户号", "结算年月", "峰电量", "当月合计电量"]
    lines = [[f'<c{{0}} t="inlineStr"><is><t>{name}</t></is></c>' for name in header]]
    for row in rows:
        texts = [f'<c{{0}} t="inlineStr"><is><t>{text}</t></is></c>' for text in (row.account, "202610")]
        lines.append([*texts, "<c{0}><f>1+1</f></c>", f"<c{{0}}>{row.cell}</c>"])
    drawn = ""
    for number, cells in enumerate(lines, start=1):
        places = [f' r="{"ABCD"[at]}{number}"' if has_places else "" for at in range(4)]
        drawn += f'<row r="{number}">' + "".join(cell.replace("{0}", place) for cell, place in zip(cells, places, strict=True)) + "</row>"
    sheets = '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets>'
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}{settings}</workbook>',
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{drawn}</sheetData></worksheet>',
        "docProps/app.xml": f"<Properties><Application>{application}</Application></Properties>",
    }
    return rezipped(workbook([]), {name: text.encode() for name, text in parts.items()})


def test_results_are_read_and_what_was_never_worked_out_is_refused_by_its_cell():
    files: list[tuple[Opened, list[Row]]] = []
    for number in range(WORKBOOKS):
        rng = random.Random(number)  # noqa: S311 - cases, not secrets
        settings, application, trusts_zero = WRITERS[number % len(WRITERS)]
        rows = bills(rng, number, trusts_zero)
        opened = open_file(written(rows, settings, application, has_places=number % 3 > 0), f"{number}.xlsx", all_layouts())
        assert isinstance(opened, Opened), opened.reason
        assert opened.file.all_lines.data == opened.file.rows_in == ROWS
        files.append((opened, rows))
    readings = validate_files([opened for opened, _ in files], IngestDay(date(2026, 12, 5)), SourceSettings())
    for (_, rows), reading in zip(files, readings, strict=True):
        assert reading.kept is not None
        stored = dict(reading.kept.select("account", "value").iter_rows())
        assert stored == {row.account: 0 if row.is_zero else row.value for row in rows if row.is_result}
        refused = {number: (rule, reason) for number, rule, reason in reading.refused.select("row_number", "rule", "reason").iter_rows()}
        never = [number for number, row in enumerate(rows, start=1) if not row.is_result]
        assert sorted(refused) == never
        for number, (rule, reason) in refused.items():
            assert rule == "formula_not_worked_out"
            assert f"cell D{number + 1} of sheet 表" in reason
