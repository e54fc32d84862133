"""Subtotals that name their enterprise are no projects: they are left out and compared, and names that only begin like one are data."""

import random
from dataclasses import dataclass, field
from datetime import date

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Opened, open_file, validate_files
from pipelines.ingest.settings import IngestDay, SourceSettings
from tests.property.test_several_tables import code
from tests.unit.pipelines.ingest.workbooks import csv_of, workbook

MEMBERS = 300
HEADER = ["统一社会信用代码", "企业名称", "项目名称", "报告期", "自年初累计完成投资", "备注"]
MARKS = ("小计", "小 计", "小计：", "合计", "页内合计", "本页小计", "本页合计", "Subtotal", "总计", "合  计")
PARTS = ("其中：设备购置", "其中:土建", "上年同期", "其中", "同比增长", "增长率(%)")
NAMES = ("小计算机生产线", "合计数据中心", "累计式储能", "总计量站改造", "其中园区", "一期", "厂房", "扩建小计量楼")
Row = list[object]


@dataclass
class Drawn:
    """A file and what has to become of its rows."""

    rows: list[Row] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    projects: dict[tuple[str, str], float] = field(default_factory=dict)
    subtotals: int = 0
    parts: int = 0
    is_wrong: bool = False


def drawn(rng: random.Random, number: int, *, may_merge: bool) -> Drawn:
    """Projects of a few enterprises, most with a subtotal, some with parts."""
    found = Drawn([list(HEADER)])
    for enterprise in range(rng.randint(1, 4)):
        who = code(number * 10 + enterprise)
        company = rng.choice(["合计科技有限公司", "小计电子厂", "甲公司"])
        names = rng.sample(NAMES, rng.randint(1, 4))
        start, total = len(found.rows) + 1, 0
        for name in names:
            value = rng.randint(100, 99_999)
            total += value
            found.projects[who, name] = value
            found.rows.append([who, company, name, "202610", value, None])
            if rng.random() < 0.2:
                found.rows.append([who, company, rng.choice(PARTS), "202610", value // 2 or 1, None])
                found.parts += 1
        if rng.random() < 0.7:
            wrong = rng.random() < 0.3
            mark, at = rng.choice(MARKS), rng.choice([1, 2, 5])
            row: Row = [who, company, None, "202610", total * 2 + 7 if wrong else total, None]
            row[at] = mark
            found.rows.append(row)
            found.subtotals += 1
            found.is_wrong |= wrong
        if may_merge and len(found.rows) > start:
            found.merged.append(f"A{start}:A{len(found.rows)}")
            for row in found.rows[start:]:
                row[0] = None
    return found


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_subtotal_becomes_a_project_and_no_project_a_subtotal(form):
    members = []
    for seed in range(MEMBERS // 2):
        rng = random.Random(f"{form}{seed}")  # noqa: S311 - cases, not secrets
        found = drawn(rng, seed, may_merge=form == "xlsx" and rng.random() < 0.7)
        content = workbook(found.rows, merged=found.merged) if form == "xlsx" else csv_of(found.rows)
        opened = open_file(content, f"{seed}.{form}", all_layouts())
        assert isinstance(opened, Opened), opened.reason
        members.append((found, opened))
    readings = validate_files([opened for _, opened in members], IngestDay(date(2026, 12, 5)), SourceSettings())
    for (found, opened), reading in zip(members, readings, strict=True):
        assert reading.kept is not None
        stored = {(row["uscc"], row["project"]): row["value_cny_10k"] for row in reading.kept.iter_rows(named=True)}
        assert stored == found.projects, found.rows
        assert set(reading.refused["rule"]) <= {"part_of_another_row"}
        assert (reading.refused.height, opened.file.all_lines.left_out) == (found.parts, found.subtotals)
        assert opened.file.all_lines.total == len(found.rows)
        assert ("control total" in reading.note) is found.is_wrong, (found.rows, reading.note)
