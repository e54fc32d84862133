"""The workbook of the list: every number of every sheet, by the heading of its column or the wording of its cell."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import openpyxl

from tests.pipeline.printed.enterprises import facts_known, facts_of, of_an_enterprise
from tests.pipeline.printed.learned import of_rule_row
from tests.pipeline.printed.month import PublishedMonth
from tests.pipeline.printed.tables import FIGURE_OF, NAMED, WARNING_OF, group_name
from tests.pipeline.printed.wordings import Compared, read
from warehouse.vocabulary import LEAVING_CAUSES, LEVELS

if TYPE_CHECKING:
    from tests.pipeline.printed.checker import Reader

# Workbooks write narrow brackets, as Excel's own users do.
WIDE_BRACKETS = str.maketrans("()", "（）")
CODE = "统一社会信用代码"
RULE_SHEET = "规则变更"
SHORT_LEVELS = {f"{level.zh}{level.roman}": level.key for level in LEVELS}
Cells = Mapping[str, object]
MOVES = [f"本月{level.zh}{{to_{level.key}}}家" for level in LEVELS] + [f"{term.zh}{{for_{term.key}}}家" for term in LEAVING_CAUSES]


def of_workbook(month: PublishedMonth, reader: "Reader") -> Iterator[Compared]:
    """Yield the numbers of all sheets."""
    book = openpyxl.load_workbook(month.folder / "warning_list.xlsx", read_only=True)
    sheets = _Sheets(month, reader)
    for sheet in book.worksheets:
        heads: list[str] = []
        for values in sheet.iter_rows(values_only=True):
            if not heads:
                heads = [str(value or "").replace("\n", "").translate(WIDE_BRACKETS) for value in values]
            else:
                yield from sheets.row(sheet.title, dict(zip(heads, values, strict=False)))


class _Sheets:
    """Reads the rows of the sheets of a month."""

    def __init__(self, month: PublishedMonth, reader: "Reader") -> None:
        self.month, self.reader = month, reader

    def row(self, sheet: str, cells: Cells) -> Iterator[Compared]:
        """Yield the numbers of a row: numbers by their column, those in a text by its wording."""
        uscc = str(cells.get(CODE)) if cells.get(CODE) in self.month.everybody else None
        if sheet == RULE_SHEET:
            yield from of_rule_row(self.month, f"workbook, {sheet}", cells) if uscc is None else ()
            return
        wanted = self._wanted(sheet, cells, uscc)
        for head, value in cells.items():
            place = f"workbook, {sheet}, {head}"
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield Compared(place, _problem(value, wanted.get(head), f"{cells}"))
            elif head in wanted and value == "—":
                yield Compared(place, "" if wanted[head] is None else f"{uscc}: a dash, worked out {wanted[head]}")
            elif isinstance(value, str) and any(mark.isdigit() for mark in value) and head != CODE and sheet != "字段说明":
                yield from self._text(place, value, uscc, cells if sheet == "变化对照" else {})

    def _text(self, place: str, value: str, uscc: str | None, cells: Cells) -> Iterator[Compared]:
        # Excel's own minus is the narrow one.
        value = re.sub(r"(?<![\d-])-(?=\d)", "−", value)
        if uscc is None:
            facts = self.reader.facts | (self._moves(cells) if cells else {})
            yield from read(place, value, [*(MOVES if cells else ()), *self.reader.wordings], facts, named=self.month.words_with_digits)
        else:
            own = facts_of(self.month, uscc) | self.reader.facts
            wordings = [*of_an_enterprise(), *self.reader.wordings]
            yield from read(place, value, wordings, own, facts_known(self.month, uscc), self.month.words_with_digits)

    def _moves(self, cells: Cells) -> dict[str, float | None]:
        """Return what a row of the transition table names: how many of a level are at which level now, or gone for which cause."""
        label, part = str(next(iter(cells.values()))), self.reader.part
        before = next((key for short, key in SHORT_LEVELS.items() if short in label), None)
        if before is None:
            return {f"to_{key}": sum(row["level"] == key for row in part.entered) for key in LEVELS.keys}
        facts: dict[str, float | None] = {
            f"to_{key}": sum(row["level"] == key and then == before for row, then in part.moved) for key in LEVELS.keys
        }
        causes = {f"for_{key}": sum(row["level"] == before and why == key for row, why in part.left) for key in LEAVING_CAUSES.keys}
        return facts | causes

    def _wanted(self, sheet: str, cells: Cells, uscc: str | None) -> dict[str, float | None]:
        if sheet in ("分街道", "分行业"):
            return self._group("street" if sheet == "分街道" else "industry", cells)
        if sheet == "数据质量":
            return self._source(cells)
        if uscc is None:
            return {}
        facts = facts_of(self.month, uscc)
        if sheet == "修订":
            return self._restated(cells, uscc)
        return {head: facts[FIGURE_OF[head]] for head in cells if head in FIGURE_OF} | {
            head: facts[name] for head, name in WARNING_OF.items() if head in cells
        }

    def _group(self, kind: str, cells: Cells) -> dict[str, float | None]:
        facts = self.reader.part.group(kind, str(next(iter(cells.values()))), group_name(kind))
        by_level = {head: facts[key] for head in cells for short, key in SHORT_LEVELS.items() if short in head}
        return {"预警数": facts["count"], "监测企业": facts["base"], "每百家": facts["rate"], "每百家预警数": facts["rate"]} | by_level

    def _source(self, cells: Cells) -> dict[str, float | None]:
        item = str(next(iter(cells.values())))
        if item not in NAMED:
            # Rows refused or set aside, by rule.
            return {"应到": self._rows_of_rule(cells)}
        own = self.reader.part.arrival(NAMED[item])
        return {"应到": own["expected"], "已到": own["arrived"], "到达率": own["share"], "待核实": own["held"], "修订": own["restated"]}

    def _rows_of_rule(self, cells: Cells) -> float | None:
        """Return how many rows a rule refused or set aside; rules are told apart by their number of rows where words hide them."""
        count = next((value for value in cells.values() if isinstance(value, int | float)), None)
        found = self.month.stored.query(
            "select count(*) from (select action, rule from raw_quarantine__event_rows union all "
            "select 'set_aside', rule from feat_edits__monthly_observations where month = ?) group by action, rule", self.month.month,
        )  # fmt: skip
        return next((float(str(row[0])) for row in found if float(str(row[0])) == count), None)

    def _restated(self, cells: Cells, uscc: str) -> dict[str, float | None]:
        indicator = NAMED.get(str(cells.get("指标")).partition("(")[0])
        rows = [row for row in self.month.rows("out_restatements__monthly_observations", uscc)
                if row["indicator"] == indicator and f"{row['period']:%Y-%m}" == str(cells.get("月份"))
                and str(row["known_on"] or "—") == str(cells.get("获知日期"))[:10]]  # fmt: skip
        if len(rows) != 1:
            return {}
        old, new = rows[0]["old_value"], rows[0]["new_value"]
        change = None if old is None or new is None or old <= 0 else new / old - 1
        return {"原值": old, "新值": new, "变动": change, "变动幅度": change}


def _problem(value: float, wanted: float | None, row: str) -> str:
    if wanted is not None and abs(value - wanted) <= 1e-6 * max(1.0, abs(wanted)):
        return ""
    return f"{value}, worked out {wanted}: {row[:160]}"
