"""What a month's published folder prints against what the warehouse holds: every difference, as a sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl

from pipelines.data_dir import DataDir
from tests.pipeline.printed.figures import StoredFigures
from tests.pipeline.printed.numbers import MISSING, number_of, numbers_in
from tests.pipeline.printed.pages import Row, page_tree, table_rows, text_of
from warehouse.printed_figures import FIGURES
from warehouse.vocabulary import INDICATORS, LEVELS

FIGURE_OF = {text: figure.key for figure in FIGURES for text in (figure.heading("zh"), figure.zh)}
# Columns of the warnings that are printed as they are.
WARNING_OF = {"序号": "rank", "经营风险": "operating_risk", "外迁风险": "relocation_risk", "连续预警月数": "months_listed"}
KNOWN_TABLES = (
    "out_clearings__monthly_enterprises", "out_reasons__monthly_enterprises", "out_growth__monthly_enterprises",
    "out_restatements__monthly_observations",
)  # fmt: skip
# Workbooks write narrow brackets, as Excel's own users do.
WIDE_BRACKETS = str.maketrans("()", "（）")
LEVEL_HEADS = {f"{level.shape} {level.zh}": level.key for level in LEVELS}


@dataclass(frozen=True, slots=True)
class Compared:
    """One printed number that was worked out again: where it stands, and what is wrong with it, empty where nothing is."""

    place: str
    problem: str


class PublishedMonth:
    """A month of a home: its folder and the figures behind it."""

    def __init__(self, home: DataDir, month: date) -> None:
        """Open the month's figures."""
        self.home, self.month, self.folder = home, month, home.briefing(month)
        self.stored = StoredFigures(home.warehouse, month)

    @cached_property
    def warnings(self) -> dict[str, dict[str, Any]]:
        """The month's warnings by code."""
        return {str(row["uscc"]): row for row in self.stored.rows("out_warnings__monthly_enterprises")}

    @cached_property
    def listed(self) -> list[dict[str, Any]]:
        """Those that are listed, in order."""
        return sorted((row for row in self.warnings.values() if row["is_listed"]), key=lambda row: row["rank"])

    @cached_property
    def evidence(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The month's evidence by code and indicator."""
        return {(row["uscc"], row["indicator"]): row for row in self.stored.rows("feat_evidence__monthly_enterprises")}

    @cached_property
    def register(self) -> list[dict[str, Any]]:
        """Who is in the register and has not left it, as known on the day the month was made."""
        day = self.stored.query("select max(as_of) from out_briefings__monthly_editions where month = ?", self.month)[0][0]
        rows = self.stored.query(
            "select uscc, name, street, industry from core_register__event_enterprises where known_on <= ? "
            "and coalesce(registered_on, date '1900-01-01') <= ? and coalesce(left_register_on, date '9999-01-01') > ? "
            "qualify row_number() over (partition by uscc order by known_on desc, delivery_id desc, row_number desc) = 1",
            day, day, day,
        )  # fmt: skip
        return [dict(zip(("uscc", "name", "street", "industry"), row, strict=True)) for row in rows]


def compared(month: PublishedMonth) -> Iterator[Compared]:
    """Yield every printed number beside what the warehouse holds."""
    tree = page_tree(month.folder / "bulletin.html")
    for row in table_rows(tree):
        if row.uscc is not None:
            yield from _of_enterprise(month, row, f"bulletin, table {row.table}")
    yield from _by_place(month, [row for row in table_rows(tree) if "places" in row.table])
    yield from _of_workbook(month)
    for page in sorted((month.folder / "enterprises").glob("*.html")):
        yield from _of_page(month, page)
    yield from _reasons(month)


def _of_enterprise(month: PublishedMonth, row: Row, where: str) -> Iterator[Compared]:
    """Yield the numbers of a row about an enterprise that differ, and columns nobody works out again."""
    assert row.uscc is not None
    known = known_numbers(month, row.uscc)
    for heading, cell in row.cells.items():
        if heading in FIGURE_OF:
            yield from _differs(where, row.uscc, heading, cell, month.stored.figure(row.uscc, FIGURE_OF[heading]))
        elif heading in WARNING_OF:
            yield from _differs(where, row.uscc, heading, cell, month.warnings[row.uscc][WARNING_OF[heading]])
        else:
            yield from _in_words(f"{where}, {heading}", row.uscc, cell, known)


def _in_words(place: str, uscc: str, text: str, known: list[float]) -> Iterator[Compared]:
    """Yield the numbers of a text, each of which must be a figure that is known of the enterprise."""
    for printed in numbers_in(text):
        is_known = any(printed.agrees(number) for number in known)
        yield Compared(place, "" if is_known else f"{uscc}: {printed.text} in '{text}' is none of the figures known of it")


def _differs(where: str, whose: str, heading: str, cell: str, wanted: float | None) -> Iterator[Compared]:
    """Yield what is printed in a cell, with what is wrong where it is not what was wanted."""
    place = f"{where}, {heading}"
    try:
        printed = number_of(cell.split("（", maxsplit=1)[0].split(" ", maxsplit=1)[0])
    except ValueError as error:
        yield Compared(place, f"{whose}: {error}")
        return
    is_same = printed.agrees(wanted) if printed is not None else wanted is None
    yield Compared(place, "" if is_same else f"{whose}: printed {cell}, worked out {wanted}")


def known_numbers(month: PublishedMonth, uscc: str) -> list[float]:
    """Return every number that may be told of an enterprise: its figures, its evidence, its warning and what would clear it."""
    numbers: list[float] = [value for figure in FIGURES if (value := month.stored.figure(uscc, figure.key)) is not None]
    for (whose, _), row in month.evidence.items():
        if whose == uscc:
            numbers += _of_evidence(row)
    numbers += [float(value) for value in month.warnings.get(uscc, {}).values() if isinstance(value, int | float)]
    for table in KNOWN_TABLES:
        for row in month.stored.rows(table, f"uscc = '{uscc}'"):
            numbers += [abs(float(value)) for value in row.values() if isinstance(value, int | float)]
    return [*numbers, *(-number for number in numbers), *(abs(number) for number in numbers)]


def _of_evidence(row: Mapping[str, Any]) -> list[float]:
    """Return what may be told of one indicator's evidence."""
    numbers = [float(value) for value in row.values() if isinstance(value, int | float) and not isinstance(value, bool)]
    if row["ratio_share"] is not None:
        numbers += [1 - row["ratio_share"], row["ratio_share"] - 1]
    if row["peer_percentile_share"] is not None:
        numbers += [row["peer_percentile_share"], 1 - row["peer_percentile_share"]]
    return numbers


def _by_place(month: PublishedMonth, rows: list[Row]) -> Iterator[Compared]:
    """Yield where the tables by street and by industry do not count what is listed and what is registered."""
    streets = Counter(row["street"] for row in month.register)
    for row in rows:
        street = row.cells.get("街道")
        if street is None or street not in streets:
            continue
        here = [warning for warning in month.listed if warning["street"] == street]
        wanted: dict[str, float] = {"预警数": len(here), "监测企业": streets[street], "每百家": 100 * len(here) / streets[street]}
        wanted |= {head: sum(warning["level"] == key for warning in here) for head, key in LEVEL_HEADS.items()}
        for heading, value in wanted.items():
            yield from _differs("bulletin, by street", street, heading, row.cells[heading], value)


def _of_workbook(month: PublishedMonth) -> Iterator[Compared]:
    """Yield the cells of the list in the workbook that differ."""
    book = openpyxl.load_workbook(month.folder / "warning_list.xlsx", read_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    heads: list[str] = []
    for cells in rows:
        texts = ["" if cell is None else str(cell).replace("\n", "") for cell in cells]
        if "统一社会信用代码" in texts:
            heads = [text.translate(WIDE_BRACKETS) for text in texts]
        elif heads and texts[heads.index("统一社会信用代码")] in month.warnings:
            uscc = texts[heads.index("统一社会信用代码")]
            yield from _cells(month, uscc, dict(zip(heads, cells, strict=True)))


def _cells(month: PublishedMonth, uscc: str, cells: Mapping[str, object]) -> Iterator[Compared]:
    for heading, cell in cells.items():
        if heading in FIGURE_OF:
            wanted = month.stored.figure(uscc, FIGURE_OF[heading])
        elif heading in WARNING_OF:
            wanted = month.warnings[uscc][WARNING_OF[heading]]
        else:
            continue
        if isinstance(cell, int | float):
            is_same = wanted is not None and abs(cell - wanted) <= 1e-6 * max(1.0, abs(wanted))
            yield Compared(f"workbook, {heading}", "" if is_same else f"{uscc}: {cell}, worked out {wanted}")
        else:
            yield from _differs("workbook", uscc, heading, "" if cell is None else str(cell), wanted)


def _of_page(month: PublishedMonth, page: Path) -> Iterator[Compared]:
    """Yield the numbers on the page of an enterprise: what is at stake, the table of its indicators, and that a band holds its level."""
    tree = page_tree(page)
    for row in table_rows(tree):
        indicator = next((one for one in INDICATORS if row.cells.get("指标", "").startswith(f"{one.zh}（")), None)
        if "常态水平" in row.cells and indicator is not None:
            yield from _of_indicator(month, page.stem, indicator.key, row)
            yield from _band_holds(page.stem, row)
    for paragraph in tree.xpath("//*[contains(@class, 'stake')]"):
        yield from _in_words("page, at stake", page.stem, text_of(paragraph), known_numbers(month, page.stem))


def _of_indicator(month: PublishedMonth, uscc: str, indicator: str, row: Row) -> Iterator[Compared]:
    """Yield the figures of one indicator's row: value, normal level, how far from it, growth of three months and of the month."""
    found = month.evidence.get((uscc, indicator), {})
    ratio, expected = found.get("ratio_share"), found.get("expected")
    value = month.stored.figure(uscc, f"{indicator}_month")
    yield from _differs("page", uscc, "当月值", row.cells["当月值"], value)
    yield from _differs("page", uscc, "常态水平", row.cells["常态水平"], expected)
    if row.cells["较常态"] not in MISSING:
        yield from _differs("page", uscc, "较常态", row.cells["较常态"], None if ratio is None else ratio - 1)
    # An unusual base of last year is said behind the figures.
    growth, _, of_month = row.cells["近3个月同比"].partition("去年同期")[0].partition("当月同比")
    yield from _differs("page", uscc, "近3个月同比", growth, month.stored.figure(uscc, f"{indicator}_three_months_growth"))
    for printed in numbers_in(of_month)[:1]:
        is_same = printed.agrees(month.stored.figure(uscc, f"{indicator}_month_growth"))
        yield Compared("page, 当月同比", "" if is_same else f"{uscc}, {indicator}: printed {printed.text}")


def _band_holds(whose: str, row: Row) -> Iterator[Compared]:
    """Yield where a normal level lies outside the band it stands with."""
    band = row.cells.get("常态80%区间", "")
    level = number_of(row.cells["常态水平"])
    ends = band.split("～")
    if level is None or len(ends) != 2:
        return
    low, high = (number_of(end) for end in ends)
    if low is not None and high is not None:
        # Each of the three is rounded by itself.
        holds = low.value - 1 <= level.value <= high.value + 1
        yield Compared("page, normal level", "" if holds else f"{whose}, {row.cells['指标']}: {level.text} lies outside its band {band}")


def _reasons(month: PublishedMonth) -> Iterator[Compared]:
    """Yield reasons that name a figure, with what is wrong where it is not there or says something else."""
    for row in month.stored.rows("out_reasons__monthly_enterprises", "code = 'fall'"):
        found = month.evidence.get((str(row["uscc"]), str(row["indicator"])))
        problem = ""
        if found is None or found["ratio_share"] is None or found["value"] is None:
            problem = f"{row['uscc']}: the reason names {row['indicator']}, of which there is no figure"
        elif abs(max(0.0, min(1.0, 1 - found["ratio_share"])) - float(str(row["share"]))) > 1e-9:
            problem = f"{row['uscc']}: the reason says {row['share']} of {row['indicator']}, the evidence {1 - found['ratio_share']}"
        yield Compared("reason, fall", problem)
