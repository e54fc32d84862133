"""Workbook and CSV of the summary: every district, the sum, every departure, and the same bytes."""

import csv
import io

import openpyxl

from reports.summary_workbook import summary_csv, summary_workbook
from tests.unit.reports.fixture_summary import EDITION, district, installation, summary_frames


def test_the_csv_has_every_district_published_or_not_and_leaves_unknown_figures_empty() -> None:
    content = summary_csv(installation(), EDITION)
    assert b"\r" not in content
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert [(row["folder"], row["status"], row["cause"]) for row in rows] == [
        ("丙区", "held", "check_failed"), ("丁区", "failed", "fault"), ("甲区", "published", ""), ("乙 区", "published", ""),
    ]  # fmt: skip
    known = rows[2]
    assert (known["month"], known["severe_count"], known["gap_share"], known["is_down"]) == ("2026-10", "3", "0.012", "false")
    assert rows[0]["severe_count"] == rows[0]["is_down"] == ""
    assert rows[0]["last_published"] == "2026-09"


def test_the_workbook_has_a_sum_that_is_that_of_its_rows_and_none_where_none_means_anything() -> None:
    book = openpyxl.load_workbook(io.BytesIO(summary_workbook(installation(), EDITION)))
    head, *lines = [list(line) for line in book["各区县"].iter_rows(values_only=True)]
    rows, total = lines[:-1], lines[-1]
    assert total[0] == "合计（已发布2个）"
    for heading in ("监测", "红橙预警", "红橙较上月", "名单内", "达到预警线", "已走访"):
        place = head.index(heading)
        assert total[place] == sum(row[place] or 0 for row in rows), heading
    assert total[head.index("产值同比")] is None
    assert [line[1] for line in book["企业流动"].iter_rows(min_row=2, values_only=True)] == ["A", "B"]


def test_a_cell_that_begins_like_a_formula_is_text() -> None:
    frames = summary_frames(district("甲区", name="=1+1"))
    assert "'=1+1" in summary_csv(frames, EDITION).decode()
    cell = openpyxl.load_workbook(io.BytesIO(summary_workbook(frames, EDITION)))["各区县"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_same_frames_give_the_same_bytes() -> None:
    assert summary_workbook(installation(), EDITION) == summary_workbook(installation(), EDITION)
