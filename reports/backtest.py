"""The page of a backtest: how good the lists of a range of months were, beside two rules an office would use instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from reports.charts.backtest_plots import STROKES, TARGETS, paint_calibration, paint_curves, paint_leads, paint_months
from reports.charts.pictures import Painter, Picture, still_picture
from reports.templating import environment, stylesheet
from reports.words.format import MISSING, RISK_NAMES, is_missing, month_key, number, plain, share

PROGRAM = "earlywarn"


@dataclass(frozen=True, slots=True)
class BacktestPage:
    """The facts of one backtest that are not figures; `is_planted` where a demonstration's own truth is judged by."""

    first: date
    last: date
    issued_on: date
    capacity: int
    is_planted: bool
    district: str = ""
    issuer: str = ""

    @property
    def span(self) -> str:
        """The months as `2025-01至2026-06`."""
        return month_key(self.first) if self.first == self.last else f"{month_key(self.first)}至{month_key(self.last)}"


@dataclass(frozen=True, slots=True)
class BacktestFrames:
    """What the page shows, as `models.evaluation.plots` prepares it: each frame has `maker`.

    `figures`: figure, value, low, high, count, gap. `curves`: target, recall, precision. `leads`: lead_months, seen_share,
    departures. `calibration`: risk, decile, predicted_mean, observed_share, low, high, count. `months`: month, listed, candidates.
    """

    figures: pl.DataFrame
    curves: pl.DataFrame
    leads: pl.DataFrame
    calibration: pl.DataFrame
    months: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the table: its name, what it means, and how it is written."""

    key: str
    name: str
    meaning: str
    words: Callable[[float | None], str]


def _three(value: float | None) -> str:
    return number(value, 3)


def _one(value: float | None) -> str:
    return number(value, 1)


# In reading order: how well it ranks, how good the list is, how early, how honest the probabilities are.
GROUPS: dict[str, tuple[Row, ...]] = {
    "排序能力": (
        Row("average_precision_any", "平均精确率AP（任一风险）", "精确率—召回率曲线下面积", _three),
        Row("average_precision_relocation", "平均精确率AP（外迁风险）", "同上，只看外迁", _three),
        Row("base_rate_any", "基准率（任一风险）", "随机排序时AP的期望值", share),
        Row("base_rate_relocation", "基准率（外迁风险）", "同上，只看外迁", share),
        Row("which_kind_auc", "外迁与经营下行区分度AUC", "异常企业中辨别外迁的能力，0.5为随机", _three),
    ),
    "名单质量": (
        Row("precision_at_capacity", "容量内精确率", "每月取满容量时，属实企业月占比", share),
        Row("precision_listed", "名单精确率", "实际名单中属实企业月占比", share),
        Row("benign_share_of_list", "名单中良性波动占比", "停产检修、抄表日变化等假信号", share),
        Row("benign_to_healthy_listing_ratio", "良性波动入单倍数", "与正常企业入单率之比，1为不受其扰", _one),
        Row("listed_per_month", "月均名单（家）", "", _one),
        Row("candidates_per_month", "月均候选（家）", "达到预警线或触发规则的企业", _one),
    ),
    "及时性": (
        Row("found_within_3_months", "起点后3个月内发现率", "下行或外迁开始后3个月内进入名单", share),
        Row("found_within_3_months_of_visible_fall", "可见下降后3个月内发现率", "从数据上可见之月起算", share),
        Row("departures_seen_3_months_ahead", "离开前3个月发现率", "离开前至少3个月已在名单", share),
        Row("lead_months_median", "提前量中位数（月）", "限于离开前进入过名单的企业", _one),
    ),
    "校准与误报": (
        Row("calibration_error_operating", "校准误差ECE（经营风险）", "预测概率与实际比例的平均差", share),
        Row("calibration_error_relocation", "校准误差ECE（外迁风险）", "同上", share),
        Row("observed_at_02_04_operating", "预测20%—40%者实际比例（经营）", "应在20%—40%之间", share),
        Row("observed_at_02_04_relocation", "预测20%—40%者实际比例（外迁）", "应在20%—40%之间", share),
        Row("expected_false_alarms", "预期误报（企业月）", "按校准概率合计", _one),
        Row("actual_false_alarms", "实际误报（企业月）", "观察期已满的名单", _one),
        Row("false_alarm_months_inside", "实际误报落入95%区间的月份", "应接近95%", share),
    ),
}
# What only probabilities can be held to; a rule's score is none.
_PROBABILITY_ONLY = {row.key for row in GROUPS["校准与误报"]}
GAP_WORDS = {
    "no_onsets": "只登记了结果，没有登记起始月份",
    "no_lookalikes": "没有登记停产检修等良性波动",
    "no_cases": "观察期未满或没有可判断的案例",
}


def render_backtest(frames: BacktestFrames, page: BacktestPage) -> str:
    """The page as one self-contained HTML file, the same text for the same frames and facts."""
    from markupsafe import Markup

    context = {
        "edition": page,
        "css": Markup(stylesheet("briefing.css")),  # noqa: S704 - our own file
        "layout": "",
        "script": None,
        "place": plain(page.district, 40) or "辖区",
        "title": headline(frames.figures, page),
        "points": points(frames.figures, page),
        "makers": [(maker, stroke.name) for maker, stroke in STROKES.items()],
        "groups": table(frames.figures),
        "gaps": gap_words(frames),
        "pictures": pictures(frames, page),
        "notes": _notes(page),
    }
    return environment().get_template("backtest.html.j2").render(context)


def figure_words(figures: pl.DataFrame, key: str, maker: str = PROGRAM) -> str:
    """One figure as the table and every sentence write it, or “—”."""
    return _value_words(_row(key), _found(figures, key, maker))


def headline(figures: pl.DataFrame, page: BacktestPage) -> str:
    """The conclusion: the precision of the full list beside both rules'."""
    said = {maker: figure_words(figures, "precision_at_capacity", maker) for maker in STROKES}
    own = said.pop(PROGRAM)
    if own == MISSING:
        return f"{page.span}预警名单回测：尚无可判断的案例"
    beside = "、".join(f"{STROKES[maker].name}{words}" for maker, words in said.items() if words != MISSING)
    return f"{page.span}回测：每月前{page.capacity}家精确率{own}" + (f"，{beside}" if beside else "")


def points(figures: pl.DataFrame, page: BacktestPage) -> list[dict[str, str]]:
    """The three sentences to remember, without those whose figure is not there."""
    wanted = {
        "average_precision_any": "平均精确率（任一风险）",
        "departures_seen_3_months_ahead": "离开前至少3个月已在名单的企业比例",
        "calibration_error_operating": "经营风险校准误差ECE，即预测概率与实际比例的平均差",
    }
    told = {key: figure_words(figures, key) for key in wanted}
    return [{"figure": words, "text": f"{wanted[key]}{_beside(figures, key)}"} for key, words in told.items() if words != MISSING]


def _beside(figures: pl.DataFrame, key: str) -> str:
    if key in _PROBABILITY_ONLY:
        return "。"
    rules = [f"{stroke.name}{figure_words(figures, key, maker)}" for maker, stroke in STROKES.items() if maker != PROGRAM]
    return f"；{'、'.join(rules)}。"


def table(figures: pl.DataFrame) -> list[tuple[str, list[dict[str, object]]]]:
    """The rows of the table by group: name, meaning, and one cell a maker with value and interval."""
    return [(group, [_table_row(figures, row) for row in rows]) for group, rows in GROUPS.items()]


def _table_row(figures: pl.DataFrame, row: Row) -> dict[str, object]:
    cells = [{"maker": stroke.name, **_cell(figures, row, maker)} for maker, stroke in STROKES.items()]
    return {"name": row.name, "meaning": row.meaning, "cells": cells}


def _cell(figures: pl.DataFrame, row: Row, maker: str) -> dict[str, str]:
    if maker != PROGRAM and row.key in _PROBABILITY_ONLY:
        return {"value": "不适用", "interval": ""}
    found = _found(figures, row.key, maker)
    low, high = (None, None) if found is None else (found["low"], found["high"])
    known = not is_missing(low) and not is_missing(high)
    return {"value": _value_words(row, found), "interval": f"{row.words(low)}～{row.words(high)}" if known else ""}


def _value_words(row: Row, found: dict[str, float | None] | None) -> str:
    return MISSING if found is None else row.words(found["value"])


def _row(key: str) -> Row:
    return next(row for rows in GROUPS.values() for row in rows if row.key == key)


def _found(figures: pl.DataFrame, key: str, maker: str) -> dict[str, float | None] | None:
    rows = figures.filter(pl.col("figure") == key, pl.col("maker") == maker)
    return rows.row(0, named=True) if rows.height else None


def gap_words(frames: BacktestFrames) -> list[str]:
    """Which figures and plots cannot be given, one sentence for each reason."""
    own = frames.figures.filter(pl.col("maker") == PROGRAM)
    by_reason: dict[str, list[str]] = {}
    for group in GROUPS.values():
        for row in group:
            reason = _gap(own, row.key)
            if reason:
                by_reason.setdefault(reason, []).append(row.name)
    said = [f"{GAP_WORDS[reason]}，不能给出：{'、'.join(by_reason[reason])}。" for reason in GAP_WORDS if reason in by_reason]
    missing = [name for name, frame in _drawn_parts(frames).items() if frame.is_empty()]
    return said + ([f"没有可画的数据，未绘制：{'、'.join(missing)}。"] if missing else [])


def _gap(own: pl.DataFrame, key: str) -> str | None:
    rows = own.filter(pl.col("figure") == key)["gap"]
    # Candidates are counted only where somebody says who is one: absent is not a gap of the truth.
    absent = None if key == "candidates_per_month" else "no_cases"
    return rows[0] if rows.len() else absent


def _drawn_parts(frames: BacktestFrames) -> dict[str, pl.DataFrame]:
    parts = {f"精确率—召回率曲线（{name}）": frames.curves.filter(pl.col("target") == key) for key, name in TARGETS.items()}
    parts["离开前提前量"] = frames.leads
    return parts | {f"校准图（{name}）": frames.calibration.filter(pl.col("risk") == key) for key, name in RISK_NAMES.items()}


def pictures(frames: BacktestFrames, page: BacktestPage) -> list[Picture]:
    """The plots that have data, each with a caption that says how to read it."""
    ap = "；".join(
        f"{name}AP："
        + "、".join(f"{stroke.name}{figure_words(frames.figures, f'average_precision_{key}', maker)}" for maker, stroke in STROKES.items())
        for key, name in TARGETS.items()
    )
    wanted: list[tuple[str, str, str, pl.DataFrame, Painter]] = [
        ("curves", "精确率—召回率曲线", f"越靠右上越好。{ap}。", frames.curves, paint_curves),
        ("leads", "离开前的提前量（累计）", _lead_caption(frames.leads), frames.leads, paint_leads),
        (
            "calibration", "校准：预测概率与实际比例（按预测概率十等分）",
            "点落在虚线上表示预测与实际一致；竖线为实际比例的95%区间；刻度为平方根，两图范围不同。", frames.calibration, paint_calibration,
        ),
        ("months", "各月候选与名单家数", _month_caption(frames.months, page), frames.months, paint_months),
    ]  # fmt: skip
    return [still_picture(key, title, caption, rows, painter) for key, title, caption, rows, painter in wanted if rows.height]


def _lead_caption(leads: pl.DataFrame) -> str:
    count = int(leads["departures"][0]) if leads.height else 0
    return f"分母为期间离开的{number(count)}家企业，从未进入名单的也计在内。"


def _month_caption(months: pl.DataFrame, page: BacktestPage) -> str:
    means = months.group_by("maker").agg(pl.col("candidates").mean())
    told = dict(means.iter_rows())
    words = "、".join(f"{stroke.name}{_one(told[maker])}家" for maker, stroke in STROKES.items() if maker in told)
    return f"每月名单容量{page.capacity}家（细阶梯线）；月均候选：{words}。"


def _notes(page: BacktestPage) -> list[str]:
    truth = (
        "判断依据：演示数据预设的真实情况（虚构），包括每家企业逐月的真实活动水平与事件。"
        if page.is_planted
        else "判断依据：已登记的企业结果（迁出、停业、恢复、误报）。没有登记结果的企业按正常计，登记不全会使精确率偏低。"
    )
    return [
        truth,
        "方法：滚动起点回测。每个月只用当月数据截至日已知的数据打分，之后的修订和结果不参与。",
        "同比规则：产值、用电连续两个月同比下降30%；3σ规则：低于自身过去24个月均值3个标准差。两项规则不区分经营与外迁，按分值排序比较。",
        "区间为95%置信区间，按企业整体重抽样（自助法）；“企业月”指一家企业的一个月。",
        f"每月取前{page.capacity}家比较，三者口径一致；“—”为不能给出，不是零；“不适用”指规则分值不是概率。",
    ]
