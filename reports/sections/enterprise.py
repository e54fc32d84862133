"""The frames and sentences of one enterprise's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from reports.frames import BriefingFrames
from reports.palette import LEVEL_BY_KEY
from reports.sections.monthly_figures import monthly_growth
from reports.words.format import INDICATOR_NAMES, INDICATOR_UNITS, flag_words, month_key, month_words, number, share, signed_share

PHYSICAL = ("employment", "electricity", "water", "gas")
# The base rate is the same for everybody and explains nobody.
_INTERCEPTS = ("intercept", "base_rate", "prior")


@dataclass(frozen=True, slots=True)
class Push:
    """One contribution to a risk: its label, the feature's value, its log-odds and the length of its bar (0–100)."""

    label: str
    value: str
    log_odds: float
    width: int


def of_enterprise(frame: pl.DataFrame, uscc: str) -> pl.DataFrame:
    """The rows of one enterprise."""
    return frame.filter(pl.col("uscc") == uscc)


def pushes(frames: BriefingFrames, uscc: str, risk: str, most: int = 5) -> list[Push]:
    """The `most` largest contributions to one risk, largest in size first; the base rate is not a reason and is left out."""
    rows = of_enterprise(frames.contributions, uscc).filter(
        (pl.col("risk") == risk) & ~pl.col("feature").is_in(list(_INTERCEPTS)) & (pl.col("contribution_log_odds").abs() > 1e-6)
    )
    rows = rows.sort([pl.col("contribution_log_odds").abs(), pl.col("feature")], descending=[True, False]).head(most)
    # Bars are relative to the longest, since log-odds have no natural full length.
    longest = max((abs(value) for value in rows["contribution_log_odds"]), default=1.0)
    return [
        Push(
            row["label"] or row["feature"],
            number(row["feature_value"], 2),
            row["contribution_log_odds"],
            round(100 * abs(row["contribution_log_odds"]) / longest),
        )
        for row in rows.iter_rows(named=True)
    ]


def indicator_rows(frames: BriefingFrames, uscc: str, month: date) -> list[dict[str, Any]]:
    """What each indicator says this month: value, expected, band, growth, peers; in the usual order of indicators.

    The expectation is the evidence's own (made before the dip) where there is one, else the one made a month ahead.
    """
    own = BriefingFrames(series=of_enterprise(frames.series, uscc), evidence=of_enterprise(frames.evidence, uscc))
    now = own.series.filter(pl.col("period") == month).drop("value").join(monthly_growth(own, month), on=["uscc", "indicator"], how="left")
    said = own.evidence.select(
        "indicator", pl.col("expected").alias("before_dip"), "peer_percentile_share", "duration_months", "silent_months", "onset"
    )
    joined = {row["indicator"]: row for row in now.join(said, on="indicator", how="left").iter_rows(named=True)}
    # An indicator that fell silent has evidence but no figure, and must not vanish from the table.
    silent = {row["indicator"]: row for row in own.evidence.iter_rows(named=True)}
    out = []
    for key, name in INDICATOR_NAMES.items():
        if key in joined or key in silent:
            row = joined.get(key) or {**dict.fromkeys(_COLUMNS), **silent[key]}
            out.append(_described(row, key, name))
    return out


_COLUMNS = (
    "value",
    "expected",
    "before_dip",
    "lo_80",
    "hi_80",
    "lo_95",
    "hi_95",
    "yoy",
    "peer_percentile_share",
    "duration_months",
    "silent_months",
    "onset",
    "flags",
)


def _described(row: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    # An expectation made a month ago has followed the fall; the one made before it shows the gap.
    expected = row["before_dip"] if row.get("before_dip") is not None else row["expected"]
    value = row["value"]
    # Below one unit both print as 0, and a percentage of nothing would stand beside them.
    gap = None if value is None or expected is None or expected < 1 else value / expected - 1
    return {
        "indicator": key,
        "name": name,
        "unit": INDICATOR_UNITS[key],
        "value": value,
        "expected": expected,
        "gap": gap,
        "lo": row["lo_80"],
        "hi": row["hi_80"],
        "yoy": row["yoy"],
        "peers": peer_words(row["peer_percentile_share"]),
        "duration": row["duration_months"],
        "note": data_note(row),
        "is_physical": key in PHYSICAL,
    }


def peer_words(percentile: float | None) -> str:
    """Where the enterprise stands among its peers: 低于92%的同行."""
    if percentile is None:
        return "—"
    # The peers are a sample: nobody is known to be below every one of them.
    if min(percentile, 1 - percentile) < 0.01:
        return "低于99%以上的同行" if percentile < 0.5 else "高于99%以上的同行"
    return f"低于{share(1 - percentile, 0)}的同行" if percentile <= 0.5 else f"高于{share(percentile, 0)}的同行"


def data_note(row: dict[str, Any]) -> str:
    """What to know of a figure: silent since when, merged, spread, set aside."""
    silent = f"已{row['silent_months']}个月无数据" if row.get("silent_months") else ""
    missing = "本月未到" if row["value"] is None and not silent else ""
    return "；".join(part for part in (silent, missing, flag_words(row.get("flags"))) if part)


def disagreement(rows: list[dict[str, Any]]) -> str:
    """A sentence when booked figures hold while physical ones fall, which is evidence of its own."""
    physical = [row["gap"] for row in rows if row["is_physical"] and row["gap"] is not None]
    booked = [row["gap"] for row in rows if row["indicator"] in ("output_value", "value_added", "tax") and row["gap"] is not None]
    if not physical or not booked:
        return "实物类与账面类指标未同时到齐，无法相互印证。"
    # Medians, so that one broken meter does not decide the sentence.
    low, high = sorted(physical)[len(physical) // 2], sorted(booked)[len(booked) // 2]
    # Physical clearly down while booked is within noise: the pattern of capacity leaving.
    if low < -0.15 and high > -0.08:
        return "账面指标平稳而实物指标下降，需了解产能是否调整或口径是否变化。"
    return "实物类与账面类指标方向一致。" if (low < 0) == (high < 0) else "实物类与账面类指标方向不一，请结合走访判断。"


def history_words(row: dict[str, Any]) -> str:
    """Level now and before, first listed, months on the list."""
    before = LEVEL_BY_KEY.get(row["previous_level"])
    first = month_key(row["first_listed_on"])
    last = f"上月{before.word}色" if before else "上月不在名单"
    months = f"，连续{row['months_listed']}个月" if row["months_listed"] else ""
    return f"{last}；首次列入 {first}{months}"


def fan_words(fans: pl.DataFrame) -> str:
    """What the explaining model says in words: a recent shift of level with its band, and what moved the last month from its trend."""
    row = fans.row(0, named=True)
    sentences = []
    if row["shift_period"] is not None:
        band = f"{signed_share(row['shift_low_share'], 0)}至{signed_share(row['shift_high_share'], 0)}"
        sentences.append(f"水平变化：{month_words(row['shift_period'])}起{signed_share(row['shift_share'], 0)}（95%区间{band}）。")
    if row["season_share"] is not None:
        last = fans.filter(pl.col("value").is_not_null())["period"].max()
        parts = (("季节", "season_share"), ("工作日和春节", "calendar_share"), ("其余", "remainder_share"))
        told = "、".join(f"{name}{signed_share(row[key], 0)}" for name, key in parts if row[key] is not None)
        sentences.append(f"{month_words(last)}偏离趋势水平：{told}。")  # type: ignore[arg-type]
    return "".join(sentences)
