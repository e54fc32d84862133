"""The backtest's page: one file, one number for one figure, and what cannot be given is said."""

import re
from datetime import date

import polars as pl
import pytest

from reports.backtest import BacktestFrames, BacktestPage, figure_words, headline, render_backtest
from reports.charts.backtest_plots import STROKES
from reports.words.backtest import GROUPS
from reports.words.text import Words
from tests.chinese_words import page_words
from tests.unit.reports.reading import read_page, visible
from warehouse.vocabulary import forbidden_in

ZH, EN = Words("zh"), Words("en")
PAGE = BacktestPage(
    date(2025, 11, 1),
    date(2026, 10, 1),
    date(2026, 11, 16),
    60,
    is_planted=True,
    district="坪山区",
    issuer="统计局",
    district_en="Pingshan",
)
KEYS = [row.key for rows in GROUPS.values() for row in rows]
MAKERS = tuple(STROKES)


def figures(gap: str | None = None) -> pl.DataFrame:
    rows = [
        {"maker": maker, "figure": key, "value": 0.1 * place + 0.317, "low": 0.2, "high": 0.9, "count": 100, "gap": None}
        for place, maker in enumerate(MAKERS)
        for key in KEYS
    ]
    frame = pl.DataFrame(rows, schema_overrides={"gap": pl.String})
    blank = pl.col("figure") == "found_within_3_months" if gap else pl.lit(False)
    values = [pl.when(~blank).then(pl.col(name)).alias(name) for name in ("value", "low", "high")]
    return frame.with_columns(*values, gap=pl.when(blank).then(pl.lit(gap)))


def frames(gap: str | None = None) -> BacktestFrames:
    months = [date(2026, 9, 1), date(2026, 10, 1)]
    curve = {"target": ["any", "any", "relocation", "relocation"], "recall": [0.0, 1.0] * 2, "precision": [1.0, 0.1] * 2}
    decile = {"risk": ["operating", "relocation"], "decile": [1, 1], "predicted_mean": [0.1, 0.2], "observed_share": [0.0, 0.3]}
    return BacktestFrames(
        figures=figures(gap),
        curves=_each(curve),
        leads=_each({"lead_months": list(range(1, 13)), "seen_share": [1 - 0.05 * k for k in range(12)], "departures": [24] * 12}),
        calibration=pl.DataFrame({"maker": ["earlywarn"] * 2, **decile, "low": [0.0, 0.2], "high": [0.2, 0.4], "count": [50, 50]}),
        months=_each({"month": months, "listed": [60, 59], "candidates": [110, 112]}),
    )


def _each(columns: dict[str, list[object]]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(columns).select(pl.lit(maker).alias("maker"), pl.all()) for maker in MAKERS])


@pytest.fixture(scope="module")
def html() -> str:
    return render_backtest(frames(), PAGE, ZH)


def test_the_page_is_one_small_file_without_addresses(html: str) -> None:
    assert len(html.encode()) < 600_000
    assert not re.findall(r"https?://|<script|<link|@import", html)
    assert "prefers-color-scheme:dark" in html
    assert html == render_backtest(frames(), PAGE, ZH)


def test_a_sentence_and_the_table_write_the_same_number(html: str) -> None:
    page = read_page(html)
    quality = next(rows for name, rows in page.tables.items() if name == "名单质量")
    row = next(row for row in quality if row[0].startswith("容量内精确率"))
    told = [figure_words(figures(), "precision_at_capacity", maker) for maker in MAKERS]
    assert [cell.split("（")[0] for cell in row[1:]] == told == ["31.7%", "41.7%", "51.7%"]
    assert headline(figures(), PAGE, ZH) == "2025-11至2026-10回测：每月前60家精确率31.7%，同比规则41.7%、3σ规则51.7%"


def test_every_figure_of_the_backtest_has_a_row(html: str) -> None:
    heads = "".join(row[0] for rows in read_page(html).tables.values() for row in rows)
    assert all(row.name.zh in heads for rows in GROUPS.values() for row in rows)
    assert forbidden_in(html) == []


def test_four_plots_stand_in_both_widths_with_their_text_as_text(html: str) -> None:
    assert html.count("<svg") == 8
    assert all(word in html for word in ("召回率", "平均预测概率", "提前月数", "候选与名单家数", "2026-10"))
    assert not re.findall(r"<text[^>]*>\s*</text>", html)


def test_rules_are_not_held_to_probabilities(html: str) -> None:
    rows = read_page(html).tables["校准与误报"]
    assert all(row[2:] == ["不适用", "不适用"] for row in rows[1:])


def test_what_the_truth_cannot_give_is_said_and_dashed() -> None:
    bare = frames("no_onsets")
    bare = BacktestFrames(
        bare.figures, bare.curves, bare.leads.clear(), bare.calibration.filter(pl.col("risk") == "operating"), bare.months
    )
    html = render_backtest(bare, BacktestPage(PAGE.first, PAGE.last, PAGE.issued_on, 60, is_planted=False), ZH)
    assert "只登记了结果，没有登记起始月份，不能给出：起点后3个月内发现率。" in html
    assert "没有可画的数据，未绘制：离开前提前量、校准图（外迁风险）。" in html
    assert html.count("<svg") == 6
    assert "演示数据" not in html
    row = next(row for row in read_page(html).tables["及时性"] if row[0].startswith("起点后"))
    assert row[1:] == ["—"] * 3


def test_without_any_case_the_headline_promises_nothing() -> None:
    assert headline(figures().clear(), PAGE, ZH) == "2025-11至2026-10预警名单回测：尚无可判断的案例"


def test_an_english_page_has_the_same_numbers_and_no_chinese_besides_names(html: str) -> None:
    english = visible(render_backtest(frames("no_onsets"), PAGE, EN))
    assert re.findall(r"[\u4e00-\u9fff]+", english.replace("统计局", "")) == []
    rows, same = (read_page(render_backtest(frames(), PAGE, words)).tables for words in (ZH, EN))
    numbers = [re.findall(r"\d[\d.]*", " ".join(row[1:])) for tables in (rows, same) for table in tables.values() for row in table]
    assert numbers[: len(numbers) // 2] == numbers[len(numbers) // 2 :]


def test_the_chinese_page_has_no_english_word() -> None:
    assert page_words(render_backtest(frames(), PAGE, ZH)) == set()
