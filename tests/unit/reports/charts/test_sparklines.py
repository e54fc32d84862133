"""The small charts of a page: gaps are gaps, axes are round, negative months stay inside."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest

from reports.charts.plotly_specs import small_spec
from reports.charts.sparklines import ChartRows, draw_small, marks, prepare_small, short_number
from reports.words.text import Words

ZH, EN = Words("zh"), Words("en")


def series(values: list[float | None]) -> pl.DataFrame:
    months = [date(2026, month, 1) for month in range(1, len(values) + 1)]
    rows = {"period": months, "value": values, "expected": [10.0] * len(values), "flags": [""] * len(values)}
    bands = {name: [bound] * len(values) for name, bound in (("lo_80", 8.0), ("hi_80", 12.0), ("lo_95", 7.0), ("hi_95", 13.0))}
    return pl.DataFrame({"indicator": ["tax"] * len(values)} | rows | bands)


def heights(svg: str) -> list[float]:
    line = re.search(r'class="v" d="([^"]*)"', svg)
    assert line is not None
    return [float(y) for _, y in re.findall(r"([\d.]+) ([\d.]+)", line.group(1))]


def test_gaps_are_drawn_as_gaps() -> None:
    rows = prepare_small(series([1.0, 2.0, None, 3.0, 4.0, None, 5.0]), date(2026, 7, 1))
    svg = draw_small(rows, "纳税", "万元", "x", ZH)
    line = re.search(r'<path class="v" d="([^"]*)"', svg)
    assert line is not None
    assert line.group(1).count("M") == 2  # the third stretch is one month, which is a dot
    assert svg.count('class="d"') == 1
    assert svg.count('class="m"') == 2
    assert "纳税近7个月，其中2个月无数据；2026-07为5万元，常态水平10万元" in svg
    assert "tax, last 7 months, 2 of them without a figure; 2026-07: 5 (CNY 10k), normal level 10 (CNY 10k)" in draw_small(
        rows, "tax", "CNY 10k", "x", EN
    )


def test_a_forecast_is_no_gap() -> None:
    rows = prepare_small(series([1.0, None, 3.0, None, None]), date(2026, 3, 1), until=date(2026, 5, 1))
    assert rows.is_gap == [False, True, False, False, False]
    assert draw_small(rows, "纳税", "万元", "x", ZH).count('class="m"') == 1
    assert small_spec(rows, "纳税", "万元", ZH)["data"][-1]["x"] == ["2026-02"]


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.0, 2795.0), (-20.0, 6.0), (0.0, 4.3e8), (0.0, 9.99), (-3.0, 0.0)])
def test_axes_are_marked_with_round_numbers(low: float, high: float) -> None:
    found = marks(low, high)
    assert 2 <= len(found) <= 4
    assert 0.0 in found
    assert low <= found[0] + 1e-9
    assert found[-1] <= high


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (None, "—", "—"),
        (0.25, "0.25", "0.25"),
        (1234.0, "1,234", "1,234"),
        (1.5e6, "150万", "1.50M"),
        (2.5e7, "2,500万", "25.0M"),
        (4.56e8, "4.56亿", "456M"),
        (1.2e9, "12.0亿", "1.20bn"),
        (-1.5e6, "\u2212150万", "\u22121.50M"),
    ],
)
def test_long_numbers_are_short_on_an_axis(value: float | None, zh: str, en: str) -> None:
    assert (short_number(value, ZH), short_number(value, EN)) == (zh, en)


def test_months_that_never_came_are_gaps_too() -> None:
    sparse = series([1.0, 2.0, 3.0, 4.0]).filter(pl.col("period") != date(2026, 2, 1))
    rows = prepare_small(sparse, date(2026, 5, 1))
    assert rows["value"] == [1.0, None, 3.0, 4.0, None]


def test_negative_months_stay_inside_the_chart() -> None:
    svg = draw_small(prepare_small(series([5.0, -20.0, 6.0]), date(2026, 3, 1)), "纳税", "万元", "x", ZH)
    assert max(heights(svg)) <= 150 - 20
    assert "\u221220" in svg


def fallen(onset: int = 4, missing: tuple[int, ...] = ()) -> pl.DataFrame:
    """Eight months at 10, from `onset` (a month of the year) on at 4, where the expectation of a month ahead has followed."""
    frame = series([10.0 if month < onset else 4.0 for month in range(1, 9)])
    is_low = pl.col("period").dt.month() >= onset
    followed = {"expected": 4.5, "lo_80": 3.0, "hi_80": 6.0, "lo_95": 2.0, "hi_95": 7.0}
    before = {"normal": 9.0, "normal_lo_80": 8.0, "normal_hi_80": 11.0, "normal_lo_95": 7.0, "normal_hi_95": 12.0}
    ahead = frame.with_columns(pl.when(is_low).then(value).otherwise(pl.col(name)).alias(name) for name, value in followed.items())
    return ahead.with_columns(pl.when(is_low).then(value).alias(name) for name, value in before.items()).filter(
        ~pl.col("period").dt.month().is_in(missing)
    )


def drawn(frame: pl.DataFrame) -> ChartRows:
    return prepare_small(frame, date(2026, 8, 1), onset=date(2026, 4, 1))


def test_in_a_dip_the_line_is_what_was_expected_before_it_with_its_own_band() -> None:
    rows = drawn(fallen())
    assert rows["expected"] == [10.0] * 3 + [9.0] * 5
    assert all(low <= normal <= high for low, normal, high in zip(rows["lo_80"], rows["expected"], rows["hi_80"], strict=True))
    svg = draw_small(rows, "纳税", "万元", "x", ZH)
    line = [float(y) for _, y in re.findall(r"([\d.]+) ([\d.]+)", re.search(r'class="e" d="([^"]*)"', svg).group(1))]  # type: ignore[union-attr]
    floor, ceiling = 130.0, 12.0
    # The share that a reader measures in the picture is the share of the text: 4 of 9.
    low, high = rows.limits
    height = (floor - heights(svg)[-1]) / (floor - line[-1])
    assert (low, high, ceiling) == (0.0, 12.0, 12.0)
    assert height == pytest.approx(4 / 9, abs=0.01)


def test_what_is_missing_to_the_normal_level_is_shaded_from_the_month_before_the_dip() -> None:
    svg = draw_small(drawn(fallen()), "纳税", "万元", "x", ZH)
    [shape] = re.findall(r'class="f" d="([^"]*)"', svg)
    assert shape.count("L") == 2 * 6 - 1
    assert 'class="f"' not in draw_small(prepare_small(fallen(), date(2026, 8, 1)), "纳税", "万元", "x", ZH)


@pytest.mark.parametrize("missing", [(5,), (2,), (2, 5, 7), (4,)])
def test_neither_painter_bridges_a_month_without_figures(missing: tuple[int, ...]) -> None:
    rows = drawn(fallen(missing=missing))
    months = [period.strftime("%Y-%m") for period in rows.period]
    absent = {month for month, value in zip(months, rows["value"], strict=True) if value is None}
    assert len(absent) == len(missing)
    spec = small_spec(rows, "纳税", "万元", ZH)
    assert spec["layout"]["xaxis"]["categoryarray"] == months
    for trace in (trace for trace in spec["data"] if trace.get("fill")):
        for run in stretches(trace["x"]):
            there, back = run[: len(run) // 2], run[len(run) // 2 :]
            # There and back over the same months, which follow each other: a closed shape that cannot cross itself.
            assert there == back[::-1]
            first = months.index(there[0])
            assert there == months[first : first + len(there)]
            assert not absent & set(there)
    shapes = [re.search(rf'class="{css}" d="([^"]*)"', draw_small(rows, "纳税", "万元", "x", ZH)) for css in ("b80", "b95", "f")]
    filled = [trace["x"] for trace in spec["data"] if trace.get("fill")]
    # Both painters draw the same stretches: 80 %, 95 % and what is missing.
    counts = [shape.group(1).count("M") if shape else 0 for shape in shapes]
    assert counts == [len(stretches(filled[place])) for place in (1, 0, 2)]


def stretches(x: list[str | None]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for month in x:
        if month is None:
            runs.append([])
        else:
            runs[-1].append(month)
    return [run for run in runs if run]
