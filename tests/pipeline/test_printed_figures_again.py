"""Printed figures made again from the warehouse: from the stored series by dates and plain Python, never from the page's own frame."""

import io
import re
from collections.abc import Iterator
from datetime import date
from statistics import median

import openpyxl
import pytest
from lxml import html

from pipelines.commands.impact import impact
from pipelines.commands.snapshot import open_to_read
from reports.words.format import number
from tests.district import LAST, District
from warehouse import names
from warehouse.periods import shift_month

Cells = dict[tuple[str, str, date], tuple[float | None, float | None]]
SINCE_JANUARY = [date(LAST.year, month, 1) for month in range(1, LAST.month + 1)]


@pytest.fixture(scope="module")
def stored(district: District) -> Cells:
    """Value and stated base of every enterprise, indicator and month, as the run stored them."""
    with open_to_read(district.home) as store:
        rows = store.read(names.SERIES, month=LAST).select("uscc", "indicator", "period", "value", "growth_base")
    return {(uscc, indicator, period): (value, base) for uscc, indicator, period, value, base in rows.iter_rows()}


def value(stored: Cells, uscc: str, indicator: str, month: date) -> float | None:
    return stored.get((uscc, indicator, month), (None, None))[0]


def growth(stored: Cells, uscc: str, indicator: str, months: list[date]) -> float | None:
    """Growth on the year before, only where every month has both."""
    now = [value(stored, uscc, indicator, month) for month in months]
    stated = [stored.get((uscc, indicator, month), (None, None))[1] for month in months]
    then = [value(stored, uscc, indicator, date(month.year - 1, month.month, 1)) for month in months]
    base = [one if one is not None else other for one, other in zip(stated, then, strict=True)]
    known, before = [one for one in now if one is not None], [one for one in base if one is not None]
    if len(known) < len(months) or len(before) < len(months) or sum(before) <= 0:
        return None
    return sum(known) / sum(before) - 1


def total(stored: Cells, uscc: str, indicator: str, months: list[date]) -> float | None:
    known = [one for month in months if (one := value(stored, uscc, indicator, month)) is not None]
    return sum(known) if known else None


def rows_of_the_list(district: District) -> Iterator[dict[str, object]]:
    sheet = openpyxl.load_workbook(io.BytesIO((district.home.briefing(LAST) / "warning_list.xlsx").read_bytes()))["名单"]
    heads = [str(cell.value) for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2, values_only=True):
        yield dict(zip(heads, row, strict=True))


def test_every_figure_of_the_workbook_s_list(district: District, stored: Cells) -> None:
    checked = 0
    for row in rows_of_the_list(district):
        uscc = str(row["统一社会信用代码"])
        wanted = {
            "当月产值(万元)": value(stored, uscc, "output_value", LAST),
            "当月产值同比": growth(stored, uscc, "output_value", [LAST]),
            "1月至本月累计产值同比": growth(stored, uscc, "output_value", SINCE_JANUARY),
            "当月用电同比": growth(stored, uscc, "electricity", [LAST]),
            "月末用工(人)": value(stored, uscc, "employment", LAST),
            "月末用工同比": growth(stored, uscc, "employment", [LAST]),
            "当月纳税同比": growth(stored, uscc, "tax", [LAST]),
            "1月至本月累计固投(万元)": total(stored, uscc, "fixed_investment", SINCE_JANUARY),
        }
        for head, expected in wanted.items():
            assert row[head] == ("—" if expected is None else pytest.approx(expected)), (uscc, head)
            checked += 1
    assert checked > 0


def test_what_is_at_stake_is_the_same_in_the_bulletin_in_impact_and_in_the_warehouse(district: District, stored: Cells) -> None:
    # Numbers stand in spans of their own, so that they do not break.
    page = re.sub(r"</?span[^>]*>", "", (district.home.briefing(LAST) / "bulletin.html").read_text(encoding="utf-8"))
    year = [date(LAST.year - (month > LAST.month), month, 1) for month in range(1, 13)]
    told = dict(re.findall(r'href="enterprises/(\w{18})\.html"(?:(?!href=).)*?近12个月产值([\d,]+)万元', page, flags=re.DOTALL))
    assert told
    for uscc, amount in told.items():
        assert amount == number(total(stored, uscc, "output_value", year))
    # One is enough: every one asks for all figures anew.
    uscc, amount = next(iter(told.items()))
    lines = "\n".join(impact(district.home, uscc))
    assert f"各项金额截至{LAST.year}年{LAST.month}月" in lines
    assert re.search(rf"近12个月产值 +{amount}万元", lines)


def base_words(stored: Cells, uscc: str, indicator: str) -> str:
    """What last year's month is like beside the months before and after it, by plain medians: half as much again, or less by as much."""
    own = {back: value(stored, uscc, indicator, shift_month(LAST, -back)) for back in range(27)}
    around = [[one for back in span if (one := own[back]) is not None] for span in (range(3, 12), range(15, 27))]
    stated = stored.get((uscc, indicator, LAST), (None, None))[1]
    base = stated if stated is not None else own[12]
    if base is None or any(len(known) < 6 for known in around):
        return ""
    middles = [median(known) for known in around]
    if min(middles) <= 0:
        return ""
    return "基数偏高" if base > 1.5 * max(middles) else "基数偏低" if base * 1.5 < min(middles) else ""


def test_growth_of_the_month_says_where_its_base_was_unusual(district: District, stored: Cells) -> None:
    heads = {"当月产值同比": "output_value", "当月用电同比": "electricity", "月末用工同比": "employment"}
    tree = html.fromstring((district.home.briefing(LAST) / "bulletin.html").read_text(encoding="utf-8"))
    told = []
    for cell in tree.xpath("//table[contains(@class, 'list')]//td"):
        head = next((head for head in heads if str(cell.get("data-label")).startswith(head)), None)
        if head is not None and cell.text_content().strip()[0] != "—":
            uscc = re.search(r"\w{18}", cell.getparent().xpath(".//a/@href")[0])
            told.append(base_words(stored, uscc[0], heads[head]))
            assert [one.text_content() for one in cell.xpath(".//*[contains(@class, 'sub')]")] == list(filter(None, told[-1:])), (
                uscc,
                head,
            )
    assert {""} < set(told), "a district without an unusual base tests nothing"
