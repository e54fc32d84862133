"""Data notes: what arrived and how old it is, what is held or restated, the method and its limits."""

from __future__ import annotations

from typing import Any

import polars as pl

from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.palette import LEVEL_BY_KEY
from reports.sections.development import own_district
from reports.words.format import DISCLAIMER, INDICATOR_NAMES, UNJUDGED_NAMES, day_words, number, plain, share

# One sentence each: a method nobody finishes reading explains nothing.
METHOD = (
    "方法：把各来源数据整理为可比月度序列，与该企业1、3、6、12个月前形成的预期及同行同期表现比较，"
    "经误报控制后合成经营风险与外迁风险概率，再结合企业体量定级排序。"
)
LIMITS = "局限：概率不是结论；停产检修、抄表日变化、票款跨月、集团内部调整均可造成假信号；未到数据不以零代替，等级可随补报变化。"

# More names than these are a list and no sentence; the workbook has all.
NAMED_MOST = 5


def source_table(frames: BriefingFrames, edition: Edition) -> pl.DataFrame:
    """Coverage by indicator in the usual order, all eight kept: one that never came has status `absent`.

    Shape (8, columns of out_coverage without district).
    """
    rows = own_district(frames.coverage, edition).drop("district")
    # All eight rows stay, since a source that never came is what a reader would not notice.
    order = pl.DataFrame({"indicator": list(INDICATOR_NAMES)}, schema={"indicator": pl.String})
    joined = order.join(rows.unique("indicator", keep="first", maintain_order=True), on="indicator", how="left", maintain_order="left")
    return joined.with_columns(pl.col("status").fill_null("absent"))


def absent_words(sources: pl.DataFrame) -> str:
    """Which sources are absent, in one sentence; empty when none is."""
    absent = [INDICATOR_NAMES[key] for key in sources.filter(pl.col("status") == "absent")["indicator"]]
    if not absent:
        return ""
    return f"本期未提供的数据来源：{'、'.join(absent)}。相关列以“—”表示，不代表为零；判断仅依据已有来源，请结合走访使用。"


def late_words(sources: pl.DataFrame) -> str:
    """Which sources came but are thin or old."""
    rows = sources.filter(pl.col("status").is_in(["warn", "stop"]) | ((pl.col("age_months") > 0) & (pl.col("status") != "absent")))
    parts = [f"{INDICATOR_NAMES[row['indicator']]}{_lateness(row)}" for row in rows.iter_rows(named=True)]
    return f"到达不全或滞后的来源：{'、'.join(parts)}。" if parts else ""


def _lateness(row: dict[str, Any]) -> str:
    # A scoped edition knows that a source is thin and not how thin.
    said = [f"到达率{share(row['arrival_share'], 0)}"] if row["arrival_share"] is not None else []
    said += [f"最新为{row['age_months']}个月前"] if row["age_months"] else []
    return f"（{'，'.join(said)}）" if said else ""


def held_words(frames: BriefingFrames, sources: pl.DataFrame) -> str:
    """How many figures are held or restated and how many rows were refused."""
    held, restated = (sources[column].drop_nulls() for column in ("set_aside_count", "restated_count"))
    # Sums over nothing known are left out instead of printed as zero.
    parts = [f"待核实未采用{number(int(held.sum()))}条"] if held.len() else []
    parts += [f"本期修订{number(int(restated.sum()))}条"] if restated.len() else []
    refused = frames.quarantine_counts.filter(pl.col("action") == "refused")["count"].drop_nulls()
    parts += [f"累计退回{number(int(refused.sum()))}行"] if refused.len() else []
    return f"数据处理：{'，'.join(parts)}（明细见 quarantine.csv 与附表）。" if parts else ""


def revision_words(frames: BriefingFrames) -> str:
    """Whose level of last month would have been another one, had the restated figures been known then."""
    judged = frames.restatements.unique("uscc", maintain_order=True)
    changed = judged.filter(pl.col("level_then").fill_null("") != pl.col("level_now").fill_null("")).sort("uscc")
    if frames.restatements.is_empty():
        return ""
    if changed.is_empty():
        return "本期修订若当时已知，上期各企业等级不变。"
    names = "、".join(f"{plain(row['name'], 40)}（{level_change_words(row)}）" for row in changed.head(NAMED_MOST).to_dicts())
    return f"本期修订若当时已知，上期将有{number(changed.height)}家企业等级不同：{names}{'等' if changed.height > NAMED_MOST else ''}。"


def level_change_words(row: dict[str, Any]) -> str:
    """Last month's level as it was and as it would have been with the restated figures: 橙色→黄色, or that it stays."""
    then, now = row["level_then"] or None, row["level_now"] or None
    if then == now:
        return f"{_level(then)}不变" if then else _level(then)
    return f"{_level(then)}→{_level(now)}"


def _level(level: str | None) -> str:
    return f"{LEVEL_BY_KEY[level].word}色" if level else "未达预警线"


def false_alarm_words(frames: BriefingFrames, edition: Edition) -> str:
    """The number of false alarms to expect in the list, or that it cannot be given yet."""
    rows = own_district(frames.state, edition)["expected_false_alarms"].drop_nulls()
    listed = frames.listed().height
    if not rows.len() or not listed:
        return "" if not listed else "预计误报数：历史不足，暂不能给出。"
    return f"按校准概率，本期{listed}家中预计约{number(float(rows[0]), 0)}家事后会证明为误报。"


def unjudged_table(frames: BriefingFrames) -> pl.DataFrame:
    """Who is not judged, first those about whom somebody can do something: columns of the frame and `reason_words`."""
    reason = pl.col("reason")
    order = reason.replace_strict({name: place for place, name in enumerate(UNJUDGED_NAMES)}, default=len(UNJUDGED_NAMES))
    # A reason without a word is shown as it came; hiding the row would be the silence this table is against.
    worded = frames.unjudged.with_columns(reason_words=reason.replace(UNJUDGED_NAMES), order=order)
    return worded.sort("order", "street", "name", "uscc", nulls_last=True).drop("order")


def unjudged_words(frames: BriefingFrames) -> str:
    """How many enterprises of the register are not judged, by reason; empty when all are."""
    rows = unjudged_table(frames)
    if rows.is_empty():
        return ""
    counts = rows.group_by("reason_words", maintain_order=True).len()
    parts = "、".join(f"{plain(word, 20)}{number(count)}家" for word, count in counts.iter_rows())
    return f"未纳入评估：名录内{number(rows.height)}家（{parts}），企业与原因见附表8和工作簿“数据质量”。"


def warned_checks(frames: BriefingFrames) -> list[dict[str, object]]:
    """Data tests of the run that did not pass at warn level, as rows name, observed, meaning."""
    # A dozen is enough to act on; the workbook has all of them.
    rows = frames.checks.filter(~pl.col("passed").fill_null(True)).head(12)
    return [{key: plain(row[key], 160) for key in ("name", "observed", "meaning")} for row in rows.iter_rows(named=True)]


def notes(frames: BriefingFrames, edition: Edition) -> list[str]:
    """All sentences of the section in reading order, without the empty ones."""
    sources = source_table(frames, edition)
    as_of = f"数据截至{day_words(edition.as_of)}已知情况；此后到达的数据在下期反映。"
    # First of all: invented figures must not travel as real ones.
    demo = "本期为演示数据：企业、数字均为虚构。" if edition.demo else ""
    rows = [
        demo,
        as_of,
        absent_words(sources),
        late_words(sources),
        held_words(frames, sources),
        unjudged_words(frames),
        revision_words(frames),
        METHOD,
        LIMITS,
    ]
    return [text for text in [*rows, false_alarm_words(frames, edition), DISCLAIMER] if text]
